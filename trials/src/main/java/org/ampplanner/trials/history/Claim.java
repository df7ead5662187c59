package org.ampplanner.trials.history;

/**
 * The right to run a candidate, so that two programs on one history do not run the same.
 *
 * @param job key of the job
 * @param candidate key of the candidate
 */
public record Claim(String job, String candidate) {}
