/** Reads calibrations. */
@NullMarked
package org.ampplanner.formats.calibration;

import org.jspecify.annotations.NullMarked;
