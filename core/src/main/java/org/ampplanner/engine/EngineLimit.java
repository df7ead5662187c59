package org.ampplanner.engine;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Something that an engine cannot run.
 *
 * @param choice the choice that it limits
 * @param says what the engine can do instead, as a sentence without its end
 * @param source where the engine's own code or documentation says so
 * @param allows whether a case is within the limit
 */
record EngineLimit(
    EngineCase.Choice choice, String says, String source, Predicate<EngineCase> allows) {

  /** Returns why a case is outside this limit, or nothing if it is inside. */
  Optional<String> objection(EngineCase asked) {
    return allows.test(asked)
        ? Optional.empty()
        : Optional.of(choice.id() + " (" + asked.shown(choice) + "): " + says);
  }
}
