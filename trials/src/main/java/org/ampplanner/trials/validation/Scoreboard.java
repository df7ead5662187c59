package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Predictions for all measured runs, and how good they are.
 *
 * @param predictions every run, in the order of the tables
 * @param summaries ours and the peers', by data set
 */
public record Scoreboard(List<Prediction> predictions, List<Summary> summaries) {

  /** Copies the lists. */
  public Scoreboard {
    predictions = List.copyOf(predictions);
    summaries = List.copyOf(summaries);
  }

  /** Predicts all runs that the facts hold. */
  public static Scoreboard run(Facts facts) {
    return ScoredRuns.of(facts).scoreboard();
  }

  /** Summarises predictions. */
  static Scoreboard of(List<Prediction> predictions) {
    return new Scoreboard(predictions, summarise(predictions));
  }

  private static List<Summary> summarise(List<Prediction> all) {
    Map<String, List<Prediction>> sets = new LinkedHashMap<>();
    for (Prediction p : all) {
      sets.computeIfAbsent(p.dataset(), d -> new ArrayList<>()).add(p);
      if (p.tags().getOrDefault("source", "").equals("vtrain-multi")) {
        sets.computeIfAbsent("dense/vtrain-multi", d -> new ArrayList<>()).add(p);
      }
    }
    List<Summary> summaries = new ArrayList<>();
    sets.forEach((set, predictions) -> {
      summaries.add(Summary.ours(set, predictions));
      summaries.addAll(Summary.peers(set, predictions));
    });
    return summaries;
  }

  /** Returns our summary of a data set. */
  public Summary ours(String dataset) {
    return summaries.stream()
        .filter(s -> s.dataset().equals(dataset) && s.predictor().equals("ours"))
        .findFirst()
        .orElseThrow();
  }
}
