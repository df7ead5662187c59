package org.ampplanner.placement;

/**
 * Orders of nodes in which those with wide links stand together: the leaves of the single-linkage
 * tree, strung together by its merges, and two-level tiles over them.
 */
public final class LeafOrder {
  private LeafOrder() {}

  /**
   * Returns the leaves, in O(nodes²).
   *
   * @param bandwidth between any two nodes
   * @param nodes whose first begins; of equally near nodes that which stands first here is next
   */
  public static int[] of(double[][] bandwidth, int[] nodes) {
    int n = nodes.length;
    boolean[] taken = new boolean[n];
    double[] widest = new double[n];
    int[] order = new int[n];
    int next = 0;
    for (int i = 0; i < n; i++) {
      order[i] = nodes[next];
      taken[next] = true;
      int best = -1;
      for (int m = 0; m < n; m++) {
        if (!taken[m]) {
          widest[m] = Math.max(widest[m], bandwidth[nodes[next]][nodes[m]]);
          best = best < 0 || widest[m] > widest[best] ? m : best;
        }
      }
      next = best;
    }
    return order;
  }

  /**
   * Returns an order whose groups are tiles: neighbourhoods of a·b consecutive leaves give a
   * members to each of b consecutive groups.
   *
   * @param groupSize nodes of a group, a multiple of a
   */
  public static int[] tiled(int[] leaves, int groupSize, int a, int b) {
    int across = groupSize / a;
    int[] order = new int[leaves.length];
    for (int i = 0; i < leaves.length; i++) {
      int tile = i / (a * b);
      int within = i % (a * b);
      int group = tile / across * b + within / a;
      int member = tile % across * a + within % a;
      order[group * groupSize + member] = leaves[i];
    }
    return order;
  }
}
