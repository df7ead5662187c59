package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.formats.strategy.StrategyColumn;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** The columns of strategies files, in order, with their cells. */
public final class StrategyCells {
  private StrategyCells() {}

  /** Returns a strategy's choices by column, placement and cuts left out. */
  public static Map<String, Object> strategy(Strategy s) {
    Degrees d = s.degrees();
    Map<String, Object> cells = new LinkedHashMap<>();
    cells.put("tensor_parallel", d.tensorParallel());
    cells.put("pipeline_parallel", d.pipelineParallel());
    cells.put("data_parallel", d.dataParallel());
    cells.put("context_parallel", d.contextParallel());
    cells.put("expert_parallel", d.expertParallel());
    if (!d.expertsAsUsual()) {
      cells.put(StrategyColumn.EXPERT_TENSOR_PARALLEL.id(), d.expertTensorParallel());
    }
    cells.put("virtual_pipeline", d.virtualPipeline());
    cells.put("micro_batch_size", s.microBatchSize());
    cells.put("schedule", s.schedule().id());
    cells.put("recompute", s.recompute().id());
    cells.put("zero_stage", s.zeroStage());
    cells.put("sequence_parallel", s.sequenceParallel());
    return cells;
  }

  /**
   * Returns the choices of a strategy whose stages may differ by column: where they do, a list with
   * a value a stage; where shares are uneven, the micro-batches of every replica.
   */
  public static Map<String, Object> strategy(PipelineStrategy s) {
    Map<String, Object> cells = strategy(s.first());
    cells.put("tensor_parallel", byStage(s, Strategy::tensorParallel));
    cells.put("data_parallel", byStage(s, Strategy::dataParallel));
    cells.put("micro_batch_size", byStage(s, Strategy::microBatchSize));
    if (!s.equalShares()) {
      cells.put(StrategyColumn.MICRO_BATCHES.id(), s.microBatches());
    }
    return cells;
  }

  private static Object byStage(PipelineStrategy s, Function<Strategy, Integer> value) {
    List<Integer> all = s.stages().stream().map(value).toList();
    return s.alike() ? all.get(0) : all;
  }

  /** Returns a plan's choices by column, placement and cuts included. */
  public static Map<String, Object> choices(ClusterLayout layout, Plan plan) {
    Map<String, Object> cells = strategy(plan.strategy());
    cells.put("layer_cuts", plan.partition().toString());
    cells.put("placement", placement(layout, plan.placement()));
    return cells;
  }

  /** Returns the devices in rank order. */
  public static String placement(ClusterLayout layout, Placement placement) {
    return IntStream.range(0, placement.ranks())
        .mapToObj(rank -> layout.deviceName(placement.device(rank)))
        .collect(Collectors.joining(" "));
  }

  /** Returns what is predicted by column and how sure that is; null where it is not known. */
  static Map<String, @Nullable Object> prediction(CostEstimate cost, @Nullable PlanDoubt doubt) {
    CostBreakdown b = cost.breakdown();
    CostEstimate.MemoryUse memory = cost.memory();
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("iteration_s", cost.iterationSeconds());
    cells.put("compute_s", b.compute());
    cells.put("bubble_s", b.bubble());
    cells.put("tp_comm_s", b.tensorComm());
    cells.put("pp_comm_s", b.pipelineComm());
    cells.put("dp_comm_s", b.dataComm());
    cells.put("optimizer_s", b.optimizer());
    cells.put("other_s", b.other());
    cells.put("memory_gib", memory == null ? null : memory.bytes() / Units.GIB);
    cells.put("memory_limit_gib", memory == null ? null : memory.limitBytes() / Units.GIB);
    cells.put("fits", memory == null ? null : memory.fits());
    cells.putAll(DoubtCells.of(doubt));
    return cells;
  }

  /** Returns the names of what is predicted. */
  static List<String> predictionColumns() {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "iteration_s",
                "compute_s",
                "bubble_s",
                "tp_comm_s",
                "pp_comm_s",
                "dp_comm_s",
                "optimizer_s",
                "other_s",
                "memory_gib",
                "memory_limit_gib",
                "fits"));
    columns.addAll(DoubtCells.COLUMNS);
    return columns;
  }

  /** Returns the text of a cell; values of a list stand between blanks. */
  static String text(@Nullable Object cell) {
    return switch (cell) {
      case null -> "";
      case List<?> values -> values.stream().map(String::valueOf).collect(Collectors.joining(" "));
      default -> cell.toString();
    };
  }
}
