package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ampplanner.predictive.Spreads;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;

/**
 * Estimates how far predictions are off from the errors of runs that constants had not seen: a
 * random effect a source and factor (Laird and Ware 1982, doi 10.2307/2529876) and what is left,
 * both wider by kinds of hardware, software and model.
 *
 * <p>A source's errors are taken to be multivariate t with {@value #FREEDOM} degrees of freedom, so
 * that single sources that are far off do not widen the rest (Lange et al. 1989, doi
 * 10.1080/01621459.1989.10478852). Logarithms of spreads are shrunk to a prior, those of the kinds
 * to none. The quantiles of an interval are then those that standardised errors really have, every
 * source weighed by the root of its runs, and not those of a normal distribution.
 */
final class SpreadFit {
  private static final int FREEDOM = 5;
  private static final double USUAL = 0.15;
  private static final double WIDEST = 0.7;
  private static final double SHRINK_SPREADS = 0.5;
  private static final double SHRINK_KINDS = 0.5;
  private static final double SHRINK_BIAS = 0.1;
  private static final double TAIL = 0.1;
  private static final int MOST = 4000;

  /** The parameters, in the order of the vector that is optimised. */
  private static final List<String> NAMES = names();

  private static final int FACTORS = ErrorRow.FACTORS.size();
  private static final int COMMON = FACTORS;
  private static final int RESIDUAL = FACTORS + 1;
  private static final int KINDS = FACTORS + 2;
  private static final int BIAS = FACTORS + 6;

