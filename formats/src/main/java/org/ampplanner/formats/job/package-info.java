/** Jobs: a file, options over it, or options alone. */
@NullMarked
package org.ampplanner.formats.job;

import org.jspecify.annotations.NullMarked;
