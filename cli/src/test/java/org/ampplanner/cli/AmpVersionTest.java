package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;

class AmpVersionTest {

  @Test
  void saysWhatIsKnown() {
    Attributes manifest = new Attributes();
    assertThat(AmpVersion.text(manifest)).isEqualTo("(unpackaged)");
    manifest.put(Attributes.Name.IMPLEMENTATION_VERSION, "0.1.0");
    manifest.putValue("Amp-Commit", "");
    assertThat(AmpVersion.text(manifest)).isEqualTo("0.1.0");
    manifest.putValue("Amp-Data-Date", "2026-12-01");
    assertThat(AmpVersion.text(manifest)).isEqualTo("0.1.0 (data of 2026-12-01)");
    manifest.putValue("Amp-Commit", "0123456789ab");
    assertThat(AmpVersion.text(manifest))
        .isEqualTo("0.1.0 (commit 0123456789ab, data of 2026-12-01)");
  }
}
