package org.ampplanner.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.MemoryCategory;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.cost.StepAnatomy.StageTerms;
import org.ampplanner.engine.DeepSpeed;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.Megatron;
import org.ampplanner.engine.Software;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.engine.Torchtitan;
import org.ampplanner.fixtures.GatedDecoder;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.profile.Profile;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.junit.jupiter.api.Test;

class ExplainerTest {
  private static final Training TRAINING = new Training(64, 2048, Precision.BF16, Optimizer.ADAM);
  private static final List<SoftwareTraits> SOFTWARE =
      List.of(Software.PLAIN, Megatron.CORE, DeepSpeed.CURRENT, Torchtitan.CURRENT);

  private static CostInputs inputs(double gib, double interGbps) {
    DeviceType a100 =
        new DeviceType("A100-SXM-80GB", Units.gib(gib), 2e12, Map.of(Precision.BF16, 312e12));
    DeviceType v100 =
        new DeviceType("V100-SXM2-32GB", Units.gib(gib / 2), 9e11, Map.of(Precision.BF16, 125e12));
    List<NodeLine> lines =
        List.of(line("fast", 3, a100, interGbps), line("slow", 1, v100, interGbps / 2));
    return new CostInputs(
        GatedDecoder.of(true).resolve(TRAINING),
        new ClusterLayout(new Cluster("c", lines, List.of(), List.of())),
        TRAINING,
        Profile.EMPTY);
  }

  private static NodeLine line(String name, int count, DeviceType device, double interGbps) {
    return new NodeLine(
        name,
        count,
        device,
        4,
        new NodeLine.Link(Units.gbps(2400), 0),
        new NodeLine.Link(Units.gbps(interGbps), 0),
        4,
        null);
  }

  private static PredictiveCostModel model(CostInputs inputs, SoftwareTraits software) {
    return new PredictiveCostModel(
        inputs, PredictiveCostModel.Options.of(software, MatrixFormat.HALF));
  }

  private static Plan plan(PredictiveCostModel model, Strategy strategy) {
    var layers = model.inputs().model().layers();
    Partition partition = BlockSplit.of(layers).split(layers.size(), strategy.pipelineParallel());
    Placement placement = Placement.hostfileOrder(16);
    return Plan.priced(model, strategy, placement, partition);
  }

  private static Strategy randomStrategy(Random random) {
    int tp = 1 << random.nextInt(3);
    int pp = 1 << random.nextInt(3);
    boolean interleaved = pp > 1 && random.nextInt(3) == 0;
    return new Strategy(
        new Degrees(tp, pp, 16 / tp / pp, 1, 1, interleaved ? 2 : 1),
        1 << random.nextInt(2),
        interleaved
            ? Schedule.INTERLEAVED
            : List.of(Schedule.ONE_FORWARD_ONE_BACKWARD, Schedule.GPIPE, Schedule.ZERO_BUBBLE)
                .get(random.nextInt(3)),
        List.of(Recompute.values()).get(random.nextInt(3)),
        random.nextInt(4),
        tp > 1 && random.nextBoolean());
  }

