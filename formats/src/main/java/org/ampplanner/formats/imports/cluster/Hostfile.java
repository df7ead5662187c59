package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.Host;
import org.ampplanner.formats.imports.cluster.Evidence.HostList;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Hostfiles as DeepSpeed, Open MPI and MPICH read them: {@code host slots=8}, {@code host:8}, or
 * the host alone, a line each.
 */
final class Hostfile {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:[\\w.-]+@)?(\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%\\w+)?\\]"
              + "|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*(?:%\\w+)?"
              + "|[A-Za-z0-9][A-Za-z0-9._-]*)(?:\\s*:\\s*(\\S+))?(?:\\s+(.*))?");
  private static final Pattern INLINE =
      Pattern.compile("(?:LSB_(?:MCPU_)?HOSTS=)?[\"']?([^\"']*)[\"']?");
  private static final Pattern PAIRS =
      Pattern.compile("(?:[\\w.-]+\\s+\\d{1,6}(?:\\s+|$)){1,100000}");
  private static final Pattern LIST =
      Pattern.compile("[\\w.-]+:\\d{1,6}(?:,[\\w.-]+(?::\\d{1,6})?)*");
  private static final Pattern SETTING = Pattern.compile("([A-Za-z_-]+)\\s*=\\s*(\\S+)");
  private static final int MAX_SLOTS = 100_000;

  private Hostfile() {}

  /** Returns whether a text is what {@code mpirun -H} takes, {@code a:8,b:8}. */
  static boolean isInline(String text) {
    return LIST.matcher(text).matches();
  }

  /** Splits what stands in one line, of {@code -H} or of LSF's variables, into a host a line. */
  static TextLines split(TextLines text) {
    List<Line> filled = text.filled();
    if (filled.size() != 1) {
      return text;
    }
    Line only = filled.get(0);
    Matcher m = INLINE.matcher(only.text());
    String hosts = m.matches() ? m.group(1).strip() : only.text();
    boolean lsf = only.text().startsWith("LSB_");
    String lines =
        isInline(hosts)
            ? hosts.replace(',', '\n')
            : lsf && PAIRS.matcher(hosts).matches() && only.text().startsWith("LSB_MCPU")
                ? hosts.replaceAll("(\\S+)\\s+(\\d+)\\s*", "$1:$2\n")
                : lsf ? hosts.replaceAll("\\s+", "\n") : "";
    return lines.isEmpty()
        ? text
        : new TextLines(
            text.file(), lines.lines().map(line -> new Line(only.at(), line.strip())).toList());
  }

  /** Returns whether a text looks like one: every line starts with a host and has nothing odd. */
  static boolean matches(TextLines text) {
    int hosts = 0;
    for (Line line : split(text).filled()) {
      String content = content(line);
      if (!content.isEmpty()) {
        Matcher m = LINE.matcher(content);
        if (!m.matches() || (m.group(3) != null && !m.group(3).contains("="))) {
          return false;
        }
        if (m.group(2) != null && !m.group(2).matches("[\\d.,-]+")) {
          return false;
        }
        hosts++;
      }
    }
    return hosts > 0;
  }

  private static String content(Line line) {
    int comment = line.text().indexOf('#');
    return comment < 0 ? line.text() : line.text().substring(0, comment).strip();
  }

  static void read(TextLines text, Evidence evidence) {
    List<Line> lines = split(text).filled().stream().filter(l -> !content(l).isEmpty()).toList();
    HostList list = evidence.list(text.file());
    boolean bare = lines.stream().allMatch(line -> HostExpression.isName(content(line)));
    if (bare && lines.stream().map(Hostfile::content).distinct().count() < lines.size()) {
      perSlot(lines, list, evidence.problems());
      return;
    }
    for (Line line : lines) {
      Matcher m = LINE.matcher(content(line));
      if (m.matches()) {
        Fact<Integer> slots = slots(line, m.group(2), "slots", evidence.problems());
        Matcher settings = SETTING.matcher(m.group(3) == null ? "" : m.group(3));
        while (settings.find()) {
          String key = settings.group(1).toLowerCase(Locale.ROOT).replace('-', '_');
          if (key.equals("slots") || (key.equals("gpus") && slots == null)) {
            slots = slots(line, settings.group(2), key, evidence.problems());
          } else if (!key.equals("max_slots")) {
            evidence
                .problems()
                .warning(line.at(), Wording.shown(settings.group()) + " is left out", "`slots=8`");
          }
        }
        list.add(new Host(m.group(1).replaceAll("[\\[\\]]", ""), line.at(), slots, null));
      }
    }
  }

  /** A line for every slot, as PBS, LSF and OAR write their files of nodes. */
  private static void perSlot(List<Line> lines, HostList list, Problems problems) {
    Map<String, List<Line>> byHost = new LinkedHashMap<>();
    lines.forEach(l -> byHost.computeIfAbsent(content(l), h -> new ArrayList<>()).add(l));
    if (byHost.values().stream().mapToInt(List::size).distinct().count() > 1) {
      problems.warning(
          lines.get(0).at(),
          "hosts are listed unequally often: each as often as it has devices, it is taken",
          "`slots=8` behind every host");
    }
    byHost.forEach((host, own) ->
        list.add(new Host(host, own.get(0).at(), new Fact<>(own.size(), own.get(0).at()), null)));
  }

  private static @Nullable Fact<Integer> slots(
      Line line, @Nullable String text, String subject, Problems problems) {
    if (text == null) {
      return null;
    }
    if (text.matches("\\d{1,6}") && !text.matches("0+") && Integer.parseInt(text) <= MAX_SLOTS) {
      return new Fact<>(Integer.parseInt(text), line.at());
    }
    problems.error(
        line.at(),
        subject + " (" + Wording.shown(text) + ") is not a number of devices",
        "a whole number from 1 to " + MAX_SLOTS);
    return null;
  }
}
