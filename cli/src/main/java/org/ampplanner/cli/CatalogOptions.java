package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.workbench.CatalogFolders;
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
    CatalogFolders extra = new CatalogFolders(host.workingDirectory());
    folders.forEach(f -> extra.add(f, "--catalog (" + f + ")"));
    extra.addAll(host.environment().getOrDefault(VARIABLE, ""), "$" + VARIABLE);
    return extra.catalog(host.home());
  }

  /** Returns the catalogue, and says which entries take the place of others. */
  Catalog catalog(Host host, Output output) {
    Catalog catalog = catalog(host);
    catalog.overrides().forEach(output::warning);
    return catalog;
  }
}
