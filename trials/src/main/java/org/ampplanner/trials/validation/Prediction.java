package org.ampplanner.trials.validation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured run and what is predicted for it.
 *
 * @param dataset the data set
 * @param id the run
 * @param group runs of one model on one machine, within which ranks are compared
 * @param measuredSeconds step time, NaN if the run failed or was not timed
 * @param predictedSeconds step time, NaN if it could not be predicted
 * @param measuredMemoryBytes peak of one device, NaN if unknown
 * @param predictedMemoryBytes peak of the tightest device, NaN if unknown
 * @param fits whether it is predicted to fit, null if unknown
 * @param ran whether it fitted in fact, null if unknown
 * @param peers predicted step times of others, by name
 * @param tags what residuals can be analysed by
 * @param error why there is no prediction, empty if there is one
 */
record Prediction(
    String dataset,
    String id,
    String group,
    double measuredSeconds,
    double predictedSeconds,
    double measuredMemoryBytes,
    double predictedMemoryBytes,
    @Nullable Boolean fits,
    @Nullable Boolean ran,
    Map<String, Double> peers,
    Map<String, String> tags,
    String error) {

  /** Copies the maps. */
  public Prediction {
    peers = Map.copyOf(peers);
    tags = Map.copyOf(tags);
  }

  /** Returns whether both a measured and a predicted time are there. */
  public boolean timed() {
    return measuredSeconds > 0 && predictedSeconds > 0;
  }

  /** Returns {@code (predicted - measured) / measured}. */
  public double relativeError() {
    return predictedSeconds / measuredSeconds - 1;
  }
}
