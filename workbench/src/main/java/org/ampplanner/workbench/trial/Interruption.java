package org.ampplanner.workbench.trial;

/** Somebody's wish that work ends early, with what it has. */
public interface Interruption {
  /** One that never comes. */
  Interruption NEVER = () -> false;

  /** Returns whether the wish is there. */
  boolean requested();

  /** Names what has to be done should the whole process go at once. */
  default void beforeGoing(Runnable act) {}

  /** Says that there is nothing of the kind any more. */
  default void nothingBeforeGoing() {}
}
