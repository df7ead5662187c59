package org.ampplanner.cli;

import java.util.Arrays;
import java.util.Iterator;
import org.ampplanner.workbench.trial.TrialStrategy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the next trial is chosen, as the command line names it. */
final class TrialStrategyOption {
  private TrialStrategyOption() {}

  /** The names for the help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(TrialStrategy.values()).map(TrialStrategy::id).iterator();
    }
  }

  /** Reads a name from the command line. */
  static final class Converter implements ITypeConverter<TrialStrategy> {
    @Override
    public TrialStrategy convert(String text) {
      return Arrays.stream(TrialStrategy.values())
          .filter(s -> s.id().equalsIgnoreCase(text.strip()))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException("(" + text + ") is no strategy. Maybe learn or top-k"));
    }
  }
}
