package org.ampplanner.operator;

import java.util.Locale;

/** The generation of a device, by which efficiencies are kept. */
public enum Architecture {
  /** Devices without matrix units: Maxwell and Pascal. */
  MAXWELL,
  VOLTA,
  TURING,
  AMPERE,
  ADA,
  HOPPER,
  BLACKWELL,
  BLACKWELL_ULTRA,
  CDNA,
  OTHER;

  /** Returns the generation of a device id such as {@code A100-SXM-80GB}. */
  public static Architecture of(String deviceId) {
    String id = deviceId.toUpperCase(Locale.ROOT);
    if (id.contains("B300")) {
      return BLACKWELL_ULTRA;
    } else if (id.contains("B200") || id.contains("B100")) {
      return BLACKWELL;
    } else if (id.startsWith("H") || id.startsWith("GH")) {
      return HOPPER;
    } else if (id.contains("RTX-40") || id.startsWith("L4") || id.startsWith("L20")) {
      return ADA;
    } else if (id.startsWith("A1")
        || id.startsWith("A3")
        || id.startsWith("A4")
        || id.startsWith("A6")
        || id.contains("RTX-30")
        || id.contains("RTX-A")) {
      return AMPERE;
    } else if (id.startsWith("V100")) {
      return VOLTA;
    } else if (id.startsWith("T4") || id.contains("RTX-20") || id.contains("TITAN-RTX")) {
      return TURING;
    } else if (id.contains("TITAN-X")
        || id.contains("GTX")
        || id.startsWith("P100")
        || id.startsWith("P40")
        || id.startsWith("M40")) {
      return MAXWELL;
    } else if (id.startsWith("MI")) {
      return CDNA;
    }
    return OTHER;
  }

  /** Returns the name in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
