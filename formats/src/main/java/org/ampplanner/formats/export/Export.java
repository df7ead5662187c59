package org.ampplanner.formats.export;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ampplanner.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * The files of an export.
 *
 * @param plan what they run: the plan asked for, or the nearest one that the engine can express;
 *     null for a plan whose stages or replicas differ
 * @param files text by name
 * @param executables names of those that are run
 */
public record Export(@Nullable Plan plan, Map<String, String> files, Set<String> executables) {
  /** The script that starts the run; every export has it. */
  public static final String LAUNCH = "launch.sh";

  /** Copies the collections, in the order of names. */
  public Export {
    files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
    executables = java.util.Collections.unmodifiableSet(new TreeSet<>(executables));
  }
}
