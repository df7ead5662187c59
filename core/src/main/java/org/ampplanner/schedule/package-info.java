/** Pipeline schedules: the order in which every device runs its passes. */
@NullMarked
package org.ampplanner.schedule;

import org.jspecify.annotations.NullMarked;
