package org.ampplanner.workbench.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;

/**
 * Changes flags of a shell script, and nothing else: a value where it stands, or the assignment of
 * the variable that holds it; flags that are on or off are added behind the micro-batch size or
 * taken out.
 */
public final class ScriptEdit {
  private static final String ANCHOR = "--micro-batch-size";

  private String text;
  private final List<Problem> left = new ArrayList<>();
  private final String shown;

  private ScriptEdit(String text, String shown) {
    this.text = text;
    this.shown = shown;
  }

  /**
   * Returns a script with changes in place.
   *
   * @param text the script
   * @param shown what messages call it
   * @param changes what to change
   * @throws ProblemsException if one has no place in it, with what to do by hand
   */
  public static String apply(String text, String shown, List<Proposal.Change> changes) {
    ScriptEdit edit = new ScriptEdit(text, shown);
    changes.forEach(edit::change);
    if (!edit.left.isEmpty()) {
      throw new ProblemsException(edit.left);
    }
    return edit.text;
  }

  private void change(Proposal.Change change) {
    boolean done =
        switch (change.column()) {
          case "sequence_parallel" -> flag("--sequence-parallel", change.to().equals("true"));
          case "zero_stage" -> zero(change);
          case "recompute" -> recompute(change.to());
          default -> value(change.column(), change.to());
        };
    if (!done) {
      left.add(
          new Problem(
              shown,
              0,
              "has no place for " + change.flag() + " " + change.to(),
              "the change by hand"));
    }
  }

  private boolean zero(Proposal.Change change) {
    boolean distributed = "--use-distributed-optimizer".equals(change.flag());
    boolean on = !change.to().equals("0");
    return distributed
        && change.to().matches("[01]")
        && (on || !text.contains("--overlapped-distributed-optimizer"))
        && flag(change.flag(), on);
  }

  private boolean recompute(String to) {
    for (String flag : List.of("--recompute-activations", "--checkpoint-activations")) {
      remove(flag);
    }
    removeWithValue("--recompute-granularity");
    removeWithValue("--recompute-method");
    removeWithValue("--recompute-num-layers");
    return switch (to) {
      case "none" -> true;
      case "selective" -> add("--recompute-granularity selective");
      default ->
          add("--recompute-granularity full --recompute-method uniform --recompute-num-layers 1");
    };
  }

  private boolean flag(String flag, boolean on) {
    if (!on) {
      return remove(flag);
    }
    return occurrence(flag).isPresent() || add(flag);
  }

  private boolean value(String column, String to) {
    for (String flag : EngineWords.spellings(column)) {
      Optional<Matcher> found =
          find("(?<![\\w-])" + Pattern.quote(flag) + "(?:\\s+|=)(\"?\\$?\\{?\\w+\\}?\"?)");
      if (found.isPresent()) {
        Matcher m = found.get();
        String old = m.group(1);
        if (!old.contains("$")) {
          text = text.substring(0, m.start(1)) + to + text.substring(m.end(1));
          return true;
        }
        return assign(old.replaceAll("[^\\w]", ""), to);
      }
    }
    return add(EngineWords.spellings(column).get(0) + " " + to);
  }

  /** Changes the one assignment of a number to a variable. */
  private boolean assign(String variable, String to) {
    String assignment =
        "(?m)^([ \\t]*(?:export[ \\t]+|declare[ \\t]+|local[ \\t]+)?" + variable + "=)(\"?\\d+\"?)";
    Optional<Matcher> only = find(assignment);
    if (only.isEmpty() || only.get().find()) {
      return false; // none, or several: which one counts only running it would tell
    }
    Matcher m = find(assignment).orElseThrow();
    text = text.substring(0, m.start(2)) + to + text.substring(m.end(2));
    return true;
  }

  private boolean add(String what) {
    Optional<Matcher> anchor = find("(?<![\\w-])" + ANCHOR + "(?:\\s+|=)(\"?\\$?\\{?\\w+\\}?\"?)");
    anchor.ifPresent(m -> text = text.substring(0, m.end()) + " " + what + text.substring(m.end()));
    return anchor.isPresent();
  }

  private boolean remove(String flag) {
    return cut("[ \\t]*(?<![\\w-])" + Pattern.quote(flag) + "(?![\\w-])");
  }

  private void removeWithValue(String flag) {
    cut("[ \\t]*(?<![\\w-])" + Pattern.quote(flag) + "(?:[ \\t]+|=)\\S+(?<!\\\\)");
  }

  private boolean cut(String pattern) {
    boolean any = false;
    for (Optional<Matcher> m = find(pattern); m.isPresent(); m = find(pattern)) {
      text = text.substring(0, m.get().start()) + text.substring(m.get().end());
      any = true;
    }
    return any;
  }

  private Optional<Matcher> occurrence(String flag) {
    return find("(?<![\\w-])" + Pattern.quote(flag) + "(?![\\w-])");
  }

  /** Returns the first match that does not stand in a comment. */
  private Optional<Matcher> find(String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    while (m.find()) {
      int line = text.lastIndexOf('\n', m.start() - (text.charAt(m.start()) == '\n' ? 1 : 0)) + 1;
      String before = text.substring(Math.min(line, m.start()), m.start());
      if (!before.strip().startsWith("#")) {
        return Optional.of(m);
      }
    }
    return Optional.empty();
  }
}
