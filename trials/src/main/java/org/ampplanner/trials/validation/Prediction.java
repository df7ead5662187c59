package org.ampplanner.trials.validation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measured run and what is predicted for it.
 *
 * @param label how the run is called
 * @param measured what was measured
 * @param predictedSeconds step time, NaN if it could not be predicted
 * @param predictedMemoryBytes peak of the tightest device, NaN if unknown
 * @param fits whether it is predicted to fit, null if unknown
 * @param peers predicted step times of others, by name
 * @param tags what residuals can be analysed by
 * @param error why there is no prediction, empty if there is one
 */
record Prediction(
    Label label,
    Measured measured,
    double predictedSeconds,
    double predictedMemoryBytes,
    @Nullable Boolean fits,
    Map<String, Double> peers,
    Map<String, String> tags,
    String error) {

  /**
   * How a run is called.
   *
   * @param dataset the data set
   * @param id the run
   * @param group runs of one model on one machine, within which ranks are compared
   */
  public record Label(String dataset, String id, String group) {}

  /**
   * What was measured of a run.
   *
   * @param seconds step time, NaN if the run failed or was not timed
   * @param memoryBytes peak of one device, NaN if unknown
   * @param ran whether it fitted, null if unknown
   */
  public record Measured(double seconds, double memoryBytes, @Nullable Boolean ran) {
    /** Of a run of which the time alone is known. */
    static Measured time(double seconds) {
      return new Measured(seconds, Double.NaN, null);
    }
  }

  /** Copies the maps. */
  public Prediction {
    peers = Map.copyOf(peers);
    tags = Map.copyOf(tags);
  }

  /** Returns the data set. */
  public String dataset() {
    return label.dataset;
  }

  /** Returns the run. */
  public String id() {
    return label.id;
  }

  /** Returns who measured: the source of a published row, else the data set. */
  public String source() {
    String named = tags.getOrDefault("source", "");
    return named.isBlank() ? dataset() : named;
  }

  /** Returns the runs within which ranks are compared. */
  public String group() {
    return label.group;
  }

  /** Returns the measured step time, NaN if there is none. */
  public double measuredSeconds() {
    return measured.seconds;
  }

  /** Returns the measured peak of one device, NaN if unknown. */
  public double measuredMemoryBytes() {
    return measured.memoryBytes;
  }

  /** Returns whether it fitted in fact, null if unknown. */
  public @Nullable Boolean ran() {
    return measured.ran;
  }

  /** Returns whether both a measured and a predicted time are there. */
  public boolean timed() {
    return measuredSeconds() > 0 && predictedSeconds > 0;
  }

  /** Returns {@code (predicted - measured) / measured}. */
  public double relativeError() {
    return predictedSeconds / measuredSeconds() - 1;
  }
}
