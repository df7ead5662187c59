package org.ampplanner.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.schedule.Pass;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.TimedPass;
import org.ampplanner.unit.Figures;

/**
 * One replica's step as a line of signs a stage: what the stage does most in each column's time.
 * Long steps are shown by their beginning and their end, at a scale where passes can be told apart.
 */
public final class StepPicture {
  private static final int MOST_STAGES = 16;
  private static final double COLUMNS_PER_PASS = 2;
  private static final double SHARE_OF_BEGINNING = 0.6;

  /** What a stage can be seen to do. */
  private enum Sign {
    FORWARD("forward", "\u2592", "f", Style.FORWARD),
    BACKWARD("backward", "\u2588", "B", Style.BACKWARD),
    WEIGHTS("weight gradients", "\u2593", "w", Style.WEIGHTS),
    SYNC("gradient sync", "\u2248", "=", Style.SYNC),
    OPTIMIZER("optimizer", "\u25aa", "o", Style.SYNC),
    IDLE("idle", "\u00b7", ".", Style.FAINT);

    private final String label;
    private final String unicode;
    private final String ascii;
    private final Style style;

    Sign(String label, String unicode, String ascii, Style style) {
      this.label = label;
      this.unicode = unicode;
      this.ascii = ascii;
      this.style = style;
    }
  }

  private record Piece(Sign sign, double start, double end) {}

  private final Terminal terminal;
  private final StepTimeline step;
  private final int replica;

  /** Makes a picture of one replica type. */
  public StepPicture(Terminal terminal, StepTimeline step, int replica) {
    this.terminal = terminal;
    this.step = step;
    this.replica = replica;
  }

  /** Returns the lines, a scale and a legend last. */
  public List<String> lines() {
    List<List<Piece>> pieces = pieces();
    int label = ("stage " + (step.devices() - 1)).length();
    int width = terminal.width() - label - 3;
    double all = step.seconds();
    double shortest =
        pieces.stream()
            .flatMap(List::stream)
            .filter(p -> p.sign == Sign.FORWARD && p.end > p.start)
            .mapToDouble(p -> p.end - p.start)
            .average()
            .orElse(all);
    double scale = shortest / COLUMNS_PER_PASS;
    boolean whole = all / scale <= 1.5 * width;
    int first = whole ? width : (int) (SHARE_OF_BEGINNING * (width - 1));
    int last = width - 1 - first;
    List<String> lines = new ArrayList<>();
    for (int s = 0; s < step.devices(); s++) {
      if (hidden(s)) {
        if (!hidden(s - 1)) {
          lines.add(
              terminal.styled(
                  Style.FAINT,
                  String.format(Locale.ROOT, "... %d more", step.devices() - MOST_STAGES)));
        }
        continue;
      }
      String row =
          whole
              ? row(pieces.get(s), 0, all, width)
              : row(pieces.get(s), 0, first * scale, first)
                  + terminal.styled(Style.FAINT, terminal.glyph("\u250a", "|"))
                  + row(pieces.get(s), all - last * scale, all, last);
      lines.add(String.format(Locale.ROOT, "%-" + label + "s ", "stage " + s) + row);
    }
    lines.add(" ".repeat(label + 1) + scale(whole, first, last, scale, width));
    lines.addAll(legend(pieces));
    return lines;
  }

  private boolean hidden(int stage) {
    int shown = MOST_STAGES / 2;
    return step.devices() > MOST_STAGES && stage >= shown && stage < step.devices() - shown;
  }

  private List<List<Piece>> pieces() {
    List<List<Piece>> all = new ArrayList<>();
    for (List<TimedPass> passes : step.replicas().get(replica).trace().byDevice()) {
      int stage = passes.get(0).device();
      List<Piece> own = new ArrayList<>();
      for (TimedPass pass : passes) {
        own.add(new Piece(sign(pass.pass()), pass.start(), pass.end()));
      }
      add(own, Sign.SYNC, step.gradientSync().get(stage));
      if (stage == 0 || stage == step.devices() - 1) {
        add(own, Sign.SYNC, step.tiedSync());
      }
      add(own, Sign.OPTIMIZER, step.optimizer().get(stage));
      all.add(own);
    }
    return all;
  }

  private static Sign sign(Pass pass) {
    return switch (pass.kind()) {
      case FORWARD -> Sign.FORWARD;
      case BACKWARD -> Sign.BACKWARD;
      case WEIGHTS -> Sign.WEIGHTS;
    };
  }

  private static void add(List<Piece> pieces, Sign sign, StepTimeline.Interval interval) {
    pieces.add(new Piece(sign, interval.start(), interval.end()));
  }

  private String row(List<Piece> pieces, double from, double to, int columns) {
    double[][] share = new double[columns][Sign.values().length];
    double column = (to - from) / columns;
    for (Piece piece : pieces) {
      int begin = (int) Math.max(0, Math.floor((piece.start - from) / column));
      int end = (int) Math.min(columns - 1, Math.floor((piece.end - from) / column));
      for (int c = begin; c <= end; c++) {
        double left = Math.max(piece.start, from + c * column);
        double right = Math.min(piece.end, from + (c + 1) * column);
        share[c][index(piece.sign)] += Math.max(0, right - left);
      }
    }
    StringBuilder row = new StringBuilder();
    StringBuilder run = new StringBuilder();
    Sign before = Sign.IDLE;
    for (int c = 0; c < columns; c++) {
      Sign sign = most(share[c], column);
      if (sign != before) {
        row.append(run.isEmpty() ? "" : terminal.styled(before.style, run.toString()));
        run.setLength(0);
        before = sign;
      }
      run.append(terminal.glyph(sign.unicode, sign.ascii));
    }
    return row + terminal.styled(before.style, run.toString());
  }

  private static int index(Sign sign) {
    return Arrays.asList(Sign.values()).indexOf(sign);
  }

  private static Sign most(double[] share, double column) {
    double busy = Arrays.stream(share).sum();
    Sign most = Sign.IDLE;
    double best = column - busy;
    for (Sign sign : Sign.values()) {
      if (share[index(sign)] > best) {
        best = share[index(sign)];
        most = sign;
      }
    }
    return most;
  }

  private String scale(boolean whole, int first, int last, double scale, int width) {
    String end = Figures.seconds(step.seconds());
    if (whole) {
      return "0" + " ".repeat(Math.max(1, width - 1 - end.length())) + end;
    }
    String until = Figures.seconds(first * scale);
    String from = Figures.seconds(step.seconds() - last * scale);
    return "0"
        + " ".repeat(Math.max(1, first - 1 - until.length()))
        + until
        + " "
        + from
        + " ".repeat(Math.max(1, last - from.length() - end.length()))
        + end;
  }

  private List<String> legend(List<List<Piece>> pieces) {
    List<String> signs = new ArrayList<>();
    for (Sign sign : Sign.values()) {
      boolean used =
          sign == Sign.IDLE
              || pieces.stream()
                  .flatMap(List::stream)
                  .anyMatch(p -> p.sign == sign && p.end > p.start);
      if (used) {
        String glyph = terminal.glyph(sign.unicode, sign.ascii);
        signs.add(terminal.styled(sign.style, glyph) + " " + sign.label);
      }
    }
    return List.of(String.join("   ", signs));
  }
}
