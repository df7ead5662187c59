package org.ampplanner.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A lower bound on the cost of every grouping of a {@link GroupPlacementProblem}, in O(N² log N).
 *
 * <p>If w is the bandwidth of the slowest ring, then every group lies within one component of the
 * graph of links at least w wide, components hold a multiple of r nodes, and every node has two
 * such links (one if r = 2). The boundaries between groups have to connect the components: at least
 * along the widest spanning tree. The K-1 matchings together span the groups' nodes by N-r links,
 * each as slow as its boundary or faster, so that the boundaries cost at least the N-r cheapest
 * links of a spanning forest over r. The bound is the least over all w.
 */
public final class GroupPlacementBound {
  private record Link(int a, int b, double width) {}

  private final GroupPlacementProblem problem;
  private final int nodes;
  private final List<Link> links = new ArrayList<>();
  private final List<Link> tree = new ArrayList<>();

  private GroupPlacementBound(GroupPlacementProblem problem) {
    this.problem = problem;
    this.nodes = problem.nodes();
    for (int a = 0; a < nodes; a++) {
      for (int b = a + 1; b < nodes; b++) {
        links.add(new Link(a, b, problem.bandwidth()[a][b]));
      }
    }
    links.sort(Comparator.comparingDouble(Link::width).reversed());
    int[] parent = singletons();
    for (Link link : links) {
      if (join(parent, link)) {
        tree.add(link);
      }
    }
  }

  /** Returns the bound. */
  public static double of(GroupPlacementProblem problem) {
    return new GroupPlacementBound(problem).bound();
  }

  private double bound() {
    int r = problem.groupSize();
    double forest = forest(r);
    if (r == 1) {
      return Math.max(forest, crossing(Double.POSITIVE_INFINITY));
    }
    double best = Double.POSITIVE_INFINITY;
    int[] parent = singletons();
    int[] degree = new int[nodes];
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      join(parent, link);
      degree[link.a]++;
      degree[link.b]++;
      boolean complete = i + 1 == links.size() || links.get(i + 1).width < link.width;
      if (complete && allows(parent, degree, r)) {
        double boundaries = Math.max(forest, crossing(link.width));
        best = Math.min(best, problem.syncVolume() / link.width + boundaries);
      }
    }
    return best;
  }

  /** Whether rings may all be at least as wide as the links joined so far. */
  private boolean allows(int[] parent, int[] degree, int r) {
    int[] size = new int[nodes];
    for (int n = 0; n < nodes; n++) {
      size[root(parent, n)]++;
      if (degree[n] < Math.min(2, r - 1)) {
        return false;
      }
    }
    for (int s : size) {
      if (s % r != 0) {
        return false;
      }
    }
    return true;
  }

  /** The boundaries' cost if every group lies within a component of links at least w wide. */
  private double crossing(double w) {
    double cost = 0;
    int crossings = 0;
    for (Link link : tree) {
      if (link.width < w) {
        cost += problem.volume() / link.width;
        crossings++;
      }
    }
    double widest = links.isEmpty() ? 1 : links.get(0).width;
    int within = problem.groups() - 1 - crossings;
    return cost + Math.max(0, within) * problem.volume() / widest;
  }

  /** The N-r cheapest links of a spanning forest, over r. */
  private double forest(int r) {
    double cost = 0;
    for (int i = 0; i < nodes - r; i++) {
      cost += problem.volume() / tree.get(i).width;
    }
    return cost / r;
  }

  private int[] singletons() {
    int[] parent = new int[nodes];
    for (int n = 0; n < nodes; n++) {
      parent[n] = n;
    }
    return parent;
  }

  private static boolean join(int[] parent, Link link) {
    int a = root(parent, link.a);
    int b = root(parent, link.b);
    parent[a] = b;
    return a != b;
  }

  private static int root(int[] parent, int n) {
    int at = n;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
