package org.ampplanner.job;

import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.engine.Engines;

/** The training engine that a plan is for. */
public enum Engine {
  /** No restriction. */
  ANY(Engines.ANY),
  /** Megatron-Core. */
  MEGATRON(Engines.MEGATRON),
  /** DeepSpeed. */
  DEEPSPEED(Engines.DEEPSPEED),
  /** torchtitan. */
  TORCHTITAN(Engines.TORCHTITAN),
  /** Our own small trainer on CPUs. */
  REFERENCE(Engines.REFERENCE);

  private final EngineCapabilities capabilities;

  Engine(EngineCapabilities capabilities) {
    this.capabilities = capabilities;
  }

  /** Returns the name in files. */
  public String id() {
    return capabilities.id();
  }

  /** Returns what it can express. */
  public EngineCapabilities capabilities() {
    return capabilities;
  }
}
