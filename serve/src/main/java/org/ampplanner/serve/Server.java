package org.ampplanner.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.ampplanner.formats.export.InexpressibleException;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.unit.InvalidValueException;
import org.ampplanner.workbench.SearchWatch;

/**
 * The planner over HTTP, on virtual threads. Requests are read whole, up to a limit, and answered
 * from the API, a page and a few documents; whatever goes wrong is a problem document.
 */
public final class Server implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final int GRACE_SECONDS = 2;

  private final ServerSettings settings;
  private final Consumer<String> log;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Guard guard;
  private final Turnstile turnstile;
  private final AnswerCache cache;
  private final Metrics metrics = new Metrics();
  private final Map<String, Api.Handler> handlers;
  private final Api api;
  private final Assets assets = new Assets();

  private Server(ServerSettings settings, Consumer<String> log, HttpServer http) {
    this.settings = settings;
    this.log = log;
    this.http = http;
    this.guard = new Guard(settings.address(), http.getAddress().getPort(), settings.token());
    this.turnstile = new Turnstile(settings.limits().searches(), settings.limits().waiting());
    this.cache = new AnswerCache(settings.limits().cached());
    this.api = new Api(settings);
    this.handlers = api.handlers();
  }

  /**
   * Starts a server.
   *
   * @param settings how it runs
   * @param log takes a line of JSON a request
   * @throws IOException if it cannot listen there
   */
  public static Server start(ServerSettings settings, Consumer<String> log) throws IOException {
    InetAddress address = InetAddress.getByName(settings.address());
    HttpServer http = HttpServer.create(new InetSocketAddress(address, settings.port()), BACKLOG);
    Server server = new Server(settings, log, http);
    http.setExecutor(server.threads);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  /** Returns the port it listens at. */
  public int port() {
    return http.getAddress().getPort();
  }

  /** Takes no more requests, and gives those under way a moment. */
  @Override
  public void close() {
    http.stop(GRACE_SECONDS);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    long start = settings.nanos().getAsLong();
    String path = exchange.getRequestURI().getPath();
    try (exchange) {
      Answer answer = answer(exchange, path == null ? "" : path);
      double took = (settings.nanos().getAsLong() - start) / 1e9;
      String known = answer.status() == 404 ? "other" : path;
      metrics.answered(known == null ? "other" : known, answer.status(), took);
      log.accept(LogLine.of(exchange.getRequestMethod(), path, answer.status(), took));
      send(exchange, answer);
    }
  }

  private Answer answer(HttpExchange exchange, String path) {
    try {
      Optional<Answer> refused =
          guard.refusal(exchange.getRequestHeaders(), path.equals("/healthz"));
      return refused.isPresent() ? refused.get() : routed(exchange, path);
    } catch (ProblemsException e) {
      return Answer.problem(400, "Wrong input", String.valueOf(e.getMessage()), e.problems());
    } catch (InexpressibleException e) {
      return Answer.problem(422, "Not expressible", String.valueOf(e.getMessage()));
    } catch (InvalidValueException e) {
      return Answer.problem(400, "Wrong input", String.valueOf(e.getMessage()));
    } catch (TooLargeException e) {
      return Answer.problem(413, "Too large", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Answer.problem(400, "Not readable", "the request ended before its body did");
    } catch (RuntimeException e) {
      return Answer.problem(500, "A bug of ours", "please report this request: " + e);
    }
  }

  private Answer routed(HttpExchange exchange, String path) throws IOException, TooLargeException {
    if (path.startsWith("/api/v1/") && !path.startsWith("/api/v1/catalog")) {
      return question(exchange, path.substring("/api/v1/".length()));
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return notAllowed("GET, HEAD");
    }
    return switch (path) {
      case "/healthz" -> Answer.text("text/plain", "ok\n");
      case "/metrics" ->
          Answer.text("text/plain; version=0.0.4", metrics.text(turnstile.present()));
      case "/report" -> report(exchange);
      default ->
          path.startsWith("/api/v1/catalog")
              ? api.catalog(path.substring("/api/v1/catalog".length()).replaceFirst("^/", ""))
              : assets
                  .find(path)
                  .orElse(Answer.problem(404, "Not found", "there is nothing at this path"));
    };
  }

  private static Answer notAllowed(String methods) {
    return Answer.problem(405, "Method not allowed", "use " + methods).with("Allow", methods);
  }

  private Answer question(HttpExchange exchange, String name)
      throws IOException, TooLargeException {
    Api.Handler handler = handlers.get(name);
    if (handler == null) {
      String all = String.join(", ", handlers.keySet());
      return Answer.problem(404, "Not found", "the API has " + all + " and catalog");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return notAllowed("POST");
    }
    Question question = Question.read(body(exchange));
    return answered(name, handler, question);
  }

  private Answer answered(String name, Api.Handler handler, Question question) {
    String key = name + " " + question.normal();
    Optional<Answer> known = cache.get(key);
    if (known.isPresent()) {
      metrics.fromCache();
      return known.get();
    }
    Optional<Answer> answer =
        turnstile.pass(() ->
            handler.answer(question, SearchWatch.NONE, Thread.currentThread()::isInterrupted));
    answer.filter(a -> a.status() == 200).ifPresent(a -> cache.put(key, a));
    return answer.orElseGet(() ->
        Answer.problem(429, "Too many searches", "others wait already; come back in a few seconds")
            .with("Retry-After", "5"));
  }

  /** Shows the report of a job that stands in the address, so that it can be framed and linked. */
  private Answer report(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    if (!query.startsWith("job=") || query.length() > settings.limits().bodyBytes()) {
      return Answer.problem(400, "Wrong input", "GET /report?job=, with a job as JSON");
    }
    String job =
        java.net.URLDecoder.decode(query.substring("job=".length()), StandardCharsets.UTF_8);
    Api.Handler handler = handlers.get("report");
    Answer page = answered("report", java.util.Objects.requireNonNull(handler), Question.read(job));
    return page.with("Content-Security-Policy", Assets.REPORT_POLICY);
  }

  private String body(HttpExchange exchange) throws IOException, TooLargeException {
    int most = settings.limits().bodyBytes();
    try (InputStream in = exchange.getRequestBody()) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new TooLargeException("a body may have " + most + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    headers.set("Content-Security-Policy", Assets.POLICY);
    answer.headers().forEach(headers::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
    if (!head) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  /** A body above the limit. */
  private static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1;

    TooLargeException(String message) {
      super(message);
    }
  }
}
