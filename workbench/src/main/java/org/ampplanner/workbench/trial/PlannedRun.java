package org.ampplanner.workbench.trial;

import java.nio.file.Path;
import org.ampplanner.plan.Plan;

/**
 * A trial that would be run.
 *
 * @param plan what would be run
 * @param script the launch script, which is written, as messages name it
 * @param processes what the script says that its processes would run
 */
public record PlannedRun(Plan plan, Path script, String processes) {}
