package org.ampplanner.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.PlanDocument;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ServerTest {
  private static final Path HOME = Path.of(System.getProperty("amp.home", "..")).toAbsolutePath();
  private static final String SMALL =
      "{\"model\": \"gpt2-medium\", \"cluster\": \"1xdgx-a100\","
          + " \"training\": {\"global_batch_size\": %d}, \"search\": {\"recompute\": [\"none\"]}}";

  @TempDir static Path temporary;

  private static final ConcurrentLinkedQueue<String> LOG = new ConcurrentLinkedQueue<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Server server;

  @BeforeAll
  static void start() throws IOException {
    server = start(Optional.empty());
  }

  private static Server start(Optional<String> token) throws IOException {
    var limits = new ServerSettings.Limits(100_000, 1, 8, 20, 64);
    return Server.start(
        new ServerSettings(
            Catalog.of(HOME, List.of()),
            "127.0.0.1",
            0,
            token,
            limits,
            "test",
            temporary,
            System::nanoTime),
        LOG::add);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void plansAreThoseOfTheCommandLine() throws Exception {
    for (int batch : new int[] {8, 16, 24}) {
      String job = SMALL.formatted(batch);
      OpenJob open = Workbench.at(HOME).read(job, "job");
      var found = open.search(SearchRun.usual());
      String expected =
          Documents.json(new PlanDocument(open.job(), open.costModel()).of(found.outcome(), 0, 0));
      HttpResponse<String> answer = post("plan", job);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(withoutTime(answer.body())).isEqualTo(withoutTime(expected));
      assertThat(post("plan", job).body()).isEqualTo(answer.body()); // from the cache
    }
  }

  private static String withoutTime(String json) {
    return json.replaceAll("\"wall_s\" : [-+.0-9E]+", "\"wall_s\" : 0");
  }

  @Test
  void everyQuestionIsAnswered() throws Exception {
    String job = SMALL.formatted(16);
    String question =
        "{\"job\": "
            + job
            + ", \"strategies\": [{\"tensor_parallel\": 2,"
            + " \"data_parallel\": 4}], \"engine\": \"megatron\"}";
    JsonNode row = tree(post("evaluate", question)).get("strategies").get(0);
    assertThat(row.get("iteration_s").isNumber()).isTrue();
    assertThat(tree(post("explain", question)).get("plan").isObject()).isTrue();
    assertThat(post("simulate", question).statusCode()).isEqualTo(200);
    assertThat(tree(post("compare", question)).get("comparison").isArray()).isTrue();
    assertThat(post("export", question).body()).startsWith("PK");
    assertThat(post("report", question).body()).containsIgnoringCase("<!doctype html>");
    String size =
        "{\"model\": \"gpt2-medium\", \"tokens\": \"1B\", \"days\": 30,"
            + " \"nodes\": [\"dgx-a100\"], \"global_batch_size\": 16}";
    assertThat(tree(post("size", size)).get("rows").get(0).get("nodes").intValue()).isEqualTo(1);
    assertThat(tree(get("/api/v1/catalog")).get("models").size()).isGreaterThan(100);
    assertThat(
            get("/report?job=" + URLEncoder.encode(job, StandardCharsets.UTF_8))
                .headers()
                .firstValue("Content-Security-Policy")
                .orElse(""))
        .startsWith("sandbox");
  }

  @Test
  void whatIsWrongIsSaidAsOnTheCommandLine() throws Exception {
    HttpResponse<String> answer = post("plan", SMALL.formatted(16).replace("dgx-a100", "dgx-a101"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = JsonMapper.shared().readTree(answer.body()).get("problems").get(0);
    assertThat(problem.get("message").stringValue()).contains("dgx-a101");
    assertThat(problem.get("maybe").stringValue()).contains("dgx-a100");
    assertThat(post("plan", "{\"model\": ").statusCode()).isEqualTo(400);
    assertThat(post("plan", "[]").statusCode()).isEqualTo(400);
    assertThat(post("nothing", "{}").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/plan").statusCode()).isEqualTo(405);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(post("plan", " ".repeat(200_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void noFileOfThisMachineCanBeRead() throws Exception {
    Path secret = Files.writeString(temporary.resolve("config.json"), "{\"secret\": \"canary\"}");
    for (String key : List.of("model", "cluster", "profile", "calibration")) {
      for (String path : List.of(secret.toString(), "../../../../" + secret, temporary + "")) {
        String job =
            "{\"model\": \"gpt2-medium\", \"cluster\": \"1xdgx-a100\","
                + " \"training\": {\"global_batch_size\": 8}, \""
                + key
                + "\": \""
                + path
                + "\"}";
        HttpResponse<String> answer = post("plan", job);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("canary", "secret");
      }
    }
    assertThat(get("/../../etc/passwd").statusCode()).isEqualTo(404);
    assertThat(get("/schemas/..%2f..%2fapp.js").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1\\nHost: evil.example,421",
    "GET /healthz HTTP/1.1\\nHost: evil.example:PORT,421",
    "GET / HTTP/1.1\\nHost: 127.0.0.1:1,421",
    "GET / HTTP/1.1\\nHost: 127.0.0.1:PORT\\nOrigin: http://evil.example,403",
    "GET / HTTP/1.1\\nHost: 127.0.0.1:PORT\\nOrigin: null,403",
    "GET / HTTP/1.1\\nHost: 127.0.0.1:PORT\\nOrigin: http://127.0.0.1:PORT,200",
    "GET / HTTP/1.1\\nHost: localhost:PORT,200"
  })
  void onlyOurOwnNamesAndPagesAreServed(String request, int status) throws IOException {
    String text = request.replace("\\n", "\r\n").replace("PORT", server.port() + "");
    assertThat(raw(text + "\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void aTokenIsAskedFor() throws Exception {
    try (Server guarded = start(Optional.of("0123456789abcdef"))) {
      URI catalog = URI.create("http://127.0.0.1:" + guarded.port() + "/api/v1/catalog");
      HttpRequest bare = HttpRequest.newBuilder(catalog).build();
      HttpRequest wrong =
          HttpRequest.newBuilder(catalog).header("Authorization", "Bearer no").build();
      HttpRequest right =
          HttpRequest.newBuilder(catalog)
              .header("Authorization", "Bearer 0123456789abcdef")
              .build();
      var text = HttpResponse.BodyHandlers.ofString();
      assertThat(CLIENT.send(bare, text).statusCode()).isEqualTo(401);
      assertThat(CLIENT.send(wrong, text).statusCode()).isEqualTo(401);
      assertThat(CLIENT.send(right, text).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void manyAtOnceAreServedInTurnOrToldToComeBack() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      sent.add(
          CLIENT.sendAsync(
              request("plan", SMALL.formatted(8 * (40 + i))),
              HttpResponse.BodyHandlers.ofString()));
    }
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    for (var one : sent) {
      assertThat(one.get().statusCode()).isIn(200, 429);
    }
    assertThat(get("/metrics").body()).contains("amp_requests_total{path=\"/api/v1/plan\"");
  }

  @Test
  void damagedRequestsAreNeverABugOfOurs() throws Exception {
    Random random = new Random(7);
    String job =
        "{\"job\": "
            + SMALL.formatted(8)
            + ", \"strategies\": [{\"tensor_parallel\": 2}],"
            + " \"top\": 1, \"rank\": 1, \"versus\": \"tp=2\", \"tokens\": \"1B\", \"days\": 3,"
            + " \"nodes\": [\"dgx-a100\"], \"model\": \"gpt2-medium\", \"time_limit_s\": 0.05}";
    List<String> names = List.of("plan", "evaluate", "explain", "simulate", "export", "size");
    int runs = Integer.getInteger("amp.fuzz.runs", 200);
    for (int i = 0; i < runs; i++) {
      String body = damaged(job, random);
      String name = names.get(random.nextInt(names.size()));
      HttpResponse<String> answer = post(name, body);
      assertThat(answer.statusCode()).as(name + " " + body + answer.body()).isNotEqualTo(500);
    }
  }

  private static String damaged(String text, Random random) {
    StringBuilder body = new StringBuilder(text);
    for (int k = 1 + random.nextInt(3); k > 0; k--) {
      int at = random.nextInt(body.length());
      switch (random.nextInt(4)) {
        case 0 -> body.deleteCharAt(at);
        case 1 -> body.insert(at, "\"{}[],:0-9e\\u0000\n".charAt(random.nextInt(16)));
        case 2 -> body.setCharAt(at, (char) (32 + random.nextInt(95)));
        default -> body.replace(0, body.length(), numbers(body.toString(), random));
      }
    }
    return body.toString();
  }

  private static String numbers(String text, Random random) {
    String[] odd = {"-1", "0", "1e999", "null", "\"x\"", "[]", "99999999999", "0.5", "{}"};
    return text.replaceFirst(
        "\"(top|rank|tensor_parallel|days|global_batch_size|tokens|versus)\": [^,}\\]]+",
        "\"$1\": " + odd[random.nextInt(odd.length)]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/app.css", "/openapi.json", "/schemas/amp-plan-1.json"})
  void pagesAndDocumentsAreThere(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().map())
        .containsKeys("content-security-policy", "x-content-type-options");
    assertThat(answer.body()).doesNotContain("http://", "//cdn");
  }

  @Test
  void theDescriptionNamesWhatIsServed() throws Exception {
    JsonNode described = tree(get("/openapi.json"));
    assertThat(described.get("openapi").stringValue()).startsWith("3.1");
    for (Map.Entry<String, JsonNode> path : described.get("paths").properties()) {
      boolean post = path.getValue().has("post");
      int status =
          post
              ? post(path.getKey().replace("/api/v1/", ""), "{}").statusCode()
              : get(path.getKey()).statusCode();
      assertThat(status).as(path.getKey()).isEqualTo(post ? 400 : 200);
    }
  }

  @Test
  void linesOfTheLogAreJson() {
    String line = LogLine.of("GET", "/a\nb\u001b[31m\"", 404, 0.1234567);
    assertThat(line).doesNotContain("\n", "\u001b");
    assertThat(JsonMapper.shared().readTree(line).get("status").intValue()).isEqualTo(404);
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        OutputStream out = socket.getOutputStream()) {
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static HttpRequest request(String name, String body) {
    return HttpRequest.newBuilder(uri("/api/v1/" + name))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse<String> post(String name, String body) throws Exception {
    return CLIENT.send(request(name, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static JsonNode tree(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
