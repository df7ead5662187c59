/** Models in other programs' formats. */
@NullMarked
package org.ampplanner.formats.imports.model;

import org.jspecify.annotations.NullMarked;
