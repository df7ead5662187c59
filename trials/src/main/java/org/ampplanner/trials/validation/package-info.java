/** The scoreboard: predictions beside published measurements. */
@NullMarked
package org.ampplanner.trials.validation;

import org.jspecify.annotations.NullMarked;
