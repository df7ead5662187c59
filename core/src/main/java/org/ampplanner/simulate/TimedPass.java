package org.ampplanner.simulate;

import org.ampplanner.schedule.Pass;

/**
 * A pass with its time.
 *
 * @param device of the pipeline that runs it
 * @param pass what it runs
 * @param start seconds since the start of the step
 * @param end seconds since the start of the step
 */
public record TimedPass(int device, Pass pass, double start, double end) implements TimedEvent {}
