package org.ampplanner.formats.imports.shell;

import java.util.List;
import java.util.Map;

/**
 * What a script says without being run.
 *
 * @param commands its commands, in order, with all that it fills in itself; the values of variables
 *     that hold arguments and that no command uses stand at the end
 * @param variables what its variables hold at the end
 * @param open by name why a variable has no value
 * @param documents the files that here-documents write, by name
 * @param sourced files that it reads, which are not here
 */
public record ShellScript(
    List<Command> commands,
    Map<String, String> variables,
    Map<String, String> open,
    Map<String, String> documents,
    List<Argument> sourced) {

  /**
   * A command.
   *
   * @param words the program and its arguments
   * @param branched what else may stand there, in branches that nothing in the script chooses
   */
  public record Command(List<Argument> words, List<Argument> branched) {
    /** Copies the lists. */
    public Command {
      words = List.copyOf(words);
      branched = List.copyOf(branched);
    }
  }

  /** Copies the collections. */
  public ShellScript {
    commands = List.copyOf(commands);
    variables = Map.copyOf(variables);
    open = Map.copyOf(open);
    documents = Map.copyOf(documents);
    sourced = List.copyOf(sourced);
  }

  /** Reads a script; {@code line} is that of its first line. */
  public static ShellScript read(String text, int line) {
    return new Interpreter().read(text, line);
  }
}
