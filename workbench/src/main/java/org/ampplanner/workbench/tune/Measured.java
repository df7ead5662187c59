package org.ampplanner.workbench.tune;

import java.util.OptionalDouble;

/**
 * What a log says that a job does.
 *
 * @param seconds the usual step: the median without the first ones
 * @param steps that were counted
 * @param spread of the steps about it, relative
 * @param memoryGib the most that a device used, if the log says so
 */
public record Measured(double seconds, int steps, double spread, OptionalDouble memoryGib) {}
