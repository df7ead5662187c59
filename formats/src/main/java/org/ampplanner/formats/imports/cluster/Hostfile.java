package org.ampplanner.formats.imports.cluster;

import java.util.Locale;
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
          "(?:[\\w.-]+@)?([A-Za-z0-9][A-Za-z0-9._-]*)(?:\\s*:\\s*(\\S+))?(?:\\s+(.*))?");
  private static final Pattern SETTING = Pattern.compile("([A-Za-z_-]+)\\s*=\\s*(\\S+)");
  private static final int MAX_SLOTS = 100_000;

  private Hostfile() {}

  /** Returns whether a text looks like one: every line starts with a host and has nothing odd. */
  static boolean matches(TextLines text) {
    int hosts = 0;
    for (Line line : text.filled()) {
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
    HostList list = evidence.list(text.file());
    for (Line line : text.filled()) {
      String content = content(line);
      Matcher m = LINE.matcher(content);
      if (!content.isEmpty() && m.matches()) {
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
        list.add(new Host(m.group(1), line.at(), slots, null));
      }
    }
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
