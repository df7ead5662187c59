package org.ampplanner.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.workbench.trial.TrialSite;

/**
 * The world around a command, so that commands can be run inside tests.
 *
 * @param home folder that holds {@code catalog/} and {@code examples/}
 * @param workingDirectory folder that relative paths on the command line start from
 * @param environment the process environment
 * @param tty which of standard output and error is a terminal: {@code out}, {@code err}, both,
 *     neither
 * @param out where results go
 * @param err where progress, warnings and errors go
 * @param nanos the clock
 * @param interrupts what Ctrl-C does
 */
record Host(
    Path home,
    Path workingDirectory,
    Map<String, String> environment,
    String tty,
    PrintStream out,
    PrintStream err,
    LongSupplier nanos,
    Interrupts interrupts) {

  /** Returns what work that starts programs gets of it. */
  TrialSite site() {
    return new TrialSite(
        home, workingDirectory, environment, nanos, InstantSource.system(), interrupts);
  }

  Terminal terminal(boolean noColor) {
    return Terminal.detect(environment, tty, noColor);
  }
}
