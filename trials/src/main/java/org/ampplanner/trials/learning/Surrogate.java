package org.ampplanner.trials.learning;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of the candidates' step times after some were measured: a Gaussian process on
 * the logarithm of time, whose mean is the cost model's prediction and whose covariance is what the
 * model's unknown factors and its remaining error would change.
 *
 * <p>With factors x ~ N(0, S), the prediction linearised at the last estimate c of x, f(x) = f(c) +
 * J(x - c), and an error e ~ N(0, λ²K), measurements condition log t = f(x) + e (Rasmussen and
 * Williams 2006, equations 2.22 to 2.24). How far the cost model can be trusted, λ, is not known: a
 * few values are weighed by how likely they make what was measured (their equation 2.30). The
 * estimate of x is one Gauss-Newton step a measurement.
 *
 * <p>Complexity: factors + 1 predictions of every candidate and O(m³ + n·m²) for m measurements of
 * n candidates.
 */
final class Surrogate {
  private static final double NOISE = 0.01;
  private static final double BIAS = 0.25;
  private static final double STEP = 0.02;

  private static final double[] TRUST = {0.5, 1, 2, 4};
  private static final double[] TRUST_BELIEF = {0.25, 0.4, 0.25, 0.1};

  private final FactorModel model;
  private final Likeness likeness;
  private final int candidates;

  private double[] center;
  private double[] mean;
  private double[][] jacobian;

  Surrogate(FactorModel model, Likeness likeness, int candidates) {
    this.model = model;
    this.likeness = likeness;
    this.candidates = candidates;
    this.center = new double[model.names().size()];
    this.mean = new double[0];
    this.jacobian = new double[0][0];
    linearise();
  }

  /** A belief about the logarithm of step times, for one trust in the cost model. */
  static final class Belief {
    private final double logWeight;
    private final double[] mean;
    private final double[] deviation;

    private Belief(double logWeight, double[] mean, double[] deviation) {
      this.logWeight = logWeight;
      this.mean = mean;
      this.deviation = deviation;
    }

    /** Returns how likely it is: the logarithm of prior times likelihood. */
    double logWeight() {
      return logWeight;
    }

    double mean(int candidate) {
      return mean[candidate];
    }

    double deviation(int candidate) {
      return deviation[candidate];
    }
  }

  /** Returns the estimated logarithms of the factors. */
  double[] factors() {
    return center.clone();
  }

  private void linearise() {
    double[] at = model.logSeconds(center);
    double[][] slopes = new double[candidates][center.length];
    for (int j = 0; j < center.length; j++) {
      double[] moved = center.clone();
      moved[j] += STEP;
      double[] there = model.logSeconds(moved);
      for (int i = 0; i < candidates; i++) {
        slopes[i][j] = (there[i] - at[i]) / STEP;
      }
    }
    mean = new double[candidates];
    for (int i = 0; i < candidates; i++) {
      mean[i] = at[i];
      for (int j = 0; j < center.length; j++) {
        mean[i] -= slopes[i][j] * center[j];
      }
    }
    jacobian = slopes;
  }

  private double covariance(int a, int b, double trust) {
    double sum = trust * trust * likeness.covariance(a, b) + BIAS * BIAS;
    for (int j = 0; j < center.length; j++) {
      sum += jacobian[a][j] * jacobian[b][j] * model.spread(j) * model.spread(j);
    }
    return sum;
  }

  /** Returns the beliefs after the given measurements, and moves the factors' estimate to them. */
  List<Belief> beliefs(List<Observation> seen) {
    if (!seen.isEmpty()) {
      center = estimate(seen);
      linearise();
    }
    List<Belief> beliefs = new ArrayList<>();
    for (int t = 0; t < TRUST.length; t++) {
      beliefs.add(new Conditioned(seen, TRUST[t]).belief(Math.log(TRUST_BELIEF[t])));
    }
    return beliefs;
  }

  /** A measured candidate with the logarithm of its step time. */
  record Observation(int candidate, double logSeconds) {}

  private double[] estimate(List<Observation> seen) {
    Conditioned c = new Conditioned(seen, 1);
    double[] x = new double[center.length];
    for (int j = 0; j < x.length; j++) {
      for (int k = 0; k < seen.size(); k++) {
        x[j] +=
            model.spread(j)
                * model.spread(j)
                * jacobian[seen.get(k).candidate()][j]
                * c.weights.getEntry(k);
      }
      double bound = 3 * model.spread(j);
      x[j] = Math.max(-bound, Math.min(bound, x[j]));
    }
    return x;
  }

  /** The process under one trust, conditioned on what was measured. */
  private final class Conditioned {
    private final List<Observation> seen;
    private final double trust;
    private final RealVector residuals;
    private final RealVector weights;
    private final @Nullable CholeskyDecomposition decomposition;

    Conditioned(List<Observation> seen, double trust) {
      this.seen = seen;
      this.trust = trust;
      int m = seen.size();
      residuals = new ArrayRealVector(m);
      RealMatrix k = new Array2DRowRealMatrix(Math.max(1, m), Math.max(1, m));
      for (int a = 0; a < m; a++) {
        residuals.setEntry(a, seen.get(a).logSeconds() - mean[seen.get(a).candidate()]);
        for (int b = 0; b < m; b++) {
          double noise = a == b ? NOISE * NOISE : 0;
          k.setEntry(a, b, noise + between(a, b));
        }
      }
      decomposition = m == 0 ? null : new CholeskyDecomposition(k, 1e-9, 0);
      weights = decomposition == null ? residuals : decomposition.getSolver().solve(residuals);
    }

    private double between(int a, int b) {
      return covariance(seen.get(a).candidate(), seen.get(b).candidate(), trust);
    }

    private double logLikelihood() {
      CholeskyDecomposition d = decomposition;
      return d == null ? 0 : -0.5 * (residuals.dotProduct(weights) + Math.log(d.getDeterminant()));
    }

    Belief belief(double logPrior) {
      CholeskyDecomposition d = decomposition;
      double[] means = new double[candidates];
      double[] deviations = new double[candidates];
      for (int i = 0; i < candidates; i++) {
        double variance = covariance(i, i, trust);
        means[i] = mean[i];
        if (d != null) {
          RealVector to = new ArrayRealVector(seen.size());
          for (int k = 0; k < seen.size(); k++) {
            to.setEntry(k, covariance(i, seen.get(k).candidate(), trust));
          }
          means[i] += to.dotProduct(weights);
          variance -= to.dotProduct(d.getSolver().solve(to));
        }
        deviations[i] = Math.sqrt(Math.max(1e-12, variance));
      }
      return new Belief(logPrior + logLikelihood(), means, deviations);
    }
  }
}
