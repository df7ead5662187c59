package org.ampplanner.workbench.size;

import java.util.OptionalDouble;
import org.ampplanner.formats.price.NodeRate;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.plan.Throughput;
import org.jspecify.annotations.Nullable;

/**
 * A number of nodes of a type with the best plan found on them, and what the run comes to.
 *
 * @param rate what one node costs and draws
 * @param nodes how many
 * @param plan the plan
 * @param doubt how far its step time may be off, or null if that is not known
 * @param throughput of the plan
 * @param question what is to be trained
 */
public record SizePoint(
    NodeRate rate,
    int nodes,
    Plan plan,
    @Nullable PlanDoubt doubt,
    Throughput throughput,
    SizeQuestion question) {
  private static final double DAY = 86_400;

  /** Returns the number of devices. */
  public long devices() {
    return (long) nodes * rate.devices();
  }

  /** Returns the days of the whole run, failures included; infinite if failures eat it up. */
  public double days() {
    return question.tokens()
        / throughput.tokensPerSecond()
        / question.failures().effectiveness(devices())
        / DAY;
  }

  /** Returns the days that 10 % of runs take less than; the expected ones if that is not known. */
  public double daysLow() {
    return doubt == null ? days() : days() * doubt.lowSeconds() / doubt.seconds();
  }

  /** Returns the days that 10 % of runs take longer than; the expected ones if not known. */
  public double daysHigh() {
    return doubt == null ? days() : days() * doubt.highSeconds() / doubt.seconds();
  }

  /** Returns the price of all nodes for an hour; empty if it is not known. */
  public OptionalDouble pricePerHour() {
    return times(rate.pricePerHour(), nodes);
  }

  /** Returns the price of the whole run; empty if it is not known. */
  public OptionalDouble cost() {
    return times(pricePerHour(), days() * 24);
  }

  /** Returns the power of nodes and building in megawatts; empty if it is not known. */
  public OptionalDouble megawatts() {
    return times(rate.watts(), nodes * question.pue() / 1e6);
  }

  /** Returns the energy of the whole run in megawatt-hours; empty if it is not known. */
  public OptionalDouble megawattHours() {
    return times(megawatts(), days() * 24);
  }

  /** Returns whether the run is in time and within the budget. */
  public boolean meets() {
    double cost = cost().orElse(question.budget().isPresent() ? Double.POSITIVE_INFINITY : 0);
    return days() <= question.days().orElse(Double.POSITIVE_INFINITY)
        && cost <= question.budget().orElse(Double.POSITIVE_INFINITY);
  }

  private static OptionalDouble times(OptionalDouble value, double factor) {
    return value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() * factor);
  }
}
