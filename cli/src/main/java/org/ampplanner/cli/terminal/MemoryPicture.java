package org.ampplanner.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cost.MemoryCategory;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.unit.Units;

/** The memory of every stage as a bar by category against what its devices have. */
public final class MemoryPicture {
  private static final int MOST_STAGES = 16;
  private static final int NUMBERS = 18;

  private final Terminal terminal;
  private final List<StageMemory> stages;

  /** Makes a picture. */
  public MemoryPicture(Terminal terminal, List<StageMemory> stages) {
    this.terminal = terminal;
    this.stages = stages;
  }

  /** Returns the lines, a legend last; a bar that crosses its mark does not fit. */
  public List<String> lines() {
    int label = ("stage " + (stages.size() - 1)).length();
    int width = terminal.width() - label - NUMBERS;
    double most =
        stages.stream().mapToDouble(s -> Math.max(s.total(), s.limitBytes())).max().orElse(1);
    List<String> lines = new ArrayList<>();
    for (int s = 0; s < stages.size(); s++) {
      int shown = MOST_STAGES / 2;
      if (stages.size() > MOST_STAGES && s >= shown && s < stages.size() - shown) {
        if (s == shown) {
          lines.add(
              terminal.styled(
                  Style.FAINT,
                  String.format(Locale.ROOT, "... %d more", stages.size() - MOST_STAGES)));
        }
        continue;
      }
      StageMemory memory = stages.get(s);
      lines.add(
          String.format(
              Locale.ROOT,
              "%-" + label + "s %s %5.1f/%.1f GiB",
              "stage " + s,
              bar(memory, most, width),
              memory.total() / Units.GIB,
              memory.limitBytes() / Units.GIB));
    }
    List<String> signs = new ArrayList<>();
    for (MemoryCategory category : MemoryCategory.values()) {
      signs.add(terminal.styled(style(category), sign(category)) + " " + name(category));
    }
    signs.add(terminal.glyph("\u2502", "|") + " limit");
    lines.add(String.join("  ", signs));
    return lines;
  }

  private String bar(StageMemory memory, double most, int width) {
    int limit = (int) Math.round(memory.limitBytes() / most * (width - 1));
    StringBuilder bar = new StringBuilder();
    double bytes = 0;
    int column = 0;
    for (MemoryCategory category : MemoryCategory.values()) {
      bytes += memory.bytes().getOrDefault(category, 0.0);
      int end = (int) Math.round(bytes / most * (width - 1));
      StringBuilder run = new StringBuilder();
      for (; column < end; column++) {
        run.append(column == limit ? terminal.glyph("\u2502", "|") : sign(category));
      }
      bar.append(run.isEmpty() ? "" : terminal.styled(style(category), run.toString()));
    }
    StringBuilder rest = new StringBuilder();
    for (; column < width; column++) {
      rest.append(column == limit ? terminal.glyph("\u2502", "|") : " ");
    }
    return bar.append(rest).toString();
  }

  private String sign(MemoryCategory category) {
    return switch (category) {
      case PARAMETERS -> terminal.glyph("\u2588", "p");
      case GRADIENTS -> terminal.glyph("\u2593", "g");
      case OPTIMIZER_STATE -> terminal.glyph("\u2592", "o");
      case ACTIVATIONS -> terminal.glyph("\u25aa", "a");
      case WORKSPACE -> terminal.glyph("\u2591", "w");
      case RESERVE -> terminal.glyph("\u00b7", ".");
    };
  }

  private static Style style(MemoryCategory category) {
    return switch (category) {
      case PARAMETERS -> Style.FORWARD;
      case GRADIENTS -> Style.SYNC;
      case OPTIMIZER_STATE -> Style.BACKWARD;
      case ACTIVATIONS -> Style.WEIGHTS;
      case WORKSPACE, RESERVE -> Style.FAINT;
    };
  }

  private static String name(MemoryCategory category) {
    return switch (category) {
      case PARAMETERS -> "weights";
      case GRADIENTS -> "gradients";
      case OPTIMIZER_STATE -> "optimizer";
      case ACTIVATIONS -> "activations";
      case WORKSPACE -> "work";
      case RESERVE -> "reserve";
    };
  }
}
