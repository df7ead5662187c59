package org.ampplanner.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ampplanner.formats.plan.Documents;
import org.jspecify.annotations.Nullable;

/** A line of the log: one JSON object, so that nothing of a request can break out of it. */
final class LogLine {
  private static final int LONGEST = 200;

  private LogLine() {}

  static String of(String method, @Nullable String path, int status, double seconds) {
    String shown = path == null ? "" : path;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("method", method);
    line.put("path", shown.length() > LONGEST ? shown.substring(0, LONGEST) : shown);
    line.put("status", status);
    line.put("seconds", Math.round(seconds * 1e6) / 1e6);
    return Documents.jsonLine(line).strip();
  }
}
