/** Simulation of a training step from the times of its passes and transfers. */
@NullMarked
package org.ampplanner.simulate;

import org.jspecify.annotations.NullMarked;
