package org.ampplanner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ampplanner.model.Attention;
import org.ampplanner.model.DecoderModel;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.junit.jupiter.api.Test;

class EnginesTest {
  private static final List<EngineCapabilities> ALL =
      Engine.runnable().stream().map(Engine::capabilities).toList();
  private static final Training BF16 = new Training(64, 4096, Precision.BF16, Optimizer.ADAM);
  private static final Training FP32 = new Training(64, 4096, Precision.FP32, Optimizer.ADAM);
  private static final Model DENSE = model(new FeedForward.Dense(14336, true));
  private static final Model EXPERTS = model(new FeedForward.Experts(8, 2, 14336, true, 0));

  private static Model model(FeedForward feedForward) {
    Attention attention = new Attention.Grouped(32, 8, 128, Integer.MAX_VALUE);
    return new DecoderModel(
            "m",
            new LayerKind.Embedding(32000, 4096, 0),
            List.of(new LayerKind.Block(4096, attention, feedForward, false)),
            new LayerKind.Head(32000, 4096),
            false)
        .resolve(BF16);
  }

  private static Strategy strategy(
      Degrees d, Schedule schedule, Recompute recompute, int zero, boolean sequence) {
    return new Strategy(d, 1, schedule, recompute, zero, sequence);
  }

  private static Optional<String> objection(EngineCapabilities engine, Strategy s, Model model) {
    return engine.objection(
        new EngineCase(s, model, engine.equals(Engine.REFERENCE.capabilities()) ? FP32 : BF16));
  }

  @Test
  void everyEngineRunsPlainPipelinesOfAnyDegrees() {
    for (EngineCapabilities engine : ALL) {
      for (int tp : List.of(1, 2, 4, 8)) {
        for (int pp : List.of(1, 2, 3)) {
          Strategy plain = Strategy.of(Degrees.of(tp, pp, 2), 1);
          assertThat(objection(engine, plain, DENSE)).as(engine.id()).isEmpty();
        }
      }
    }
  }

  @Test
  void anObjectionNamesTheEngineTheChoiceAndItsValue() {
    Strategy s = strategy(Degrees.of(2, 4, 2), Schedule.ZERO_BUBBLE, Recompute.NONE, 0, false);
    assertThat(objection(Engine.DEEPSPEED.capabilities(), s, DENSE))
        .contains("deepspeed: schedule (zero_bubble): DeepSpeed's pipeline engine has 1F1B only");
  }

  @Test
  void megatronTrainsExpertsWithTensorParallelismOnlyWithSequenceParallelism() {
    Degrees d = new Degrees(2, 1, 4, 1, 4, 1);
    Strategy without = strategy(d, Schedule.ONE_FORWARD_ONE_BACKWARD, Recompute.NONE, 0, false);
    Strategy with = strategy(d, Schedule.ONE_FORWARD_ONE_BACKWARD, Recompute.NONE, 0, true);
    assertThat(objection(Engine.MEGATRON.capabilities(), without, EXPERTS)).isPresent();
    assertThat(objection(Engine.MEGATRON.capabilities(), without, DENSE)).isEmpty();
    assertThat(objection(Engine.MEGATRON.capabilities(), with, EXPERTS)).isEmpty();
  }

  @Test
  void halfPrecisionAndSequencesThatDoNotDivideAreSeen() {
    Strategy plain = Strategy.of(Degrees.of(1, 2, 2), 1);
    Training fp16 = new Training(64, 4096, Precision.FP16, Optimizer.ADAM);
    assertThat(Engine.TORCHTITAN.capabilities().objection(new EngineCase(plain, DENSE, fp16)))
        .isPresent();
    assertThat(Engine.MEGATRON.capabilities().objection(new EngineCase(plain, DENSE, fp16)))
        .isEmpty();
    Strategy context = Strategy.of(new Degrees(1, 1, 1, 4, 1, 1), 1);
    Training odd = new Training(64, 4100, Precision.BF16, Optimizer.ADAM);
    assertThat(Engine.MEGATRON.capabilities().objection(new EngineCase(context, DENSE, odd)))
        .isPresent();
    assertThat(Engine.MEGATRON.capabilities().objection(new EngineCase(context, DENSE, BF16)))
        .isEmpty();
  }

