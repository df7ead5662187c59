package org.ampplanner.trials.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Not a test: writes the page on accuracy and every prediction to the paths given. */
public final class BoardStudy {
  private BoardStudy() {}

  /** Writes the page to the first path and the rows to the second. */
  public static void main(String[] args) throws IOException {
    Scoreboard board = Scoreboard.run(Facts.builtIn());
    Files.writeString(Path.of(args[0]), AccuracyPage.markdown(board));
    Files.writeString(Path.of(args[1]), ScoreboardWriter.rows(board));
  }
}
