package org.ampplanner.engine;

import java.util.List;

/** No engine in particular: no restriction, and software that every engine could be. */
final class AnyEngine {
  static final EngineFacts FACTS =
      new EngineFacts(
          new EngineCapabilities("any", "any", List.of(0, 1), List.of(), null),
          List.of(Software.PLAIN, Megatron.CORE, DeepSpeed.PIPELINE));

  private AnyEngine() {}
}