  private SpreadFit() {}

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    ErrorRow.FACTORS.forEach(factor -> names.add("factor." + factor));
    names.addAll(
        List.of(
            "common",
            "residual",
            "wider.hardware",
            "wider.software",
            "wider.experts",
            "wider.profiled",
            "bias.seen",
            "bias.unseen"));
    return names;
  }

  /**
   * Returns the values of {@code spreads.csv} by name, but for what hardware and software is known.
   */
  static Map<String, Double> of(List<ErrorRow> rows) {
    List<List<ErrorRow>> sources =
        ErrorRow.bySource(rows.stream().filter(r -> !Double.isNaN(r.time())).toList());
    double[] x = optimum(sources);
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < x.length; i++) {
      values.put(NAMES.get(i), i < BIAS ? Math.exp(x[i]) : x[i]);
    }
    values.put("quantile.low", quantile(sources, x, TAIL));
    values.put("quantile.high", quantile(sources, x, 1 - TAIL));
    double[] peak = PeakFit.of(rows);
    values.put("memory.bias", peak[0]);
    values.put("memory.deviation", peak[1]);
    values.put("memory.high", new NormalDistribution().inverseCumulativeProbability(1 - TAIL));
    return values;
  }

  private static double[] optimum(List<List<ErrorRow>> sources) {
    double[] start = new double[NAMES.size()];
    double[] low = new double[start.length];
    double[] high = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      boolean spread = i <= RESIDUAL;
      start[i] = spread ? Math.log(USUAL) : 0;
      low[i] = spread ? Math.log(0.005) : i < BIAS ? -1.5 : -0.5;
      high[i] = spread ? Math.log(WIDEST) : i < BIAS ? 1.5 : 0.5;
    }
    return new BOBYQAOptimizer(2 * start.length + 1, 0.3, 1e-4)
        .optimize(
            new MaxEval(MOST),
            new ObjectiveFunction(x -> unlikelihood(sources, x)),
            GoalType.MINIMIZE,
            new InitialGuess(start),
            new SimpleBounds(low, high))
        .getPoint();
  }

  /** Minus the logarithm of the likelihood and of the priors. */
  private static double unlikelihood(List<List<ErrorRow>> sources, double[] x) {
    double sum = 0;
    for (List<ErrorRow> source : sources) {
      sum += ofSource(source, x);
    }
    for (int i = 0; i < x.length; i++) {
      double away = i <= RESIDUAL ? x[i] - Math.log(USUAL) : x[i];
      double prior = i <= RESIDUAL ? SHRINK_SPREADS : i < BIAS ? SHRINK_KINDS : SHRINK_BIAS;
      sum += away * away / (2 * prior * prior);
    }
    return sum;
  }

  /** Of one source, by Woodbury's identity: O(runs · factors²). */
  private static double ofSource(List<ErrorRow> source, double[] x) {
    int k = FACTORS + 1;
    RealMatrix m = new Array2DRowRealMatrix(k, k);
    RealVector b = new ArrayRealVector(k);
    double square = 0;
    double logs = 0;
    for (ErrorRow row : source) {
      double wider = wider(row, x);
      double noise = Math.exp(x[RESIDUAL]) * wider;
      double error = row.time() - bias(row, x);
      double[] z = effects(row, x);
      square += error * error / (noise * noise);
      logs += 2 * Math.log(noise);
      for (int i = 0; i < k; i++) {
        b.addToEntry(i, z[i] * wider * error / (noise * noise));
        for (int j = 0; j < k; j++) {
          m.addToEntry(i, j, z[i] * z[j] * wider * wider / (noise * noise));
        }
      }
    }
    for (int i = 0; i < k; i++) {
      m.addToEntry(i, i, 1);
    }
    CholeskyDecomposition c = new CholeskyDecomposition(m, 1e-9, 0);
    double q = square - b.dotProduct(c.getSolver().solve(b));
    double halfLog = (logs + Math.log(c.getDeterminant())) / 2;
    return halfLog + (FREEDOM + source.size()) / 2.0 * Math.log1p(q / FREEDOM);
  }

  /** What a run feels of one standard deviation of every factor, and of all of them together. */
  private static double[] effects(ErrorRow row, double[] x) {
    double[] z = new double[FACTORS + 1];
    for (int j = 0; j < FACTORS; j++) {
      z[j] = row.gradient()[j] * Math.exp(x[j]);
      z[FACTORS] += row.gradient()[j] * Spreads.direction(ErrorRow.FACTORS.get(j));
    }
    z[FACTORS] *= Math.exp(x[COMMON]);
    return z;
  }

  private static double wider(ErrorRow row, double[] x) {
    Spreads.Kind kind = row.kind();
    return Math.exp(
        (kind.hardware() ? 0 : x[KINDS])
            + (kind.software() ? 0 : x[KINDS + 1])
            + (kind.experts() ? x[KINDS + 2] : 0)
            + (kind.profiled() ? x[KINDS + 3] : 0));
  }

  private static double bias(ErrorRow row, double[] x) {
    return row.kind().unseen() ? x[BIAS + 1] : x[BIAS];
  }

  private static double deviation(ErrorRow row, double[] x) {
    double noise = Math.exp(x[RESIDUAL]);
    double sum = noise * noise;
    for (double effect : effects(row, x)) {
      sum += effect * effect;
    }
    return wider(row, x) * Math.sqrt(sum);
  }

  /** A standardised error with its weight. */
  private record Weighed(double value, double weight) {}

  private static double quantile(List<List<ErrorRow>> sources, double[] x, double share) {
    List<Weighed> all = new ArrayList<>();
    for (List<ErrorRow> source : sources) {
      for (ErrorRow row : source) {
        all.add(
            new Weighed(
                (row.time() - bias(row, x)) / deviation(row, x), 1 / Math.sqrt(source.size())));
      }
    }
    all.sort(Comparator.comparingDouble(Weighed::value));
    double total = all.stream().mapToDouble(Weighed::weight).sum();
    double below = 0;
    for (Weighed one : all) {
      below += one.weight;
      if (below >= share * total) {
        return one.value;
      }
    }
    return Objects.requireNonNull(all.get(all.size() - 1)).value;
  }

  /**
   * How intervals hold on a source that neither constants nor spreads have seen.
   *
   * @param source the source
   * @param runs how many of its runs were looked at
   * @param inside share of their measured times that lie inside
   * @param halfWidth median of half the length of an interval over the predicted time
   */
  record Held(String source, int runs, double inside, double halfWidth) {}

  /** Leaves out every source in turn. */
  static List<Held> leftOut(List<ErrorRow> rows) {
    List<List<ErrorRow>> sources =
        ErrorRow.bySource(rows.stream().filter(r -> !Double.isNaN(r.time())).toList());
    return sources.parallelStream().map(out -> held(sources, out)).toList();
  }

  private static Held held(List<List<ErrorRow>> sources, List<ErrorRow> out) {
    String name = out.get(0).source();
    List<List<ErrorRow>> others =
        sources.stream().filter(s -> !s.get(0).source().equals(name)).toList();
    double[] x = optimum(others);
    double low = quantile(others, x, TAIL);
    double high = quantile(others, x, 1 - TAIL);
    int inside = 0;
    double[] widths = new double[out.size()];
    for (int i = 0; i < widths.length; i++) {
      ErrorRow row = out.get(i);
      double d = deviation(row, x);
      double from = Math.min(0, bias(row, x) + low * d);
      double to = Math.max(0, bias(row, x) + high * d);
      inside += row.time() >= from && row.time() <= to ? 1 : 0;
      widths[i] = (Math.exp(to) - Math.exp(from)) / 2;
    }
    Arrays.sort(widths);
    return new Held(
        name, widths.length, (double) inside / widths.length, widths[widths.length / 2]);
  }
}
