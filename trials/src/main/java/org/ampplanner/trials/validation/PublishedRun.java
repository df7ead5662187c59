package org.ampplanner.trials.validation;

import java.util.List;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/** Published runs in our terms. */
final class PublishedRun {
  private PublishedRun() {}

  /**
   * Returns what a user would ask for.
   *
   * @throws IllegalArgumentException if the run cannot be expressed
   */
  static Asked asked(Row row, PublishedModels models, PublishedSystems systems, Problems problems) {
    Training training =
        new Training(row.integer("gbs"), row.integer("seq_len"), precision(row), Optimizer.ADAM);
    Model model = models.model(row.text("model")).resolve(training);
    Cluster cluster =
        systems.cluster(
            row.text("gpu_system"), row.integer("num_gpus"), row.integer("gpus_per_node"));
    SoftwareTraits software = SoftwareColumn.of(row, PublishedSoftware.traits(row), problems);
    Strategy strategy = strategy(row, software);
    return new Asked(
        Jobs.of(model, cluster, training).on(software),
        strategy,
        Placement.hostfileOrder((int) strategy.degrees().worldSize()),
        partition(row, model, strategy));
  }

  private static Precision precision(Row row) {
    String p = row.text("precision");
    if (p.equals("fp32") || p.equals("tf32")) {
      return Precision.FP32;
    }
    return p.startsWith("fp8")
        ? Precision.FP8
        : p.contains("fp4")
            ? Precision.FP4
            : p.startsWith("fp16") ? Precision.FP16 : Precision.BF16;
  }

  private static Strategy strategy(Row row, SoftwareTraits software) {
    int tp = row.integer("tp");
    int pp = row.integer("pp");
    int vp = pp > 1 ? row.integer("vp") : 1;
    Degrees degrees =
        new Degrees(tp, pp, row.integer("dp"), row.integer("cp"), row.integer("ep"), vp);
    List<String> flags = List.of(row.text("flags").split(" "));
    boolean modern = software.kernels().skipsMasked();
    boolean sequence =
        !flags.contains("no_sequence_parallel")
            && (modern ? tp > 1 : flags.contains("sequence_parallel"));
    return new Strategy(
        degrees,
        row.integer("mbs"),
        vp > 1 ? Schedule.INTERLEAVED : Schedule.ONE_FORWARD_ONE_BACKWARD,
        recompute(row),
        zeroStage(row.text("sharding")),
        sequence);
  }

  private static Recompute recompute(Row row) {
    return switch (row.text("recompute")) {
      case "full" -> Recompute.FULL;
      case "selective" -> Recompute.SELECTIVE;
      default -> Recompute.NONE;
    };
  }

  private static int zeroStage(String sharding) {
    if (sharding.contains("shard_grad_op")) {
      return 2;
    } else if (sharding.startsWith("fsdp")
        || sharding.startsWith("hsdp")
        || sharding.contains("zero3")) {
      return 3;
    }
    return sharding.contains("zero1") ? 1 : sharding.contains("zero2") ? 2 : 0;
  }

  /**
   * Blocks evenly; all layers evenly where embedding and loss count as layers, as they have to
   * where chunks of the model divide all layers and not the blocks.
   */
  private static Partition partition(Row row, Model model, Strategy strategy) {
    int layers = model.layers().size();
    int stages = strategy.pipelineParallel();
    int chunks = stages * strategy.degrees().virtualPipeline();
    boolean counted = chunks > stages && layers % chunks == 0 && (layers - 2) % chunks != 0;
    if (stages > 1 && (counted || row.text("flags").contains("embed_loss_count_as_layers"))) {
      return Partition.uniform(layers, stages);
    }
    return BlockSplit.of(model.layers()).split(layers, stages);
  }
}
