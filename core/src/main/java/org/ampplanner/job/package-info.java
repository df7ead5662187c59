/** Jobs: everything that a search or an evaluation is given. */
@NullMarked
package org.ampplanner.job;

import org.jspecify.annotations.NullMarked;
