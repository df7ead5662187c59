package org.ampplanner.formats.imports.profile;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.profile.Measurement.Clock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Traces of the PyTorch profiler (Kineto), read as a stream. A layer's time is that of the kernels
 * that were launched under its annotation, {@code record_function("layer 3 forward")}; where
 * annotations are not tied to launches, of the annotation on the device. Of several occurrences the
 * median is taken. Annotations of communication are no layers, and one inside another of the same
 * layer is a part of it.
 */
final class TorchTrace {
  private static final Pattern LAYER =
      Pattern.compile("(?i)(?:^|[^a-z])(?:layers?|blocks?)[ ._:/\\[#-]*(\\d{1,5})");
  private static final Pattern FIRST = Pattern.compile("(?i)embed");
  private static final Pattern LAST =
      Pattern.compile("(?i)lm[ _-]?head|(?:^|[^a-z])head(?:$|[^a-z])|output[ _-]?layer|logits");
  private static final Pattern BACKWARD = Pattern.compile("(?i)back|bwd");

  /** What FSDP, NCCL and data parallelism annotate: moving weights is not computing a layer. */
  private static final Pattern COMMUNICATION =
      Pattern.compile(
          "(?i)FSDP|nccl|rccl|all_?gather|all_?reduce|reduce_?scatter|all_?to_?all|broadcast"
              + "|(?:^|[^a-z])(?:send|recv|copy_?in|copy_?out|prefetch|unshard|reshard|wait)"
              + "(?:$|[^a-z])|DistributedDataParallel|^## ");

  private static final int MAX_EVENTS = 20_000_000;

  private record Span(String name, String thread, double start, double end) {}

  private record Launch(String thread, double at, long correlation) {}

  private final String file;
  private final Collected collected;
  private final Problems problems;
  private final List<Span> hostSpans = new ArrayList<>();
  private final List<Span> deviceSpans = new ArrayList<>();
  private final List<Launch> launches = new ArrayList<>();
  private final Map<Long, Double> kernels = new HashMap<>();
  private @Nullable String device;

  private TorchTrace(String file, Collected collected) {
    this.file = file;
    this.collected = collected;
    this.problems = collected.problems();
  }

