/** The predictive cost model: step time from operators up, corrected by measurements. */
@NullMarked
package org.ampplanner.predictive;

import org.jspecify.annotations.NullMarked;
