package org.ampplanner.formats.strategy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.job.Job;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/** Turns the cells of a row into a strategy for a job, or into everything that is wrong with it. */
final class RowReader {
  static final int MAX_DEGREE = 1 << 22;
  private static final Location ROW = Location.of("row");

  private final Job job;
  private final Map<StrategyColumn, Integer> indices = new EnumMap<>(StrategyColumn.class);
  private final ClusterLayout layout;
  private final PlacementReader placements;

  RowReader(Job job, List<String> columns) {
    this.job = job;
    for (int i = 0; i < columns.size(); i++) {
      int index = i;
      StrategyColumn.of(columns.get(i)).ifPresent(c -> indices.putIfAbsent(c, index));
    }
    this.layout = new ClusterLayout(job.cluster());
    this.placements = new PlacementReader(layout);
  }

  StrategyRow.Content read(List<String> cells) {
    Problems problems = new Problems();
    Cells row = new Cells(cells, problems);
    SearchConstraints c = job.constraints();
    Degrees degrees =
        new Degrees(
            row.whole(StrategyColumn.TENSOR_PARALLEL, 1),
            row.whole(StrategyColumn.PIPELINE_PARALLEL, 1),
            row.whole(StrategyColumn.DATA_PARALLEL, 1),
            row.whole(StrategyColumn.CONTEXT_PARALLEL, 1),
            row.whole(StrategyColumn.EXPERT_PARALLEL, 1),
            row.whole(StrategyColumn.VIRTUAL_PIPELINE, 1));
    int microBatch = row.whole(StrategyColumn.MICRO_BATCH_SIZE, only(c.microBatchSize()));
    Schedule schedule =
        row.choice(StrategyColumn.SCHEDULE, Schedule.values(), Schedule::id)
            .orElse(c.schedules().get(0));
    Recompute recompute =
        row.choice(StrategyColumn.RECOMPUTE, Recompute.values(), Recompute::id)
            .orElse(c.recompute().get(0));
    int zero =
        row.cell(StrategyColumn.ZERO_STAGE)
            .map(n -> Scalars.wholeInt(n, "zero_stage", Range.NOT_NEGATIVE, 3, problems).orElse(0))
            .orElse(c.zeroStages().get(0));
    boolean sequence =
        row.cell(StrategyColumn.SEQUENCE_PARALLEL)
            .flatMap(n -> Scalars.flag(n, "sequence_parallel", problems))
            .orElse(c.sequenceParallel().get(0));
    if (!problems.any()) {
      checkDegrees(degrees, microBatch, row);
    }
    int layers = job.model().layers().size();
    var partition =
        row.cell(StrategyColumn.LAYER_CUTS)
            .flatMap(n -> CutsReader.read(n, degrees.pipelineParallel(), layers, problems));
    var placement =
        row.cell(StrategyColumn.PLACEMENT)
            .flatMap(n -> placements.read(n, degrees.worldSize(), problems));
    if (problems.any()) {
      return new StrategyRow.Invalid(sentence(problems.errors()));
    }
    return new StrategyRow.Named(
        new Strategy(degrees, microBatch, schedule, recompute, zero, sequence),
        partition,
        placement);
  }

  private static int only(IntConstraint constraint) {
    return constraint instanceof IntConstraint.OneOf oneOf && oneOf.values().size() == 1
        ? oneOf.values().iterator().next()
        : 1;
  }

  private void checkDegrees(Degrees d, int microBatch, Cells row) {
    int devices = layout.devices();
    boolean placed = row.cell(StrategyColumn.PLACEMENT).isPresent();
    if (d.worldSize() > devices || (d.worldSize() < devices && !placed)) {
      row.problems.error(
          ROW,
          String.format(
              Locale.ROOT,
              "degrees (tensor %d x context %d x data %d x pipeline %d = %d) do not multiply to the"
                  + " cluster's %d devices",
              d.tensorParallel(),
              d.contextParallel(),
              d.dataParallel(),
              d.pipelineParallel(),
              d.worldSize(),
              devices),
          d.worldSize() < devices ? "name the devices to use in `placement`" : null);
    }
    long perRound = (long) d.dataParallel() * microBatch;
    int batch = job.training().globalBatchSize();
    if (batch % perRound != 0) {
      row.problems.error(
          ROW,
          String.format(
              Locale.ROOT,
              "global_batch_size (%d) is not divisible by data_parallel x micro_batch_size (%d x"
                  + " %d)",
              batch,
              d.dataParallel(),
              microBatch),
          null);
    }
    if (!d.spreadsExperts()) {
      row.problems.error(
          ROW,
          String.format(
              Locale.ROOT,
              "expert_parallel (%d) does not divide data_parallel x context_parallel (%d x %d)",
              d.expertParallel(),
              d.dataParallel(),
              d.contextParallel()),
          null);
    }
    int layers = job.model().layers().size();
    if ((long) d.pipelineParallel() * d.virtualPipeline() > layers) {
      row.problems.error(
          ROW,
          String.format(
              Locale.ROOT,
              "pipeline_parallel x virtual_pipeline (%d x %d) is more than the model's %d layers",
              d.pipelineParallel(),
              d.virtualPipeline(),
              layers),
          null);
    }
  }

  private static String sentence(List<Problem> problems) {
    List<String> parts = new ArrayList<>();
    for (Problem p : problems) {
      parts.add(p.maybe() == null ? p.message() : p.message() + " (maybe " + p.maybe() + ")");
    }
    return String.join("; ", parts);
  }

  private final class Cells {
    private final List<String> cells;
    private final Problems problems;

    Cells(List<String> cells, Problems problems) {
      this.cells = cells;
      this.problems = problems;
    }

    Optional<Node.Scalar> cell(StrategyColumn column) {
      Integer index = indices.get(column);
      String text = index == null ? "" : cells.get(index).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(new Node.Scalar(ROW, text, false));
    }

    int whole(StrategyColumn column, int otherwise) {
      return cell(column)
          .map(
              n -> Scalars.wholeInt(n, column.id(), Range.POSITIVE, MAX_DEGREE, problems).orElse(1))
          .orElse(otherwise);
    }

    <E> Optional<E> choice(StrategyColumn column, E[] values, Function<E, String> id) {
      return cell(column).flatMap(n -> Scalars.choice(n, column.id(), values, id, problems));
    }
  }
}
