/** Benchmarks of the planner, and the baselines it is compared with. */
@NullMarked
package org.ampplanner.bench;

import org.jspecify.annotations.NullMarked;
