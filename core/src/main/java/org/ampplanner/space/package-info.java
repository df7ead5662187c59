/**
 * Search spaces: candidates, constraints and rejections; tilings of nodes by a device mesh.
 *
 * <p>Class, group, kind, tiling, piece and cell mean what docs/glossary.md says.
 */
@NullMarked
package org.ampplanner.space;

import org.jspecify.annotations.NullMarked;
