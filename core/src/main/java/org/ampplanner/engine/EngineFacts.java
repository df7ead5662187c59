package org.ampplanner.engine;

import java.util.List;

/**
 * What is known of a training engine. Each has a file of its own with one of these; what is written
 * for it and how its log is read are found by switches over {@link Engine}.
 *
 * @param capabilities its name, the versions whose code was read, and what it can express
 * @param software what may run in reality, the engine's current version first
 */
record EngineFacts(EngineCapabilities capabilities, List<SoftwareTraits> software) {
  /** Copies the list. */
  EngineFacts {
    software = List.copyOf(software);
  }
}
