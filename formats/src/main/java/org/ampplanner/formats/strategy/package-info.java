/** What names strategies: CSV files, plan files, choices on the command line. */
@NullMarked
package org.ampplanner.formats.strategy;

import org.jspecify.annotations.NullMarked;
