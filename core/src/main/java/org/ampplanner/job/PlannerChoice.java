package org.ampplanner.job;

/** Which planner a job asks for. */
public enum PlannerChoice {
  /** Best-first search with a proof. */
  EXACT("exact"),
  /** The procedure of the AMP paper. */
  AMP("amp"),
  /** The expert's heuristic. */
  MEGATRON("megatron"),
  /** Random draws. */
  RANDOM("random"),
  /** Simulated annealing. */
  ANNEALING("annealing");

  private final String id;

  PlannerChoice(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
