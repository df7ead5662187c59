package org.ampplanner.formats.export;

/** An engine can run no plan of a job; the message says why, and the cheapest way out. */
public final class InexpressibleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InexpressibleException(String message) {
    super(message);
  }
}
