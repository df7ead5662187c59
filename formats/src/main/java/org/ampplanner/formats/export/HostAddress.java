package org.ampplanner.formats.export;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address of a host as launchers take it: a name or a number, perhaps with the user before it.
 */
public final class HostAddress {
  private static final Pattern VALID =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9:][A-Za-z0-9_.:-]*");

  private HostAddress() {}

  /** Returns whether a text can be an address: nothing in it means anything to a shell. */
  public static boolean isValid(String text) {
    return text.length() <= 256 && VALID.matcher(text).matches();
  }

  /** Returns the address without the user. */
  static String withoutUser(String address) {
    return address.substring(address.indexOf('@') + 1);
  }

  /** Returns what is equal for all spellings of one host. */
  static String host(String address) {
    String name = withoutUser(address).toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return switch (plain) {
      case "127.0.0.1", "::1", "localhost.localdomain" -> "localhost";
      default -> plain;
    };
  }
}
