/** Plans to look at: what happens in a step, as a summary, a trace, and a page. */
@NullMarked
package org.ampplanner.report;

import org.jspecify.annotations.NullMarked;
