package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ampplanner.formats.export.Hostile;
import org.ampplanner.formats.export.Launcher;
import org.ampplanner.formats.export.ScriptSandbox;
import org.ampplanner.unit.Printable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Texts that would be commands, in every place of every kind of input where a text may stand. What
 * is refused is refused without echoing them to the terminal; what is taken goes on to plans,
 * pages, tables and the scripts of every launcher, which run with stand-ins and make no canary.
 * {@code -Pfuzz} tries every text in every place.
 */
class HostileInputsTest {
  private static final int RUNS = Integer.getInteger("amp.hostile.runs", 4);
  private static final List<String> TEXTS =
      Stream.of(
              Hostile.PRINTABLE,
              Hostile.UNPRINTABLE,
              List.of(
                  "canary</script><script>alert(1)</script>",
                  "canary\" onmouseover=\"alert(1)",
                  "canary' onmouseover='alert(1)",
                  "\u001b]8;;http://canary\u0007",
                  "@SUM(canary)",
                  "+canary|' /C calc'!A0",
                  "--canary",
                  "canary\\"))
          .flatMap(List::stream)
          .toList();

  /** What a page must not hold as it stands. */
  private static final List<String> MARKUP =
      List.of(
          "<img src=x", "</script><script>alert", "\" onmouseover=\"alert", "' onmouseover='alert");

  private static final Pattern FORMULA =
      Pattern.compile("(?m)(^|,)\"?[=+@-](?=[^\",\n]*(canary|calc))");

  @TempDir private Path folder;
  private ScriptSandbox sandbox;
  private Fuzz fuzz;

  @BeforeEach
  void fill() throws IOException {
    fuzz = new Fuzz(folder, 1);
    sandbox = new ScriptSandbox(folder);
  }

  @ParameterizedTest
  @EnumSource
  void noTextOfAnyInputIsMoreThanAText(FuzzKind kind) throws Exception {
    Random random = new Random(kind.id().hashCode());
    int taken = 0;
    for (int run = 0; run < RUNS; run++) {
      String seed = kind.seeds().get(run % kind.seeds().size());
      String text = TEXTS.get((run * 7 + List.of(FuzzKind.values()).indexOf(kind)) % TEXTS.size());
      byte[] content = kind == FuzzKind.HISTORY ? history(text, random) : file(seed, text, random);
      for (int n = 0; n < kind.commands(); n++) {
        Fuzz.Verdict verdict = fuzz.run(kind, n, content);
        String what = kind + " " + seed + " " + Printable.of(text) + " " + verdict.words();
        assertThat(verdict.wrong()).as(what).isEmpty();
        isInert(verdict, what);
        if (verdict.code() == ExitCode.OK) {
          taken++;
          goesOn(kind, verdict, what);
        }
      }
      noCanary(kind + " " + seed + " " + Printable.of(text));
    }
    System.out.println("hostile: " + kind.id() + ": " + RUNS + " texts, " + taken + " taken");
  }

  private static byte[] file(String seed, String text, Random random) throws IOException {
    HostileFile file = new HostileFile(seed, new String(Fuzz.whole(seed), StandardCharsets.UTF_8));
    return file.with(text, random.nextInt(file.places())).getBytes(StandardCharsets.UTF_8);
  }

