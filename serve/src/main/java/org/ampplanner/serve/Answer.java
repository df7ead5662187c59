package org.ampplanner.serve;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Problem;

/**
 * What a request is answered with.
 *
 * @param status of HTTP
 * @param type of the content
 * @param body the content
 * @param headers further ones
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read only
record Answer(int status, String type, byte[] body, Map<String, String> headers) {
  private static final String PROBLEM = "application/problem+json";

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer text(String type, String text) {
    return new Answer(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Returns a tree as the command line writes it. */
  static Answer json(Object tree) {
    return text("application/json", Documents.json(tree));
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, type, body, more);
  }

  /** Returns a problem document (RFC 9457). */
  static Answer problem(int status, String title, String detail) {
    return problem(status, title, detail, List.of());
  }

  /** Returns a problem document with each thing that is wrong, as messages of commands say it. */
  static Answer problem(int status, String title, String detail, List<Problem> problems) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("type", "about:blank");
    tree.put("title", title);
    tree.put("status", status);
    tree.put("detail", detail);
    if (!problems.isEmpty()) {
      tree.put("problems", problems.stream().map(Answer::tree).toList());
    }
    byte[] body = Documents.json(tree).getBytes(StandardCharsets.UTF_8);
    return new Answer(status, PROBLEM, body, Map.of());
  }

  private static Map<String, Object> tree(Problem problem) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", problem.file());
    if (problem.line() > 0) {
      tree.put("line", problem.line());
    }
    tree.put("message", problem.message());
    if (problem.maybe() != null) {
      tree.put("maybe", problem.maybe());
    }
    return tree;
  }
}
