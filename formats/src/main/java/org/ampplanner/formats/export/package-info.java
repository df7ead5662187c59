/** Turns plans into files that engines and launchers take. */
@NullMarked
package org.ampplanner.formats.export;

import org.jspecify.annotations.NullMarked;
