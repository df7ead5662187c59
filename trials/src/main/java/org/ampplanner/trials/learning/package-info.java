/** The trial loop: which candidate to run next, and what its outcome teaches. */
@NullMarked
package org.ampplanner.trials.learning;

import org.jspecify.annotations.NullMarked;
