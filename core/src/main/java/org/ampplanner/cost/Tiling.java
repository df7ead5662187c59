package org.ampplanner.cost;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.strategy.Degrees;

/**
 * How stages and replicas lie on nodes: every node holds {@code a} replicas of {@code b}
 * consecutive stages, a group of nodes holds all replicas of b stages, and the pipeline is a
 * sequence of groups.
 *
 * @param replicasPerNode a, at least 1
 * @param stagesPerNode b, at least 1
 * @param kinds the kinds of group that there are, all of equally many nodes
 * @param available how many groups of each kind
 */
public record Tiling(
    int replicasPerNode, int stagesPerNode, List<GroupKind> kinds, List<Integer> available) {

  /** Copies the lists. */
  public Tiling {
    kinds = List.copyOf(kinds);
    available = List.copyOf(available);
  }

  /** Returns how many groups the pipeline of a mesh takes. */
  public int groups(Degrees degrees) {
    return degrees.pipelineParallel() / stagesPerNode;
  }

  /**
   * Returns the kind of every group of a pipeline.
   *
   * @param byStage the kind of every stage's group
   */
  public int[] byGroup(int[] byStage) {
    int[] kinds = new int[byStage.length / stagesPerNode];
    Arrays.setAll(kinds, group -> byStage[group * stagesPerNode]);
    return kinds;
  }

  /** Returns how many groups there are of each kind. */
  public int[] counts() {
    return available.stream().mapToInt(Integer::intValue).toArray();
  }
}
