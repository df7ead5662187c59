/** Cost models: what a strategy, a placement and a partition cost, term by term. */
@NullMarked
package org.ampplanner.cost;

import org.jspecify.annotations.NullMarked;
