package org.ampplanner.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.ampplanner.search.SearchEvent;
import org.ampplanner.unit.Figures;
import org.ampplanner.workbench.SearchWatch;
import org.jspecify.annotations.Nullable;

/**
 * Shows a search's progress on standard error once it takes longer than people wait for without
 * asking.
 */
public final class SearchProgress implements SearchWatch {
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private final @Nullable PrintStream err;
  private final Terminal terminal;
  private final ScheduledExecutorService clock;
  private String best = "";
  private int settled;
  private int total;
  private @Nullable ProgressBar bar;

  /**
   * Makes a progress display.
   *
   * @param err where to draw, or null to stay silent
   * @param terminal what the terminal can show
   */
  public SearchProgress(@Nullable PrintStream err, Terminal terminal) {
    this.err = err;
    this.terminal = terminal;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread thread = new Thread(task, "amp-progress");
          thread.setDaemon(true);
          return thread;
        });
    if (err != null) {
      var unused = clock.schedule(this::open, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void on(SearchEvent event) {
    switch (event) {
      case SearchEvent.Enumerated e -> total = e.feasible();
      case SearchEvent.Improved e ->
          best =
              String.format(Locale.ROOT, " best %s", Figures.seconds(e.plan().iterationSeconds()));
      case SearchEvent.Progressed e -> {
        settled = e.settled();
        total = e.feasible();
      }
      case SearchEvent.Bounded e -> {}
      case SearchEvent.Pruned e -> {}
      case SearchEvent.Costed e -> {}
    }
    show();
  }

  private synchronized void open() {
    PrintStream stream = err;
    if (stream != null && !clock.isShutdown()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("Searching")
              .setInitialMax(total)
              .setStyle(
                  terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(stream, terminal.width()))
              .clearDisplayOnFinish()
              .build();
      show();
    }
  }

  private void show() {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.maxHint(total);
      shown.stepTo(settled);
      shown.setExtraMessage(best);
    }
  }

  @Override
  public synchronized void close() {
    clock.shutdownNow();
    ProgressBar shown = bar;
    if (shown != null) {
      shown.close();
    }
  }
}
