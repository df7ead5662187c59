/** Writes plans, comparisons and evaluations. */
@NullMarked
package org.ampplanner.formats.plan;

import org.jspecify.annotations.NullMarked;
