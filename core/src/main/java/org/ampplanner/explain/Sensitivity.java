package org.ampplanner.explain;

/**
 * What twice as much of something would give, everything else as it is.
 *
 * @param subject what there is twice of, as the files call it
 * @param change what that means, readable by users
 * @param seconds the predicted step time then
 * @param speedup throughput in samples per second then over now
 */
public record Sensitivity(String subject, String change, double seconds, double speedup) {}
