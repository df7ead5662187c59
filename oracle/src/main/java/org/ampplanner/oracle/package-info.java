/** A constraint solver as a second opinion on the search; all in tests. */
@NullMarked
package org.ampplanner.oracle;

import org.jspecify.annotations.NullMarked;
