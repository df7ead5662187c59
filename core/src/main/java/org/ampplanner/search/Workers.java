package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** A fixed number of threads that map lists in order. */
final class Workers implements AutoCloseable {
  private final ExecutorService pool;

  Workers(int threads) {
    pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "amp-search");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Applies a function to every element; results stand in the order of the elements. */
  <T, R> List<R> map(List<T> elements, Function<T, R> function) {
    List<Future<R>> futures =
        elements.stream().map(e -> pool.submit(() -> function.apply(e))).toList();
    List<R> results = new ArrayList<>(futures.size());
    for (Future<R> future : futures) {
      results.add(get(future));
    }
    return results;
  }

  private static <R> R get(Future<R> future) {
    try {
      return future.get();
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

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
