/** The predictive cost model: step time from operators up, corrected by measurements. */
@NullMarked
package org.ampplanner.cost.predictive;

import org.jspecify.annotations.NullMarked;
