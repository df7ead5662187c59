package org.ampplanner.memory;

/** What the memory of a device is taken by while it trains. */
public enum MemoryCategory {
  PARAMETERS,
  GRADIENTS,
  OPTIMIZER_STATE,
  ACTIVATIONS,
  WORKSPACE,
  RESERVE
}
