package org.ampplanner.formats.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ampplanner.amp.AmpView;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.formats.calibration.CalibrationDocument;
import org.ampplanner.formats.cluster.ClusterDocument;
import org.ampplanner.formats.model.LayersDocument;
import org.ampplanner.formats.profile.ProfileDocument;
import org.ampplanner.formats.software.SoftwareDocument;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.model.Training;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SpacePart;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Units;

/** A job as resolved, with every default filled in, in the names of the job file. */
public final class JobDocument {
  private JobDocument() {}

  /**
   * Returns the tree with all that the job referred to in place of the references: layers, device
   * types, links, measured times and calibration.
   */
  public static Map<String, Object> complete(Job job) {
    Map<String, Object> tree = of(job);
    Map<String, Object> model = new LinkedHashMap<>(model(job));
    model.put("definition", LayersDocument.of(job.model()));
    tree.put("model", model);
    tree.put("cluster", ClusterDocument.of(job.cluster()));
    if (!job.profile().measurements().isEmpty()) {
      tree.put("profile", ProfileDocument.of(job));
    }
    switch (job.costModel()) {
      case CostModelChoice.Amp amp -> {
        if (!amp.view().equals(AmpView.PLAIN)) {
          tree.put("amp_view", view(amp.view()));
        }
      }
      case CostModelChoice.Predictive predictive -> {
        if (!predictive.calibration().equals(Calibration.NONE)) {
          tree.put("calibration", CalibrationDocument.of(predictive.calibration()));
        }
        SoftwareTraits software = predictive.software();
        if (software != null) {
          tree.put("software", SoftwareDocument.of(software));
        }
      }
    }
    return tree;
  }

  private static Map<String, Object> view(AmpView view) {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (!view.costedLayers().isEmpty()) {
      tree.put("costed_layers", view.costedLayers());
    }
    if (view.outputElements() != null) {
      tree.put("output_elements", view.outputElements());
    }
    if (!view.unsyncedLayers().isEmpty()) {
      tree.put("unsynced_layers", List.copyOf(new TreeSet<>(view.unsyncedLayers())));
    }
    BlockSplit blocks = view.uniformBlocks();
    if (blocks != null) {
      Map<String, Object> split = new LinkedHashMap<>();
      split.put("first", blocks.first());
      split.put("count", blocks.count());
      tree.put("uniform_blocks", split);
    }
    return tree;
  }

  private static Map<String, Object> model(Job job) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", job.model().name());
    model.put("parameters", job.model().parameters());
    model.put("layers", job.model().layers().size());
    return model;
  }

  /** Returns the tree. */
  public static Map<String, Object> of(Job job) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", model(job));
    tree.put("cluster", ClusterDocument.lines(job.cluster()));
    tree.put("training", training(job.training()));
    tree.put("engine", job.engine().id());
    tree.put("cost_model", job.costModel().id());
    tree.put("search", search(job));
    return tree;
  }

  /** Returns how it is trained. */
  public static Map<String, Object> training(Training training) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("global_batch_size", training.globalBatchSize());
    tree.put("sequence_length", training.sequenceLength());
    tree.put("precision", training.precision().id());
    tree.put("optimizer", training.optimizer().id());
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
    tree.put("parts", d.parts().stream().map(SpacePart::id).toList());
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
