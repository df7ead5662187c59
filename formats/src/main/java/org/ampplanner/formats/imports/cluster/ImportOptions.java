package org.ampplanner.formats.imports.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What the user says in addition to the files; it wins over them.
 *
 * @param name what to call the cluster, or null
 * @param device a device type or a node type, or null
 * @param devices devices of a node, or null
 * @param intraNodeGbps bandwidth of a device to its peers in the node, or null
 * @param interNodeGbps bandwidth of a node to others, or null
 */
public record ImportOptions(
    @Nullable String name,
    @Nullable String device,
    @Nullable Integer devices,
    @Nullable Double intraNodeGbps,
    @Nullable Double interNodeGbps) {

  /** Nothing beyond the files. */
  public static final ImportOptions NONE = new ImportOptions(null, null, null, null, null);

  /** Returns options that name a device type only. */
  public static ImportOptions ofDevice(@Nullable String device) {
    return new ImportOptions(null, device, null, null, null);
  }
}
