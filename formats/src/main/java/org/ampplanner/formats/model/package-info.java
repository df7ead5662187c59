/** Model files. */
@NullMarked
package org.ampplanner.formats.model;

import org.jspecify.annotations.NullMarked;
