package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ampplanner.operator.Constants;
import org.ampplanner.trials.validation.ConstantStudy.Case;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Not a test: what the fitted constants would predict for a group of runs had they never seen it.
 * Each group (a model, a system, a source) is taken out of the least squares, the constants take
 * one Gauss-Newton step to the optimum of the rest, and the group is predicted with those. Prints
 * {@code validation/held_out.csv}.
 */
public final class HeldOutStudy {
  private static final double STEP = 0.02;
  private static final double LARGEST = 1;

  private HeldOutStudy() {}

  public static void main(String[] args) {
    report(ConstantStudy.load(), fitted(Constants.standard()), Constants.standard());
  }

  /** Returns the names of the constants that the least squares fitted, as their sources say. */
  static String[] fitted(Constants constants) {
    return constants.all().entrySet().stream()
        .filter(e -> e.getValue().source().contains("least squares over all published runs"))
        .map(Map.Entry::getKey)
        .toArray(String[]::new);
  }

  /** The least squares at the optimum of all runs. */
  @SuppressWarnings("ArrayRecordComponent") // made once, read once
  record LeastSquares(
      Constants constants,
      String[] names,
      double[] residuals,
      double[] errors,
      double[][] jacobian) {

    static LeastSquares of(List<Case> cases, String[] names, Constants fitted) {
      double[] residuals = ConstantStudy.residuals(cases, fitted);
      double[][] jacobian = new double[names.length][];
      for (int j = 0; j < names.length; j++) {
        Constants moved = fitted.with(names[j], fitted.get(names[j]) * Math.exp(STEP));
        double[] there = ConstantStudy.residuals(cases, moved);
        jacobian[j] =
            IntStream.range(0, there.length)
                .mapToDouble(i -> (there[i] - residuals[i]) / STEP)
                .toArray();
      }
      return new LeastSquares(
          fitted, names, residuals, ConstantStudy.errors(cases, fitted), jacobian);
    }
  }

  /** Errors of a data set, in the sample and held out. */
  private static final class Sums {
    private int groups;
    private int runs;
    private double in;
    private double out;

    void add(double inSample, double heldOut) {
      runs++;
      in += Math.abs(Math.expm1(inSample));
      out += Math.abs(Math.expm1(heldOut));
    }

    double inPercent() {
      return 100 * in / runs;
    }

    double outPercent() {
      return 100 * out / runs;
    }
  }

  static void report(List<Case> cases, String[] names, Constants constants) {
    LeastSquares fitted = LeastSquares.of(cases, names, constants);
    Map<String, Function<Case, String>> groupings = new TreeMap<>();
    groupings.put("model", c -> c.row().text("model").isBlank() ? "gpt2" : c.row().text("model"));
    groupings.put("system", c -> group(c, "gpu_system"));
    groupings.put("source", c -> group(c, "source"));
    System.out.println("dataset,left_out_by,groups,n,in_sample_mape_percent,held_out_mape_percent");
    groupings.forEach((by, key) ->
        sums(cases, fitted, by, key)
            .forEach((set, sum) ->
                System.out.printf(
                    Locale.ROOT,
                    "%s,%s,%d,%d,%.2f,%.2f%n",
                    set,
                    by,
                    sum.groups,
                    sum.runs,
                    sum.inPercent(),
                    sum.outPercent())));
  }

  private static Map<String, Sums> sums(
      List<Case> cases, LeastSquares fitted, String by, Function<Case, String> key) {
    Map<String, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < cases.size(); i++) {
      groups.computeIfAbsent(key.apply(cases.get(i)), k -> new ArrayList<>()).add(i);
    }
    Map<String, Sums> sums = new TreeMap<>();
    groups.forEach((group, members) -> {
      List<Case> held = members.stream().map(cases::get).toList();
      double[] errors = ConstantStudy.errors(held, without(fitted, members));
      Sums own = new Sums();
      for (int k = 0; k < errors.length; k++) {
        double before = fitted.errors[members.get(k)];
        own.add(before, errors[k]);
        sums.computeIfAbsent(held.get(k).set(), s -> new Sums()).add(before, errors[k]);
      }
      held.stream()
          .map(Case::set)
          .distinct()
          .forEach(set -> Objects.requireNonNull(sums.get(set)).groups++);
      System.err.printf(
          Locale.ROOT,
          "%-8s %-28s n=%3d %5.1f%% -> %5.1f%%%n",
          by,
          group,
          own.runs,
          own.inPercent(),
          own.outPercent());
    });
    return sums;
  }

  private static String group(Case c, String column) {
    String text = c.row().text(column);
    return text.isBlank() ? c.set() : text;
  }

  /** One Gauss-Newton step from the optimum of all runs to that of all but some. */
  static Constants without(LeastSquares fitted, List<Integer> members) {
    String[] names = fitted.names;
    double[] r = fitted.residuals;
    double[][] jacobian = fitted.jacobian;
    boolean[] out = new boolean[r.length];
    members.forEach(i -> out[i] = true);
    int n = names.length;
    RealMatrix a = new Array2DRowRealMatrix(n, n);
    RealVector gradient = new ArrayRealVector(n);
    double prior = ConstantStudy.PRIOR * ConstantStudy.PRIOR;
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++) {
        double sum = j == k ? prior : 0;
        for (int i = 0; i < r.length; i++) {
          sum += out[i] ? 0 : jacobian[j][i] * jacobian[k][i];
        }
        a.setEntry(j, k, sum);
      }
      double of = 0;
      for (int i : members) {
        of -= jacobian[j][i] * r[i];
      }
      gradient.setEntry(j, of);
    }
    double[] step = new LUDecomposition(a).getSolver().solve(gradient).toArray();
    Constants moved = fitted.constants;
    for (int j = 0; j < n; j++) {
      Constants.Constant c = Objects.requireNonNull(fitted.constants.all().get(names[j]));
      double d = Math.max(-LARGEST, Math.min(LARGEST, step[j]));
      double value = c.value() * Math.exp(-d);
      moved = moved.with(names[j], Math.max(c.low(), Math.min(c.high(), value)));
    }
    return moved;
  }
}
