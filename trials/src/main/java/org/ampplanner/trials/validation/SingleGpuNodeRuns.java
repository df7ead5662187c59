package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.engine.DeepSpeed;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.trials.validation.ScoredRun.Label;
import org.ampplanner.trials.validation.ScoredRun.Measured;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;

/**
 * Earlier runs of AMP's GPT-2 on nodes with one device each. The device is not named. A layer takes
 * 30 ms and the LM head 107 ms for a sample of 1024 tokens: both are 3 TFLOP/s, too slow for matrix
 * units in 16 bits. Assumed is a Titan X (Maxwell), which academic clusters with 40 Gbps Ethernet
 * of that time had: 6.7 TFLOP/s whatever the precision, 336 GB/s, 12 GB.
 */
final class SingleGpuNodeRuns {
  private static final DeviceType ASSUMED =
      new DeviceType(
          "TITAN-X", Units.gib(12), 336e9, Map.of(Precision.FP16, 6.7e12, Precision.FP32, 6.7e12));

  List<ScoredRun> runs(List<Row> rows, Problems problems) {
    Model model = new AmpModels().gpt2();
    List<ScoredRun> runs = new ArrayList<>();
    for (Row row : rows) {
      runs.add(
          ScoredRun.of(
              new Label(
                  "amp/single_gpu_nodes",
                  row.text("cluster") + "-" + runs.size(),
                  row.text("cluster") + " gbs " + row.text("gbs")),
              row,
              Measured.time(row.number("measured_s")),
              () -> asked(row, model, problems)));
    }
    return runs;
  }

  private static Asked asked(Row row, Model model, Problems problems) {
    Training training = new Training(row.integer("gbs"), 1024, Precision.FP16, Optimizer.ADAM);
    Strategy strategy =
        Strategy.of(
            Degrees.of(row.integer("mp"), row.integer("pp"), row.integer("dp")),
            row.integer("mbs"));
    var layers = model.layers();
    return new Asked(
        Jobs.of(model, cluster(row), training)
            .on(SoftwareColumn.of(row, DeepSpeed.PIPELINE, problems)),
        strategy,
        Placement.hostfileOrder((int) strategy.degrees().worldSize()),
        BlockSplit.of(layers).split(layers.size(), strategy.pipelineParallel()));
  }

  private static Cluster cluster(Row row) {
    NodeLine.Link link = new NodeLine.Link(Units.gbps(40), 0);
    return new Cluster(
        row.text("cluster"),
        List.of(new NodeLine("n", row.integer("num_gpus"), ASSUMED, 1, link, link, 1, null)),
        List.of(),
        List.of());
  }
}