  /** Reads a trace, which may be cut off nowhere. */
  static void read(String file, InputStream in, Collected collected) throws IOException {
    TorchTrace trace = new TorchTrace(file, collected);
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      if (trace.document(json)) {
        trace.finish();
      }
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
      collected
          .problems()
          .error(Location.in(file, line, 0), "is not valid JSON, or cut off", "the whole trace");
    }
  }

  private boolean document(JsonParser json) {
    JsonToken start = json.nextToken();
    if (start == JsonToken.START_ARRAY) {
      return events(json);
    }
    while (start != null && json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (key.equals("traceEvents") && value == JsonToken.START_ARRAY) {
        if (!events(json)) {
          return false;
        }
      } else if (key.equals("deviceProperties") && value == JsonToken.START_ARRAY) {
        properties(json);
      } else {
        json.skipChildren();
      }
    }
    return true;
  }

  private void properties(JsonParser json) {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      Event properties = event(json);
      device = device == null ? properties.name : device;
    }
  }

  /** What matters of an event. */
  private static final class Event {
    private @Nullable String name;
    private String category = "";
    private String phase = "";
    private String process = "";
    private String thread = "";
    private double start;
    private double duration = -1;
    private long correlation = -1;
  }

  private static Event event(JsonParser json) {
    Event e = new Event();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (key.equals("args") && value == JsonToken.START_OBJECT) {
        e.correlation = Math.max(e.correlation, event(json).correlation);
      } else if (!value.isScalarValue()) {
        json.skipChildren();
      } else {
        field(e, key, json.getString());
      }
    }
    return e;
  }

  private static void field(Event e, String key, String text) {
    switch (key) {
      case "name" -> e.name = text;
      case "cat" -> e.category = text;
      case "ph" -> e.phase = text;
      case "pid" -> e.process = text;
      case "tid" -> e.thread = text;
      case "ts" -> e.start = number(text);
      case "dur" -> e.duration = number(text);
      case "correlation" -> e.correlation = (long) number(text);
      default -> {}
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private boolean events(JsonParser json) {
    int count = 0;
    for (JsonToken t = json.nextToken(); t == JsonToken.START_OBJECT; t = json.nextToken()) {
      take(event(json));
      if (++count > MAX_EVENTS) {
        problems.error(
            Location.of(file), "holds more than " + MAX_EVENTS + " events", "a shorter trace");
        return false;
      }
    }
    return true;
  }

  private void take(Event e) {
    String name = e.name;
    if (name == null || !e.phase.equals("X") || e.duration < 0) {
      return;
    }
    String thread = e.process + "/" + e.thread;
    switch (e.category) {
      case "user_annotation" ->
          hostSpans.add(new Span(name, thread, e.start, e.start + e.duration));
      case "gpu_user_annotation" ->
          deviceSpans.add(new Span(name, thread, e.start, e.start + e.duration));
      case "cuda_runtime", "cuda_driver", "hip_runtime" -> {
        if (e.correlation >= 0) {
          launches.add(new Launch(thread, e.start, e.correlation));
        }
      }
      case "kernel", "gpu_memcpy", "gpu_memset" ->
          kernels.merge(e.correlation, e.duration, Double::sum);
      default -> {}
    }
  }

  /** Microseconds of every occurrence of every annotation. */
  private Map<String, List<Double>> occurrences() {
    Map<String, List<Double>> times = new TreeMap<>();
    Map<String, TreeMap<Double, List<Launch>>> byThread = new HashMap<>();
    for (Launch launch : launches) {
      byThread
          .computeIfAbsent(launch.thread, t -> new TreeMap<>())
          .computeIfAbsent(launch.at, t -> new ArrayList<>())
          .add(launch);
    }
    for (Span span : outermost(hostSpans)) {
      double sum =
          byThread
              .getOrDefault(span.thread, new TreeMap<>())
              .subMap(span.start, true, span.end, true)
              .values()
              .stream()
              .flatMap(List::stream)
              .mapToDouble(l -> kernels.getOrDefault(l.correlation, 0.0))
              .sum();
      times.computeIfAbsent(span.name, n -> new ArrayList<>()).add(sum);
    }
    boolean launched =
        times.entrySet().stream()
            .anyMatch(e -> place(e.getKey()) != null && e.getValue().stream().anyMatch(t -> t > 0));
    if (launched) {
      return times;
    }
    times.clear();
    boolean onDevice = deviceSpans.stream().anyMatch(s -> place(s.name) != null);
    if (!onDevice) {
      return times;
    }
    for (Span span : outermost(deviceSpans)) {
      times.computeIfAbsent(span.name, n -> new ArrayList<>()).add(span.end - span.start);
    }
    return times;
  }

  /** Leaves out spans inside another of the same layer, direction and thread. */
  private List<Span> outermost(List<Span> spans) {
    Map<String, Double> until = new HashMap<>();
    List<Span> kept = new ArrayList<>();
    List<Span> ordered =
        spans.stream()
            .sorted(
                Comparator.comparingDouble(Span::start)
                    .thenComparing(Comparator.comparingDouble(Span::end).reversed()))
            .toList();
    for (Span span : ordered) {
      Integer place = place(span.name);
      String key = span.thread + '/' + place + BACKWARD.matcher(span.name).find();
      if (place == null || span.end > until.getOrDefault(key, -1.0)) {
        kept.add(span);
        until.put(key, span.end);
      }
    }
    return kept;
  }

  /** Returns where in the model an annotation belongs: -1 the first layer, the largest the last. */
  private @Nullable Integer place(String name) {
    if (collected.options().annotation() == null && COMMUNICATION.matcher(name).find()) {
      return null;
    }
    Pattern own = collected.options().annotation();
    Matcher layer = (own == null ? LAYER : own).matcher(name);
    if (layer.find() && layer.groupCount() > 0 && layer.group(1).matches("\\d{1,5}")) {
      return Integer.valueOf(layer.group(1));
    }
    return FIRST.matcher(name).find()
        ? Integer.valueOf(-1)
        : LAST.matcher(name).find() ? Integer.valueOf(Integer.MAX_VALUE) : null;
  }

  private void finish() {
    Map<Integer, Double> forward = new TreeMap<>();
    Map<Integer, Double> backward = new TreeMap<>();
    occurrences()
        .forEach((name, micros) -> {
          Integer place = place(name);
          if (place != null) {
            List<Double> sorted = micros.stream().sorted(Comparator.naturalOrder()).toList();
            double median = sorted.get(sorted.size() / 2) / 1e3;
            (BACKWARD.matcher(name).find() ? backward : forward).merge(place, median, Double::sum);
          }
        });
    Location at = Location.of(file);
    if (forward.isEmpty() && withoutKernels(at)) {
      return;
    }
    if (forward.keySet().stream().noneMatch(p -> p >= 0 && p < Integer.MAX_VALUE)) {
      problems.error(
          at,
          "names no layer: its annotations are "
              + hostSpans.stream().map(Span::name).distinct().limit(5).toList(),
          "`with torch.profiler.record_function(\"layer 3 forward\"):`, or `--annotation REGEX`");
      return;
    }
    check(at, forward.keySet(), backward.keySet());
    collected.add(
        new Timing(
            at,
            device,
            collected.precision(null, "bf16", at),
            collected.tensorParallel(null, at),
            collected.microBatchSize(null, at),
            List.copyOf(forward.values()),
            backward.isEmpty() ? null : List.copyOf(backward.values()),
            Clock.DEVICE));
  }

  /** Whether layers are annotated, but nothing ran on a device under them. */
  private boolean withoutKernels(Location at) {
    boolean named = hostSpans.stream().anyMatch(s -> place(s.name) != null);
    if (named) {
      problems.error(
          at,
          kernels.isEmpty()
              ? "holds no kernels: what the host took is not what the layers take"
              : "launches no kernel under the annotations of layers",
          "`torch.profiler.profile(activities=[CPU, CUDA])`, of a run on a device");
    }
    return named;
  }

  private void check(Location at, Set<Integer> forward, Set<Integer> backward) {
    List<Integer> places = List.copyOf(forward);
    for (int i = 1; i < places.size(); i++) {
      if (places.get(i) != Integer.MAX_VALUE
          && places.get(i - 1) >= 0
          && places.get(i) != places.get(i - 1) + 1) {
        problems.error(at, "times no layer " + (places.get(i - 1) + 1), null);
      }
    }
    if (!backward.isEmpty() && !backward.equals(forward)) {
      problems.error(
          at,
          "times the backward pass of " + backward.size() + " layers of " + forward.size(),
          "annotations in the backward pass of every layer, or of none");
    }
  }
}
