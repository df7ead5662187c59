/**
 * Candidates of a search: what they fix, how they are bounded, and the assignment of layers and of
 * groups of nodes to stages that settles them.
 *
 * <p>Class, group, kind, tiling, piece and arrangement mean what docs/glossary.md says.
 */
@NullMarked
package org.ampplanner.arrange;

import org.jspecify.annotations.NullMarked;
