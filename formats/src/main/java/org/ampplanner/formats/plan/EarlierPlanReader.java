package org.ampplanner.formats.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Range;
import org.ampplanner.job.Job;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * Reads a plan whose stages differ as files had it before 0.1: apart from the others, under {@code
 * non_uniform}.
 */
final class EarlierPlanReader {
  private final Job job;
  private final ClusterLayout layout;

  EarlierPlanReader(Job job) {
    this.job = job;
    this.layout = new ClusterLayout(job.cluster());
  }

  /** Reads the plan of a section, if it holds one. */
  Optional<Plan> read(Fields section) {
    boolean none =
        section.node("plan").map(n -> n instanceof Node.Scalar s && s.isNull()).orElse(true);
    Optional<Plan> plan =
        none ? Optional.empty() : section.mapping("plan", "a plan").flatMap(this::plan);
    PlanReader.finish(section);
    return plan;
  }

  private Optional<Plan> plan(Fields fields) {
    int before = fields.problems().count();
    List<Strategy> stages = stages(fields);
    List<Integer> microBatches = numbers(fields, "replica_micro_batches");
    List<Integer> cuts = numbers(fields, "layer_cuts");
    Optional<Placement> placement = placement(fields);
    Optional<CostEstimate> cost = PlanReader.cost(fields);
    PlanReader.finish(fields);
    if (fields.problems().count() > before || cost.isEmpty() || placement.isEmpty()) {
      return Optional.empty();
    }
    Optional<Plan> plan =
        fields.build(() ->
            new Plan(
                new PipelineStrategy(stages, microBatches),
                placement.get(),
                new Partition(cuts.stream().mapToInt(Integer::intValue).toArray()),
                cost.get()));
    return plan.filter(p -> consistent(fields, p));
  }

  private static List<Strategy> stages(Fields fields) {
    Optional<Schedule> schedule = fields.choice("schedule", Schedule.values(), Schedule::id);
    Optional<Recompute> recompute = fields.choice("recompute", Recompute.values(), Recompute::id);
    int zero = fields.requiredInt("zero_stage", Range.NOT_NEGATIVE, 3, 0);
    boolean sequence = fields.flag("sequence_parallel").orElse(false);
    List<Strategy> stages = new ArrayList<>();
    List<Node> items = items(fields, "stages");
    for (Node item : items) {
      Fields.of(item, "stages", "a stage", fields.problems())
          .ifPresent(stage -> {
            stages.add(
                new Strategy(
                    Degrees.of(
                        degree(stage, "tensor_parallel"),
                        items.size(),
                        degree(stage, "data_parallel")),
                    degree(stage, "micro_batch_size"),
                    schedule.orElse(Schedule.ONE_FORWARD_ONE_BACKWARD),
                    recompute.orElse(Recompute.NONE),
                    zero,
                    sequence));
            PlanReader.finish(stage);
          });
    }
    return stages;
  }

  private boolean consistent(Fields fields, Plan plan) {
    int stages = plan.strategy().stages().size();
    boolean whole =
        plan.partition().stages() == stages
            && plan.partition().to(stages - 1) == job.model().layers().size()
            && plan.cost().stages().size() == stages
            && plan.placement().ranks() == plan.strategy().ranks()
            && plan.strategy().batch() == job.training().globalBatchSize();
    if (!whole) {
      fields
          .problems()
          .error(
              fields.at(),
              "is no plan of its job: stages, layer_cuts, placement and"
                  + " replica_micro_batches do not go together",
              null);
    }
    return whole;
  }

  private static int degree(Fields stage, String key) {
    return stage.requiredInt(key, Range.POSITIVE, 1 << 24, 1);
  }

  private static List<Node> items(Fields fields, String key) {
    fields.require(key, null);
    return fields.items(key);
  }

  private static List<Integer> numbers(Fields fields, String key) {
    List<Integer> numbers = new ArrayList<>();
    for (Node item : items(fields, key)) {
      if (item instanceof Node.Scalar s && s.text().matches("\\d{1,9}")) {
        numbers.add(Integer.parseInt(s.text()));
      } else {
        fields.problems().error(item.at(), key + " is not a list of whole numbers", null);
      }
    }
    return numbers;
  }

  private Optional<Placement> placement(Fields fields) {
    List<Integer> devices = new ArrayList<>();
    int before = fields.problems().count();
    for (Node item : items(fields, "placement")) {
      String name = item instanceof Node.Scalar s ? s.text() : "";
      OptionalInt device = layout.findDevice(name);
      if (device.isEmpty()) {
        fields
            .problems()
            .error(item.at(), "placement (" + name + ") is not a device of the cluster", null);
      } else if (devices.contains(device.getAsInt())) {
        fields.problems().error(item.at(), "placement (" + name + ") is named twice", null);
      } else {
        devices.add(device.getAsInt());
      }
    }
    return fields.problems().count() > before
        ? Optional.empty()
        : Optional.of(new Placement(devices.stream().mapToInt(Integer::intValue).toArray()));
  }
}
