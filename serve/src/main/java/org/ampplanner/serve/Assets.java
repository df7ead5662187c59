package org.ampplanner.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The page, the schemas and the description of the API, out of the jar. */
final class Assets {
  /** Of the page: nothing but what comes from here. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  /** Of a report, which carries its own scripts and styles: shut up in a sandbox. */
  static final String REPORT_POLICY =
      "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline';"
          + " style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

  private static final Pattern NAME = Pattern.compile("/(schemas/)?[a-z0-9.-]{1,60}");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json");

  Optional<Answer> find(String path) {
    if (path.equals("/")) {
      return resource("page/index.html");
    }
    if (path.equals("/openapi.json")) {
      return resource("openapi.json");
    }
    if (!NAME.matcher(path).matches() || path.contains("..")) {
      return Optional.empty();
    }
    return resource(path.startsWith("/schemas/") ? "/" + path.substring(1) : "page" + path);
  }

  private static Optional<Answer> resource(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(Answer.text(type, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
