package org.ampplanner.predictive;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ampplanner.profile.Measurement;
import org.ampplanner.profile.Profile;

/**
 * The chain that answers how long a layer takes: measured at exactly this device, degree and
 * micro-batch; else interpolated between measured micro-batches; else the nearest measured point
 * scaled by the ratio that the analytic model sees between the two points; else analytic.
 *
 * <p>What was measured includes the tensor-parallel communication; it is split from the rest in the
 * analytic model's proportion.
 */
final class ProfiledPrices {
  private final Profile profile;

  ProfiledPrices(Profile profile) {
    this.profile = profile;
  }

  /** The analytic model's answer at a point, for one layer. */
  interface Analytic {
    /** Returns whether the layer is known by its sizes only. */
    boolean rough();

    /** Returns the price; {@code launchSeconds} is the forward launch cost, NaN for the usual. */
    LayerPrice at(int tensorParallel, int microBatchSize, double launchSeconds);

    /** Returns the price with the usual launch cost. */
    default LayerPrice at(int tensorParallel, int microBatchSize) {
      return at(tensorParallel, microBatchSize, Double.NaN);
    }
  }

  /** How a price came about. */
  enum Provenance {
    MEASURED,
    INTERPOLATED,
    SCALED,
    ANALYTIC
  }

  /**
   * A price and where it comes from.
   *
   * @param price the price
   * @param provenance how it came about
   */
  record Answer(LayerPrice price, Provenance provenance) {}

  /** Returns how the price of any layer at a point comes about. */
  Provenance provenance(String device, int tp, int microBatch) {
    List<Measurement> here =
        profile.measurements().stream().filter(m -> m.deviceType().equals(device)).toList();
    if (here.isEmpty()) {
      return Provenance.ANALYTIC;
    }
    if (here.stream().allMatch(m -> m.clock() == Measurement.Clock.HOST_SYNCHRONISED)) {
      return Provenance.SCALED;
    }
    if (profile.find(device, tp, microBatch).isPresent()) {
      return Provenance.MEASURED;
    }
    List<Integer> sizes =
        here.stream()
            .filter(m -> m.tensorParallel() == tp)
            .map(Measurement::microBatchSize)
            .toList();
    boolean between =
        sizes.stream().anyMatch(n -> n < microBatch)
            && sizes.stream().anyMatch(n -> n > microBatch);
    return between ? Provenance.INTERPOLATED : Provenance.SCALED;
  }

  Answer price(int layer, String device, int tp, int microBatch, Analytic analytic) {
    List<Measurement> here =
        profile.measurements().stream().filter(m -> m.deviceType().equals(device)).toList();
    LayerPrice shape = analytic.at(tp, microBatch);
    if (here.isEmpty()) {
      return new Answer(shape, Provenance.ANALYTIC);
    }
    List<Measurement> synchronised =
        here.stream().filter(m -> m.clock() == Measurement.Clock.HOST_SYNCHRONISED).toList();
    if (synchronised.size() == here.size()) {
      return new Answer(launched(layer, tp, microBatch, here, analytic), Provenance.SCALED);
    }
    Optional<Measurement> exact = profile.find(device, tp, microBatch);
    if (exact.isPresent()) {
      return new Answer(anchored(exact.get(), layer, shape, shape), Provenance.MEASURED);
    }
    List<Measurement> sameDegree = here.stream().filter(m -> m.tensorParallel() == tp).toList();
    return interpolated(layer, microBatch, sameDegree, analytic)
        .orElseGet(() -> {
          Measurement nearest = nearest(sameDegree.isEmpty() ? here : sameDegree, tp, microBatch);
          LayerPrice there = analytic.at(nearest.tensorParallel(), nearest.microBatchSize());
          return new Answer(anchored(nearest, layer, there, shape), Provenance.SCALED);
        });
  }

