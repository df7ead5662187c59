package org.ampplanner.formats.imports.cluster;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cluster made of other programs' files.
 *
 * @param tree a cluster file
 * @param provenance where its values come from
 */
public record ImportedCluster(Map<String, Object> tree, List<Provenance> provenance) {
  /** Copies map and list, keeping their order. */
  public ImportedCluster {
    tree = Collections.unmodifiableMap(new LinkedHashMap<>(tree));
    provenance = List.copyOf(provenance);
  }

  /** Returns the values that nobody stated or measured. */
  public List<Provenance> defaults() {
    return provenance.stream().filter(p -> p.how() == Provenance.How.DEFAULT).toList();
  }

  /** Returns the tree with the provenance under a key of its own. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>(tree);
    document.put("provenance", provenance.stream().map(Provenance::tree).toList());
    return document;
  }
}
