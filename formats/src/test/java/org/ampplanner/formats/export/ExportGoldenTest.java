package org.ampplanner.formats.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.EngineCase;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.PlanReader;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is exported, byte for byte, but for predicted numbers. {@code AMP_RECORD=1} writes what
 * comes out now; review the difference, and run {@code validation/engines/verify.py} on it.
 */
class ExportGoldenTest {
  private static final Path FOLDER =
      TestHome.HOME.resolve("formats/src/test/resources/golden/export");
  private static final List<Engine> ENGINES = Engine.runnable();

  /** Files that hold predictions, which change with the cost model. */
  private static final Set<String> PREDICTED = Set.of("README.md", "plan.json");

  @TempDir Path folder;

  private static void check(String name, Export export) throws IOException {
    StringBuilder text = new StringBuilder();
    export
        .files()
        .forEach((file, content) -> {
          if (!PREDICTED.contains(file)) {
            text.append("==== ").append(file).append('\n').append(content);
          }
        });
    Path golden = FOLDER.resolve(name + ".txt");
    if (System.getenv("AMP_RECORD") != null) {
      Files.writeString(golden, text.toString());
    }
    assertThat(text.toString()).as(name).isEqualTo(Files.readString(golden));
  }

  @Test
  void everyEngineWithEveryLauncher() throws IOException {
    ExportCases.Case permuted = ExportCases.named("permuted").orElseThrow();
    for (Engine engine : ENGINES) {
      for (Launcher launcher : Launcher.values()) {
        check("permuted-" + engine.id() + "-" + launcher.id(), permuted.export(engine, launcher));
      }
    }
  }

  @Test
  void plansOfEveryKindForTheEnginesThatExpressThem() throws IOException {
    for (Map.Entry<String, ExportCases.Case> entry : ExportCases.all().entrySet()) {
      for (Engine engine : ENGINES.subList(0, 3)) {
        ExportCases.Case one = entry.getValue();
        boolean expressed =
            engine
                .capabilities()
                .objection(one.plan().strategy(), one.job().model(), one.job().training())
                .isEmpty();
        if (expressed && !entry.getKey().equals("permuted")) {
          Export export = one.export(engine, Launcher.SSH);
          assertThat(export.plan()).isEqualTo(one.plan());
          check(entry.getKey() + "-" + engine.id(), export);
        }
      }
    }
  }

  @Test
  void thePlanThatIsWrittenIsReadAgain() throws IOException {
    for (ExportCases.Case one : ExportCases.all().values()) {
      Export export = one.export(Engine.MEGATRON, Launcher.TORCHRUN);
      Path file = folder.resolve("plan.json");
      Files.writeString(file, String.valueOf(export.files().get("plan.json")));
      PlanFile read = new PlanReader(TestHome.catalog()).read(new SourceFile(file, "plan.json"));
      assertThat(read.outcome().plans()).hasSize(1);
      assertThat(read.outcome().plans().get(0).strategy()).isEqualTo(export.plan().strategy());
      assertThat(read.outcome().plans().get(0).placement()).isEqualTo(export.plan().placement());
      assertThat(read.job().model()).isEqualTo(one.job().model());
    }
  }

  /** Golden files that changed have to be handed to the engines' parsers again. */
  @Test
  void theGoldenFilesAreThoseThatTheEnginesParsersTook() throws Exception {
    Map<String, String> taken = new TreeMap<>();
    Path record = TestHome.HOME.resolve("validation/engines/verified.csv");
    for (String line : Files.readAllLines(record)) {
      String[] cells = line.split(",", 3);
      taken.put(cells[0], cells[1]);
      assertThat(cells[2]).as(cells[0]).isNotBlank();
    }
    Map<String, String> now = new TreeMap<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.contains("-reference-")) {
          byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          now.put(name, HexFormat.of().formatHex(digest));
        }
      }
    }
    taken.remove("golden");
    assertThat(taken).as("run validation/engines/verify.py --record").isEqualTo(now);
  }
}
