/**
 * Files as positioned trees: YAML and JSON are read into nodes that know where they stand, and
 * everything that is wrong with them is collected, with file and line, before anything is thrown.
 */
@NullMarked
package org.ampplanner.formats.source;

import org.jspecify.annotations.NullMarked;
