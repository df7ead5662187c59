package org.ampplanner.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.export.Export;
import org.ampplanner.formats.export.Exporter;
import org.ampplanner.formats.export.Launcher;
import org.ampplanner.formats.export.ModelConfigs;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.workbench.NodeAddresses;
import org.ampplanner.workbench.OpenJob;

/** What makes an engine run a plan, as an archive. */
final class Exports {
  private Exports() {}

  static Answer archive(Catalog catalog, OpenJob open, SearchOutcome outcome, Question question) {
    String asked = question.text("engine").orElse(open.job().engine().id());
    Engine engine = known("engine", asked, Engine.runnable(), Engine::id);
    Launcher launcher =
        known(
            "launcher",
            question.text("launcher").orElse("torchrun"),
            Arrays.asList(Launcher.values()),
            Launcher::id);
    Problems problems = new Problems();
    Map<String, String> addresses = NodeAddresses.of(open.job().cluster(), List.of(), problems);
    problems.throwIfAny();
    Plan plan = plan(outcome, question);
    Export export =
        new Exporter(open.job(), new ModelConfigs(catalog).inCatalog(open.job()), addresses)
            .export(outcome, plan, engine, launcher);
    return new Answer(
        200,
        "application/zip",
        zip(export),
        Map.of("Content-Disposition", "attachment; filename=\"run.zip\""));
  }

  private static Plan plan(SearchOutcome outcome, Question question) {
    int rank = question.whole("rank", 1, 100).orElse(1);
    if (rank > outcome.plans().size()) {
      throw ProblemsException.of(
          "body", "rank (" + rank + ") is of no plan", "1 to " + outcome.plans().size());
    }
    return outcome.plans().get(rank - 1);
  }

  private static <T> T known(String key, String asked, List<T> all, Function<T, String> id) {
    List<String> ids = all.stream().map(id).toList();
    return all.stream()
        .filter(one -> id.apply(one).equals(asked))
        .findFirst()
        .orElseThrow(() -> {
          List<String> near = Nearest.of(asked, ids, 2);
          return ProblemsException.of(
              key + " (" + asked + ")",
              "is not known",
              String.join(" or ", near.isEmpty() ? ids : near));
        });
  }

  private static byte[] zip(Export export) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : export.files().entrySet()) {
        ZipEntry entry = new ZipEntry("run/" + file.getKey());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
