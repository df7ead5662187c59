package org.ampplanner.serve;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Lets a few searches run at a time and some wait; the others are told to come back. */
final class Turnstile {
  private final Semaphore running;
  private final AtomicInteger present = new AtomicInteger();
  private final int most;

  Turnstile(int running, int waiting) {
    this.running = new Semaphore(running, true);
    this.most = running + waiting;
  }

  /** Does some work in turn; empty if too many wait already. */
  <T> Optional<T> pass(Supplier<T> work) {
    if (present.incrementAndGet() > most) {
      present.decrementAndGet();
      return Optional.empty();
    }
    try {
      running.acquireUninterruptibly();
      try {
        return Optional.of(work.get());
      } finally {
        running.release();
      }
    } finally {
      present.decrementAndGet();
    }
  }

  /** Returns how many run or wait. */
  int present() {
    return present.get();
  }
}
