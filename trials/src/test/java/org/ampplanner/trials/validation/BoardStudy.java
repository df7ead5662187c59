package org.ampplanner.trials.validation;

/** Not a test: prints the scoreboard. */
public final class BoardStudy {
  private BoardStudy() {}

  public static void main(String[] args) throws java.io.IOException {
    Scoreboard b = Scoreboard.run(Facts.builtIn());
    System.out.print(ScoreboardWriter.csv(b));
    java.nio.file.Files.writeString(
        java.nio.file.Path.of("/tmp/board.csv"), ScoreboardWriter.rows(b));
  }
}
