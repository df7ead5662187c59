package org.ampplanner.cli;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.ampplanner.engine.Engine;

/** The names that {@code --engine} takes, for help and completion. */
final class EngineIds implements Iterable<String> {
  /** Returns the names of those that run plans. */
  static List<String> ofRuns() {
    return Engine.runnable().stream().map(Engine::id).toList();
  }

  @Override
  public Iterator<String> iterator() {
    return Stream.of(Engine.values()).map(Engine::id).iterator();
  }

  /** The names of those that run plans, for help and completion. */
  static final class OfRuns implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ofRuns().iterator();
    }
  }
}
