/** Clusters: device types, nodes, links, and the numbering of devices. */
@NullMarked
package org.ampplanner.cluster;

import org.jspecify.annotations.NullMarked;
