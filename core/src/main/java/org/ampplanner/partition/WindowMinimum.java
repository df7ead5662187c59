package org.ampplanner.partition;

/**
 * The minimum of a sliding window of positions, which are added in either direction: a deque of
 * increasing values. Of several minima the smallest position counts. O(1) per position, amortised.
 *
 * <p>An instance is a workspace and belongs to one thread.
 */
final class WindowMinimum {
  /** Stands for "no solution"; far above every value, and may be added to one. */
  static final long NONE = Long.MAX_VALUE / 4;

  private final int[] positions;
  private final long[] values;
  private int head;
  private int tail;

  /** Makes a workspace for so many positions. */
  WindowMinimum(int positions) {
    this.positions = new int[positions];
    this.values = new long[positions];
  }

  /** Begins an empty window. */
  void clear() {
    head = 0;
    tail = 0;
  }

  /** Adds the position next to the last one that was added. */
  void add(int position, long value) {
    int end = tail;
    while (end > head && exceeds(end - 1, position, value)) {
      end--;
    }
    positions[end] = position;
    values[end] = value;
    tail = end + 1;
  }

  private boolean exceeds(int at, int position, long value) {
    return values[at] > value || (values[at] == value && positions[at] > position);
  }

  /** Drops positions beyond a limit, where positions fall. */
  void dropAbove(int last) {
    while (head < tail && positions[head] > last) {
      head++;
    }
  }

  /** Drops positions before a limit, where positions rise. */
  void dropBelow(int first) {
    while (head < tail && positions[head] < first) {
      head++;
    }
  }

  boolean isEmpty() {
    return head == tail;
  }

  /** Returns where the minimum is; the window must not be empty. */
  int position() {
    return positions[head];
  }

  /** Returns the minimum; the window must not be empty. */
  long value() {
    return values[head];
  }
}
