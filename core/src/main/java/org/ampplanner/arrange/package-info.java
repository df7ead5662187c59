/**
 * Candidates of a search: what they fix, how they are bounded, and the assignment of layers and of
 * groups of nodes to stages that settles them.
 */
@NullMarked
package org.ampplanner.arrange;

import org.jspecify.annotations.NullMarked;
