/** From a job that runs to one that runs faster. */
@NullMarked
package org.ampplanner.workbench.tune;

import org.jspecify.annotations.NullMarked;
