package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A fixed number of threads that map lists in order, and that are left behind where they do not see
 * in time that the search is to stop.
 */
final class Workers implements AutoCloseable {
  private static final int POLL_MILLIS = 5;
  private static final int PATIENCE = 10; // polls from the wish to stop until no result is awaited

  private final ExecutorService pool;
  private final BooleanSupplier stop;
  private int patience = PATIENCE;

  /**
   * Starts the threads.
   *
   * @param stop whether the search should end; asked by the thread that maps alone
   */
  Workers(int threads, BooleanSupplier stop) {
    this.stop = stop;
    pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "amp-search");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Applies a function to every element; results stand in the order of the elements.
   *
   * @param skipped gives the result of what is not done shortly after the search was to stop
   */
  <T, R> List<R> map(List<T> elements, Function<T, R> function, Function<T, R> skipped) {
    List<Future<R>> futures =
        elements.stream().map(e -> pool.submit(() -> function.apply(e))).toList();
    List<R> results = new ArrayList<>(futures.size());
    for (int i = 0; i < futures.size(); i++) {
      T element = elements.get(i);
      results.add(get(futures.get(i)).orElseGet(() -> skipped.apply(element)));
    }
    return results;
  }

  private <R> Optional<R> get(Future<R> future) {
    while (true) {
      try {
        return Optional.of(future.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        if (stop.getAsBoolean() && --patience < 0) {
          future.cancel(true);
          return Optional.empty();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new AssertionError(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while searching", e);
      }
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
