package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.model.Model;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.strategy.Strategy;

/**
 * The model in the pieces that engines build: transformer blocks between what stands before them
 * and what stands after them. With more than one chunk per stage the blocks of a stage are spread
 * evenly over its chunks, since a plan says how much a stage holds and not which of it. What does
 * not divide goes to the chunks that have nothing else: not to the first of all, nor to the last.
 *
 * @param stages pipeline stages
 * @param chunks in the order of the model: stage by stage, then the second chunk of each stage, ...
 */
record ModelChunks(int stages, List<Chunk> chunks) {

  /**
   * A model chunk.
   *
   * @param stage the stage that computes it
   * @param from its first block, counted over the model
   * @param to the block after its last one
   * @param first whether it starts with what stands before the blocks
   * @param last whether it ends with what stands after them
   */
  record Chunk(int stage, int from, int to, boolean first, boolean last) {
    int blocks() {
      return to - from;
    }

    boolean empty() {
      return blocks() == 0 && !first && !last;
    }
  }

  ModelChunks {
    chunks = List.copyOf(chunks);
  }

  static ModelChunks of(Model model, Strategy strategy, Partition partition) {
    BlockSplit blocks = BlockSplit.of(model.layers());
    int stages = partition.stages();
    int perStage = strategy.degrees().virtualPipeline();
    int[] held = new int[stages];
    for (int s = 0; s < stages; s++) {
      held[s] = position(partition.to(s), blocks) - position(partition.from(s), blocks);
    }
    List<Chunk> chunks = new ArrayList<>();
    int at = 0;
    for (int c = 0; c < perStage; c++) {
      for (int s = 0; s < stages; s++) {
        int more = s == 0 ? perStage - 1 - c : c;
        int n = held[s] / perStage + (more < held[s] % perStage ? 1 : 0);
        boolean last = c == perStage - 1 && s == stages - 1;
        chunks.add(new Chunk(s, at, at + n, c == 0 && s == 0, last));
        at += n;
      }
    }
    return new ModelChunks(stages, chunks);
  }

  /** Returns how many blocks stand before a layer. */
  private static int position(int layer, BlockSplit blocks) {
    return Math.max(0, Math.min(layer - blocks.first(), blocks.count()));
  }

  int blocks() {
    return chunks.get(chunks.size() - 1).to();
  }

  int perStage() {
    return chunks.size() / stages;
  }

  /** Returns whether every chunk has as many blocks as any other. */
  boolean even() {
    return chunks.stream().mapToInt(Chunk::blocks).distinct().count() == 1;
  }

  /** Returns where the blocks of every stage start, and their number; for one chunk per stage. */
  List<Integer> cuts() {
    List<Integer> cuts = new ArrayList<>();
    chunks.forEach(chunk -> cuts.add(chunk.from()));
    cuts.add(blocks());
    return cuts;
  }
}
