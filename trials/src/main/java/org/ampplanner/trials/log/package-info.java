/** What engines print while they train, read into step times and memory. */
@NullMarked
package org.ampplanner.trials.log;

import org.jspecify.annotations.NullMarked;