  /** The twin: what the documentation of each engine says, written down plainly a second time. */
  @Test
  void agreesWithThePlainStatementOfEachEngineOnRandomStrategies() {
    SplittableRandom random = new SplittableRandom(20261121);
    int allowed = 0;
    for (int i = 0; i < 5000; i++) {
      Degrees d =
          new Degrees(
              1 << random.nextInt(4),
              1 << random.nextInt(3),
              8,
              1 << random.nextInt(2),
              1 << random.nextInt(2),
              1 + random.nextInt(2));
      Schedule schedule = pick(Schedule.values(), random);
      Recompute recompute = pick(Recompute.values(), random);
      int zero = random.nextInt(4);
      boolean sequence = random.nextBoolean();
      boolean moe = random.nextBoolean();
      Strategy s = strategy(d, schedule, recompute, zero, sequence);
      for (EngineCapabilities engine : ALL) {
        boolean plain = plainly(engine, s, moe);
        allowed += plain ? 1 : 0;
        assertThat(objection(engine, s, moe ? EXPERTS : DENSE).isEmpty())
            .as("case %d of seed 20261121: %s %s", i, engine.id(), s)
            .isEqualTo(plain);
      }
    }
    assertThat(allowed).isGreaterThan(500);
  }

  private static <E> E pick(E[] values, SplittableRandom random) {
    return values[random.nextInt(values.length)];
  }

  private static boolean plainly(EngineCapabilities engine, Strategy s, boolean moe) {
    Degrees d = s.degrees();
    int tp = d.tensorParallel();
    boolean pipeline = d.pipelineParallel() > 1;
    boolean chunks = d.virtualPipeline() > 1;
    boolean one = s.schedule() == Schedule.ONE_FORWARD_ONE_BACKWARD;
    return switch (engine.id()) {
      case "megatron" ->
          (!pipeline || one || s.schedule() == Schedule.INTERLEAVED)
              && (pipeline || !chunks)
              && (s.zeroStage() < 2 || (!pipeline && tp == 1 && d.contextParallel() == 1))
              && (!moe || tp == 1 || s.sequenceParallel());
      case "deepspeed" ->
          (!pipeline || one)
              && !chunks
              && (!pipeline || s.zeroStage() <= 1)
              && (tp == 1 || !s.sequenceParallel())
              && (d.contextParallel() == 1 || (tp == 1 && !pipeline))
              && (d.expertParallel() == 1 || (!pipeline && s.zeroStage() <= 2))
              && s.recompute() != Recompute.SELECTIVE;
      case "torchtitan" ->
          s.zeroStage() != 1
              && (s.zeroStage() > 1 || d.contextParallel() * d.expertParallel() == 1)
              && (pipeline || !chunks)
              && (!pipeline || s.schedule() != Schedule.ZERO_BUBBLE)
              && (!pipeline || s.schedule() != Schedule.EAGER_ONE_FORWARD_ONE_BACKWARD);
      default ->
          (!pipeline || one)
              && !chunks
              && d.contextParallel() * d.expertParallel() == 1
              && s.zeroStage() == 0
              && s.recompute() == Recompute.NONE
              && !s.sequenceParallel();
    };
  }

  @Test
  void theReferencePageListsEveryLimitWithItsSource() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "reference", "engines.md"));
    for (EngineCapabilities engine : ALL) {
      assertThat(page).contains("## " + engine.id()).contains(engine.version());
      if (engine.uniformOnly() != null) {
        assertThat(page)
            .contains(
                String.format(
                    "| `%s` | %s | %s |",
                    engine.id(), engine.uniformOnly().says(), engine.uniformOnly().source()));
      }
      for (EngineLimit limit : engine.limits()) {
        assertThat(page)
            .contains("| `" + limit.choice().id() + "` | " + limit.says() + " | " + limit.source());
      }
    }
  }
}