  private static Measurement nearest(List<Measurement> among, int tp, int microBatch) {
    return among.stream()
        .min(Comparator.comparingDouble(m -> distance(m, tp, microBatch)))
        .orElseThrow();
  }

  /** Answers between two sizes that were measured; empty if there are none on both sides. */
  private static Optional<Answer> interpolated(
      int layer, int microBatch, List<Measurement> sameDegree, Analytic analytic) {
    Optional<Measurement> below =
        sameDegree.stream()
            .filter(m -> m.microBatchSize() < microBatch)
            .max(Comparator.comparingInt(Measurement::microBatchSize));
    Optional<Measurement> above =
        sameDegree.stream()
            .filter(m -> m.microBatchSize() > microBatch)
            .min(Comparator.comparingInt(Measurement::microBatchSize));
    if (below.isEmpty() || above.isEmpty()) {
      return Optional.empty();
    }
    LayerPrice low = at(below.get(), layer, analytic);
    LayerPrice high = at(above.get(), layer, analytic);
    double share =
        (double) (microBatch - below.get().microBatchSize())
            / (above.get().microBatchSize() - below.get().microBatchSize());
    return Optional.of(new Answer(mix(low, high, share), Provenance.INTERPOLATED));
  }

  /**
   * What the device's own time does not explain of a synchronised measurement is launch cost; where
   * that time is a rough guess, it cannot be longer than what was measured.
   */
  private static LayerPrice launched(
      int layer, int tp, int microBatch, List<Measurement> here, Analytic analytic) {
    Measurement m = nearest(here, tp, microBatch);
    LayerPrice device = analytic.at(m.tensorParallel(), m.microBatchSize(), 0);
    double launch = Math.max(0, m.forwardSeconds(layer) - device.forwardTotal());
    double known = device.forwardTotal();
    boolean capped = analytic.rough() && known > 0;
    double factor = capped ? Math.min(1, m.forwardSeconds(layer) / known) : 1;
    return analytic.at(tp, microBatch, launch).scaled(factor, factor);
  }

  private static LayerPrice at(Measurement m, int layer, Analytic analytic) {
    LayerPrice shape = analytic.at(m.tensorParallel(), m.microBatchSize());
    return anchored(m, layer, shape, shape);
  }

  private static double distance(Measurement m, int tp, int microBatch) {
    return 10 * Math.abs(Math.log((double) m.tensorParallel() / tp))
        + Math.abs(Math.log((double) m.microBatchSize() / microBatch));
  }

  /** Scales the price at one point by what was measured over what was predicted at another. */
  private static LayerPrice anchored(
      Measurement measured, int layer, LayerPrice there, LayerPrice here) {
    double forward = measured.forwardSeconds(layer);
    double forwardFactor = there.forwardTotal() > 0 ? forward / there.forwardTotal() : 0;
    if (measured.hasBackward()) {
      double backward = measured.backwardSeconds(layer);
      double factor = there.backwardTotal() > 0 ? backward / there.backwardTotal() : 0;
      return scaledOrPlain(here, forwardFactor, factor, forward, backward);
    }
    return scaledOrPlain(
        here, forwardFactor, forwardFactor, forward, measured.backwardSeconds(layer));
  }

  private static LayerPrice scaledOrPlain(
      LayerPrice here,
      double forwardFactor,
      double backwardFactor,
      double forward,
      double backward) {
    if (here.forwardTotal() > 0) {
      return here.scaled(forwardFactor, backwardFactor);
    }
    return new LayerPrice(forward, backward, backward / 2, 0, 0);
  }

  private static LayerPrice mix(LayerPrice a, LayerPrice b, double share) {
    return new LayerPrice(
        a.forward() + share * (b.forward() - a.forward()),
        a.backward() + share * (b.backward() - a.backward()),
        a.weights() + share * (b.weights() - a.weights()),
        a.forwardExchange() + share * (b.forwardExchange() - a.forwardExchange()),
        a.backwardExchange() + share * (b.backwardExchange() - a.backwardExchange()));
  }
}
