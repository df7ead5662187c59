package org.ampplanner.trials.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Room for the outcome of a trial, taken beside the history before the trial runs. What became of
 * it is written over that room first, which needs no new place on the disk, so that a disk that is
 * full by then loses nothing: whoever opens the history next enters it.
 *
 * @param file where it is
 */
record Receipt(Path file) {
  private static final int ROOM = 4096;
  private static final int LONGEST_REMARK = 500;

  /**
   * What was written.
   *
   * @param owner the process that ran the trial
   * @param predictedSeconds as in the history
   * @param outcome what became of it
   * @param details how it went
   */
  record Content(
      String owner, double predictedSeconds, Outcome outcome, HistoryEntry.Details details) {}

  /** Returns the receipt of a row. */
  static Receipt of(Path history, long row) {
    return new Receipt(history.resolveSibling(history.getFileName() + "-trial-" + row));
  }

  /** Takes the room; throws if there is none. */
  void reserve() throws IOException {
    byte[] blank = new byte[ROOM];
    Arrays.fill(blank, (byte) ' ');
    write(blank, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Writes over the room. */
  void fill(Content content) throws IOException {
    byte[] text = json(content).getBytes(StandardCharsets.UTF_8);
    byte[] room = Arrays.copyOf(text, Math.max(ROOM, text.length));
    Arrays.fill(room, text.length, room.length, (byte) ' ');
    write(room, StandardOpenOption.CREATE);
  }

  private void write(byte[] bytes, StandardOpenOption... options) throws IOException {
    StandardOpenOption[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(file, all)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Gives the room back. */
  void discard() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // what is left of it belongs to no claim and is written over by the next that has its name
    }
  }

  private static String json(Content c) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("owner", c.owner());
    tree.put("predicted_s", Double.isNaN(c.predictedSeconds()) ? null : c.predictedSeconds());
    switch (c.outcome()) {
      case Outcome.Measured m -> tree.put("measured_s", m.seconds());
      case Outcome.Failed f -> {
        tree.put("failure", f.failure().id());
        tree.put("slower_than_s", f.slowerThanSeconds());
      }
    }
    HistoryEntry.Details d = c.details();
    tree.put("steps", d.steps());
    tree.put("spread_s", d.spreadSeconds());
    tree.put("memory_gib", Double.isNaN(d.memoryGib()) ? null : d.memoryGib());
    tree.put("wall_s", d.wallSeconds());
    tree.put("started_at", d.startedAt());
    String remark = d.remark();
    tree.put(
        "remark",
        remark == null ? null : remark.substring(0, Math.min(LONGEST_REMARK, remark.length())));
    return Documents.jsonLine(tree);
  }

  /** Returns what was written, or nothing if nothing was, or not all of it. */
  Optional<Content> read() {
    try {
      JsonNode tree = JsonMapper.shared().readTree(Files.readAllBytes(file));
      return tree.isObject() ? Optional.of(content(tree)) : Optional.empty();
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Content content(JsonNode tree) {
    Outcome outcome =
        tree.has("measured_s")
            ? new Outcome.Measured(tree.get("measured_s").asDouble())
            : new Outcome.Failed(
                Failure.of(tree.path("failure").asString("")),
                tree.path("slower_than_s").asDouble(0));
    return new Content(
        tree.path("owner").asString(""),
        tree.path("predicted_s").asDouble(Double.NaN),
        outcome,
        new HistoryEntry.Details(
            tree.path("steps").asInt(0),
            tree.path("spread_s").asDouble(0),
            tree.path("memory_gib").asDouble(Double.NaN),
            tree.path("wall_s").asDouble(0),
            tree.path("started_at").asString(""),
            tree.hasNonNull("remark") ? tree.path("remark").asString("") : null));
  }
}
