package org.ampplanner.trials.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of an engine: a command that is ended with all that it started when it takes too long, says
 * nothing for too long, the user wants to stop, or this process dies.
 */
public final class EngineRun {
  /** The variable by which the processes of a run are known, whatever their group. */
  private static final String RUN = "AMP_RUN";

  private static final long POLL_MILLIS = 20;
  private static final long GRACE_SECONDS = 14;
  private static final int LONGEST_LINE = 8192;
  private static final long LONGEST_LOG = 32L << 20;

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path folder;
  private final Limits limits;
  private final String id = UUID.randomUUID().toString();
  private final AtomicReference<@Nullable Process> running = new AtomicReference<>();

  /**
   * How long a run may take.
   *
   * @param nanos in all
   * @param silentNanos without a line of output
   */
  public record Limits(long nanos, long silentNanos) {}

  /** How a run ended. */
  public enum End {
    /** By itself. */
    EXITED,
    /** It took too long. */
    TIMEOUT,
    /** It said nothing for too long. */
    SILENT,
    /** The user wanted it. */
    STOPPED,
    /** It could not be started. */
    NOT_STARTED
  }

  /**
   * A run that is over.
   *
   * @param end how it ended
   * @param exitCode of the command
   * @param wallSeconds how long it took
   */
  public record Ended(End end, int exitCode, double wallSeconds) {}

  /**
   * Makes a run.
   *
   * @param command with its arguments
   * @param environment added to this process's own
   * @param folder where it runs, and where {@code run.log} is written
   */
  public EngineRun(
      List<String> command, Map<String, String> environment, Path folder, Limits limits) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.folder = folder;
    this.limits = limits;
  }

  /** Runs to the end; {@code log} hears every line. */
  public Ended run(RunLog log, LongSupplier nanos, BooleanSupplier stop) {
    long start = nanos.getAsLong();
    Process process;
    try {
      process = start();
      running.set(process);
    } catch (IOException e) {
      log.accept("cannot be started: " + e.getMessage());
      return new Ended(End.NOT_STARTED, -1, 0);
    }
    Follower follower = new Follower(process.getInputStream(), log, nanos, folder);
    Thread reading = Thread.ofPlatform().daemon().name("amp-run-log").start(follower);
    End end = End.EXITED;
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        long now = nanos.getAsLong();
        if (stop.getAsBoolean()) {
          end = End.STOPPED;
        } else if (now - start > limits.nanos) {
          end = End.TIMEOUT;
        } else if (now - follower.lastHeard > limits.silentNanos) {
          end = End.SILENT;
        }
        if (end != End.EXITED) {
          break;
        }
      }
      end(process);
      reading.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end = End.STOPPED;
      kill();
    }
    double wall = (nanos.getAsLong() - start) / 1e9;
    return new Ended(end, process.isAlive() ? -1 : process.exitValue(), wall);
  }

  private Path script() {
    return folder.resolve("supervise.sh");
  }

  private Process start() throws IOException {
    Path script = script();
    try (InputStream text = EngineRun.class.getResourceAsStream("supervise.sh")) {
      if (text == null) {
        throw new IllegalStateException("supervise.sh is missing");
      }
      Files.write(script, text.readAllBytes());
    }
    List<String> all = new ArrayList<>(List.of("setsid", "bash", script.toString()));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.environment().put(RUN, id);
    return builder.redirectErrorStream(true).start();
  }

  /** Ends what is left of the run: asks first, and insists when its grace is over. */
  private void end(Process process) throws InterruptedException {
    if (process.isAlive()) {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        // it is gone already
      }
      process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    }
    kill();
    process.waitFor(1, TimeUnit.SECONDS);
  }

  /** Ends the run at once, with everything that it started here; does nothing if it is over. */
  public void kill() {
    Process process = running.getAndSet(null);
    if (process == null) {
      return;
    }
    try {
      ProcessBuilder killer =
          new ProcessBuilder(
                  "setsid", "bash", script().toString(), "--kill", Long.toString(process.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      killer.environment().put(RUN, id);
      killer.start().waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the output of a run, keeps the beginning of it in a file, and forgets the rest. */
  private static final class Follower implements Runnable {
    private final InputStream in;
    private final RunLog log;
    private final LongSupplier nanos;
    private final Path folder;
    private volatile long lastHeard;

    Follower(InputStream in, RunLog log, LongSupplier nanos, Path folder) {
      this.in = in;
      this.log = log;
      this.nanos = nanos;
      this.folder = folder;
      this.lastHeard = nanos.getAsLong();
    }

    @Override
    public void run() {
      try (KeptLog kept = new KeptLog(folder.resolve("run.log"), LONGEST_LOG)) {
        follow(kept);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void follow(KeptLog kept) throws IOException {
      byte[] buffer = new byte[1 << 16];
      byte[] line = new byte[LONGEST_LINE];
      int length = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        lastHeard = nanos.getAsLong();
        kept.write(buffer, n);
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n' || buffer[i] == '\r') {
            hear(line, length);
            length = 0;
          } else if (length < line.length) {
            line[length++] = buffer[i];
          }
        }
      }
      hear(line, length);
    }

    private void hear(byte[] line, int length) {
      if (length > 0) {
        log.accept(new String(line, 0, length, StandardCharsets.UTF_8));
      }
    }
  }
}
