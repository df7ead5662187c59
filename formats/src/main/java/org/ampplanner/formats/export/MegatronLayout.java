package org.ampplanner.formats.export;

import java.util.List;
import java.util.stream.Collectors;
import org.ampplanner.formats.export.ModelChunks.Chunk;

/**
 * How the model is cut, in Megatron's flags: the oldest flags that can say it. Even stages need
 * none; a first and last stage of their own are known since core_v0.9.0; anything else is a layout,
 * since core_v0.13.0.
 */
final class MegatronLayout {
  private MegatronLayout() {}

  static void add(Flags flags, ModelChunks chunks) {
    int blocks = chunks.chunks().get(0).blocks();
    if (chunks.stages() == 1) {
      return;
    }
    if (chunks.even()) {
      flags.when(chunks.perStage() > 1, "num-layers-per-virtual-pipeline-stage", blocks);
    } else if (ownEnds(chunks)) {
      List<Chunk> all = chunks.chunks();
      flags
          .add("decoder-first-pipeline-num-layers", blocks)
          .add("decoder-last-pipeline-num-layers", all.get(all.size() - 1).blocks());
    } else {
      flags.add("pipeline-model-parallel-layout", layout(chunks));
    }
  }

  /** Whether there is one chunk per stage, those between the first and the last being alike. */
  private static boolean ownEnds(ModelChunks chunks) {
    List<Chunk> all = chunks.chunks();
    return chunks.perStage() == 1
        && chunks.stages() > 2
        && all.stream().allMatch(c -> c.blocks() > 0)
        && all.subList(1, all.size() - 1).stream().mapToInt(Chunk::blocks).distinct().count() == 1;
  }

  /** Returns the layout: {@code E}, {@code t} and {@code L}, chunks separated by bars. */
  static String layout(ModelChunks chunks) {
    return chunks.chunks().stream().map(MegatronLayout::chunk).collect(Collectors.joining("|"));
  }

  private static String chunk(Chunk chunk) {
    String blocks =
        switch (chunk.blocks()) {
          case 0 -> "";
          case 1 -> "t";
          default -> "t*" + chunk.blocks();
        };
    return (chunk.first() ? "E" : "") + blocks + (chunk.last() ? "L" : "");
  }
}
