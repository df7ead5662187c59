package org.ampplanner.formats.imports.cluster;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.Machine;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/** What {@code nvidia-smi -q} prints, with {@code -x} or without: names and PCIe links. */
final class SmiReport {
  private static final String ROOT = "nvidia_smi_log";
  private static final Pattern XML = Pattern.compile("<nvidia_smi_log|<!DOCTYPE nvidia_smi_log");
  private static final Pattern TEXT = Pattern.compile("^=+NVSMI LOG=+$");
  private static final Pattern FIELD = Pattern.compile("^([^:]+?)\\s*:\\s*(.+)$");
  private static final Pattern WIDTH = Pattern.compile("(\\d{1,2})x");

  /** Bandwidth of one PCIe lane in each direction, in Gbps, by generation (PCI-SIG). */
  private static final Map<Integer, Double> LANE_GBPS =
      Map.of(1, 2.0, 2, 4.0, 3, 8.0, 4, 16.0, 5, 32.0, 6, 64.0);

  private SmiReport() {}

  static boolean isXml(TextLines text) {
    return text.find(XML).isPresent();
  }

  static boolean isText(TextLines text) {
    return text.find(TEXT).isPresent();
  }

  /** The devices that are found, and the slowest PCIe link. */
  private static final class Found {
    private final String file;
    private final Problems problems;
    private final List<Fact<String>> names = new ArrayList<>();
    private @Nullable Fact<Integer> attached;
    private @Nullable Fact<Double> bus;
    private @Nullable Integer generation;
    private @Nullable Fact<Double> memory;
    private @Nullable Line sliced;

    Found(String file, Problems problems) {
      this.file = file;
      this.problems = problems;
    }

    void attached(String text, Location at) {
      if (text.matches("\\d{1,4}")) {
        attached = new Fact<>(Integer.parseInt(text), at);
      } else {
        problems.error(at, "attached GPUs (" + Wording.shown(text) + ") is not a number", null);
      }
    }

    /** Takes the memory of a device, {@code 81559 MiB}; the smallest counts. */
    void memory(String text, Location at) {
      Fact<Double> gib = SmiList.memory("", text, new Line(at, text));
      if (gib != null && (memory == null || gib.value() < memory.value())) {
        memory = gib;
      }
    }

    void mig(String mode, Location at) {
      if (mode.equals("Enabled") && sliced == null) {
        sliced = new Line(at, mode);
      }
    }

    void generation(String text) {
      generation = text.matches("[1-6]") ? Integer.valueOf(text) : null;
    }

    void width(String text, Location at) {
      Matcher m = WIDTH.matcher(text);
      Double lane = generation == null ? null : LANE_GBPS.get(generation);
      if (m.matches() && lane != null) {
        double gbps = lane * Integer.parseInt(m.group(1));
        if (gbps > 0 && (bus == null || gbps < bus.value())) {
          bus = new Fact<>(gbps, at);
        }
      }
      generation = null;
    }

    void addTo(Evidence evidence) {
      if (sliced != null) {
        SmiList.sliced(sliced, evidence);
      } else if (names.isEmpty()) {
        problems.error(Location.of(file), "names no GPU", "the whole output of `nvidia-smi -q -x`");
      } else if (attached != null && attached.value() != names.size()) {
        problems.error(
            attached.at(),
            "is cut off: " + attached.value() + " GPUs attached, " + names.size() + " described",
            "the whole output of `nvidia-smi -q -x`");
      } else {
        evidence.machine(
            new Machine(
                file, names, new Fact<>(names.size(), names.get(0).at()), null, null, bus, memory));
      }
    }
  }

  static void readText(TextLines text, Evidence evidence) {
    Found found = new Found(text.file(), evidence.problems());
    String section = "";
    for (Line line : text.filled()) {
      Matcher m = FIELD.matcher(line.text());
      if (!m.matches()) {
        section = line.text();
        continue;
      }
      String value = m.group(2).strip();
      switch (m.group(1)) {
        case "Attached GPUs" -> found.attached(value, line.at());
        case "Product Name" -> found.names.add(new Fact<>(value, line.at()));
        case "Total" -> {
          if (section.equals("FB Memory Usage")) {
            found.memory(value, line.at());
          }
        }
        case "Current" -> {
          if (section.equals("MIG Mode")) {
            found.mig(value, line.at());
          }
        }
        case "Max" -> {
          if (section.equals("PCIe Generation")) {
            found.generation(value);
          } else if (section.equals("Link Width")) {
            found.width(value, line.at());
          }
        }
        default -> {}
      }
    }
    found.addTo(evidence);
  }

  static void readXml(TextLines lines, String text, Evidence evidence) {
    Found found = new Found(lines.file(), evidence.problems());
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    int start = Math.max(0, text.indexOf('<'));
    int skipped = (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text.substring(start)));
      try {
        walk(xml, found, skipped);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      int line =
          skipped + (e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber()));
      evidence
          .problems()
          .error(
              Location.in(lines.file(), line, 0),
              "is not valid XML, or cut off",
              "the whole output of `nvidia-smi -q -x`");
      return;
    }
    found.addTo(evidence);
  }

  private static void walk(XMLStreamReader xml, Found found, int skipped)
      throws XMLStreamException {
    String element = "";
    String section = "";
    StringBuilder content = new StringBuilder();
    boolean root = true;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        section = element.isEmpty() ? section : element;
        element = xml.getLocalName();
        content.setLength(0);
        if (root && !element.equals(ROOT)) {
          throw new XMLStreamException("another root", xml.getLocation());
        }
        root = false;
      } else if (event == XMLStreamConstants.CHARACTERS) {
        content.append(xml.getText());
      } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(element)) {
        Location at = Location.in(found.file, skipped + xml.getLocation().getLineNumber(), 0);
        field(section, element, content.toString().strip(), at, found);
        element = "";
      }
    }
  }

  private static void field(String section, String element, String text, Location at, Found found) {
    switch (element) {
      case "total" -> {
        if (section.equals("fb_memory_usage")) {
          found.memory(text, at);
        }
      }
      case "current_mig" -> found.mig(text, at);
      case "attached_gpus" -> found.attached(text, at);
      case "product_name" -> found.names.add(new Fact<>(text, at));
      case "max_link_gen" -> found.generation(text);
      case "max_link_width" -> found.width(text, at);
      default -> {}
    }
  }
}
