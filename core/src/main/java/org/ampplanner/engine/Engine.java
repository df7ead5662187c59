package org.ampplanner.engine;

import java.util.List;
import java.util.stream.Stream;

/** The training engine that a plan is for; the facts of each stand in a file of its own. */
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

  /** Returns those that run plans: all but {@link #ANY}. */
  public static List<Engine> runnable() {
    return Stream.of(values()).filter(engine -> engine != ANY).toList();
  }

  private EngineFacts facts() {
    return switch (this) {
      case ANY -> AnyEngine.FACTS;
      case MEGATRON -> Megatron.FACTS;
      case DEEPSPEED -> DeepSpeed.FACTS;
      case TORCHTITAN -> Torchtitan.FACTS;
      case REFERENCE -> Reference.FACTS;
    };
  }

  /** Returns the name in files. */
  public String id() {
    return facts().capabilities().id();
  }

  /** Returns what it can express. */
  public EngineCapabilities capabilities() {
    return facts().capabilities();
  }

  /** Returns the software that may run in reality, the engine's current version first. */
  public List<SoftwareTraits> software() {
    return facts().software();
  }
}
