package org.ampplanner.cli;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A bound on the search: {@code 2}, {@code 2s}, {@code 500ms} or {@code 1m}.
 *
 * @param nanos the bound in nanoseconds
 */
record TimeLimit(long nanos) {
  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(ms|s|m|h)?");

  /** Returns the nanoseconds of a limit, if there is one. */
  static OptionalLong limitNanos(@Nullable TimeLimit limit) {
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit.nanos);
  }

  /** Reads a time limit from the command line. */
  static final class Converter implements ITypeConverter<TimeLimit> {
    @Override
    public TimeLimit convert(String text) {
      Matcher m = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!m.matches()) {
        throw new TypeConversionException(
            "(" + text + ") is not a duration. Maybe 2s, 500ms or 1m");
      }
      double unit =
          switch (m.group(2) == null ? "s" : m.group(2)) {
            case "ms" -> 1e6;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 1e9;
          };
      return new TimeLimit((long) (Double.parseDouble(m.group(1)) * unit));
    }
  }
}
