/** Partitions of layers into stages, and the exact algorithms that choose them. */
@NullMarked
package org.ampplanner.partition;

import org.jspecify.annotations.NullMarked;
