package org.ampplanner.workbench;

import java.util.HashMap;
import java.util.Map;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.job.Job;

/** Where the catalogue has its facts from. */
public final class CatalogSources {
  private CatalogSources() {}

  /**
   * Returns the sources of a job's device types and model, for what the catalogue knows by name.
   */
  public static Map<String, String> of(Catalog catalog, Job job) {
    Problems problems = new Problems();
    Map<String, String> sources = new HashMap<>();
    for (DeviceType type : job.cluster().deviceTypes()) {
      catalog.entries(Catalog.Kind.DEVICES, problems).stream()
          .filter(e -> e.id().equals(type.id()))
          .forEach(e -> put(sources, e));
    }
    catalog.entries(Catalog.Kind.MODELS, problems).stream()
        .filter(e -> e.id().equals(job.model().name()))
        .forEach(e -> put(sources, e));
    return sources;
  }

  private static void put(Map<String, String> sources, CatalogEntry entry) {
    String date = entry.about().sourceDate().map(d -> " (" + d + ")").orElse("");
    entry.about().source().ifPresent(source -> sources.put(entry.id(), source + date));
  }
}
