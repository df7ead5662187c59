/** Calibration: the few factors that measured runs teach about a cluster. */
@NullMarked
package org.ampplanner.trials.calibration;

import org.jspecify.annotations.NullMarked;
