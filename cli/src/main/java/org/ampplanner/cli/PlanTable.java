package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.MemoryPicture;
import org.ampplanner.cli.terminal.StepPicture;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TimeBar;
import org.ampplanner.cost.CostModel;
import org.ampplanner.explain.Roofline;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Doubts;
import org.ampplanner.plan.IdleNodes;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.plan.Standing;
import org.ampplanner.plan.Throughput;
import org.ampplanner.report.Replayed;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.space.SpacePart;
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.SearchResult;

/** The outcome of a search as people read it: the winner first, then its stages, then the proof. */
final class PlanTable {
  private final Terminal terminal;
  private final Job job;
  private final CostModel costModel;
  private final SearchOutcome outcome;
  private final List<Optional<PlanDoubt>> doubts;
  private final double wallSeconds;
  private final boolean verbose;

  PlanTable(Terminal terminal, Job job, CostModel costModel, SearchResult found, boolean verbose) {
    this.terminal = terminal;
    this.job = job;
    this.costModel = costModel;
    this.outcome = found.outcome();
    Doubts known = new Doubts(costModel);
    this.doubts = outcome.plans().stream().map(known::of).toList();
    this.wallSeconds = found.wallSeconds();
    this.verbose = verbose;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(Headline.lines(terminal, job));
    lines.add("");
    lines.addAll(
        new RankingTable(terminal, outcome.plans(), doubts, job.training().globalBatchSize())
            .lines());
    Standing.of(outcome.plans(), doubts)
        .ifPresent(s ->
            lines.addAll(
                Format.paragraph(
                    DoubtText.standing(s, outcome.plans(), doubts), "", terminal.width())));
    lines.add("");
    lines.addAll(winner());
    lines.add("");
    if (verbose) {
      lines.addAll(pictures(outcome.plans().get(0)));
      lines.add("");
    }
    lines.addAll(proof());
    return lines;
  }

  private List<String> winner() {
    Plan best = outcome.plans().get(0);
    Throughput throughput = Throughput.of(costModel.inputs(), best.iterationSeconds());
    List<String> lines = new ArrayList<>();
    String mfu =
        throughput.mfu().isPresent()
            ? ", MFU " + Figures.percent(throughput.mfu().getAsDouble())
            : "";
    lines.add(
        terminal.styled(Style.BOLD, "Plan 1")
            + String.format(
                Locale.ROOT,
                ": %s tokens/s%s",
                Figures.significant(throughput.tokensPerSecond()),
                mfu));
    lines.addAll(Format.wrap(TimeBar.shares(best.cost().breakdown()), "  ", terminal.width()));
    lines.addAll(stages(best).stream().map(line -> "  " + line).toList());
    lines.addAll(idle(best));
    return lines;
  }

  private List<String> pictures(Plan plan) {
    Replayed replayed;
    try {
      replayed = Replayed.of(costModel, 1, plan, LinkUse.SHARED_FREELY);
    } catch (IllegalArgumentException e) {
      return Format.wrap("The step is not drawn: " + e.getMessage() + ".", "", terminal.width());
    }
    List<String> lines = new ArrayList<>(new StepPicture(terminal, replayed.step(), 0).lines());
    replayed
        .memory()
        .ifPresent(memory -> {
          lines.add("");
          lines.addAll(new MemoryPicture(terminal, memory).lines());
        });
    return lines;
  }

  /** Names what stays idle, as much as fits in a line. */
  private List<String> idle(Plan plan) {
    List<String> names = IdleNodes.of(costModel.inputs().layout(), plan.placement());
    if (names.isEmpty()) {
      return List.of();
    }
    String all = String.join(" ", names);
    int room = terminal.width() - 30;
    String shown =
        all.length() <= room
            ? all
            : all.substring(0, all.lastIndexOf(' ', room)) + " ... (" + names.size() + " in all)";
    return List.of("  stays idle: " + shown);
  }

  private List<String> stages(Plan plan) {
    return new StageTable(terminal, costModel.inputs().layout(), plan).lines();
  }

