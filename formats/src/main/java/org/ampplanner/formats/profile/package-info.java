/** Profiles: measured layer times. */
@NullMarked
package org.ampplanner.formats.profile;

import org.jspecify.annotations.NullMarked;
