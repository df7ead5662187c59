package org.ampplanner.formats.export;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ampplanner.plan.Plan;

/**
 * The files of an export.
 *
 * @param plan what they run: the plan asked for, or the nearest one that the engine can express
 * @param files text by name
 * @param executables names of those that are run
 */
public record Export(Plan plan, Map<String, String> files, Set<String> executables) {
  /** The script that starts the run; every export has it. */
  public static final String LAUNCH = "launch.sh";

  /** Copies the collections, in the order of names. */
  public Export {
    files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
    executables = java.util.Collections.unmodifiableSet(new TreeSet<>(executables));
  }
}
