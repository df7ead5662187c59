/** Why a plan takes the time and the memory that it does, and what would change that. */
@NullMarked
package org.ampplanner.explain;

import org.jspecify.annotations.NullMarked;
