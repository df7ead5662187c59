/** Operators: what a layer computes and moves, derived from its shape, and how long that takes. */
@NullMarked
package org.ampplanner.operator;

import org.jspecify.annotations.NullMarked;
