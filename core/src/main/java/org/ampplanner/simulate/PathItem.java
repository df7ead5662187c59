package org.ampplanner.simulate;

/**
 * Equal pieces of the critical path, put together.
 *
 * @param kind what they are
 * @param stage which stage, or the one before the boundary of a transfer; 0 where it is all
 * @param count how many
 * @param seconds all of them together
 */
public record PathItem(Kind kind, int stage, long count, double seconds) {

  /** Returns whether it is of one stage, or of the boundary behind it. */
  public boolean ofStage() {
    return switch (kind) {
      case FORWARD, BACKWARD, WEIGHTS, TRANSFER, GRADIENT_SYNC, OPTIMIZER -> true;
      case TIED_SYNC, OTHER -> false;
    };
  }

  /** What a piece of the critical path is. */
  public enum Kind {
    /** A forward pass with its communication inside layers. */
    FORWARD("forward"),
    /** A backward pass with its communication inside layers. */
    BACKWARD("backward"),
    /** A pass that computes gradients of weights only. */
    WEIGHTS("weights"),
    /** A transfer between two stages, either way. */
    TRANSFER("transfer"),
    /** The gradient synchronisation of a stage. */
    GRADIENT_SYNC("gradient_sync"),
    /** The exchange of gradients that two stages share. */
    TIED_SYNC("tied_sync"),
    /** The optimizer's update. */
    OPTIMIZER("optimizer"),
    /** All else. */
    OTHER("other");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** Returns the name in files. */
    public String id() {
      return id;
    }
  }
}
