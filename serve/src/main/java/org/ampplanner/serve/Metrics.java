package org.ampplanner.serve;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What happened so far, in the text form of Prometheus. */
final class Metrics {
  private final Map<String, LongAdder> requests = new TreeMap<>();
  private final DoubleAdder seconds = new DoubleAdder();
  private final LongAdder cached = new LongAdder();

  void answered(String path, int status, double took) {
    String key = "path=\"" + path + "\",status=\"" + status + "\"";
    synchronized (requests) {
      requests.computeIfAbsent(key, k -> new LongAdder()).increment();
    }
    seconds.add(took);
  }

  void fromCache() {
    cached.increment();
  }

  String text(int searches) {
    StringBuilder text = new StringBuilder();
    text.append("# TYPE amp_requests_total counter\n");
    synchronized (requests) {
      requests.forEach((k, n) ->
          text.append("amp_requests_total{").append(k).append("} ").append(n.sum()).append('\n'));
    }
    text.append("# TYPE amp_request_seconds_total counter\n")
        .append("amp_request_seconds_total ")
        .append(seconds.sum())
        .append('\n')
        .append("# TYPE amp_answers_from_cache_total counter\n")
        .append("amp_answers_from_cache_total ")
        .append(cached.sum())
        .append('\n')
        .append("# TYPE amp_searches gauge\n")
        .append("amp_searches ")
        .append(searches)
        .append('\n');
    return text.toString();
  }
}