  /** A history with the text in one cell. */
  private byte[] history(String text, Random random) throws IOException, SQLException {
    List<String> columns = List.of("job", "candidate", "plan", "owner", "failure", "status");
    Path copy = folder.resolve("hostile.db");
    Files.write(copy, Files.readAllBytes(folder.resolve("history.db")));
    String column = columns.get(random.nextInt(columns.size()));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
      connection.createStatement().execute("PRAGMA ignore_check_constraints = 1");
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE trial SET " + column + " = ? WHERE id = 1")) {
        update.setString(1, text);
        update.executeUpdate();
      }
    }
    return Files.readAllBytes(copy);
  }

  /** Nothing on the terminal steers it, no cell is a formula. */
  private static void isInert(Fuzz.Verdict verdict, String what) {
    for (String text : List.of(verdict.out(), verdict.err())) {
      assertThat(text.codePoints().filter(c -> c != '\n' && !Printable.is(c)).count())
          .as(what + ": " + text)
          .isZero();
    }
    if (verdict.words().contains("csv")) {
      assertThat(FORMULA.matcher(verdict.out()).find()).as(what + ": " + verdict.out()).isFalse();
    }
  }

  /** What was taken becomes a plan, a page, and scripts that run. */
  private void goesOn(FuzzKind kind, Fuzz.Verdict verdict, String what) throws Exception {
    String input = verdict.words().get(kind == FuzzKind.PLAN || kind == FuzzKind.JOB ? 1 : 0);
    switch (kind) {
      case JOB -> {
        if (ok(what, "plan", input, "--out", "next.json", "--time-limit", "300ms")) {
          exported("next.json", what);
        }
      }
      case CLUSTER -> planned(Map.of("--model", "gpt2.json", "--cluster", "damaged.yaml"), what);
      case CLUSTER_IMPORT -> {
        if (verdict.words().contains("yaml")) {
          Files.writeString(folder.resolve("imported.yaml"), verdict.out());
          planned(Map.of("--model", "gpt2.json", "--cluster", "imported.yaml"), what);
        }
      }
      case CONFIG, MEGATRON -> {
        Files.writeString(folder.resolve("imported.yaml"), verdict.out());
        planned(Map.of("--model", "imported.yaml", "--cluster", "2xg4dn.12xlarge"), what);
      }
      case PLAN -> exported(input, what);
      case SEARCH_LOG -> pageIsInert(what);
      case PROFILE, TRACE, CALIBRATION, STRATEGIES, HISTORY, OPTION, RECIPE, LOG -> {
        // no name of theirs goes on into a plan
      }
    }
  }

  private void planned(Map<String, String> options, String what) throws Exception {
    List<String> words = new ArrayList<>(List.of("plan", "--global-batch-size", "8"));
    options.forEach((key, value) -> words.addAll(List.of(key, value)));
    words.addAll(List.of("--sequence-length", "64", "--precision", "fp16"));
    words.addAll(List.of("--time-limit", "300ms", "--out", "next.json"));
    if (ok(what, words.toArray(String[]::new))) {
      exported("next.json", what);
    }
  }

  private boolean ok(String what, String... words) {
    CliRunner.Result result = CliRunner.in(folder).run(words);
    String all = String.join(" ", words);
    assertThat(result.code()).as(what + ": " + all + result.err()).isNotEqualTo(ExitCode.OUR_BUG);
    isInert(
        new Fuzz.Verdict(
            List.of(words), result.code(), java.util.Optional.empty(), result.out(), result.err()),
        what);
    return result.code() == ExitCode.OK;
  }

  private void exported(String plan, String what) throws Exception {
    ok(what, "simulate", plan, "--trace", "trace.json", "--csv", "schedule.csv");
    ok(what, "explain", plan, "-o", "csv");
    if (ok(what, "report", plan, "--out", "page.html")) {
      pageIsInert(what);
    }
    Launcher launcher = List.of(Launcher.values()).get(Math.floorMod(what.hashCode(), 5));
    for (String engine : List.of("megatron", "reference")) {
      Path out = folder.resolve("exported $(touch canary)");
      if (ok(
          what,
          "export",
          plan,
          "--engine",
          engine,
          "--launcher",
          launcher.id(),
          "--force",
          "--out",
          out.toString())) {
        sandbox.everyWayRuns(out, launcher);
      }
    }
  }

  private void pageIsInert(String what) throws IOException {
    String page = Files.readString(folder.resolve("page.html"));
    for (String markup : MARKUP) {
      assertThat(page).as(what).doesNotContain(markup);
    }
  }

  private void noCanary(String what) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(f -> f.endsWith("canary"))).as(what).isEmpty();
    }
  }

  @Test
  void aTrialThatOnlyPrintsRunsNoTextOfItsPlan() throws Exception {
    HostileFile plan =
        new HostileFile("plan.json", new String(Fuzz.whole("plan.json"), StandardCharsets.UTF_8));
    int places = plan.places();
    int done = 0;
    for (int run = 0; run < Math.min(RUNS, places * TEXTS.size()); run++) {
      String text = TEXTS.get(run % TEXTS.size());
      Files.writeString(folder.resolve("p.json"), plan.with(text, run * 13 % places));
      String[] words = {
        "trial",
        "p.json",
        "--engine",
        "reference",
        "--dry-run",
        "--hosts",
        "localhost",
        "--budget",
        "1"
      };
      done += ok("dry run, " + Printable.of(text), words) ? 1 : 0;
      noCanary("dry run, " + Printable.of(text));
    }
    assertThat(done).isBetween(0, RUNS);
  }
}
