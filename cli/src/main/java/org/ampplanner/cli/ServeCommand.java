package org.ampplanner.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.serve.Server;
import org.ampplanner.serve.ServerSettings;
import org.ampplanner.serve.ServerSettings.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp serve}: the planner as a page and an HTTP API. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serve a page and an HTTP API, on this machine only unless told otherwise.",
      "Ends on Ctrl-C or SIGTERM."
    },
    footer = {
      "",
      "Example:  amp serve",
      "          amp serve --port 8642",
      "          AMP_TOKEN=... amp serve --listen 0.0.0.0"
    })
final class ServeCommand implements Callable<Integer> {
  private static final String TOKEN = "AMP_TOKEN";

  private static final int SHORTEST_TOKEN = 16;

  private final Host host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8642",
      description = "0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port = 8642;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = {
        "Listen at this address (default: ${DEFAULT-VALUE}). Any but loopback needs a token of",
        "16 characters or more in $AMP_TOKEN, which every request has to bear."
      })
  private String listen = "127.0.0.1";

  @Option(
      names = "--searches",
      paramLabel = "N",
      defaultValue = "2",
      description = "Searches at a time; others wait (default: ${DEFAULT-VALUE}).")
  private int searches = 2;

  @Option(names = "--log", description = "Write a line of JSON a request to standard error.")
  private boolean log;

  @Mixin private CatalogOptions catalogs = new CatalogOptions();
  @Mixin private QuietOption quiet = new QuietOption();
  @Mixin DebugOption debug = new DebugOption();

  ServeCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, OutputOptions.of(quiet));
    try (Server server = Server.start(settings(output), this::log)) {
      String shown = listen.contains(":") ? "[" + listen + "]" : listen;
      host.out().println("http://" + shown + ":" + server.port() + "/");
      host.out().flush();
      while (!host.interrupts().requested()) {
        Thread.sleep(50);
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw ProblemsException.of(
          "--port (" + port + ")", "cannot be listened at: " + e.getMessage(), "--port 0");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
  }

  private void log(String line) {
    if (log) {
      host.err().println(line);
    }
  }

  private ServerSettings settings(Output output) {
    Limits usual = Limits.USUAL;
    if (port < 0 || port > 65_535) {
      throw ProblemsException.of("--port (" + port + ")", "is no port", "0 to 65535");
    }
    if (searches < 1 || searches > 64) {
      throw ProblemsException.of("--searches (" + searches + ")", "is not one of 1 to 64", null);
    }
    Limits limits =
        new Limits(usual.bodyBytes(), searches, usual.waiting(), usual.seconds(), usual.cached());
    return new ServerSettings(
        catalogs.catalog(host, output),
        listen,
        port,
        token(),
        limits,
        AmpVersion.text(),
        Path.of(System.getProperty("java.io.tmpdir")),
        host.nanos());
  }

  private Optional<String> token() {
    @Nullable String token = host.environment().get(TOKEN);
    if (token != null && token.length() < SHORTEST_TOKEN) {
      throw ProblemsException.of(
          "$" + TOKEN,
          "is shorter than " + SHORTEST_TOKEN + " characters",
          "`openssl rand -hex 32`");
    }
    if (token == null && !isLoopback()) {
      throw ProblemsException.of(
          "--listen (" + listen + ")",
          "lets others in: set $" + TOKEN + " to a token that requests have to bear",
          "--listen 127.0.0.1 behind your own proxy");
    }
    return Optional.ofNullable(token);
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(listen).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw ProblemsException.of(
          "--listen (" + listen + ")", "is no address of this machine", "127.0.0.1");
    }
  }
}
