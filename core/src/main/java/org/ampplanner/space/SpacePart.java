package org.ampplanner.space;

/** The parts of what a search can cover; each is bounded and proven apart. */
public enum SpacePart {
  /** All stages alike, and equal shares of the batch. */
  UNIFORM("uniform", "all stages alike, equal shares of the batch"),
  /** All stages alike, replicas of one kind of device each, with shares of their own. */
  UNEVEN_SHARES(
      "uneven_shares",
      "all stages alike, replicas of one kind of device each, with numbers of micro-batches of"
          + " their own where kinds differ or the batch does not divide"),
  /** Stages with degrees of their own. */
  DIFFERING_STAGES(
      "differing_stages",
      "1F1B pipelines of two or more stages, each on a part of a node or on whole nodes of one"
          + " kind, with tensor and data parallelism of its own");

  private final String id;
  private final String words;

  SpacePart(String id, String words) {
    this.id = id;
    this.words = words;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }

  /** Returns what it holds, in words. */
  public String words() {
    return words;
  }
}
