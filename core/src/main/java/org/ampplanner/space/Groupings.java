package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ways to divide nodes of several classes into groups of one size of which one is the best,
 * whatever the classes are like, where a group is as slow, as small and as badly connected as the
 * worst of its classes.
 *
 * <p>Write down how many nodes of each class each group holds. Around a cycle of such entries nodes
 * can change places until one entry is zero; no group gains a class by that, so none gets worse.
 * What is left is a forest of classes and groups (a vertex of the transportation polytope), and so
 * is its enlargement by the nodes that stay idle. Cut off from its leaves, every mixed group holds
 * the remainders of some classes that are done with, filled up from one other class; all other
 * groups are of one class. For three classes that makes at most a handful of ways, against millions
 * of compositions.
 */
final class Groupings {
  /** Classes up to which all ways are listed; their number grows too fast beyond. */
  static final int MOST_CLASSES = 4;

  private final int size;
  private final Map<List<List<Integer>>, Grouping> found = new LinkedHashMap<>();

  /**
   * A way to divide nodes.
   *
   * @param groups how many groups there are of each kind; a kind says how many nodes it holds of
   *     each class
   */
  record Grouping(Map<List<Integer>, Integer> groups) {

    /** Returns how many groups there are. */
    int count() {
      return groups.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether another way has all groups that this one has. */
    boolean isWithin(Grouping other) {
      return groups.entrySet().stream()
          .allMatch(e -> other.groups.getOrDefault(e.getKey(), 0) >= e.getValue());
    }
  }

  private Groupings(int size) {
    this.size = size;
  }

  /**
   * Returns the ways that give at least so many groups, none of them part of another. Nodes that
   * are in no group stay idle.
   *
   * @param nodes by class, at most {@value #MOST_CLASSES}
   * @param size nodes of a group, at least 1
   * @param least how many groups are needed
   */
  static List<Grouping> of(int[] nodes, int size, int least) {
    Groupings groupings = new Groupings(size);
    groupings.extend(nodes.clone(), 0, List.of());
    List<Grouping> enough =
        groupings.found.values().stream().filter(g -> g.count() >= least).toList();
    return enough.stream()
        .filter(g -> enough.stream().noneMatch(o -> !o.equals(g) && g.isWithin(o)))
        .toList();
  }

  /**
   * Goes on from some mixed groups.
   *
   * @param left nodes by class that no mixed group has taken
   * @param done classes of which no node is over after groups of their own
   */
  private void extend(int[] left, int done, List<List<Integer>> mixed) {
    List<List<Integer>> key =
        mixed.stream().sorted(Comparator.comparing(List<Integer>::toString)).toList();
    if (found.putIfAbsent(key, grouping(left, mixed)) != null) {
      return;
    }
    for (int leaves = 1; leaves < 1 << left.length; leaves++) {
      int over = over(left, leaves);
      if ((leaves & done) == 0 && over > 0 && over < size) {
        for (int hub = 0; hub < left.length; hub++) {
          boolean open = ((done | leaves) >> hub & 1) == 0;
          if (open && left[hub] >= size - over) {
            mix(left, done, mixed, leaves, hub);
          }
        }
      }
    }
  }

  /** The remainders of some classes; 0 if one of them has none. */
  private int over(int[] left, int leaves) {
    int over = 0;
    for (int c = 0; c < left.length; c++) {
      if ((leaves >> c & 1) == 1) {
        if (left[c] % size == 0) {
          return 0;
        }
        over += left[c] % size;
      }
    }
    return over;
  }

  private void mix(int[] left, int done, List<List<Integer>> mixed, int leaves, int hub) {
    int[] next = left.clone();
    Integer[] group = new Integer[left.length];
    Arrays.fill(group, 0);
    for (int c = 0; c < left.length; c++) {
      if ((leaves >> c & 1) == 1) {
        group[c] = left[c] % size;
        next[c] -= group[c];
      }
    }
    group[hub] = size - over(left, leaves);
    next[hub] -= group[hub];
    List<List<Integer>> more = new ArrayList<>(mixed);
    more.add(List.of(group));
    extend(next, done | leaves, more);
  }

  private Grouping grouping(int[] left, List<List<Integer>> mixed) {
    Map<List<Integer>, Integer> groups = new TreeMap<>(Comparator.comparing(List::toString));
    for (int c = 0; c < left.length; c++) {
      if (left[c] >= size) {
        Integer[] pure = new Integer[left.length];
        Arrays.fill(pure, 0);
        pure[c] = size;
        groups.put(List.of(pure), left[c] / size);
      }
    }
    mixed.forEach(group -> groups.merge(group, 1, Integer::sum));
    return new Grouping(groups);
  }
}
