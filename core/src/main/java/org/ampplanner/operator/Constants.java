package org.ampplanner.operator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The physical constants of the predictive model: efficiencies, latencies, launch costs, each with
 * bounds and a source. They belong to device generations, kinds of links, and kernels; none belongs
 * to a model, a cluster or a run.
 *
 * <p>The standard table is the resource {@code constants.csv} beside this class, with the columns
 * {@code name,value,low,high,unit,source}.
 */
public final class Constants {
  private static final Constants STANDARD = read();

  private final Map<String, Constant> byName;

  /**
   * One constant.
   *
   * @param value in SI units or a share
   * @param low physical lower bound
   * @param high physical upper bound
   * @param unit its unit
   * @param source where it comes from
   */
  public record Constant(double value, double low, double high, String unit, String source) {}

  private Constants(Map<String, Constant> byName) {
    this.byName = byName;
  }

  /** Returns the standard table. */
  public static Constants standard() {
    return STANDARD;
  }

  private static Constants read() {
    Map<String, Constant> table = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Constants.class.getResourceAsStream("constants.csv")),
                StandardCharsets.UTF_8))) {
      List<String> lines = reader.lines().skip(1).filter(line -> !line.isBlank()).toList();
      for (String line : lines) {
        String[] f = line.split(",", 6);
        table.put(
            f[0],
            new Constant(
                Double.parseDouble(f[1]),
                Double.parseDouble(f[2]),
                Double.parseDouble(f[3]),
                f[4],
                f[5]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Constants(table);
  }

  /** Returns all constants by name, in the order of the table. */
  public Map<String, Constant> all() {
    return java.util.Collections.unmodifiableMap(byName);
  }

  /**
   * Returns a constant.
   *
   * @throws IllegalArgumentException if the table has none of that name
   */
  public double get(String name) {
    Constant c = byName.get(name);
    if (c == null) {
      throw new IllegalArgumentException("no constant " + name);
    }
    return c.value();
  }

  /** Returns {@code family.member}, or {@code family.other} where the member has none. */
  public double get(String family, String member) {
    Constant c = byName.get(family + "." + member);
    return c == null ? get(family + ".other") : c.value();
  }

  /** Returns a table in which one constant has another value. */
  public Constants with(String name, double value) {
    Constant old = Objects.requireNonNull(byName.get(name), name);
    Map<String, Constant> table = new LinkedHashMap<>(byName);
    table.put(name, new Constant(value, old.low(), old.high(), old.unit(), old.source()));
    return new Constants(table);
  }
}
