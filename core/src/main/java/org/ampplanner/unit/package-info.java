/** Quantities, precisions and the validation that every input record runs on itself. */
@NullMarked
package org.ampplanner.unit;

import org.jspecify.annotations.NullMarked;
