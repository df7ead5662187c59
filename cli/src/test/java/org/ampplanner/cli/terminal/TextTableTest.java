package org.ampplanner.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.ampplanner.cost.CostBreakdown;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final Terminal PLAIN = new Terminal(false, false, false, 80);
  private static final Terminal RICH = new Terminal(true, true, true, 80);
  private static final CostBreakdown BREAKDOWN = new CostBreakdown(0.5, 0.25, 0, 0.05, 0.2, 0, 0);

  @Test
  void setsNumbersRightAndWordsLeftWithoutTrailingBlanks() {
    List<String> lines =
        new TextTable(
                PLAIN,
                List.of(
                    TextTable.Column.number("n"),
                    TextTable.Column.word("word"),
                    TextTable.Column.number("value")))
            .row("1", "a", "10")
            .row("22", "longer", "5")
            .lines();
    assertThat(lines)
        .containsExactly(" n  word    value", " 1  a          10", "22  longer      5");
  }

  @Test
  void emphasisTakesColourOnlyWhereThereIsColour() {
    TextTable table = new TextTable(RICH, List.of(TextTable.Column.word("x"))).row("y");
    assertThat(table.emphasize(0).lines().get(1)).isEqualTo("\u001b[1my\u001b[0m");
  }

  @Test
  void barsAddUpToTheirShareOfTheLongest() {
    TimeBar bar = new TimeBar(PLAIN, 2.0, 40);
    assertThat(bar.draw(BREAKDOWN)).isEqualTo("##########.....pdddd");
    assertThat(bar.legend(List.of(BREAKDOWN)))
        .isEqualTo("# compute   . bubble   p pp comm   d dp comm");
    assertThat(TimeBar.shares(BREAKDOWN))
        .isEqualTo("compute 50.0 %, bubble 25.0 %, dp comm 20.0 %, pp comm 5.0 %");
  }

  @Test
  void detectsWhatTheTerminalCanShow() {
    assertThat(Terminal.detect(Map.of(), "out,err", false).color()).isTrue();
    assertThat(Terminal.detect(Map.of(), "err", false).color()).isFalse();
    assertThat(Terminal.detect(Map.of("NO_COLOR", "1"), "out", false).color()).isFalse();
    assertThat(Terminal.detect(Map.of("TERM", "dumb"), "out", false).color()).isFalse();
    assertThat(Terminal.detect(Map.of(), "out", true).color()).isFalse();
    assertThat(Terminal.detect(Map.of(), "out,ascii", false).unicode()).isFalse();
    assertThat(Terminal.detect(Map.of("COLUMNS", "132"), "", false).width()).isEqualTo(132);
    assertThat(Terminal.detect(Map.of("COLUMNS", "20"), "", false).width()).isEqualTo(80);
    assertThat(Terminal.detect(Map.of("COLUMNS", "wide"), "", false).width()).isEqualTo(80);
  }

  @Test
  void longLinesBreakBetweenWordsAndKeepTheirIndent() {
    assertThat(Format.wrapWords("  3 by memory: stage 0 needs more than there is", 20))
        .containsExactly("  3 by memory: stage", "    0 needs more", "    than there is");
    assertThat(Format.wrapWords("", 20)).containsExactly("");
    assertThat(Format.wrapWords("one-word-that-is-longer-than-the-width", 10))
        .containsExactly("one-word-that-is-longer-than-the-width");
  }
}
