package org.ampplanner.formats.imports.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellScriptTest {

  /** Returns the words of all commands. */
  private static String words(String script) {
    return ShellScript.read(script, 1).commands().stream()
        .flatMap(c -> c.words().stream())
        .map(Argument::text)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X=5; run --a $X                                             | run --a 5",
        "run --a ${X:-8}                                             | run --a 8",
        "X=3; run --a ${X:-8}                                        | run --a 3",
        "A=2; B=$((A * (3 + 1))); run --b $B                         | run --b 8",
        "X=a; if [ $X = a ]; then Y=1; else Y=2; fi; run $Y          | run 1",
        "X=b; if [[ $X == a ]]; then Y=1; else Y=2; fi; run $Y       | run 2",
        "X=c; case $X in a) Y=1 ;; c*) Y=2 ;; *) Y=3 ;; esac; run $Y | run 2",
        "A=(--x 1 --y 2); A+=(--z 3); run ${A[@]}                    | run --x 1 --y 2 --z 3",
        "A=\"--x 1\"; A+=\" --y 2\"; run $A                          | run --x 1 --y 2",
        "f() { Y=$1; }; f 7; run $Y                                  | run 7",
        "for X in 4; do run $X; done                                 | run 4",
        "X=1; [ $X -gt 0 ] && Y=9; run $Y                            | run 9",
        "if [ -z \"$X\" ]; then X=2; fi; run $X                      | run 2",
        "X=5; sh -c 'run --a $X'                                     | run --a 5",
        "V=\"--num 3\"                                               | --num 3"
      })
  void whatTheScriptDecidesIsFilledIn(String script, String expected) {
    assertThat(words(script)).contains(expected.strip());
  }

  @Test
  void aBranchThatNothingDecidesStaysOpen() {
    ShellScript script =
        ShellScript.read("if [ $1 = a ]; then N=1; M=5; else N=2; M=5; fi\nrun --n $N --m $M", 1);
    assertThat(script.commands().get(0).words())
        .extracting(Argument::text)
        .containsExactly("run", "--n", "$N", "--m", "5");
    assertThat(script.open().get("N")).contains("decided in line 1").contains("1 or 2");
  }

  @Test
  void aPatternMayNameSeveral() {
    assertThat(words("X=b; case $X in a|b) Y=1 ;; *) Y=2 ;; esac; run $Y")).isEqualTo("run 1");
  }

  @Test
  void branchesThatEndTheScriptDoNotCount() {
    assertThat(words("if [ $1 = a ]; then N=1; else exit 1; fi; run $N")).isEqualTo("run 1");
  }

  @Test
  void hereDocumentsAreFilesOfTheScript() {
    ShellScript script =
        ShellScript.read("S=2\ncat <<EOT > ds.json\n{\"stage\": $S}\nEOT\nrun --config ds.json", 1);
    assertThat(script.documents().get("ds.json")).contains("{\"stage\": 2}");
    assertThat(script.commands()).hasSize(2);
  }

  @Test
  void everyWordKnowsItsLine() {
    ShellScript script = ShellScript.read("A=\" \\\n  --x 1 \\\n  --y 2\"\nrun $A", 1);
    List<Argument> words = script.commands().get(0).words();
    assertThat(words).extracting(Argument::line).containsExactly(4, 2, 2, 3, 3);
  }

  @Test
  void commentsAloneAreNothing() {
    assertThat(ShellScript.read("# --num-layers 12\n#", 1).commands()).isEmpty();
  }

  @Test
  void valuesThatGrowWithoutEndAreGivenUp() {
    String script = "X=aaaaaaaaaaaaaaaa\n" + "X=$X$X$X$X\n".repeat(50) + "run $X";
    assertThat(words(script)).hasSizeLessThan(1_000_000);
  }
}
