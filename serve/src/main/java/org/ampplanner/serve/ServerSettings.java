package org.ampplanner.serve;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ampplanner.formats.catalog.Catalog;

/**
 * How a server runs.
 *
 * @param catalog what ids stand for
 * @param address what to listen at, an address of this machine
 * @param port 0 for any that is free
 * @param token what every request has to bear, or empty
 * @param limits what one client may ask for
 * @param version of the program, as {@code /healthz} says it
 * @param temporary a folder that can be written
 * @param nanos the clock
 */
public record ServerSettings(
    Catalog catalog,
    String address,
    int port,
    Optional<String> token,
    Limits limits,
    String version,
    Path temporary,
    LongSupplier nanos) {

  /**
   * What one client may ask for.
   *
   * @param bodyBytes of a request at most
   * @param searches at a time in all; each uses all cores
   * @param waiting searches in all that may wait for their turn; more are told to come back
   * @param seconds of one search at most
   * @param cached answers that are kept
   */
  public record Limits(int bodyBytes, int searches, int waiting, int seconds, int cached) {
    /** The usual: 2 MiB, two searches at a time and 64 waiting, a minute each, 256 answers kept. */
    public static final Limits USUAL = new Limits(2 << 20, 2, 64, 60, 256);
  }
}
