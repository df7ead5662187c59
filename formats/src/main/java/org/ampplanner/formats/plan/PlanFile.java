package org.ampplanner.formats.plan;

import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.search.SearchOutcome;

/**
 * A plan file as it was read: the job as it was resolved, and what the search found. It needs no
 * other file, and means the same on any machine.
 *
 * @param file where it stands
 * @param job what was planned, profile and calibration included
 * @param outcome the plans, best first, with what was predicted when the file was written;
 *     rejections come without examples
 * @param wallSeconds how long the search took
 * @param seed what the search drew from
 */
public record PlanFile(
    SourceFile file, Job job, SearchOutcome outcome, double wallSeconds, long seed) {}
