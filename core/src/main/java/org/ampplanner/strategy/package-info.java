/** Strategies: the degrees of parallelism and the other choices of a training run. */
@NullMarked
package org.ampplanner.strategy;

import org.jspecify.annotations.NullMarked;
