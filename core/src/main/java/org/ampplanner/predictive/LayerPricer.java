package org.ampplanner.predictive;

import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Collectives;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.Layer;
import org.ampplanner.operator.Constants;
import org.ampplanner.operator.LayerOperators;
import org.ampplanner.operator.LayerWork;
import org.ampplanner.operator.Operator;
import org.ampplanner.operator.Operator.AttentionCore;
import org.ampplanner.operator.Operator.MatrixProduct;
import org.ampplanner.operator.OperatorClock;
import org.ampplanner.operator.Sharding;
import org.ampplanner.strategy.Recompute;

/**
 * Prices a layer on a device type from its shape alone.
 *
 * <p>A pass takes a smooth maximum of the device's time (the sum of its operators and of its
 * exposed communication) and the host's (launching them): what the host launches late, the device
 * has the time to communicate in.
 */
final class LayerPricer {
  private final OperatorClock clock;
  private final LayerOperators operators;
  private final SoftwareTraits software;
  private final Collectives collectives;
  private final Constants constants;
  private final double deviceTime;
  private final double hostTime;

  LayerPricer(
      DeviceType device,
      SoftwareTraits software,
      MatrixFormat format,
      Collectives collectives,
      Constants constants,
      Calibration calibration) {
    this.clock =
        new OperatorClock(device, software.kernels(), software.routing(), format, constants);
    this.operators = new LayerOperators(format == MatrixFormat.FP32 ? 4 : 2);
    this.software = software;
    this.collectives = collectives;
    this.constants = constants;
    this.deviceTime = calibration.deviceTime(device.id());
    this.hostTime =
        calibration.hostTime() * software.kernels().host() * constants.get("host.layer");
  }

  /**
   * The links that a layer communicates over.
   *
   * @param tensor of its tensor-parallel group
   * @param context of its context-parallel group
   * @param expert of the group over which experts are spread
   */
  record Links(GroupLink tensor, GroupLink context, GroupLink expert) {}

  LayerPrice price(Layer layer, Sharding sharding, Recompute recompute, Links links) {
    return price(layer, sharding, recompute, links, Double.NaN);
  }

  /**
   * Prices a layer whose launch cost is known.
   *
   * @param launchSeconds of the forward pass, NaN for the usual
   */
  LayerPrice price(
      Layer layer, Sharding sharding, Recompute recompute, Links links, double launchSeconds) {
    LayerWork work = operators.of(layer, sharding);
    double forward = 0;
    double backward = 0;
    double weights = 0;
    double core = 0;
    for (Operator op : work.operators()) {
      double f = clock.forward(op) * deviceTime;
      double b = clock.backward(op) * deviceTime;
      forward += f;
      backward += b;
      weights += op instanceof MatrixProduct ? b / 2 : 0;
      core += op instanceof AttentionCore ? f : 0;
    }
    double host = Double.isNaN(launchSeconds) ? launch(work) : launchSeconds;
    double hostBackward = host * constants.get("host.backward");
    boolean block = layer.isBlock();
    double forwardExchange = exchange(work, links, 1);
    double backwardExchange = exchange(work, links, 2);
    if (block && recompute == Recompute.FULL) {
      backward += forward;
      hostBackward += host;
      backwardExchange += forwardExchange;
    } else if (block && recompute == Recompute.SELECTIVE) {
      backward += recomputed(work, core);
    }
    double sharpness = constants.get("host.sharpness");
    double forwardPass = SmoothMax.of(forward, host, sharpness);
    double backwardPass = SmoothMax.of(backward, hostBackward, sharpness);
    return new LayerPrice(
        forwardPass,
        backwardPass,
        weights,
        SmoothMax.of(forward + forwardExchange, host, sharpness) - forwardPass,
        SmoothMax.of(backward + backwardExchange, hostBackward, sharpness) - backwardPass);
  }

  /** Seconds in which the host launches a forward pass of a layer. */
  private double launch(LayerWork work) {
    double experts =
        work.expertCopies() > 0
            ? constants.get("host.experts", software.routing().id()) * software.kernels().host()
            : 0;
    return hostTime * work.hostUnits() + experts;
  }

  /** What selective recomputation runs again. */
  private double recomputed(LayerWork work, double core) {
    return switch (software.selective()) {
      case ATTENTION_CORE -> core;
      case ALTERNATE_PRODUCTS ->
          work.operators().stream()
                  .mapToDouble(op ->
                      switch (op) {
                        case MatrixProduct p -> clock.forward(p) / 2;
                        case Operator.Traffic t -> clock.forward(t);
                        case AttentionCore a -> 0;
                      })
                  .sum()
              * deviceTime;
    };
  }

  private double exchange(LayerWork work, Links links, int direction) {
    double tensor =
        work.tensorExchanges() * collectives.allReduce(work.tensorBytes(), links.tensor());
    double context =
        direction
            * collectives.allGather(work.contextBytes() * links.context().size(), links.context());
    double expert =
        2
            * collectives.allToAll(
                work.expertBytes(),
                work.expertCopies(),
                links.expert(),
                software.experts().dispatcher());
    return tensor * (1 - (software.overlap().tensor() ? constants.get("overlap.tensor") : 0))
        + context * (1 - constants.get("overlap.context"))
        + expert * (1 - (software.overlap().expert() ? constants.get("overlap.expert") : 0));
  }
}
