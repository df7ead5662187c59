package org.ampplanner.formats.imports.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.imports.cluster.Evidence.Host;
import org.ampplanner.formats.imports.cluster.Evidence.HostList;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * What SLURM says: {@code scontrol show nodes}, and a job's {@code $SLURM_JOB_NODELIST} with or
 * without the other variables of its environment.
 */
final class SlurmNodes {
  private static final Pattern NODE_NAME = Pattern.compile("^NodeName=(\\S+)");
  private static final Pattern VARIABLE =
      Pattern.compile("^(?:export |declare -x )?(SLURM_[A-Z_]+)=[\"']?([^\"']*)[\"']?$");
  private static final Pattern GRES = Pattern.compile("\\bGres=(\\S+)");
  private static final Pattern TRES = Pattern.compile("\\bCfgTRES=(\\S+)");
  private static final Pattern STATE = Pattern.compile("\\bState=(\\S+)");
  private static final Pattern TASKS = Pattern.compile("(?:gpu:)?(?:([\\w.-]+):)?(\\d{1,6})");
  private static final Pattern INSTANCE = Pattern.compile("\\bInstanceType=(\\S+)");
  private static final Pattern FEATURES = Pattern.compile("\\bActiveFeatures=(\\S+)");
  private static final List<String> NODE_LISTS = List.of("SLURM_JOB_NODELIST", "SLURM_NODELIST");
  private static final List<String> DEVICES =
      List.of("SLURM_GPUS_ON_NODE", "SLURM_GPUS_PER_NODE", "SLURM_JOB_GPUS_PER_NODE");

  private SlurmNodes() {}

  static boolean matches(TextLines text) {
    return text.find(NODE_NAME).isPresent()
        || variables(text).keySet().stream().anyMatch(NODE_LISTS::contains)
        || expression(text).isPresent();
  }

  static void read(TextLines text, Evidence evidence) {
    if (text.find(NODE_NAME).isPresent()) {
      nodes(text, evidence);
      return;
    }
    Map<String, Fact<String>> variables = variables(text);
    NODE_LISTS.stream()
        .filter(variables::containsKey)
        .findFirst()
        .flatMap(key -> Optional.ofNullable(variables.get(key)))
        .or(() -> expression(text))
        .ifPresent(list -> hosts(list, perNode(variables, evidence.problems()), text, evidence));
  }

  /** Adds the hosts of an expression, such as a command line gives in the place of a file. */
  static void expression(String text, Location at, Evidence evidence) {
    hosts(
        new Fact<>(text, at),
        new PerNode(null, null),
        new TextLines(at.source(), List.of()),
        evidence);
  }

  private record PerNode(@Nullable Fact<Integer> devices, @Nullable Fact<String> device) {}

  private static void hosts(
      Fact<String> expression, PerNode perNode, TextLines text, Evidence evidence) {
    HostExpression.expand(expression.value(), expression.at(), evidence.problems())
        .ifPresent(names -> {
          HostList list = evidence.list(text.file());
          names.forEach(name ->
              list.add(new Host(name, expression.at(), perNode.devices(), perNode.device())));
        });
  }

  private static PerNode perNode(Map<String, Fact<String>> variables, Problems problems) {
    for (String key : DEVICES) {
      Fact<String> given = variables.get(key);
      if (given != null) {
        Matcher m = TASKS.matcher(given.value());
        if (m.matches() && Integer.parseInt(m.group(2)) > 0) {
          return new PerNode(
              new Fact<>(Integer.parseInt(m.group(2)), given.at()),
              m.group(1) == null ? null : new Fact<>(m.group(1), given.at()));
        }
        problems.error(
            given.at(), key + " (" + Wording.shown(given.value()) + ") is not a number", null);
      }
    }
    return new PerNode(null, null);
  }

  private static Map<String, Fact<String>> variables(TextLines text) {
    Map<String, Fact<String>> variables = new LinkedHashMap<>();
    for (Line line : text.lines()) {
      Matcher m = VARIABLE.matcher(line.text());
      if (m.matches()) {
        variables.putIfAbsent(m.group(1), new Fact<>(m.group(2), line.at()));
      }
    }
    return variables;
  }

  private static Optional<Fact<String>> expression(TextLines text) {
    List<Line> filled = text.filled();
    return filled.size() == 1 && HostExpression.matches(filled.get(0).text())
        ? Optional.of(new Fact<>(filled.get(0).text(), filled.get(0).at()))
        : Optional.empty();
  }

  /** One {@code NodeName=} with what follows it. */
  private static final class Open {
    private final String name;
    private final Location at;
    private @Nullable Fact<GpuResources> gpus;
    private @Nullable Fact<String> nodeType;
    private @Nullable Fact<String> features;
    private String state = "";

    Open(String name, Location at) {
      this.name = name;
      this.at = at;
    }

    /** Takes what a line says; the configured TRES only where there is no Gres. */
    void take(Line line) {
      gpus(GRES.matcher(line.text()), line);
      if (gpus == null) {
        gpus(TRES.matcher(line.text()), line);
      }
      Matcher m = STATE.matcher(line.text());
      state = m.find() ? m.group(1) : state;
      Matcher instance = INSTANCE.matcher(line.text());
      if (instance.find()) {
        nodeType = new Fact<>(instance.group(1), line.at());
      }
      Matcher active = FEATURES.matcher(line.text());
      if (active.find()) {
        features = new Fact<>(active.group(1), line.at());
      }
    }

    private void gpus(Matcher found, Line line) {
      if (found.find()) {
        GpuResources read = GpuResources.of(found.group(1));
        gpus = read.isEmpty() ? gpus : new Fact<>(read, line.at());
      }
    }

    void close(HostList list, Evidence evidence) {
      Fact<String> type = nodeType;
      if (type == null && features != null) {
        for (String feature : features.value().split(",")) {
          if (InstanceNames.looksLikeOne(feature)) {
            type = new Fact<>(feature, features.at());
          }
        }
      }
      SlurmHosts.add(name, at, gpus, state, type, list, evidence);
    }
  }

  private static void nodes(TextLines text, Evidence evidence) {
    HostList list = evidence.list(text.file());
    Open open = null;
    for (Line line : text.lines()) {
      Matcher name = NODE_NAME.matcher(line.text());
      if (name.find()) {
        if (open != null) {
          open.close(list, evidence);
        }
        open = new Open(name.group(1), line.at());
      }
      if (open != null) {
        open.take(line);
      }
    }
    if (open != null) {
      open.close(list, evidence);
    }
  }
}