  @Test
  void stagesAndCriticalPathAddUpToTheStep() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      PredictiveCostModel model =
          model(inputs(80, 10 << random.nextInt(7)), SOFTWARE.get(random.nextInt(4)));
      Plan plan = plan(model, randomStrategy(random));
      Explanation explained = new Explainer(model, Engine.ANY.capabilities()).explain(plan);
      double step = plan.iterationSeconds();
      for (StageTerms t : explained.anatomy().stages()) {
        assertThat(t.busy() + t.waiting()).as("seed %d", seed).isCloseTo(step, within(step * 1e-9));
      }
      double path = explained.anatomy().path().stream().mapToDouble(PathItem::seconds).sum();
      assertThat(path).as("seed %d, %s", seed, plan).isCloseTo(step, within(step * 1e-9));
      assertThat(explained.memory()).hasSize(plan.partition().stages());
      assertThat(explained.roofline().seconds()).isBetween(0.0, step);
    }
  }

  @Test
  void whatTwiceAsMuchGivesIsWhatTheModelSaysOfTheChangedFile() {
    PredictiveCostModel model = model(inputs(80, 100), Megatron.CORE);
    Strategy strategy = Strategy.of(Degrees.of(2, 2, 4), 1);
    Plan plan = plan(model, strategy);
    Explanation explained = new Explainer(model, Engine.ANY.capabilities()).explain(plan);

    CostInputs fasterLinks =
        new CostInputs(model.inputs().model(), inputs(80, 100).layout(), TRAINING, Profile.EMPTY);
    List<NodeLine> lines = fasterLinks.layout().cluster().lines();
    NodeLine fast = lines.get(0);
    NodeLine twice =
        fast.with(fast.intra(), new NodeLine.Link(2 * fast.inter().bytesPerSecond(), 0));
    CostInputs edited =
        new CostInputs(
            model.inputs().model(),
            new ClusterLayout(new Cluster("c", List.of(twice, lines.get(1)), List.of(), List.of())),
            TRAINING,
            Profile.EMPTY);

    double expected = plan(model(edited, Megatron.CORE), strategy).iterationSeconds();
    assertThat(sensitivity(explained, "inter_node_gbps.fast").seconds()).isEqualTo(expected);
    assertThat(sensitivity(explained, "devices").speedup()).isBetween(1.1, 2.0);
    assertThat(sensitivity(explained, "global_batch_size").speedup()).isGreaterThan(1);
    assertThat(sensitivity(explained, "memory_gib").speedup()).isGreaterThanOrEqualTo(1);
  }

  private static Sensitivity sensitivity(Explanation explained, String subject) {
    return explained.sensitivities().stream()
        .filter(s -> s.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void moreMemoryHelpsWhereItLetsAPlanRecomputeLess() {
    PredictiveCostModel model = model(inputs(20, 100), Megatron.CORE);
    Strategy strategy = Strategy.of(Degrees.of(2, 1, 8), 4).with(Recompute.FULL).withZeroStage(1);
    Plan plan = plan(model, strategy);
    assertThat(plan.fits()).isTrue();
    assertThat(plan(model, strategy.with(Recompute.NONE)).fits()).isFalse();

    Sensitivity memory =
        sensitivity(new Explainer(model, Engine.ANY.capabilities()).explain(plan), "memory_gib");

    assertThat(memory.change()).contains("recompute=");
    assertThat(memory.speedup()).isGreaterThan(1.05);
  }

  @Test
  void everyWayOutOfAMisfitFitsAndTheFirstIsTheFastest() {
    int withWays = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      PredictiveCostModel model =
          model(inputs(6 + random.nextInt(20), 100), SOFTWARE.get(random.nextInt(4)));
      Plan plan = plan(model, randomStrategy(random));
      Optional<Misfit> misfit = new MisfitAdvisor(model, Engine.ANY.capabilities()).misfit(plan);
      assertThat(misfit.isPresent()).as("seed %d", seed).isEqualTo(!plan.fits());
      if (misfit.isPresent()) {
        Misfit m = misfit.get();
        assertThat(m.missingBytes()).isPositive();
        double last = 0;
        for (Misfit.Way way : m.ways()) {
          Plan changed = way.plan();
          assertThat(changed.fits()).as("seed %d, %s", seed, way.text()).isTrue();
          assertThat(model.at(changed.strategy(), changed.placement()).memory(changed.partition()))
              .allMatch(StageMemory::fits);
          assertThat(changed.iterationSeconds()).isGreaterThanOrEqualTo(last);
          last = changed.iterationSeconds();
        }
        withWays += m.ways().isEmpty() ? 0 : 1;
      }
    }
    assertThat(withWays).isGreaterThan(10);
  }

  @Test
  void aMisfitNamesTheStageTheCategoryAndTheLack() {
    PredictiveCostModel model = model(inputs(16, 100), Megatron.CORE);
    Plan plan = plan(model, Strategy.of(Degrees.of(1, 4, 4), 8));
    Misfit misfit = new MisfitAdvisor(model, Engine.ANY.capabilities()).misfit(plan).orElseThrow();
    StageMemory worst =
        model.at(plan.strategy(), plan.placement()).memory(plan.partition()).get(misfit.stage());
    assertThat(misfit.memory()).isEqualTo(worst);
    assertThat(worst.largest()).isEqualTo(MemoryCategory.ACTIVATIONS);
    assertThat(misfit.text())
        .startsWith("stage " + misfit.stage() + " needs ")
        .contains("too much", "most is activations");
    assertThat(misfit.ways()).isNotEmpty();
  }

  @Test
  void whereNoCutFitsTheOneThatLacksLeastIsPriced() {
    PredictiveCostModel model = model(inputs(8, 100), Megatron.CORE);
    Strategy strategy = Strategy.of(Degrees.of(1, 4, 4), 8);
    var evaluation =
        new StrategyEvaluator(model).evaluate(strategy, Optional.empty(), Optional.empty());
    assertThat(evaluation).isInstanceOf(StrategyEvaluator.Priced.class);
    Plan least = ((StrategyEvaluator.Priced) evaluation).plan();
    assertThat(least.fits()).isFalse();
    double limit = Units.gib(8);
    double lack = lack(least);
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      int[] cuts = random.ints(1, 18).distinct().limit(3).sorted().toArray();
      Partition other = new Partition(new int[] {0, cuts[0], cuts[1], cuts[2], 18});
      Plan priced = Plan.priced(model, strategy, least.placement(), other);
      assertThat(lack(priced)).isGreaterThan(lack - 0.05 * limit);
    }
  }

  @Test
  void whatIsPrunedBeforeItIsPricedFitsInNoPlacementAndNoCuts() {
    int pruned = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      PredictiveCostModel model =
          model(inputs(2 + random.nextInt(12), 100), SOFTWARE.get(random.nextInt(4)));
      Strategy strategy = randomStrategy(random);
      if (model.misfit(strategy).isPresent()) {
        pruned++;
        for (int i = 0; i < 10; i++) {
          int[] inner =
              random
                  .ints(1, 18)
                  .distinct()
                  .limit(strategy.pipelineParallel() - 1)
                  .sorted()
                  .toArray();
          int[] cuts = new int[strategy.pipelineParallel() + 1];
          System.arraycopy(inner, 0, cuts, 1, inner.length);
          cuts[cuts.length - 1] = 18;
          int[] devices = random.ints(0, 16).distinct().limit(16).toArray();
          assertThat(model.at(strategy, new Placement(devices)).memory(new Partition(cuts)))
              .as("seed %d, %s", seed, strategy)
              .anyMatch(stage -> !stage.fits());
        }
      }
    }
    assertThat(pruned).isBetween(50, 350);
  }

  private static double lack(Plan plan) {
    var use = plan.cost().memory();
    return use == null ? 0 : use.bytes() - use.limitBytes();
  }
}
