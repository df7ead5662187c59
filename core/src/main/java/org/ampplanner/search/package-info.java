/** Planners behind one contract: exact search and the baselines that users compare it with. */
@NullMarked
package org.ampplanner.search;

import org.jspecify.annotations.NullMarked;
