package org.ampplanner.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.ampplanner.workbench.trial.Interruption;

/**
 * Turns Ctrl-C (and a termination signal) into a wish to stop: the search ends with the best that
 * it has, its result is written, and only then does the process go. A second Ctrl-C ends it at
 * once.
 */
final class Interrupts implements Interruption {
  private static final long GRACE_SECONDS = 20;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicReference<Runnable> lastAct = new AtomicReference<>(Interrupts::nothing);

  /** Makes interrupts that nothing triggers, for tests and before installation. */
  Interrupts() {}

  private static void nothing() {}

  /** Listens to the process's signals from now on. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "amp-interrupt"));
    onCtrlC(this::pressed);
  }

  /**
   * Calls back at Ctrl-C. Java has no public interface for signals: where this one of the JDK is
   * missing, the first Ctrl-C shuts down as always and the second is not heard.
   */
  private static void onCtrlC(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler call =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(Interrupts.class.getClassLoader(), new Class<?>[] {handler}, call);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // the JVM's own way remains
    }
  }

  private void pressed() {
    if (requested.getAndSet(true)) {
      lastAct.get().run();
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    } else {
      new Thread(() -> System.exit(ExitCode.INTERRUPTED), "amp-exit").start();
    }
  }

  void onShutdown() {
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

  @Override
  public boolean requested() {
    return requested.get();
  }

  /** Names what a second Ctrl-C still has to do before the process goes. */
  @Override
  public void beforeGoing(Runnable act) {
    lastAct.set(act);
  }

  @Override
  public void nothingBeforeGoing() {
    lastAct.set(Interrupts::nothing);
  }

  /** Says that all results are written, so that the process may go. */
  void finished() {
    finished.countDown();
  }
}
