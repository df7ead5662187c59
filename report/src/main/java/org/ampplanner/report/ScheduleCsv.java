package org.ampplanner.report;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.PassOrder;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * A schedule in the form that torchtitan's {@code parallelism.pipeline_parallel_schedule_csv} reads
 * (with {@code pipeline_parallel_schedule = "_PipelineScheduleRuntime"}): a row for each pipeline
 * rank, a cell for each pass, {@code <stage><F|B|I|W><micro-batch>}, where stages count over all
 * chunks, {@code B} is a whole backward pass and {@code I} one without the gradients of weights
 * (PyTorch, {@code torch/distributed/pipelining/schedules.py}, {@code _Action} and {@code
 * _load_csv}, form {@code compute_only}).
 */
public final class ScheduleCsv {
  private ScheduleCsv() {}

  /** Returns the rows of a strategy's schedule. */
  public static String of(Strategy strategy, int microBatches) {
    int stages = strategy.pipelineParallel();
    PassOrder order =
        new PassOrder(
            strategy.schedule(), stages, strategy.degrees().virtualPipeline(), microBatches);
    boolean split = strategy.schedule() == Schedule.ZERO_BUBBLE;
    List<List<String>> rows = new ArrayList<>();
    for (int rank = 0; rank < stages; rank++) {
      List<String> cells = new ArrayList<>();
      for (Pass pass : order.passes(rank)) {
        cells.add(pass.chunk() * stages + rank + letter(pass.kind(), split) + pass.microBatch());
      }
      rows.add(cells);
    }
    return Documents.csv(rows);
  }

  private static String letter(Pass.Kind kind, boolean split) {
    return switch (kind) {
      case FORWARD -> "F";
      case BACKWARD -> split ? "I" : "B";
      case WEIGHTS -> "W";
    };
  }
}
