package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.explain.Knowing;
import org.ampplanner.formats.plan.DoubtCells;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.plan.Standing;
import org.ampplanner.unit.Figures;
import org.ampplanner.unit.Units;

/** How sure predictions are, as people read it. */
final class DoubtText {
  private static final double LEAST_SHARE = 0.05;

  private DoubtText() {}

  /** Returns the step time of a plan, with the interval that 80 % of measurements lie in. */
  static String seconds(Plan plan, Optional<PlanDoubt> doubt) {
    return doubt
        .map(d -> Figures.seconds(plan.iterationSeconds(), d.lowSeconds(), d.highSeconds()))
        .orElseGet(() -> Figures.seconds(plan.iterationSeconds()));
  }

  /** Says which plans are level with the first, and which of these to take. */
  static String standing(Standing standing, List<Plan> plans, List<Optional<PlanDoubt>> doubts) {
    if (standing.level().size() < 2) {
      return plans.size() < 2 ? "" : "Plan 1 is faster than the others by more than is in doubt.";
    }
    String level =
        standing.level().size() == plans.size()
            ? "All are level"
            : "Plans "
                + standing.level().stream()
                    .map(i -> Integer.toString(i + 1))
                    .collect(Collectors.joining(", "))
                + " are level";
    OptionalDouble fits =
        doubts
            .get(standing.safest())
            .map(DoubtCells::fitsProbability)
            .orElse(OptionalDouble.empty());
    return level
        + ": they differ by less than can be known."
        + (fits.isPresent()
            ? String.format(
                Locale.ROOT,
                " Safest in memory is plan %d (fits with %.0f %%), simplest is plan %d.",
                standing.safest() + 1,
                100 * fits.getAsDouble(),
                standing.simplest() + 1)
            : " Simplest is plan " + (standing.simplest() + 1) + ".");
  }

  /** Returns what dominates a doubt, and what would shrink it most. */
  static List<String> lines(Terminal terminal, PlanDoubt doubt) {
    List<String> lines = new ArrayList<>();
    Knowing knowing = Knowing.of(doubt);
    lines.add(
        String.format(
            Locale.ROOT,
            "80 %% of measured steps are expected between %s and %s.",
            Figures.seconds(doubt.lowSeconds()),
            Figures.seconds(doubt.highSeconds())));
    List<String> causes =
        knowing.shares().stream()
            .filter(s -> s.share() >= LEAST_SHARE)
            .map(s -> s.cause() + " " + Math.round(100 * s.share()) + " %")
            .toList();
    lines.addAll(
        Format.paragraph(
            "The doubt is " + String.join(", ", causes) + ".", "", terminal.width() - 2));
    Knowing.Measurement best = knowing.measurements().get(0);
    lines.addAll(
        Format.paragraph(
            String.format(
                Locale.ROOT,
                "Shrinks most by %s: from +-%.0f %% to +-%.0f %% (one standard deviation).",
                best.what(),
                100 * doubt.deviation(),
                100 * best.deviation()),
            "",
            terminal.width() - 2));
    lines.addAll(Format.paragraph(memory(doubt), "", terminal.width() - 2));
    return lines;
  }

  private static String memory(PlanDoubt doubt) {
    OptionalDouble high = doubt.highBytes();
    OptionalDouble fits = DoubtCells.fitsProbability(doubt);
    return high.isPresent() && fits.isPresent()
        ? String.format(
            Locale.ROOT,
            "Its fullest device takes less than %.1f GiB in 90 %% of cases; it fits with a"
                + " probability of %.0f %%.",
            high.getAsDouble() / Units.GIB,
            100 * fits.getAsDouble())
        : "";
  }
}
