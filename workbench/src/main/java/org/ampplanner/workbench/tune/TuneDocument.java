package org.ampplanner.workbench.tune;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ampplanner.formats.plan.JobDocument;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** What is to be said of a job, in the form {@code amp-tune/1}. */
public final class TuneDocument {
  /** The schema's name and major version. */
  public static final String SCHEMA = "amp-tune/1";

  private TuneDocument() {}

  /** Returns the tree. */
  public static Map<String, @Nullable Object> tree(Tuned tuned) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("schema", SCHEMA);
    tree.put("job", JobDocument.of(tuned.job().job()));
    tree.put("measured", tuned.measured().map(TuneDocument::measured).orElse(null));
    tree.put("current", current(tuned));
    tree.put("factor", tuned.factor());
    tree.put("unexplained", tuned.unexplained());
    tree.put("bound_s", tuned.boundSeconds());
    int[] rank = {0};
    tree.put("proposals", tuned.proposals().stream().map(p -> proposal(p, ++rank[0])).toList());
    tree.put(
        "remarks",
        tuned.remarks().stream()
            .map(r -> r.render().replace(System.lineSeparator(), " "))
            .toList());
    return tree;
  }

  private static Map<String, @Nullable Object> measured(Measured measured) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("iteration_s", measured.seconds());
    tree.put("steps", measured.steps());
    tree.put("spread", measured.spread());
    tree.put(
        "memory_gib", measured.memoryGib().isPresent() ? measured.memoryGib().getAsDouble() : null);
    return tree;
  }

  private static Map<String, @Nullable Object> current(Tuned tuned) {
    Map<String, @Nullable Object> tree =
        new LinkedHashMap<>(StrategyCells.strategy(tuned.current().strategy()));
    PlanDoubt doubt = tuned.doubt();
    var memory = tuned.current().cost().memory();
    tree.put("iteration_s", tuned.current().iterationSeconds());
    tree.put("low", doubt == null ? null : doubt.lowSeconds());
    tree.put("high", doubt == null ? null : doubt.highSeconds());
    tree.put("memory_gib", memory == null ? null : memory.bytes() / Units.GIB);
    tree.put("fits", memory == null ? null : memory.fits());
    return tree;
  }

  private static Map<String, @Nullable Object> proposal(Proposal p, int rank) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    var memory = p.plan().cost().memory();
    tree.put("rank", rank);
    tree.put("changes", p.changes().stream().map(TuneDocument::change).toList());
    tree.putAll(StrategyCells.strategy(p.plan().strategy()));
    tree.put("iteration_s", p.seconds());
    tree.put("low", p.low());
    tree.put("high", p.high());
    tree.put("memory_gib", memory == null ? null : memory.bytes() / Units.GIB);
    tree.put("fits_probability", fits(p.doubt()));
    tree.put("speedup", p.speedup());
    return tree;
  }

  private static @Nullable Object fits(@Nullable PlanDoubt doubt) {
    return doubt == null
        ? null
        : org.ampplanner.formats.plan.DoubtCells.of(doubt).get("fits_probability");
  }

  private static Map<String, Object> change(Proposal.Change change) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("flag", change.flag());
    tree.put("from", change.from());
    tree.put("to", change.to());
    tree.put("why", change.why());
    return tree;
  }
}
