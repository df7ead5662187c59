package org.ampplanner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code amp plan -o json} answers for the jobs in {@code golden-plans/cases.txt}, to the last
 * digit: that a change of structure changes no plan. A change that is meant to is recorded with
 *
 * <pre>
 * AMP_RECORD=1 ./mvnw -Dquickly -pl cli -am test -Dtest=GoldenPlansTest,GoldenCommandsTest \
 *   -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * and explained where it is committed.
 */
class GoldenPlansTest {
  /** A line of the list. */
  record Case(String name, List<String> arguments) {
    @Override
    public String toString() {
      return name;
    }

    Result run() {
      List<String> all = new ArrayList<>(List.of("plan"));
      all.addAll(arguments);
      all.addAll(List.of("-o", "json", "--threads", "1", "--top", "3", "--quiet"));
      return CliRunner.in(GoldenFolder.PATH).run(all.toArray(String[]::new));
    }
  }

  static Stream<Case> all() throws IOException {
    return Files.readAllLines(GoldenFolder.PATH.resolve("cases.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(": ", 2))
        .map(parts -> new Case(parts[0], List.of(parts[1].split(" "))));
  }

  /** Without the job, which the tests of documents compare. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void plans(Case job) throws IOException {
    Result result = job.run();
    ObjectNode document = (ObjectNode) GoldenFolder.JSON.readTree(result.out());
    document.remove("job");
    if (result.code() != ExitCode.OK) {
      document.put("exit_code", result.code());
      document.set("said", GoldenFolder.JSON.valueToTree(result.err().lines().toList()));
    }
    GoldenFolder.check(job.name(), document);
  }
}
