package org.ampplanner.trials.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ampplanner.engine.Engine;
import org.ampplanner.trials.log.LogEvent.Memory;
import org.ampplanner.trials.log.LogEvent.Step;
import org.junit.jupiter.api.Test;

/** Lines in the forms that the engines' own format strings give. */
class LogReaderTest {
  private static final RunShape SHAPE = new RunShape(32, 1024, 16);

  private static final String MEGATRON_0_8 =
      " [2024-07-16 10:21:07] iteration        7/      50 | consumed samples:          224 |"
          + " elapsed time per iteration (ms): 1183.4 | throughput per GPU (TFLOP/s/GPU): 41.7 |"
          + " learning rate: 1.500000E-04 | global batch size:    32 | lm loss: 9.123456E+00 |"
          + " loss scale: 1.0 | grad norm: 2.345 | number of skipped iterations:   0 |"
          + " number of nan iterations:   0 |";
  private static final String MEGATRON_2026 =
      " [2026-08-22 10:21:07.123456] iteration       10/     100 | consumed samples:          320 |"
          + " skipped samples:            2 | elapsed time per iteration (ms): 987.6 |"
          + " learning rate: 1.500000E-04 | global batch size:    32 |";
  private static final String MEGATRON_MEMORY =
      "[Rank 3] (after 2 iterations) memory (MB) | allocated: 5131.0 | max allocated: 9003.5 |"
          + " reserved: 9500.0 | max reserved: 9728.0";
  private static final String DEEPSPEED_PIPELINE =
      "steps: 10 loss: 9.8765 iter time (s): 0.871 samples/sec: 36.739";
  private static final String DEEPSPEED_SLOW =
      "steps: 3 loss: 9.8765 aux: 0.1000 iter time (s): 41.123 samples/sec: 0.778";
  private static final String DEEPSPEED_ZERO =
      "[2025-02-21 12:05:41,123] [INFO] [timer.py:264:stop] epoch=0/micro_step=80/global_step=10,"
          + " RunningAvgSamplesPerSec=31.5, CurrSamplesPerSec=32.0, MemAllocated=3.51GB,"
          + " MaxMemAllocated=11.25GB";
  private static final String DEEPSPEED_MEMORY =
      "MA 1.2 GB         Max_MA 3.5 GB         CA 4.0 GB         Max_CA 4 GB ";
  private static final String TORCHTITAN =
      "[titan] 2026-08-21 10:00:00,123 - root - INFO - \u001b[31mstep: 10  \u001b[32mloss:  7.12345"
          + "  \u001b[38;2;180;60;0mgrad_norm:  1.2345  \u001b[36mmemory: 41.28GiB(52.20%)"
          + "  \u001b[34mtps: 2,048  \u001b[36mtflops: 210.11  \u001b[35mmfu: 21.24%\u001b[39m";
  private static final String TORCHTITAN_PLAIN =
      "[titan] 2026-08-21 10:00:00,123 - root - INFO - step:  1  loss: 12.24627  grad_norm: "
          + " 3.1234  memory: 0.96GiB(1.02%)  tps: 128  tflops: 0.01  mfu: N/A";
  private static final String VALIDATION =
      "[titan] 2026-08-21 10:00:00,123 - root - INFO - validate step:  5  loss:  7.1234"
          + "  memory: 40.00GiB(50.00%)  tps: 9,999";

  private static List<LogEvent> read(Engine engine, String line) {
    return LogReader.of(engine, SHAPE).read(line);
  }

  @Test
  void readsMegatronsStepsAndMemory() {
    assertThat(read(Engine.MEGATRON, MEGATRON_0_8)).containsExactly(new Step(7, 1.1834));
    assertThat(read(Engine.MEGATRON, MEGATRON_2026)).containsExactly(new Step(10, 0.9876));
    assertThat(read(Engine.MEGATRON, MEGATRON_MEMORY))
        .containsExactly(new Memory(9728.0 * 1048576));
  }

  @Test
  void readsBothOfDeepSpeedsEnginesAndTakesTheNumberWithMoreDigits() {
    assertThat(read(Engine.DEEPSPEED, DEEPSPEED_PIPELINE))
        .containsExactly(new Step(10, 32 / 36.739));
    assertThat(read(Engine.DEEPSPEED, DEEPSPEED_SLOW)).containsExactly(new Step(3, 41.123));
    assertThat(read(Engine.DEEPSPEED, DEEPSPEED_ZERO))
        .containsExactly(new Step(10, 1), new Memory(11.25 * (1L << 30)));
    assertThat(read(Engine.DEEPSPEED, DEEPSPEED_MEMORY))
        .containsExactly(new Memory(3.5 * (1L << 30)));
  }

