package org.ampplanner.formats.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML 1.2 as a tree. Anchors, aliases and tags are refused: our files don't need them, and an
 * alias repeated often enough is a bomb.
 *
 * <p>It reads the events of the engine underneath Jackson's YAML backend rather than Jackson's
 * tokens, because those don't tell {@code '1'} from {@code 1} where it matters for a message.
 */
final class YamlTree {
  /** The longest line; the engine's time grows with the square of a value's length. */
  private static final int MAX_LINE = 100_000;

  private final Positions positions;
  private final Problems problems;
  private final TreeBuilder tree;
  private int documents;

  private YamlTree(Positions positions, Problems problems) {
    this.positions = positions;
    this.problems = problems;
    this.tree = new TreeBuilder(problems);
  }

  static Optional<Node> parse(String text, Positions positions, Problems problems) {
    return new YamlTree(positions, problems).parse(text);
  }

  private Optional<Node> parse(String text) {
    int tooLong = longLine(text);
    if (tooLong > 0) {
      problems.error(
          positions.at(tooLong, 1),
          "has more than " + MAX_LINE + " characters in a line",
          "several lines, or a JSON file");
      return Optional.empty();
    }
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(2 * SourceText.MAX_BYTES).build();
    int before = problems.count();
    try {
      Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
      while (parser.hasNext()) {
        Event event = parser.next();
        accept(event);
      }
    } catch (TreeBuilder.Stop e) {
      return Optional.empty();
    } catch (MarkedYamlEngineException e) {
      problems.error(at(e), "is not valid YAML: " + sentence(e), hint(e));
      return Optional.empty();
    } catch (YamlEngineException e) {
      problems.error(
          start(), "is not valid YAML: " + Wording.sentence(String.valueOf(e.getMessage())), null);
      return Optional.empty();
    }
    if (tree.root().isEmpty() && problems.count() == before) {
      problems.error(start(), "is empty", null);
    }
    return tree.root();
  }

  /** Returns the number of the first line that is too long, or 0. */
  private static int longLine(String text) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      } else if (i - start >= MAX_LINE) {
        return line;
      }
    }
    return 0;
  }

  private static String sentence(MarkedYamlEngineException e) {
    if (String.valueOf(e.getProblem()).contains("TAB")) {
      return "a tab stands where blanks are due";
    }
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return Wording.sentence((context + e.getProblem()));
  }

  private static @Nullable String hint(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("TAB")) {
      return "blanks instead of the tab";
    }
    if (inQuotes(e)) {
      return "a closing quote is missing";
    }
    if (String.valueOf(e.getContext()).startsWith("while parsing a flow")) {
      return "a closing bracket is missing"
          + e.getContextMark().map(m -> "; one opens in line " + (m.getLine() + 1)).orElse("");
    }
    return problem.startsWith("mapping values are not allowed")
        ? "quotes around a value that holds a colon, or another indentation"
        : null;
  }

  private static boolean inQuotes(MarkedYamlEngineException e) {
    return String.valueOf(e.getContext()).contains("quoted scalar");
  }

  private Location at(MarkedYamlEngineException e) {
    Optional<Mark> mark = inQuotes(e) ? e.getContextMark() : e.getProblemMark();
    return mark.map(this::at).orElse(start());
  }

  private Location start() {
    return positions.at(1, 1);
  }

  private Location at(Mark mark) {
    return positions.at(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Location at(Event event) {
    return event.getStartMark().map(this::at).orElse(start());
  }

  private void accept(Event event) {
    switch (event.getEventId()) {
      case DocumentStart -> {
        if (++documents > 1) {
          throw tree.stop(at(event), "starts a second document; a file holds one");
        }
      }
      case Alias -> throw tree.stop(at(event), "uses " + alias((AliasEvent) event));
      case Scalar -> scalar((ScalarEvent) event);
      case MappingStart, SequenceStart -> {
        plain((NodeEvent) event, ((CollectionStartEvent) event).getTag().isPresent());
        if (tree.expectsKey()) {
          throw tree.stop(at(event), "has a list or a mapping where a key is due");
        }
        tree.start(at(event), event.getEventId() == Event.ID.MappingStart);
      }
      case MappingEnd, SequenceEnd -> tree.end();
      case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
    }
  }

  private static String alias(AliasEvent event) {
    return "the alias *" + Wording.shown(event.getAlias().getValue()) + ", which is not supported";
  }

  private void plain(NodeEvent event, boolean tagged) {
    if (event.getAnchor().isPresent()) {
      problems.error(
          at(event),
          "sets the anchor &"
              + Wording.shown(event.getAnchor().get().getValue())
              + ", which is not supported",
          "write the value out where it is needed");
    }
    if (tagged) {
      problems.error(at(event), "has a tag (!...), which is not supported", "the value alone");
    }
  }

  private void scalar(ScalarEvent event) {
    plain(event, event.getTag().isPresent());
    if (tree.expectsKey()) {
      tree.key(event.getValue(), at(event));
    } else {
      tree.scalar(event.getValue(), event.getScalarStyle() != ScalarStyle.PLAIN, at(event));
    }
  }
}
