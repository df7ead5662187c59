package org.ampplanner.formats.strategy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.job.JobRequest.Setting;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;

/**
 * Choices of a strategy on the command line: {@code tp=8,pp=4,recompute=full}, by the names of a
 * strategies file or their usual abbreviations. What is not named is left open.
 *
 * @param cells what is named, as it is written
 * @param option the option as messages name it
 */
public record StrategyChoices(Map<StrategyColumn, String> cells, String option) {

  /** Copies the map. */
  public StrategyChoices {
    cells = java.util.Collections.unmodifiableMap(new EnumMap<>(cells));
  }

  /**
   * Reads choices.
   *
   * @param name of the option, with its dashes
   * @throws org.ampplanner.formats.source.ProblemsException if they have no such form
   */
  public static StrategyChoices read(String text, String name) {
    Problems problems = new Problems();
    Location at = Location.ofOption(name + " " + Wording.shown(text));
    Map<StrategyColumn, String> cells = new EnumMap<>(StrategyColumn.class);
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).strip();
      String value = equals < 0 ? "" : part.substring(equals + 1).strip();
      Optional<StrategyColumn> column = column(key);
      if (equals < 0 || value.isEmpty()) {
        problems.error(at, Wording.shown(part) + " is not of the form name=value", "`tp=8,pp=4`");
      } else if (column.isEmpty()) {
        problems.error(at, Wording.shown(key) + " is no choice of a strategy", meant(key));
      } else if (cells.put(column.get(), value) != null) {
        problems.error(at, column.get().id() + " is named twice", null);
      }
    }
    problems.throwIfAny();
    return new StrategyChoices(cells, name + " " + Wording.shown(text));
  }

  private static Optional<StrategyColumn> column(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('-', '_');
    return StrategyColumn.of(lower)
        .or(() -> Optional.ofNullable(StrategyReader.SYNONYMS.get(lower)));
  }

  private static String meant(String key) {
    List<String> names = new ArrayList<>(StrategyColumn.ids());
    names.addAll(StrategyReader.SYNONYMS.keySet().stream().sorted().toList());
    List<String> near = Nearest.of(key, names, 1);
    return near.isEmpty() ? "one of " + String.join(", ", StrategyColumn.ids()) : near.get(0);
  }

  /** Returns the choices that a search can be kept to, as settings of a job. */
  public List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    cells.forEach((column, value) -> {
      if (column != StrategyColumn.LAYER_CUTS && column != StrategyColumn.PLACEMENT) {
        settings.add(new Setting("search." + column.id(), "[" + value + "]", option, true));
      }
    });
    return settings;
  }

  /** Returns whether cuts or a placement are named, which no search is kept to. */
  public boolean placed() {
    return cells.containsKey(StrategyColumn.LAYER_CUTS)
        || cells.containsKey(StrategyColumn.PLACEMENT);
  }

  /** Returns these choices, and others by column name for what they leave open. */
  public Map<StrategyColumn, String> with(Map<String, Object> others) {
    Map<StrategyColumn, String> all = new EnumMap<>(StrategyColumn.class);
    others.forEach((name, value) ->
        StrategyColumn.of(name).ifPresent(column -> all.put(column, value.toString())));
    all.putAll(cells);
    return all;
  }
}
