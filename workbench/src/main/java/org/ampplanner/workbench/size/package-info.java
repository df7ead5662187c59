/** Which nodes, and how many, train a model on so many tokens in time or for a budget. */
@NullMarked
package org.ampplanner.workbench.size;

import org.jspecify.annotations.NullMarked;