  @Test
  void readsTorchtitansThroughputAsTime() {
    assertThat(read(Engine.TORCHTITAN, TORCHTITAN))
        .containsExactly(new Step(10, 1), new Memory(41.28 * (1L << 30)));
    assertThat(read(Engine.TORCHTITAN, TORCHTITAN_PLAIN)).first().isEqualTo(new Step(1, 16));
    assertThat(read(Engine.TORCHTITAN, VALIDATION)).isEmpty();
  }

  @Test
  void readsTheReferenceTrainersLine() {
    assertThat(read(Engine.REFERENCE, "step 3 loss 6.907755000 time_s 0.125000"))
        .containsExactly(new Step(3, 0.125));
    assertThat(read(Engine.REFERENCE, "peak memory_gib 0.250"))
        .containsExactly(new Memory(0.25 * (1L << 30)));
  }

  @Test
  void whatStandsBeforeTheEnginesWordsDoesNotMatter() {
    for (String prefix : List.of("[node-3:rank7] ", "p3-0: ", "0: ", "\u0000\uFFFD garbage ")) {
      assertThat(read(Engine.MEGATRON, prefix + MEGATRON_0_8)).hasSize(1);
      assertThat(read(Engine.DEEPSPEED, prefix + DEEPSPEED_PIPELINE)).hasSize(1);
      assertThat(read(Engine.TORCHTITAN, prefix + TORCHTITAN)).hasSize(2);
    }
  }

  @Test
  void timesThatAreNoPositiveNumberAreNotRead() {
    for (String time : List.of("nan", "0.0", "inf", "-1.0", "1.2.3", "", "9".repeat(400))) {
      String line =
          " iteration 1/ 5 | elapsed time per iteration (ms): " + time + " | learning rate";
      assertThat(read(Engine.MEGATRON, line)).as(time).isEmpty();
    }
    assertThat(read(Engine.TORCHTITAN, "step: 1 memory: 1.00GiB(1%) tps: 0 ")).hasSize(1);
    assertThat(
            read(
                Engine.MEGATRON, "iteration 99999999999/ 1 | elapsed time per iteration (ms): 1 |"))
        .isEmpty();
  }

  /** Cut anywhere, a line says what the whole line says, less of it, or nothing: never other. */
  @Test
  void cutAndGarbledLinesNeverSayAnythingElse() {
    Map<String, Engine> lines =
        Map.of(
            MEGATRON_0_8,
            Engine.MEGATRON,
            MEGATRON_MEMORY + " ",
            Engine.MEGATRON,
            DEEPSPEED_PIPELINE,
            Engine.DEEPSPEED,
            DEEPSPEED_ZERO,
            Engine.DEEPSPEED,
            TORCHTITAN,
            Engine.TORCHTITAN,
            "step 3 loss 6.907755000 time_s 0.125000",
            Engine.REFERENCE);
    lines.forEach((line, engine) -> {
      for (int end = 0; end < line.length(); end++) {
        assertThat(read(engine, line))
            .as("%s cut at %d", line, end)
            .containsAll(read(engine, line.substring(0, end)));
      }
    });
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      char[] text = (i % 2 == 0 ? TORCHTITAN : DEEPSPEED_ZERO).toCharArray();
      for (int k = random.nextInt(8); k >= 0; k--) {
        text[random.nextInt(text.length)] = (char) random.nextInt(1, 300);
      }
      for (Engine engine : Engine.runnable()) {
        for (LogEvent event : read(engine, new String(text))) {
          if (event instanceof Step step) {
            assertThat(step.seconds()).as("case %d of seed 7", i).isPositive().isFinite();
          }
        }
      }
    }
  }

  /** 100 MB without a line break, and lines made to make patterns slow. */
  @Test
  void longAndHostileLinesAreReadInTimeThatTheirLengthAllows() {
    String hostile =
        "iteration 1/ 2 | elapsed step: 1 steps: 1 loss: global_step=1, ".repeat(300_000);
    long read = 0;
    for (Engine engine : List.of(Engine.MEGATRON, Engine.DEEPSPEED, Engine.TORCHTITAN)) {
      read += read(engine, hostile).size();
    }
    assertThat(read).isZero();
    assertThat(hostile.length()).isGreaterThan(15_000_000);
  }

  @Test
  void secondsOfThroughputAgreeWithSecondsThatArePrinted() {
    Step slow = (Step) read(Engine.DEEPSPEED, DEEPSPEED_PIPELINE).get(0);
    assertThat(slow.seconds()).isCloseTo(0.871, within(5e-4));
  }
}
