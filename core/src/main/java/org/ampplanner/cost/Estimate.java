package org.ampplanner.cost;

/** What a cost model says of a strategy: a cost, or a reason why there is none. */
sealed interface Estimate permits CostEstimate, Infeasible {}
