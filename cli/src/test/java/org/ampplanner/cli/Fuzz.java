package org.ampplanner.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ampplanner.formats.fuzz.Mutator;
import org.ampplanner.trials.history.Claim;
import org.ampplanner.trials.history.HistoryEntry;
import org.ampplanner.trials.history.TrialHistory;
import org.ampplanner.trials.learning.Outcome;

/** Damages files of every kind and gives them to the commands that read them. */
final class Fuzz {
  private static final Path OWN = CliRunner.REPOSITORY.resolve("cli/src/test/resources/fuzz");
  static final Path CORPUS = OWN.resolve("corpus");
  private static final List<Path> SEEDS =
      Stream.of(
              "cli/src/test/resources/fuzz/seeds",
              "formats/src/test/resources/fuzz",
              "formats/src/test/resources/cases/recipes",
              "trials/src/test/resources/logs",
              "formats/src/test/resources/imports/model",
              "formats/src/test/resources/imports/profile",
              "formats/src/test/resources/imports/cluster/hostfile-nccl",
              "formats/src/test/resources/imports/cluster/slurm-topo",
              "formats/src/test/resources/imports/cluster/slurm-env",
              "formats/src/test/resources/imports/cluster/kubernetes",
              "formats/src/test/resources/imports/cluster/mesh",
              "formats/src/test/resources/imports/cluster/mpich-sendrecv")
          .map(CliRunner.REPOSITORY::resolve)
          .toList();
  private static final Pattern PLACE = Pattern.compile("(?m)^damaged[^:\\n]*:(\\d+): ");
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "job",
          "candidate",
          "plan",
          "predicted_s",
          "status",
          "owner",
          "measured_s",
          "steps",
          "spread_s",
          "memory_gib",
          "failure",
          "wall_s");
  private static final List<String> CELLS =
      List.of(
          "NULL",
          "''",
          "'x'",
          "'{}'",
          "'[]'",
          "'{\"tensor_parallel\": {}}'",
          "'failed'",
          "'measured'",
          "'running'",
          "0",
          "-1",
          "9e999",
          "1e300",
          "1e-300",
          "9223372036854775807",
          "x'00ff'",
          "'nul\u0001'");

  private final Path folder;
  private final Random random;
  private final Mutator mutator;

  /** Makes a folder with whole files, which damaged ones refer to. */
  Fuzz(Path folder, long seed) throws IOException {
    this.folder = folder;
    this.random = new Random(seed);
    this.mutator = new Mutator(random);
    for (String name :
        List.of("tiny.yaml", "job.yaml", "profile.json", "gpt2.json", "llama.json", "plan.json")) {
      Files.write(folder.resolve(name), Files.readAllBytes(seed(name)));
    }
    history();
  }

  private static Path seed(String name) {
    return SEEDS.stream()
        .map(f -> f.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name));
  }

  static byte[] whole(String name) throws IOException {
    return Files.readAllBytes(seed(name));
  }

  private void history() throws IOException {
    String text = Files.readString(seed("strategies.csv"));
    List<String> head = List.of(text.lines().findFirst().orElseThrow().split(","));
    try (TrialHistory history = TrialHistory.open(folder.resolve("history.db"))) {
      for (String line : text.lines().skip(1).toList()) {
        String[] cells = line.split(",");
        StringBuilder plan = new StringBuilder("{");
        for (int i = 0; i < 13; i++) {
          plan.append(i == 0 ? "" : ",").append('"').append(head.get(i)).append("\":\"");
          plan.append(cells[i]).append('"');
        }
        String json = plan.append('}').toString();
        history.claim(new Claim("job", json), "megatron", json, Duration.ofHours(1));
        history.record(
            new HistoryEntry(
                "job",
                json,
                "megatron",
                json,
                0.01,
                new Outcome.Measured(0.012),
                HistoryEntry.Details.NONE));
      }
    }
  }

  /** Returns a damaged input of a kind. */
  byte[] damaged(FuzzKind kind) throws IOException {
    String name = kind.seeds().get(random.nextInt(kind.seeds().size()));
    return switch (kind) {
      case HISTORY -> damagedHistory();
      case OPTION -> mutator.mutate(option());
      default -> mutator.mutate(Files.readString(seed(name)));
    };
  }

  private String option() throws IOException {
    List<String> lines = Files.readAllLines(seed("options.txt"));
    return lines.get(random.nextInt(lines.size()));
  }

  private byte[] damagedHistory() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve("history.db"));
    if (random.nextInt(3) == 0) {
      for (int i = random.nextInt(20); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return bytes;
    }
    Path copy = folder.resolve("copy.db");
    Files.write(copy, bytes);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA ignore_check_constraints = 1");
      for (int i = random.nextInt(3); i >= 0; i--) {
        String column = COLUMNS.get(random.nextInt(COLUMNS.size()));
        String cell = CELLS.get(random.nextInt(CELLS.size()));
        statement.execute(
            "UPDATE OR IGNORE trial SET "
                + column
                + " = "
                + cell
                + " WHERE id = "
                + (1 + random.nextInt(5)));
      }
    } catch (SQLException e) {
      return bytes; // a column that takes no such cell
    }
    return Files.readAllBytes(copy);
  }

  /**
   * What a command made of an input.
   *
   * @param words the command
   * @param code its exit code
   * @param wrong why that is a bug of ours, if it is
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Verdict(List<String> words, int code, Optional<String> wrong, String out, String err) {}

  /** Runs command {@code n} of a kind on an input. */
  Verdict run(FuzzKind kind, int n, byte[] content) {
    String name = "damaged" + extension(kind, content);
    String text = new String(content, StandardCharsets.UTF_8).strip();
    try {
      Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> words = kind.command(n, name, text.isEmpty() ? "x" : text);
    if (kind == FuzzKind.LOG) {
      return LogFuzz.read(text);
    }
    try {
      CliRunner.Result result = CliRunner.in(folder).run(words.toArray(String[]::new));
      return new Verdict(words, result.code(), wrong(result, text), result.out(), result.err());
    } catch (RuntimeException | Error e) {
      return new Verdict(words, ExitCode.OUR_BUG, Optional.of("throws " + e), "", "");
    }
  }

  private static String extension(FuzzKind kind, byte[] content) {
    if (kind == FuzzKind.RECIPE) {
      return List.of(".sh", ".yaml", ".toml", ".json").get(content.length % 4);
    }
    String seed = kind.seeds().get(0);
    return seed.contains(".") ? seed.substring(seed.lastIndexOf('.')) : "";
  }

  /** A refusal says what is wrong, where, and nothing of our insides. */
  private static Optional<String> wrong(CliRunner.Result result, String content) {
    String err = result.err();
    List<String> wrong = new ArrayList<>();
    if (result.code() == ExitCode.OUR_BUG || err.contains("bug of ours")) {
      wrong.add("a bug of ours");
    }
    if (err.contains("org.ampplanner") || err.contains("java.") || err.contains("Exception")) {
      wrong.add("our insides");
    }
    if (result.code() != ExitCode.OK && err.isBlank()) {
      wrong.add("not a word");
    }
    long lines = content.lines().count() + 1;
    Matcher place = PLACE.matcher(err);
    while (place.find()) {
      if (place.group(1).length() > 9 || Long.parseLong(place.group(1)) > lines) {
        wrong.add("a line that is not there");
      }
    }
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(", ", wrong) + ": " + err.substring(0, Math.min(600, err.length())));
  }
}
