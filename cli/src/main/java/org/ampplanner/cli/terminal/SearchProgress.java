package org.ampplanner.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchEvent;
import org.jspecify.annotations.Nullable;

/**
 * Shows a search's progress on standard error once it takes longer than people wait for without
 * asking, and carries the wish to stop.
 */
public final class SearchProgress implements SearchControl, AutoCloseable {
  private static final long PATIENCE_NANOS = 700_000_000;

  private final @Nullable PrintStream err;
  private final Terminal terminal;
  private final BooleanSupplier stop;
  private final LongSupplier nanos;
  private final long start;
  private String best = "";
  private int feasible;
  private @Nullable ProgressBar bar;

  /**
   * Makes a progress display.
   *
   * @param err where to draw, or null to stay silent
   * @param terminal what the terminal can show
   * @param stop whether the user wants to stop
   * @param nanos the clock
   */
  public SearchProgress(
      @Nullable PrintStream err, Terminal terminal, BooleanSupplier stop, LongSupplier nanos) {
    this.err = err;
    this.terminal = terminal;
    this.stop = stop;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  @Override
  public boolean stopRequested() {
    return stop.getAsBoolean();
  }

  @Override
  public void on(SearchEvent event) {
    switch (event) {
      case SearchEvent.Enumerated e -> feasible = e.feasible();
      case SearchEvent.Improved e ->
          best =
              String.format(Locale.ROOT, " best %s", Format.seconds(e.plan().iterationSeconds()));
      case SearchEvent.Progressed e -> advance(e.settled(), e.feasible());
      case SearchEvent.Bounded e -> {}
      case SearchEvent.Pruned e -> {}
      case SearchEvent.Costed e -> {}
    }
  }

  private void advance(int settled, int total) {
    PrintStream stream = err;
    if (stream == null || nanos.getAsLong() - start < PATIENCE_NANOS) {
      return;
    }
    ProgressBar shown = bar;
    if (shown == null) {
      shown =
          new ProgressBarBuilder()
              .setTaskName("Searching")
              .setInitialMax(Math.max(total, feasible))
              .setStyle(
                  terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(stream, terminal.width()))
              .clearDisplayOnFinish()
              .build();
      bar = shown;
    }
    shown.maxHint(total);
    shown.stepTo(settled);
    shown.setExtraMessage(best);
  }

  @Override
  public void close() {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.close();
    }
  }
}
