package org.ampplanner.serve;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns away who has no business here: pages of other sites (Origin), names that were made to lead
 * to this machine (Host, DNS rebinding), and without the token whoever needs one.
 */
final class Guard {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String address;
  private final int port;
  private final Optional<String> token;

  Guard(String address, int port, Optional<String> token) {
    this.address = address;
    this.port = port;
    this.token = token;
  }

  /**
   * Returns the answer to a request that is turned away.
   *
   * @param headers of the request
   * @param open whether the path needs no token
   */
  Optional<Answer> refusal(Headers headers, boolean open) {
    String host = headers.getFirst("Host");
    if (host == null || !isOurs(host)) {
      return Optional.of(
          Answer.problem(421, "Misdirected request", "the header Host names another place"));
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !isOrigin(origin, host)) {
      return Optional.of(Answer.problem(403, "Forbidden", "the request comes from another page"));
    }
    if (!open && token.isPresent() && !bears(headers.getFirst("Authorization"))) {
      return Optional.of(
          Answer.problem(401, "Unauthorized", "send the header Authorization: Bearer TOKEN")
              .with("WWW-Authenticate", "Bearer"));
    }
    return Optional.empty();
  }

  /** With a token, names are not looked at: whoever knows it is meant. */
  private boolean isOurs(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String plain = name.replaceFirst(":\\d{1,5}$", "");
    boolean ownPort = name.equals(plain) ? port == 80 : name.endsWith(":" + port);
    boolean ours = LOOPBACK.contains(plain) || plain.equals(address);
    return token.isPresent() ? !plain.isEmpty() : ours && ownPort;
  }

  private static boolean isOrigin(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  private boolean bears(@Nullable String authorization) {
    byte[] wanted = ("Bearer " + token.orElseThrow()).getBytes(StandardCharsets.UTF_8);
    byte[] given = (authorization == null ? "" : authorization).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(wanted, given);
  }
}
