package org.ampplanner.trials.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.engine.Engine;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.JobDocument;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;

/** What makes two jobs, or two candidates, the same for the history. */
public final class TrialKeys {
  private TrialKeys() {}

  /**
   * Returns the key of what is trained on what, by which engine; how it is searched does not
   * matter.
   */
  public static String job(Job job, Engine engine) {
    Map<String, Object> complete = JobDocument.complete(job);
    Map<String, Object> same = new LinkedHashMap<>();
    for (String part : new String[] {"model", "cluster", "training"}) {
      Object tree = complete.get(part);
      if (tree != null) {
        same.put(part, tree);
      }
    }
    same.put("engine", engine.id());
    return digest(Documents.jsonLine(same));
  }

  /** Returns the columns of a plan as JSON: its key and, for people, its description. */
  public static String candidate(ClusterLayout layout, Plan plan) {
    return Documents.jsonLine(StrategyCells.choices(layout, plan)).strip();
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
