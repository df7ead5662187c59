/** What names strategies: CSV files, choices on the command line. */
@NullMarked
package org.ampplanner.formats.strategy;

import org.jspecify.annotations.NullMarked;
