/**
 * Partitions of layers into stages, and the exact algorithms that choose them.
 *
 * <p>What is called order here is the order of groups of nodes in a pipeline: which kind of group
 * holds which stages. Group and kind mean what docs/glossary.md says.
 */
@NullMarked
package org.ampplanner.partition;

import org.jspecify.annotations.NullMarked;
