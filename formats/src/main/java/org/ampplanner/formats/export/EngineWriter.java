package org.ampplanner.formats.export;

import org.ampplanner.engine.Engine;

/** Writes plans for one engine. */
interface EngineWriter {

  /** Returns what the engine needs to run a plan that it can express. */
  EngineFiles write(ExportInput input);

  /**
   * Returns the writer of an engine.
   *
   * @throws IllegalArgumentException for {@link Engine#ANY}, which is none
   */
  static EngineWriter of(Engine engine) {
    return switch (engine) {
      case MEGATRON -> new MegatronWriter();
      case DEEPSPEED -> new DeepSpeedWriter();
      case TORCHTITAN -> new TorchtitanWriter();
      case REFERENCE -> new ReferenceWriter();
      case ANY -> throw new IllegalArgumentException("any is no engine");
    };
  }
}
