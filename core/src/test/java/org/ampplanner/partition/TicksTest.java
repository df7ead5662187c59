package org.ampplanner.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.LayerTables.Tie;
import org.junit.jupiter.api.Test;

class TicksTest {
  private static final long SEED = 99;

  @Test
  void aStageWithTiedLayersSavesWhatTheCheaperOneCosts() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 1000; i++) {
      Ticks ticks = Ticks.forWorst(random.nextDouble(1e-3, 1e3));
      long[] parameters = random.longs(6, 1, 1_000_000).toArray();
      double[] perParameter = random.doubles(3, 0, 1e-9).toArray();
      TiedPair pair = new TiedPair(random.nextInt(3), 3 + random.nextInt(3));
      Tie tie = Ticks.tie(pair, ticks.prefixes(parameters, perParameter), 7.9);
      for (int s = 0; s < perParameter.length; s++) {
        long shared = Math.min(parameters[pair.first()], parameters[pair.second()]);
        assertThat(tie.discount()[s])
            .as("seed " + SEED + " case " + i)
            .isEqualTo(Math.round(shared * (perParameter[s] * ticks.perSecond())));
      }
      assertThat(tie.staticBytes()).isEqualTo(7);
    }
  }

  @Test
  void rowsThatAreOneStayOne() {
    Ticks ticks = new Ticks(4);
    double[] row = {1, 0.5};
    double[] equal = {1, 0.5};
    long[][] sums = ticks.prefixes(new double[][] {row, equal, row});
    assertThat(sums[0]).containsExactly(0, 4, 6).isSameAs(sums[2]).isNotSameAs(sums[1]);
    assertThat(ticks.before(row)).containsExactly(0, 4, 2);
  }

  @Test
  void aCutOffIsNotBelowWhatItStandsFor() {
    Ticks ticks = Ticks.forWorst(3);
    assertThat(ticks.cutoff(2)).isGreaterThanOrEqualTo(ticks.of(2));
    assertThat(ticks.seconds(ticks.of(2))).isEqualTo(2);
    assertThat(ticks.cutoff(Double.POSITIVE_INFINITY)).isEqualTo(LayerTables.LARGEST_OBJECTIVE);
  }
}
