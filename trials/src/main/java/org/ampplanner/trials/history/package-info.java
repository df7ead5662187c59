/** The trial history: what was run, kept in one SQLite file. */
@NullMarked
package org.ampplanner.trials.history;

import org.jspecify.annotations.NullMarked;
