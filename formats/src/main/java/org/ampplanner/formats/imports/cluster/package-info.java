/**
 * Clusters from what is at hand: hostfiles, what schedulers say of nodes, what {@code nvidia-smi}
 * prints, and logs of nccl-tests. Readers collect {@link Evidence}; {@link ClusterAssembly} makes a
 * cluster of it, and remembers where every number came from.
 */
@NullMarked
package org.ampplanner.formats.imports.cluster;

import org.jspecify.annotations.NullMarked;
