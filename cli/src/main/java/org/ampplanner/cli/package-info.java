/** The commands, one class each, and how their results look on a terminal. */
@NullMarked
package org.ampplanner.cli;

import org.jspecify.annotations.NullMarked;
