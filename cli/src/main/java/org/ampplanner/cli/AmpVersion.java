package org.ampplanner.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/**
 * What {@code amp --version} prints: the version, the commit it was built from, and how old its
 * figures are.
 */
final class AmpVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"amp " + text()};
  }

  /** Returns what this program is. */
  static String text() {
    return text(ownManifest());
  }

  /** Returns {@code 0.1.0 (commit 0123456789ab, data of 2026-12-01)}, without what is not known. */
  static String text(Attributes manifest) {
    String version = manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    List<String> known = new ArrayList<>();
    add(known, "commit ", manifest.getValue("Amp-Commit"));
    add(known, "data of ", manifest.getValue("Amp-Data-Date"));
    return (version == null ? "(unpackaged)" : version)
        + (known.isEmpty() ? "" : " (" + String.join(", ", known) + ")");
  }

  private static void add(List<String> known, String what, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      known.add(what + value);
    }
  }

  /** Returns the manifest of the jar that this class came from; empty if it came from a folder. */
  private static Attributes ownManifest() {
    String name = AmpVersion.class.getName().replace('.', '/') + ".class";
    String place = String.valueOf(AmpVersion.class.getResource("AmpVersion.class"));
    if (!place.startsWith("jar:")) {
      return new Attributes();
    }
    String jar = place.substring(0, place.length() - name.length());
    try (InputStream in = URI.create(jar + "META-INF/MANIFEST.MF").toURL().openStream()) {
      return new Manifest(in).getMainAttributes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + jar, e);
    }
  }
}
