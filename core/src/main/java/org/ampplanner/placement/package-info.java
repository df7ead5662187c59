/** Placements: which device serves which rank. */
@NullMarked
package org.ampplanner.placement;

import org.jspecify.annotations.NullMarked;
