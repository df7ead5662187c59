package org.ampplanner.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C (and a termination signal) into a wish to stop: the search ends with the best that
 * it has, its result is written, and only then does the process go.
 */
final class Interrupts {
  private static final long GRACE_SECONDS = 20;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);

  /** Makes interrupts that nothing triggers, for tests and before installation. */
  Interrupts() {}

  /** Listens to the process's signals from now on. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "amp-interrupt"));
  }

  private void onShutdown() {
    requested.set(true);
    try {
      boolean written = finished.await(GRACE_SECONDS, TimeUnit.SECONDS);
      if (!written) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean requested() {
    return requested.get();
  }

  /** Says that all results are written, so that the process may go. */
  void finished() {
    finished.countDown();
  }
}
