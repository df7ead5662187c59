/** How results and progress look on a terminal. */
@NullMarked
package org.ampplanner.cli.terminal;

import org.jspecify.annotations.NullMarked;
