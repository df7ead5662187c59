package org.ampplanner.partition;

/** Is shown pipelines of chosen stages by {@link StageChoiceSolver#visit}. */
public interface StageChoiceVisitor {

  /** Returns the largest objective that is still of interest; it may fall. */
  long limit();

  /** Returns whether to stop. */
  boolean stopped();

  /**
   * Receives a pipeline.
   *
   * @param choices index of every stage's choice, front to back; owned by the caller
   * @param cuts the partition; owned by the caller
   */
  void visit(int[] choices, int[] cuts);
}
