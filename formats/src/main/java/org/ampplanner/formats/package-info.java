/** Reads and writes everything outside the planner: jobs, models, clusters, profiles and plans. */
@NullMarked
package org.ampplanner.formats;

import org.jspecify.annotations.NullMarked;
