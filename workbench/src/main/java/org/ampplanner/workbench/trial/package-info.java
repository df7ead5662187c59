/** Trials of plans: what is chosen from, how a run is started, what is kept and learnt. */
@NullMarked
package org.ampplanner.workbench.trial;

import org.jspecify.annotations.NullMarked;
