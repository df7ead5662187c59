package org.ampplanner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ampplanner.cost.CostModel;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PipelineTrace;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.TimedPass;
import org.ampplanner.simulate.TimedTransfer;
import org.ampplanner.strategy.Schedule;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The trace-event format, as its specification and Perfetto's importer want it. */
class TraceEventsTest {
  private static final double MICROS = 1e6;
  private static final double CLOSE = 1e-6; // of a microsecond

  private static List<Replayed> replays() {
    List<Replayed> replays = new ArrayList<>();
    for (String engine : List.of("any", "deepspeed")) {
      CostModel mixed = Jobs.job("gpt2-medium", "aws-3xp3-1xg4dn", engine, 32).bindCostModel();
      for (Schedule schedule : Schedule.values()) {
        int chunks = schedule == Schedule.INTERLEAVED ? 2 : 1;
        for (LinkUse links : LinkUse.values()) {
          replays.add(Replayed.of(mixed, 1, Jobs.plan(mixed, schedule, 2, 4, 2, chunks), links));
        }
      }
      replays.add(
          Replayed.of(
              mixed,
              1,
              Jobs.plan(mixed, Schedule.ONE_FORWARD_ONE_BACKWARD, 1, 1, 16, 1),
              LinkUse.SHARED_FREELY));
    }
    return replays;
  }

  private static JsonNode parsed(Replayed replayed) {
    return JsonMapper.shared().readTree(TraceEvents.json(replayed));
  }

  @Test
  void everyEventHasTheFieldsOfItsPhase() {
    for (Replayed replayed : replays()) {
      JsonNode root = parsed(replayed);
      assertThat(root.path("displayTimeUnit").asString()).isEqualTo("ms");
      for (JsonNode event : root.path("traceEvents")) {
        assertThat(event.path("name").asString()).as("%s", event).isNotEmpty();
        assertThat(event.path("pid").isInt()).as("%s", event).isTrue();
        assertThat(event.path("tid").isInt()).as("%s", event).isTrue();
        switch (event.path("ph").asString()) {
          case "M" -> assertThat(event.path("args").isObject()).isTrue();
          case "X" -> {
            assertThat(event.path("ts").asDouble(-1)).as("%s", event).isGreaterThanOrEqualTo(0);
            assertThat(event.path("dur").asDouble(-1)).as("%s", event).isGreaterThan(0);
            assertThat(event.path("cat").asString()).isNotEmpty();
          }
          case "s", "t", "f" -> {
            assertThat(event.path("id").isInt()).as("%s", event).isTrue();
            assertThat(event.path("ts").asDouble(-1)).as("%s", event).isGreaterThanOrEqualTo(0);
          }
          default -> throw new AssertionError("unknown phase: " + event);
        }
      }
    }
  }

  @Test
  void eventsOfATrackLieBesideOrWithinEachOther() {
    for (Replayed replayed : replays()) {
      Map<List<Integer>, List<double[]>> tracks = new HashMap<>();
      for (JsonNode event : parsed(replayed).path("traceEvents")) {
        if (event.path("ph").asString().equals("X")) {
          double start = event.path("ts").asDouble();
          tracks
              .computeIfAbsent(track(event), t -> new ArrayList<>())
              .add(new double[] {start, start + event.path("dur").asDouble()});
        }
      }
      for (List<double[]> own : tracks.values()) {
        own.sort((a, b) -> a[0] != b[0] ? Double.compare(a[0], b[0]) : Double.compare(b[1], a[1]));
        List<double[]> open = new ArrayList<>();
        for (double[] event : own) {
          while (!open.isEmpty() && open.get(open.size() - 1)[1] <= event[0] + CLOSE) {
            open.remove(open.size() - 1);
          }
          if (!open.isEmpty()) {
            assertThat(event[1]).isLessThanOrEqualTo(open.get(open.size() - 1)[1] + CLOSE);
          }
          open.add(event);
        }
      }
    }
  }

  @Test
  void passesAndTransfersAreTheSimulatorsOwn() {
    for (Replayed replayed : replays()) {
      Map<String, Double> traced = new TreeMap<>();
      double last = 0;
      for (JsonNode event : parsed(replayed).path("traceEvents")) {
        if (event.path("ph").asString().equals("X")) {
          double end = event.path("ts").asDouble() + event.path("dur").asDouble();
          last = Math.max(last, end / MICROS);
          traced.merge(
              event.path("pid").asInt() + event.path("cat").asString(),
              event.path("dur").asDouble() / MICROS,
              Double::sum);
        }
      }
      StepTimeline step = replayed.step();
      assertThat(last).isCloseTo(step.seconds(), within(1e-9));
      for (int r = 0; r < step.replicas().size(); r++) {
        PipelineTrace trace = step.replicas().get(r).trace();
        for (String kind : List.of("forward", "backward", "weights")) {
          double sum =
              trace.passes().stream()
                  .filter(
                      p -> p.pass().kind().name().toLowerCase(java.util.Locale.ROOT).equals(kind))
                  .mapToDouble(TimedPass::seconds)
                  .sum();
          assertThat(traced.getOrDefault(r + 1 + kind, 0.0)).isCloseTo(sum, within(1e-9));
        }
        double sum = trace.transfers().stream().mapToDouble(TimedTransfer::seconds).sum();
        assertThat(traced.getOrDefault(r + 1 + "transfer", 0.0)).isCloseTo(sum, within(1e-9));
      }
    }
  }

  @Test
  void everyTransferFlowsFromAPassThatSendsToOneThatReceives() {
    for (Replayed replayed : replays()) {
      JsonNode events = parsed(replayed).path("traceEvents");
      Map<Integer, StringBuilder> flows = new TreeMap<>();
      Map<Integer, Double> at = new HashMap<>();
      Map<List<Integer>, List<JsonNode>> slices = new HashMap<>();
      for (JsonNode event : events) {
        if (event.path("ph").asString().equals("X")) {
          slices.computeIfAbsent(track(event), t -> new ArrayList<>()).add(event);
        }
      }
      for (JsonNode event : events) {
        String phase = event.path("ph").asString();
        if (Set.of("s", "t", "f").contains(phase)) {
          int id = event.path("id").asInt();
          flows.computeIfAbsent(id, i -> new StringBuilder()).append(phase);
          double ts = event.path("ts").asDouble();
          assertThat(ts).isGreaterThanOrEqualTo(at.getOrDefault(id, 0.0) - CLOSE);
          at.put(id, ts);
          assertThat(slices.get(track(event)).stream().anyMatch(slice -> holds(slice, event)))
              .as("a slice that the flow hangs on to: %s", event)
              .isTrue();
        }
      }
      int transfers =
          replayed.step().replicas().stream().mapToInt(r -> r.trace().transfers().size()).sum();
      assertThat(flows).hasSize(transfers);
      assertThat(flows.values()).allSatisfy(f -> assertThat(f.toString()).matches("st?f"));
    }
  }

  private static List<Integer> track(JsonNode event) {
    return List.of(event.path("pid").asInt(), event.path("tid").asInt());
  }

  private static boolean holds(JsonNode slice, JsonNode flow) {
    double start = slice.path("ts").asDouble();
    double ts = flow.path("ts").asDouble();
    return start <= ts + CLOSE && ts < start + slice.path("dur").asDouble();
  }
}
