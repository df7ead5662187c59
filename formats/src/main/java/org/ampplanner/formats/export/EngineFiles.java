package org.ampplanner.formats.export;

import java.util.List;
import java.util.Map;

/**
 * What an engine needs, whatever starts it.
 *
 * @param title how people call the engine
 * @param settings what the user has to look at, in order
 * @param script lines of bash that fill the array {@code COMMAND} for one process, from the
 *     settings
 * @param check lines of bash that say what this machine lacks, before a process starts
 * @param files other files by name
 * @param needs what has to be there before it starts, a sentence each
 * @param left what of the model or the plan is not told to the engine, a sentence each
 */
record EngineFiles(
    String title,
    List<Setting> settings,
    List<String> script,
    List<String> check,
    Map<String, String> files,
    List<String> needs,
    List<String> left) {

  /**
   * A variable at the top of the launch script.
   *
   * @param name of the variable
   * @param value its default, empty where there is none
   * @param comment what it is for
   */
  record Setting(String name, String value, String comment) {}

  EngineFiles {
    settings = List.copyOf(settings);
    script = List.copyOf(script);
    check = List.copyOf(check);
    files = Map.copyOf(files);
    needs = List.copyOf(needs);
    left = List.copyOf(left);
  }
}
