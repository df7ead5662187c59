package org.ampplanner.trials.validation;

import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/**
 * A published run in our terms.
 *
 * @param row the run as published
 * @param inputs model, cluster and training
 * @param software what it ran
 * @param format of its matrix products
 * @param strategy its strategy
 * @param placement hostfile order
 * @param partition its stages
 */
record PublishedRun(
    Row row,
    CostInputs inputs,
    SoftwareTraits software,
    MatrixFormat format,
    Strategy strategy,
    Placement placement,
    Partition partition) {

  static PublishedRun of(Row row, PublishedModels models, PublishedSystems systems) {
    Training training =
        new Training(row.integer("gbs"), row.integer("seq_len"), precision(row), Optimizer.ADAM);
    Model model = models.model(row.text("model")).resolve(training);
    Cluster cluster =
        systems.cluster(
            row.text("gpu_system"), row.integer("num_gpus"), row.integer("gpus_per_node"));
    SoftwareTraits software = PublishedSoftware.traits(row);
    Strategy strategy = strategy(row, software);
    return new PublishedRun(
        row,
        new CostInputs(model, new ClusterLayout(cluster), training, Profile.EMPTY),
        software,
        PublishedSoftware.format(row),
        strategy,
        Placement.hostfileOrder((int) strategy.degrees().worldSize()),
        partition(row, model, strategy));
  }

  private static Precision precision(Row row) {
    String p = row.text("precision");
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
    boolean modern = software.kernels().skipsMasked();
    boolean sequence =
        modern
            ? tp > 1
            : row.text("flags").contains("sequence_parallel")
                && !row.text("flags").contains("no_sequence_parallel");
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

  /** Blocks evenly; where embedding and loss count as layers, all layers evenly. */
  private static Partition partition(Row row, Model model, Strategy strategy) {
    int layers = model.layers().size();
    int stages = strategy.pipelineParallel();
    if (row.text("flags").contains("embed_loss_count_as_layers") && stages > 1) {
      return Partition.uniform(layers, stages);
    }
    return BlockSplit.of(model.layers()).split(layers, stages);
  }
}
