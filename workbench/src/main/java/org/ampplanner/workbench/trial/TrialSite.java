package org.ampplanner.workbench.trial;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Where trials are run: what a program gives of the world around it.
 *
 * @param home folder that holds {@code catalog/}, {@code examples/} and the reference engine
 * @param folder what relative paths start from
 * @param environment variables that programs which are started get
 * @param nanos a clock for durations
 * @param time a clock for dates
 * @param interruption the wish to end early
 */
public record TrialSite(
    Path home,
    Path folder,
    Map<String, String> environment,
    LongSupplier nanos,
    InstantSource time,
    Interruption interruption) {}
