package org.ampplanner.formats.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for: a job, and options over it.
 *
 * @param job path of a job file or id of a built-in example; empty if the options say it all
 * @param settings in order; later ones win
 * @param workingDirectory what paths in options, and the job's own, are relative to
 */
public record JobRequest(Optional<String> job, List<Setting> settings, Path workingDirectory) {

  /**
   * A key of the job that is given as an option.
   *
   * @param key path of keys, separated by points
   * @param value as the user wrote it
   * @param shown the option as messages name it
   * @param yaml whether the value is YAML rather than plain text
   */
  public record Setting(String key, String value, String shown, boolean yaml) {

    private static final String SET = "--set ";

    /** Returns the key of an option of its own, and all of {@code --set}. */
    public String asWritten() {
      return yaml ? shown.substring(SET.length()) : key;
    }

    /** Returns the setting of an option of its own, such as {@code --global-batch-size}. */
    public static Setting option(String key, String value) {
      String name = key.substring(key.lastIndexOf('.') + 1).replace('_', '-');
      return new Setting(key, value, "--" + name + " (" + value + ")", false);
    }

    /** Returns the setting that {@code --set key=value} asks for. */
    public static Setting set(String assignment) {
      int equals = assignment.indexOf('=');
      return new Setting(
          equals < 0 ? "" : assignment.substring(0, equals).strip(),
          equals < 0 ? assignment : assignment.substring(equals + 1),
          SET + assignment,
          true);
    }
  }

  /** Copies the list. */
  public JobRequest {
    settings = List.copyOf(settings);
  }

  /**
   * Makes a request.
   *
   * @param job path or id, or null
   * @param options values by key, of options that stand for one key
   * @param set assignments {@code key=value}
   * @param workingDirectory what relative paths start from
   */
  public static JobRequest of(
      @Nullable String job, Map<String, String> options, List<String> set, Path workingDirectory) {
    List<Setting> settings = new ArrayList<>();
    options.forEach((key, value) -> settings.add(Setting.option(key, value)));
    set.forEach(assignment -> settings.add(Setting.set(assignment)));
    return new JobRequest(Optional.ofNullable(job), settings, workingDirectory);
  }
}
