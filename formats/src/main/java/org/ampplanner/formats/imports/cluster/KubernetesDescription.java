package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.HostList;
import org.jspecify.annotations.Nullable;

/** What {@code kubectl describe nodes} prints, one node or several. */
final class KubernetesDescription {
  private static final Pattern NAME = Pattern.compile("^Name:\\s+(\\S+)$");
  private static final Pattern ROLES = Pattern.compile("^(?:Roles|Unschedulable):\\s+.*$");
  private static final Pattern SECTION = Pattern.compile("^([A-Z][A-Za-z ]+):(?:\\s+(.*))?$");
  private static final Pattern READY = Pattern.compile("^Ready\\s+(True|False|Unknown)\\b.*");

  private final TextLines text;
  private final Evidence evidence;
  private final HostList list;
  private @Nullable Fact<String> name;
  private Map<String, Fact<String>> labels = new HashMap<>();
  private Map<String, Fact<String>> resources = new HashMap<>();
  private List<String> taints = new ArrayList<>();
  private boolean unschedulable;
  private @Nullable String ready;

  private KubernetesDescription(TextLines text, Evidence evidence) {
    this.text = text;
    this.evidence = evidence;
    this.list = evidence.list(text.file());
  }

  static boolean matches(TextLines text) {
    return text.find(NAME).isPresent() && text.find(ROLES).isPresent();
  }

  static void read(TextLines text, Evidence evidence) {
    new KubernetesDescription(text, evidence).read();
  }

  private void read() {
    String section = "";
    for (Line line : text.filled()) {
      Matcher named = NAME.matcher(line.text());
      if (named.matches()) {
        close();
        name = new Fact<>(named.group(1), line.at());
        continue;
      }
      Matcher head = SECTION.matcher(line.text());
      String content = line.text();
      if (head.matches()) {
        section = head.group(1);
        content = head.group(2) == null ? "" : head.group(2).strip();
      }
      take(section, content, line);
    }
    close();
  }

  private void take(String section, String content, Line line) {
    switch (section) {
      case "Labels" -> pair(content, "=", labels, line);
      case "Taints" -> {
        if (content.contains(":No")) {
          taints.add(content.replaceFirst("[=:].*", ""));
        }
      }
      case "Unschedulable" -> unschedulable |= content.equals("true");
      case "Conditions" -> {
        Matcher m = READY.matcher(content);
        ready = m.matches() ? m.group(1) : ready;
      }
      case "Capacity", "Allocatable" -> pair(content, ":", resources, line);
      default -> {}
    }
  }

  private static void pair(String content, String sign, Map<String, Fact<String>> into, Line line) {
    int at = content.indexOf(sign);
    if (at > 0) {
      into.put(
          content.substring(0, at).strip(),
          new Fact<>(content.substring(at + 1).strip(), line.at()));
    }
  }

  private void close() {
    if (name != null) {
      new KubernetesNode(name, labels, resources, taints, unschedulable, ready)
          .addTo(list, evidence);
    }
    name = null;
    labels = new HashMap<>();
    resources = new HashMap<>();
    taints = new ArrayList<>();
    unschedulable = false;
    ready = null;
  }
}
