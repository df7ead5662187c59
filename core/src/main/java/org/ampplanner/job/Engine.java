package org.ampplanner.job;

/** The training engine that a plan is for. */
public enum Engine {
  /** No restriction. */
  ANY("any"),
  /** Megatron-Core. */
  MEGATRON("megatron"),
  /** DeepSpeed. */
  DEEPSPEED("deepspeed"),
  /** torchtitan. */
  TORCHTITAN("torchtitan");

  private final String id;

  Engine(String id) {
    this.id = id;
  }

  /** Returns the name in files. */
  public String id() {
    return id;
  }
}
