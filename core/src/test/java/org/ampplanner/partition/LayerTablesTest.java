package org.ampplanner.partition;

import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ampplanner.partition.LayerAssignment.Assigned;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LayerTablesTest {
  private static final long[][] NO_CUTS = new long[0][];

  @Test
  void timesThatCouldOverflowAreRefused() {
    long aFewMinutesInPicoseconds = 1_000_000_000_000_000L;
    refused(() -> oneStage(1_000_000, prefix(aFewMinutesInPicoseconds), prefix(0)))
        .hasMessageContaining("time of all layers (1000000000000000, times 999999)")
        .hasMessageContaining("coarser tick");
    refused(() -> oneStage(2, prefix(1), prefix(Long.MAX_VALUE)))
        .hasMessageContaining("synchronisation of all layers (9223372036854775807)");
    refused(() -> twoStages(new long[] {0, Long.MAX_VALUE}))
        .hasMessageContaining("cost of a cut (9223372036854775807)");
  }

  @Test
  void theLargestTimesAreExact() {
    long q = 1_000_000_000_000_000L;
    LayerTables tables = oneStage(1000, prefix(q), prefix(7));
    assertThat(((Assigned) LayerAssignmentSolver.solve(tables)).objective())
        .isEqualTo(1000 * q + 7);
  }

  @Test
  void memoryThatCouldOverflowIsRefused() {
    long[] activations = prefix(Long.MAX_VALUE / 2);
    Memory memory = new Memory(prefix(0), activations, new int[] {3}, new long[] {1});
    refused(() -> oneStage(1, memory))
        .hasMessageContaining("activationBytes (4611686018427387903) times 3 in flight");
  }

  @Test
  void sumsThatFallAreRefused() {
    refused(() -> oneStage(1, new long[] {0, -5}, prefix(0)))
        .hasMessage("time[0][1] (-5) must not be below the entry before it");
    refused(() -> oneStage(1, new long[] {3, 5}, prefix(0)))
        .hasMessage("time[0][0] (3) must be 0: prefix sums");
    refused(() -> twoStages(new long[] {0, -1})).hasMessage("cut[0][1] (-1) must not be negative");
  }

  @Test
  void tablesOfDifferentShapesAreRefused() {
    refused(() -> oneStage(0, prefix(1), prefix(1)))
        .hasMessage("microBatches (0) must be at least 1");
    refused(() -> oneStage(1, prefix(1), prefix(1, 2))).hasMessageContaining("sync[0].length (3)");
    refused(() ->
            new LayerTables(1, new long[1][2], new long[1][2], new long[1][2], List.of(), null))
        .hasMessage("rows of cut (1) must be one less than stages");
  }

  @Test
  void tiesThatSaveMoreThanALayerCostsAreRefused() {
    long[][] time = {prefix(1, 1, 1)};
    long[][] sync = {prefix(4, 4, 4)};
    List<Tie> star = List.of(new Tie(0, 1, new long[] {4}), new Tie(0, 2, new long[] {4}));
    refused(() -> new LayerTables(1, time, NO_CUTS, sync, star, null))
        .hasMessage("synchronisation saved by the ties of layer 0 (8) exceed what it costs");
    List<Tie> chain = List.of(new Tie(0, 1, new long[] {4}), new Tie(1, 2, new long[] {4}));
    LayerTables tables = new LayerTables(1, time, NO_CUTS, sync, chain, null);
    assertThat(tables.stageSync(0, 0, 3)).isEqualTo(4);
    assertThat(tables.stageSync(0, 1, 3)).isEqualTo(4);
    refused(() ->
            new LayerTables(1, time, NO_CUTS, sync, List.of(new Tie(1, 1, new long[] {4})), null))
        .hasMessageContaining("second layer of a tie (1)");
  }

  @Test
  void microBatchesInFlightFallTowardsTheLastStage() {
    assertThat(Memory.inFlight1F1B(5, 3)).containsExactly(3, 3, 3, 2, 1);
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }

  private static LayerTables oneStage(int microBatches, long[] time, long[] sync) {
    return new LayerTables(
        microBatches, new long[][] {time}, NO_CUTS, new long[][] {sync}, List.of(), null);
  }

  private static LayerTables oneStage(int microBatches, Memory memory) {
    return new LayerTables(
        microBatches, new long[1][2], NO_CUTS, new long[1][2], List.of(), memory);
  }

  private static LayerTables twoStages(long[] cut) {
    return new LayerTables(1, new long[2][3], new long[][] {cut}, new long[2][3], List.of(), null);
  }
}