  private List<String> proof() {
    List<String> lines = new ArrayList<>(verdict(outcome.optimality()));
    lines.addAll(parts());
    lines.addAll(aboveRoofline());
    lines.addAll(searched(outcome.statistics()));
    if (verbose) {
      lines.addAll(reasons());
    }
    if (outcome.plans().get(0).cost().memory() == null) {
      lines.add("The cost model " + costModel.id() + " knows no memory: check that plans fit.");
    }
    return lines;
  }

  /** A proof speaks of the space that was searched; how far the clock may be off stands beside. */
  private List<String> verdict(SearchOutcome.Optimality optimality) {
    List<String> lines = new ArrayList<>();
    if (optimality.proven()) {
      lines.add(
          terminal.styled(Style.GOOD, "Proven best")
              + " of the space under the cost model "
              + costModel.id()
              + ": gap 0.0 %.");
    } else {
      lines.add(
          terminal.styled(Style.WARN, "Not proven")
              + ": at most "
              + gap(optimality)
              + " from the best of the space searched;");
      lines.add(
          "no plan takes less than "
              + Figures.seconds(optimality.lowerBoundSeconds())
              + " under the cost model "
              + costModel.id()
              + ".");
    }
    doubts
        .get(0)
        .ifPresent(doubt ->
            lines.addAll(
                Format.paragraph(
                    String.format(
                        Locale.ROOT,
                        "That speaks of the space, not of the clock: such predictions are off by"
                            + " %.0f %% (one standard deviation) on systems that they never saw.",
                        100 * doubt.deviation()),
                    "",
                    terminal.width())));
    return lines;
  }

  private List<String> searched(SearchOutcome.Statistics s) {
    return List.of(
        String.format(
            Locale.ROOT,
            "Planner %s searched %s in %s:",
            outcome.planner(),
            Figures.count(s.candidates(), "strategy"),
            Figures.seconds(wallSeconds)),
        String.format(
            Locale.ROOT,
            "%,d costed, %,d bounded away%s, %,d infeasible%s.",
            s.costed(),
            s.pruned(),
            outcome.plans().get(0).cost().memory() == null ? "" : " or not fitting",
            s.infeasible(),
            s.complete() ? "" : "; stopped early"));
  }

  /** What is known of each part of the space, where more than the usual one was asked for. */
  private List<String> parts() {
    List<SearchOutcome.PartOutcome> parts = outcome.parts();
    if (parts.size() == 1 && parts.get(0).part() == SpacePart.UNIFORM) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (SearchOutcome.PartOutcome part : parts) {
      SearchOutcome.Optimality own = part.optimality(outcome.plans().get(0).iterationSeconds());
      String says =
          part.excluded().isPresent()
              ? "not searched: " + part.excluded().get()
              : own.proven()
                  ? "nothing faster than plan 1"
                  : "nothing faster than " + Figures.seconds(own.lowerBoundSeconds());
      lines.addAll(Format.wrap(part.part().id() + ": " + says + ".", "  ", terminal.width()));
    }
    return lines;
  }

  /** How far the best plan is from what no plan on these devices can beat. */
  private List<String> aboveRoofline() {
    double roofline = Roofline.seconds(costModel.inputs());
    if (roofline <= 0) {
      return List.of();
    }
    double times = outcome.plans().get(0).iterationSeconds() / roofline;
    String above =
        times < 2
            ? Figures.percent(times - 1) + " above the roofline of "
            : String.format(Locale.ROOT, "%.1f times the roofline of ", times);
    return List.of(
        above + Figures.seconds(roofline) + ": all devices at their peak, nothing else.");
  }

  /** Says by reason how many candidates were left out, with an example of each. */
  private List<String> reasons() {
    List<String> lines = new ArrayList<>();
    outcome.rejections().counts().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e ->
            lines.add(
                shortened(
                    String.format(
                        Locale.ROOT,
                        "  %,6d  %s: %s",
                        e.getValue(),
                        e.getKey().id(),
                        outcome.rejections().examples().get(e.getKey())))));
    lines.add(String.format(Locale.ROOT, "  %,6d  bound", outcome.statistics().pruned()));
    return lines;
  }

  private String shortened(String line) {
    int width = terminal.width();
    return line.length() <= width ? line : line.substring(0, width - 3) + "...";
  }

  static String gap(SearchOutcome.Optimality optimality) {
    return Double.isFinite(optimality.gap())
        ? Figures.percent(optimality.gap())
        : "an unknown share";
  }
}
