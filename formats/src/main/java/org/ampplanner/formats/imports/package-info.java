/** What users have at hand in other programs' formats, turned into our own files. */
@NullMarked
package org.ampplanner.formats.imports;

import org.jspecify.annotations.NullMarked;
