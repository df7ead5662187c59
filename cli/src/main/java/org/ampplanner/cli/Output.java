package org.ampplanner.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.WrittenFile;

/** Where a command's result and its remarks go. */
final class Output {
  private final Host host;
  private final OutputOptions options;

  Output(Host host, OutputOptions options) {
    this.host = host;
    this.options = options;
  }

  /** Returns what the result may show: no colours in files. */
  Terminal terminal() {
    return host.terminal(options.noColor || options.file != null);
  }

  /**
   * Writes a result in the form that was asked for.
   *
   * @param lines it as people read it
   * @param tree it as JSON or YAML
   * @param rows it as CSV, the header first
   */
  void write(
      Supplier<List<String>> lines, Supplier<Object> tree, Supplier<List<List<String>>> rows) {
    write(
        switch (options.form()) {
          case table -> Format.onlyOurEscapes(text(lines.get()));
          case json -> Documents.json(tree.get());
          case yaml -> Documents.yaml(tree.get());
          case csv -> Documents.csv(rows.get());
        });
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** Writes the result to standard output, or as a whole to the file that was asked for. */
  void write(String result) {
    if (options.file == null) {
      show(result);
      return;
    }
    save(options.file, "--out", result);
    remark("written to " + options.file);
  }

  /** Writes a result to standard output, whatever else goes to a file. */
  void show(String result) {
    host.out().print(result);
    host.out().flush();
  }

  /** Writes a text as a whole to the file that an option names. */
  void save(Path shown, String option, String text) {
    try {
      WrittenFile.write(host.workingDirectory().resolve(shown), text);
    } catch (IOException e) {
      throw ProblemsException.of(
          option, "(" + shown + ") cannot be written: " + WrittenFile.reason(e), null);
    }
  }

  /** Says something that scripts do not need, unless asked to be quiet. */
  void remark(String text) {
    if (!options.quiet()) {
      host.err().println(Format.onlyOurEscapes("amp: " + text));
    }
  }

  /** Says a warning, unless asked to be quiet. */
  void warning(Problem problem) {
    if (!options.quiet()) {
      host.err().println(Format.onlyOurEscapes("warning: " + problem.render()));
    }
  }

  /** Says why there is no result. */
  void error(String text) {
    String said = Format.onlyOurEscapes("amp: " + text);
    if (!host.tty().contains("err")) {
      host.err().println(said);
      return;
    }
    int width = terminal().width();
    said.lines().flatMap(line -> Format.wrapWords(line, width)).forEach(host.err()::println);
  }
}
