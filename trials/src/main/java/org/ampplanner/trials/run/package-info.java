/** Runs of a training engine: started, watched, ended as a whole, and their logs read. */
@NullMarked
package org.ampplanner.trials.run;

import org.jspecify.annotations.NullMarked;
