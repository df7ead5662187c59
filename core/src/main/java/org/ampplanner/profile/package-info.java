/** Measured layer times. */
@NullMarked
package org.ampplanner.profile;

import org.jspecify.annotations.NullMarked;
