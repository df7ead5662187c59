package org.ampplanner.formats.strategy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.InvalidValueException;

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
    List<Integer> tensor = row.wholes(StrategyColumn.TENSOR_PARALLEL, 1);
    int stages = row.whole(StrategyColumn.PIPELINE_PARALLEL, 0);
    List<Integer> data = row.wholes(StrategyColumn.DATA_PARALLEL, 1);
    List<Integer> samples =
        row.wholes(StrategyColumn.MICRO_BATCH_SIZE, only(job.constraints().microBatchSize()));
    int listed = Math.max(tensor.size(), Math.max(data.size(), samples.size()));
    Degrees named =
        new Degrees(
            tensor.get(0),
            stages == 0 ? listed : stages,
            data.get(0),
            row.whole(StrategyColumn.CONTEXT_PARALLEL, 1),
            row.whole(StrategyColumn.EXPERT_PARALLEL, 1),
            row.whole(StrategyColumn.VIRTUAL_PIPELINE, 1));
    Degrees degrees =
        row.cell(StrategyColumn.EXPERT_TENSOR_PARALLEL).isPresent()
            ? named.withExpertTensor(row.whole(StrategyColumn.EXPERT_TENSOR_PARALLEL, 1))
            : named;
    Strategy first = first(degrees, samples.get(0), row);
    Optional<PipelineStrategy> strategy = Optional.empty();
    if (!problems.any()) {
      StageValues values = new StageValues(tensor, data, samples);
      strategy = listed > 1 ? differing(first, values, row) : alike(first, row);
    }
    int layers = job.model().layers().size();
    var partition =
        row.cell(StrategyColumn.LAYER_CUTS)
            .flatMap(n -> CutsReader.read(n, degrees.pipelineParallel(), layers, problems));
    long ranks = strategy.map(s -> (long) s.ranks()).orElse(degrees.worldSize());
    var placement =
        row.cell(StrategyColumn.PLACEMENT).flatMap(n -> placements.read(n, ranks, problems));
    return problems.any() || strategy.isEmpty()
        ? new StrategyRow.Invalid(sentence(problems.errors()))
        : new StrategyRow.Named(strategy.get(), partition, placement);
  }

  /**
   * Returns the first stage: what the row names, and what the job tries first of the rest. Several
   * chunks a stage say the schedule, since one alone has them.
   */
  private Strategy first(Degrees degrees, int microBatch, Cells row) {
    SearchConstraints c = job.constraints();
    Schedule schedule =
        row.choice(StrategyColumn.SCHEDULE, Schedule.values(), Schedule::id)
            .orElse(degrees.virtualPipeline() > 1 ? Schedule.INTERLEAVED : c.schedules().get(0));
    Recompute recompute =
        row.choice(StrategyColumn.RECOMPUTE, Recompute.values(), Recompute::id)
            .orElse(c.recompute().get(0));
    int zero =
        row.cell(StrategyColumn.ZERO_STAGE)
            .map(n ->
                Scalars.wholeInt(n, "zero_stage", Range.NOT_NEGATIVE, 3, row.problems).orElse(0))
            .orElse(c.zeroStages().get(0));
    boolean sequence =
        row.cell(StrategyColumn.SEQUENCE_PARALLEL)
            .flatMap(n -> Scalars.flag(n, "sequence_parallel", row.problems))
            .orElse(c.sequenceParallel().get(0));
    return new Strategy(degrees, microBatch, schedule, recompute, zero, sequence);
  }

  /**
   * Values that stages may differ in: one for all, or one a stage.
   *
   * @param tensor tensor parallelism
   * @param data data parallelism
   * @param samples micro-batch size
   */
  private record StageValues(List<Integer> tensor, List<Integer> data, List<Integer> samples) {
    Strategy stage(Strategy first, int s) {
      Degrees own = first.degrees().withTensorAndData(at(tensor, s), at(data, s));
      return first.with(own).withMicroBatchSize(at(samples, s));
    }

    private static int at(List<Integer> values, int s) {
      return values.size() == 1 ? values.get(0) : values.get(s);
    }

    boolean fit(int stages) {
      return Stream.of(tensor, data, samples)
          .allMatch(values -> values.size() == 1 || values.size() == stages);
    }
  }

  /** All stages follow the first; shares are equal unless the row names them. */
  private Optional<PipelineStrategy> alike(Strategy first, Cells row) {
    Optional<List<Integer>> shares = row.several(StrategyColumn.MICRO_BATCHES);
    checkDegrees(first.degrees(), first.microBatchSize(), shares.isPresent(), row);
    if (row.problems.any()) {
      return Optional.empty();
    }
    int batch = job.training().globalBatchSize();
    return shares.isEmpty()
        ? Optional.of(PipelineStrategy.of(first, batch))
        : whole(() -> PipelineStrategy.of(first, shares.get()), row);
  }

  private Optional<PipelineStrategy> differing(Strategy first, StageValues values, Cells row) {
    int stages = first.pipelineParallel();
    if (!values.fit(stages)) {
      row.problems.error(
          ROW,
          "tensor_parallel, data_parallel and micro_batch_size have neither one value nor one for"
              + " each of the "
              + stages
              + " stages",
          null);
      return Optional.empty();
    }
    List<Strategy> all = IntStream.range(0, stages).mapToObj(s -> values.stage(first, s)).toList();
    boolean joint = all.stream().mapToInt(Strategy::dataParallel).distinct().count() > 1;
    int pipelines = joint ? 1 : first.dataParallel();
    long perRound = (long) first.dataParallel() * first.microBatchSize();
    int each = (int) (job.training().globalBatchSize() / perRound);
    List<Integer> microBatches =
        row.several(StrategyColumn.MICRO_BATCHES)
            .orElse(Collections.nCopies(pipelines, Math.max(1, each)));
    return whole(() -> new PipelineStrategy(all, microBatches), row);
  }

  /** Returns a strategy that takes the whole batch and as many devices as are named. */
  private Optional<PipelineStrategy> whole(Supplier<PipelineStrategy> made, Cells row) {
    PipelineStrategy strategy;
    try {
      strategy = made.get();
    } catch (InvalidValueException e) {
      e.violations().forEach(v -> row.problems.error(ROW, v.message(), null));
      return Optional.empty();
    }
    if (strategy.batch() != job.training().globalBatchSize()) {
      row.problems.error(
          ROW,
          String.format(
              Locale.ROOT,
              "micro_batches and micro_batch_size make %d samples of global_batch_size (%d)",
              strategy.batch(),
              job.training().globalBatchSize()),
          null);
    }
    checkRanks(strategy.ranks(), "the stages' degrees (" + strategy.ranks() + ")", row);
    checkLayers(strategy.first().degrees(), row);
    return row.problems.any() ? Optional.empty() : Optional.of(strategy);
  }

  private static int only(IntConstraint constraint) {
    return constraint instanceof IntConstraint.OneOf oneOf && oneOf.values().size() == 1
        ? oneOf.values().iterator().next()
        : 1;
  }

  private void checkDegrees(Degrees d, int microBatch, boolean shares, Cells row) {
    String product =
        String.format(
            Locale.ROOT,
            "degrees (tensor %d x context %d x data %d x pipeline %d = %d)",
            d.tensorParallel(),
            d.contextParallel(),
            d.dataParallel(),
            d.pipelineParallel(),
            d.worldSize());
    checkRanks(d.worldSize(), product, row);
    long perRound = (long) d.dataParallel() * microBatch;
    int batch = job.training().globalBatchSize();
    if (batch % perRound != 0 && !shares) {
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
    checkExperts(d, row);
    checkLayers(d, row);
  }

  private static void checkExperts(Degrees d, Cells row) {
    if (!d.spreadsExperts()) {
      row.problems.error(
          ROW,
          String.format(
              Locale.ROOT,
              "expert_tensor_parallel x expert_parallel (%d x %d) does not divide tensor_parallel x"
                  + " context_parallel x data_parallel (%d x %d x %d)",
              d.expertTensorParallel(),
              d.expertParallel(),
              d.tensorParallel(),
              d.contextParallel(),
              d.dataParallel()),
          null);
    }
  }

  private void checkRanks(long ranks, String product, Cells row) {
    int devices = layout.devices();
    boolean placed = row.cell(StrategyColumn.PLACEMENT).isPresent();
    if (ranks > devices || (ranks < devices && !placed)) {
      row.problems.error(
          ROW,
          product + " do not multiply to the cluster's " + devices + " devices",
          ranks < devices ? "name the devices to use in `placement`" : null);
    }
  }

  private void checkLayers(Degrees d, Cells row) {
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

    /** Returns one value, or one a stage. */
    List<Integer> wholes(StrategyColumn column, int otherwise) {
      return several(column).orElse(List.of(otherwise));
    }

    Optional<List<Integer>> several(StrategyColumn column) {
      return cell(column)
          .map(cell ->
              Stream.of(cell.text().split("\\s+"))
                  .map(text -> new Node.Scalar(ROW, text, false))
                  .map(n ->
                      Scalars.wholeInt(n, column.id(), Range.POSITIVE, MAX_DEGREE, problems)
                          .orElse(1))
                  .toList());
    }

    <E> Optional<E> choice(StrategyColumn column, E[] values, Function<E, String> id) {
      return cell(column).flatMap(n -> Scalars.choice(n, column.id(), values, id, problems));
    }
  }
}
