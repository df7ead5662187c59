package org.ampplanner.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceText;
import picocli.CommandLine.Option;

/** Folders of the user's own devices, node types, clusters and models. */
final class CatalogOptions {
  private static final String VARIABLE = "AMP_CATALOG";

  @Option(
      names = "--catalog",
      paramLabel = "DIR",
      description =
          "Folder of your own devices, nodes, clusters and models, laid out like catalog/; repeatable,"
              + " the first wins (also: $AMP_CATALOG).")
  List<String> folders = new ArrayList<>();

  /**
   * Returns the catalogue: folders of options, then of the environment, then what is built in.
   *
   * @throws org.ampplanner.formats.source.ProblemsException if a folder is none
   */
  Catalog catalog(Host host) {
    Problems problems = new Problems();
    List<Path> extra = new ArrayList<>();
    folders.forEach(f -> add(f, "--catalog (" + f + ")", host, extra, problems));
    String variable = host.environment().getOrDefault(VARIABLE, "");
    Arrays.stream(variable.split(File.pathSeparator, -1))
        .filter(f -> !f.isBlank())
        .forEach(f -> add(f, "$" + VARIABLE + " (" + f + ")", host, extra, problems));
    problems.throwIfAny();
    return Catalog.of(host.home(), extra);
  }

  /** Returns the catalogue, and says which entries take the place of others. */
  Catalog catalog(Host host, Output output) {
    Catalog catalog = catalog(host);
    catalog.overrides().forEach(output::warning);
    return catalog;
  }

  private static void add(
      String folder, String shown, Host host, List<Path> extra, Problems problems) {
    Location at = Location.ofOption(shown);
    try {
      Path path = host.workingDirectory().resolve(folder);
      if (!Files.isDirectory(path)) {
        problems.error(at, "is not a folder", SourceText.neighbours(path));
      } else if (Arrays.stream(Catalog.Kind.values())
          .noneMatch(k -> Files.isDirectory(path.resolve(k.folder())))) {
        problems.error(
            at,
            "holds none of the folders devices, nodes, clusters, models",
            "the folder above or below it");
      } else {
        extra.add(path);
      }
    } catch (InvalidPathException e) {
      problems.error(at, "is not a path", null);
    }
  }
}
