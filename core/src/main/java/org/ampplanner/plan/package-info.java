/** Plans and the outcome of a search. */
@NullMarked
package org.ampplanner.plan;

import org.jspecify.annotations.NullMarked;
