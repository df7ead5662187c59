/** Strategies files: CSV, a strategy a row. */
@NullMarked
package org.ampplanner.formats.strategy;

import org.jspecify.annotations.NullMarked;
