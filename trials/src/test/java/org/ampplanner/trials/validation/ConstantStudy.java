package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ampplanner.operator.Constants;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/** Not a test: fits physical constants on published runs and prints residuals. */
public final class ConstantStudy {
  private static final double DELTA = 0.1;
  private static final double STEP = 0.03;

  /** A constant's logarithm strays from where it starts as 0.3 does to an error of 0.045. */
  static final double PRIOR = 0.15;

  record Case(
      String set, Row row, ToDoubleFunction<Constants> run, double measured, double weight) {}

  private ConstantStudy() {}

  public static void main(String[] args) {
    List<Case> all = load();
    Constants c = Constants.standard();
    Map<String, String> opts = new TreeMap<>();
    for (String a : args) {
      int i = a.indexOf('=');
      opts.put(i < 0 ? a : a.substring(0, i), i < 0 ? "" : a.substring(i + 1));
    }
    List<Case> cases = filter(all, opts.getOrDefault("sets", ""));
    for (String kv : opts.getOrDefault("set", "").split(",")) {
      if (kv.contains(":")) {
        c = c.with(kv.split(":")[0], Double.parseDouble(kv.split(":")[1]));
      }
    }
    if (opts.containsKey("fit")) {
      String[] names = opts.get("fit").split(",");
      Constants prior = c;
      for (String kv : opts.getOrDefault("prior", "").split(",")) {
        if (kv.contains(":")) {
          prior = prior.with(kv.split(":")[0], Double.parseDouble(kv.split(":")[1]));
        }
      }
      c = fit(cases, names, c, prior, Integer.parseInt(opts.getOrDefault("iters", "6")));
      for (String n : names) {
        System.out.printf(Locale.ROOT, "%s,%.5g%n", n, c.get(n));
      }
    }
    if (opts.containsKey("heldout")) {
      HeldOutStudy.report(cases, opts.get("fit").split(","), c);
    }
    if (opts.containsKey("lomo")) {
      leaveOut(
          cases,
          opts.get("lomo").split(","),
          c,
          r -> r.row().text(opts.getOrDefault("by", "model")));
    }
    report(cases, c, opts.getOrDefault("by", "source"), opts.containsKey("rows"));
  }

  /** Returns the timed runs of the data sets that the least squares are fitted on. */
  static List<Case> load() {
    List<ScoredRun> runs =
        ScoredRuns.of(Facts.builtIn()).runs().stream()
            .filter(r -> r.asked() != null && r.measured().seconds() > 0)
            .filter(r -> Fitted.of(r.label().dataset()) == Fitted.LEAST_SQUARES)
            .toList();
    Map<String, Integer> groups = new TreeMap<>();
    runs.forEach(r -> groups.merge(group(r), 1, Integer::sum));
    List<Case> cases = new ArrayList<>();
    for (ScoredRun r : runs) {
      Asked asked = Objects.requireNonNull(r.asked());
      String set = r.row().text("source").equals("vtrain-multi") ? "vtrain" : r.label().dataset();
      double w = 1 / Math.sqrt(Objects.requireNonNull(groups.get(group(r))));
      if (r.row().text("source").startsWith("bigscience")) {
        w *= 0.5; // single iterations
      }
      if (set.startsWith("single")) {
        w *= 0.6;
      }
      cases.add(new Case(set, r.row(), asked::seconds, r.measured().seconds(), w));
    }
    return cases;
  }

  /** Repeated measurements of one configuration. */
  private static String group(ScoredRun run) {
    String group = run.row().text("config_group");
    return run.label().dataset() + " " + (group.isBlank() ? run.label().id() : group);
  }

  static List<Case> filter(List<Case> cases, String sets) {
    if (sets.isEmpty()) {
      return cases;
    }
    List<String> wanted = Arrays.asList(sets.split(","));
    return cases.stream()
        .filter(c ->
            wanted.contains(c.set)
                || wanted.contains(c.row.text("source"))
                || wanted.contains(c.row.text("software").split("[ /]")[0]))
        .toList();
  }

  static double[] errors(List<Case> cases, Constants c) {
    return IntStream.range(0, cases.size())
        .parallel()
        .mapToDouble(i -> Math.log(cases.get(i).run.applyAsDouble(c) / cases.get(i).measured))
        .toArray();
  }

  static double[] residuals(List<Case> cases, Constants c) {
    double[] e = errors(cases, c);
    for (int i = 0; i < e.length; i++) {
      double x = e[i] / DELTA;
      e[i] =
          cases.get(i).weight * Math.signum(x) * DELTA * Math.sqrt(2 * (Math.sqrt(1 + x * x) - 1));
    }
    return e;
  }

  /** Levenberg-Marquardt on the logarithms of constants, with a prior around {@code origin}. */
  static Constants fit(
      List<Case> cases, String[] names, Constants start, Constants origin, int iterations) {
    double[] target = new double[cases.size() + names.length];
    for (int j = 0; j < names.length; j++) {
      target[cases.size() + j] = PRIOR * Math.log(origin.get(names[j]));
    }
    LeastSquaresBuilder problem =
        new LeastSquaresBuilder()
            .start(Arrays.stream(names).mapToDouble(n -> Math.log(start.get(n))).toArray())
            .target(target)
            .parameterValidator(point -> bounded(point, names, start))
            .model(point -> valueAndJacobian(cases, names, start, point.toArray()))
            .maxEvaluations(10 * iterations)
            .maxIterations(iterations)
            .checker((i, x, y) -> i >= iterations || Math.abs(x.getCost() - y.getCost()) < 1e-4);
    return at(
        new LevenbergMarquardtOptimizer().optimize(problem.build()).getPoint().toArray(),
        names,
        start);
  }

