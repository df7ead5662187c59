package org.ampplanner.workbench.size;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.price.PriceList;
import org.ampplanner.formats.source.ProblemsException;

/** Large numbers as people write them: {@code 10T}, {@code 10e12}, {@code 1,500B}, {@code $3M}. */
public final class Amounts {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,18})?(?:[eE]\\+?[0-9]{1,2})?)\\s?([kKmMbBtTgG]?)");

  private static final Pattern MONEY = Pattern.compile("([$€£¥]?)\\s?(.*?)\\s?([A-Za-z]{3})?");

  private Amounts() {}

  /**
   * Reads a number of tokens.
   *
   * @param text as written
   * @param shown what messages call it, such as {@code --tokens}
   * @throws ProblemsException if it is no positive number
   */
  public static double tokens(String text, String shown) {
    return number(text, text, shown, "10T for ten trillion, or 10e12");
  }

  /**
   * Reads a sum of money in {@link PriceList#CURRENCY}.
   *
   * @throws ProblemsException if it is none, or in another currency
   */
  public static double money(String text, String shown) {
    Matcher m = MONEY.matcher(text.strip());
    String sign = m.matches() ? m.group(1) : "";
    String code = m.matches() && m.group(3) != null ? m.group(3).toUpperCase(Locale.ROOT) : "";
    if ((!sign.isEmpty() && !sign.equals("$"))
        || (!code.isEmpty() && !code.equals(PriceList.CURRENCY))) {
      throw ProblemsException.of(
          shown + " (" + text + ")",
          "is not in " + PriceList.CURRENCY + ", the currency of the prices",
          "the sum in " + PriceList.CURRENCY + ": no rates of exchange are built in");
    }
    String number = m.matches() ? m.group(2) : text;
    return number(number, text, shown, "3M for three million");
  }

  private static double number(String number, String text, String shown, String maybe) {
    Matcher m = FORM.matcher(number.strip().replaceAll("(?<=[0-9])[,_](?=[0-9]{3})", ""));
    if (!m.matches()) {
      throw ProblemsException.of(shown + " (" + text + ")", "is not a number", maybe);
    }
    double factor =
        switch (m.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> 1e3;
          case "M" -> 1e6;
          case "B", "G" -> 1e9;
          case "T" -> 1e12;
          default -> 1;
        };
    double value = new BigDecimal(m.group(1)).doubleValue() * factor;
    if (!(value > 0)) {
      throw ProblemsException.of(shown + " (" + text + ")", "must be positive", maybe);
    }
    return value;
  }
}
