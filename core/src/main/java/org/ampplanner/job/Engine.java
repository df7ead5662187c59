package org.ampplanner.job;

import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.engine.Engines;

/** The training engine that a plan is for. */
public enum Engine {
  /** No restriction. */
  ANY,
  /** Megatron-Core. */
  MEGATRON,
  /** DeepSpeed. */
  DEEPSPEED,
  /** torchtitan. */
  TORCHTITAN,
  /** Our own small trainer on CPUs. */
  REFERENCE;

  /** Returns the name in files. */
  public String id() {
    return capabilities().id();
  }

  /** Returns what it can express. */
  public EngineCapabilities capabilities() {
    return switch (this) {
      case ANY -> Engines.ANY;
      case MEGATRON -> Engines.MEGATRON;
      case DEEPSPEED -> Engines.DEEPSPEED;
      case TORCHTITAN -> Engines.TORCHTITAN;
      case REFERENCE -> Engines.REFERENCE;
    };
  }
}