  private static RealVector bounded(RealVector point, String[] names, Constants constants) {
    double[] x = point.toArray();
    for (int j = 0; j < x.length; j++) {
      Constants.Constant c = Objects.requireNonNull(constants.all().get(names[j]));
      x[j] = Math.max(Math.log(Math.max(c.low(), 1e-7)), Math.min(Math.log(c.high()), x[j]));
    }
    return new ArrayRealVector(x);
  }

  private static Constants at(double[] logarithms, String[] names, Constants constants) {
    Constants at = constants;
    for (int j = 0; j < names.length; j++) {
      at = at.with(names[j], Math.exp(logarithms[j]));
    }
    return at;
  }

  /** One residual a run, then one a prior. */
  private static Pair<RealVector, RealMatrix> valueAndJacobian(
      List<Case> cases, String[] names, Constants constants, double[] point) {
    int n = cases.size();
    double[] here = residuals(cases, at(point, names, constants));
    double[] values = Arrays.copyOf(here, n + names.length);
    RealMatrix jacobian = new Array2DRowRealMatrix(values.length, names.length);
    for (int j = 0; j < names.length; j++) {
      double[] moved = point.clone();
      moved[j] += STEP;
      double[] there = residuals(cases, at(moved, names, constants));
      for (int i = 0; i < n; i++) {
        jacobian.setEntry(i, j, (there[i] - here[i]) / STEP);
      }
      values[n + j] = PRIOR * point[j];
      jacobian.setEntry(n + j, j, PRIOR);
    }
    return new Pair<>(new ArrayRealVector(values), jacobian);
  }

  static void leaveOut(List<Case> cases, String[] names, Constants c, Function<Case, String> key) {
    Map<String, List<Case>> groups = new TreeMap<>();
    cases.forEach(x -> groups.computeIfAbsent(key.apply(x), k -> new ArrayList<>()).add(x));
    double sum = 0;
    int n = 0;
    for (var e : groups.entrySet()) {
      List<Case> rest = cases.stream().filter(x -> !e.getValue().contains(x)).toList();
      Constants f = fit(rest, names, c, c, 4);
      double[] err = errors(e.getValue(), f);
      double mape = Arrays.stream(err).map(x -> Math.abs(Math.expm1(x))).average().orElse(0);
      System.out.printf(
          Locale.ROOT, "left out %-28s n=%3d MAPE %.1f%%%n", e.getKey(), err.length, 100 * mape);
      sum += mape * err.length;
      n += err.length;
    }
    System.out.printf(Locale.ROOT, "leave-one-out MAPE %.2f%%%n", 100 * sum / n);
  }

  static void report(List<Case> cases, Constants c, String by, boolean rows) {
    double[] e = errors(cases, c);
    Map<String, List<Double>> groups = new TreeMap<>();
    for (int i = 0; i < e.length; i++) {
      Case x = cases.get(i);
      groups.computeIfAbsent("ALL " + x.set, k -> new ArrayList<>()).add(Math.expm1(e[i]));
      StringBuilder key = new StringBuilder(x.set);
      for (String col : by.split(",")) {
        key.append(' ').append(x.row.text(col));
      }
      groups.computeIfAbsent(key.toString(), k -> new ArrayList<>()).add(Math.expm1(e[i]));
      if (rows) {
        print(x, Math.expm1(e[i]));
      }
    }
    groups.forEach(ConstantStudy::print);
  }

  private static void print(Case x, double error) {
    Row r = x.row;
    System.out.printf(
        Locale.ROOT,
        "%+6.1f%% %-14.14s %-8.8s %-20s %-12.12s x%-5s %-9s b%-5s m%-3s s%-6s t%s p%s v%s c%s e%s d%s rec=%s %.4f%n",
        100 * error,
        r.text("source"),
        r.text("version"),
        r.text("model"),
        r.text("gpu_system"),
        r.text("num_gpus"),
        r.text("precision"),
        r.text("gbs"),
        r.text("mbs"),
        r.text("seq_len"),
        r.text("tp"),
        r.text("pp"),
        r.text("vp"),
        r.text("cp"),
        r.text("ep"),
        r.text("dp"),
        r.text("recompute"),
        x.measured);
  }

  private static void print(String group, List<Double> errors) {
    double[] sorted = errors.stream().mapToDouble(z -> z).sorted().toArray();
    double mape = Arrays.stream(sorted).map(Math::abs).average().orElse(0);
    double bias = sorted[sorted.length / 2];
    System.out.printf(
        Locale.ROOT,
        "%-60s n=%3d MAPE %5.1f%% median bias %+5.1f%%%n",
        group,
        sorted.length,
        100 * mape,
        100 * bias);
  }
}
