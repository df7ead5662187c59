package org.ampplanner.formats.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.job.Job;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Units;

/** A job as resolved, with every default filled in, in the names of the job file. */
public final class JobDocument {
  private JobDocument() {}

  /** Returns the tree. */
  public static Map<String, Object> of(Job job) {
    Map<String, Object> tree = new LinkedHashMap<>();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", job.model().name());
    model.put("parameters", job.model().parameters());
    model.put("layers", job.model().layers().size());
    tree.put("model", model);
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("name", job.cluster().name());
    cluster.put("nodes", job.cluster().lines().stream().map(JobDocument::nodes).toList());
    tree.put("cluster", cluster);
    Map<String, Object> training = new LinkedHashMap<>();
    training.put("global_batch_size", job.training().globalBatchSize());
    training.put("sequence_length", job.training().sequenceLength());
    training.put("precision", job.training().precision().id());
    training.put("optimizer", job.training().optimizer().id());
    tree.put("training", training);
    tree.put("engine", job.engine().id());
    tree.put("cost_model", job.costModel().id());
    tree.put("search", search(job));
    return tree;
  }

  private static Map<String, Object> nodes(NodeLine line) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", line.name());
    tree.put("count", line.count());
    tree.put("device", line.device().id());
    tree.put("devices", line.devices());
    tree.put("intra_node_gbps", Units.toGbps(line.intra().bytesPerSecond()));
    tree.put("inter_node_gbps", Units.toGbps(line.inter().bytesPerSecond()));
    tree.put("intra_node_latency_us", line.intra().latencySeconds() * 1e6);
    tree.put("inter_node_latency_us", line.inter().latencySeconds() * 1e6);
    tree.put("nics", line.nics());
    return tree;
  }

  private static Map<String, Object> search(Job job) {
    SearchConstraints c = job.constraints();
    SearchConstraints.DegreeConstraints d = c.degrees();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("planner", job.planner().id());
    tree.put("tensor_parallel", constraint(d.tensorParallel()));
    tree.put("pipeline_parallel", constraint(d.pipelineParallel()));
    tree.put("data_parallel", constraint(d.dataParallel()));
    tree.put("context_parallel", constraint(d.contextParallel()));
    tree.put("expert_parallel", constraint(d.expertParallel()));
    tree.put("virtual_pipeline", constraint(d.virtualPipeline()));
    tree.put("micro_batch_size", constraint(c.microBatchSize()));
    tree.put("schedule", c.schedules().stream().map(Schedule::id).toList());
    tree.put("recompute", c.recompute().stream().map(Recompute::id).toList());
    tree.put("zero_stage", c.zeroStages());
    tree.put("sequence_parallel", c.sequenceParallel());
    tree.put("memory_reserve_gib", c.memoryReserveBytes() / Units.GIB);
    return tree;
  }

  private static Object constraint(IntConstraint constraint) {
    return switch (constraint) {
      case IntConstraint.Any any -> "any";
      case IntConstraint.OneOf oneOf -> List.copyOf(oneOf.values());
      case IntConstraint.Range range -> {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("min", range.min());
        tree.put("max", range.max());
        yield tree;
      }
    };
  }
}
