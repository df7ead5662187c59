package org.ampplanner.cost;

import java.util.List;

/**
 * How stages and replicas tile groups of nodes: every node holds {@code a} replicas of {@code b}
 * consecutive stages, a group of nodes holds all replicas of b stages, and the pipeline is a
 * sequence of groups.
 *
 * @param replicasPerNode a, at least 1
 * @param stagesPerNode b, at least 1
 * @param groups the kinds of group that there are, all of equally many nodes
 * @param available how many of each kind
 */
public record GroupTiling(
    int replicasPerNode, int stagesPerNode, List<GroupKind> groups, List<Integer> available) {

  /** Copies the lists. */
  public GroupTiling {
    groups = List.copyOf(groups);
    available = List.copyOf(available);
  }
}
