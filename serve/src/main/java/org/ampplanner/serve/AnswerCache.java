package org.ampplanner.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The answers to the last questions, by question. */
final class AnswerCache {
  private final Map<String, Answer> answers;

  AnswerCache(int most) {
    this.answers =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > most;
          }
        };
  }

  synchronized Optional<Answer> get(String question) {
    return Optional.ofNullable(answers.get(question));
  }

  synchronized void put(String question, Answer answer) {
    answers.put(question, answer);
  }
}
