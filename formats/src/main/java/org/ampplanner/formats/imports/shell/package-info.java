/**
 * Shell scripts, read without being run: assignments, arrays, branches that the script itself
 * decides, here-documents. What only a run could tell stays open and is named.
 */
@NullMarked
package org.ampplanner.formats.imports.shell;

import org.jspecify.annotations.NullMarked;
