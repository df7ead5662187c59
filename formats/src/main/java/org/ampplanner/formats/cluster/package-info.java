/** Cluster files, node types and device types. */
@NullMarked
package org.ampplanner.formats.cluster;

import org.jspecify.annotations.NullMarked;
