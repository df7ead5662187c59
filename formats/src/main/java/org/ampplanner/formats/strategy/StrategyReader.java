package org.ampplanner.formats.strategy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.formats.imports.model.Recipe;
import org.ampplanner.formats.imports.model.RecipeReader;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.source.CsvText;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.job.Job;

/**
 * Reads strategies files. What is wrong with one row is that row's affair and does not keep the
 * others from being read; what is wrong with the file as a whole is thrown.
 */
public final class StrategyReader {
  /** Names that others use for columns of ours. */
  static final Map<String, StrategyColumn> SYNONYMS =
      Map.ofEntries(
          Map.entry("tp", StrategyColumn.TENSOR_PARALLEL),
          Map.entry("mp", StrategyColumn.TENSOR_PARALLEL),
          Map.entry("pp", StrategyColumn.PIPELINE_PARALLEL),
          Map.entry("dp", StrategyColumn.DATA_PARALLEL),
          Map.entry("cp", StrategyColumn.CONTEXT_PARALLEL),
          Map.entry("ep", StrategyColumn.EXPERT_PARALLEL),
          Map.entry("vp", StrategyColumn.VIRTUAL_PIPELINE),
          Map.entry("vpp", StrategyColumn.VIRTUAL_PIPELINE),
          Map.entry("mbs", StrategyColumn.MICRO_BATCH_SIZE),
          Map.entry("sp", StrategyColumn.SEQUENCE_PARALLEL),
          Map.entry("cuts", StrategyColumn.LAYER_CUTS),
          Map.entry("partition", StrategyColumn.LAYER_CUTS),
          Map.entry("zero", StrategyColumn.ZERO_STAGE));

  private final Job job;

  /** Makes a reader of strategies for a job. */
  public StrategyReader(Job job) {
    this.job = job;
  }

  /**
   * Reads a file.
   *
   * @throws org.ampplanner.formats.source.ProblemsException if it has no header or no rectangular
   *     form
   */
  public StrategyFile read(SourceFile file) {
    Problems problems = new Problems();
    List<CsvText.Row> records = CsvText.read(file, problems);
    if (records.isEmpty() && !problems.any()) {
      problems.error(file.at(), "is empty", null);
    }
    problems.throwIfAny();
    List<String> columns = records.get(0).cells().stream().map(String::strip).toList();
    Location header = Location.in(file.shown(), records.get(0).line(), 0);
    checkHeader(columns, header, problems);
    int[] kept = kept(columns, header, problems);
    RowReader reader = new RowReader(job, columns);
    List<StrategyRow> rows = new ArrayList<>();
    for (CsvText.Row record : records.subList(1, records.size())) {
      if (record.cells().size() == columns.size()) {
        rows.add(
            new StrategyRow(
                record.line(), select(record.cells(), kept), reader.read(record.cells())));
      } else {
        problems.error(
            Location.in(file.shown(), record.line(), 0),
            String.format(
                Locale.ROOT,
                "has %d cells, the header has %d",
                record.cells().size(),
                columns.size()),
            record.cells().size() > columns.size() ? "quotes around a cell with a comma" : null);
      }
    }
    if (records.size() == 1) {
      problems.warning(file.at(), "has a header and no rows", null);
    }
    problems.throwIfAny();
    return new StrategyFile(select(columns, kept), rows, problems.warnings());
  }

  /**
   * Reads the strategy of a recipe as one row. What it leaves open is the job's: data parallelism
   * takes the devices that the other degrees leave.
   *
   * @throws org.ampplanner.formats.source.ProblemsException if it cannot be read
   */
  public StrategyFile readRecipe(SourceFile file) {
    Problems problems = new Problems();
    Optional<Recipe> read = RecipeReader.read(file, problems);
    problems.throwIfAny();
    Recipe recipe = read.orElseThrow();
    Map<String, String> cells = new TreeMap<>(recipe.strategy());
    long product = 1;
    for (String degree : List.of("tensor_parallel", "pipeline_parallel", "context_parallel")) {
      product *= Math.min(RowReader.MAX_DEGREE, number(cells.getOrDefault(degree, "1")));
    }
    long devices = new ClusterLayout(job.cluster()).devices();
    cells.putIfAbsent("pipeline_parallel", "1");
    cells.putIfAbsent("data_parallel", Long.toString(Math.max(1, devices / Math.max(1, product))));
    String batch = Integer.toString(job.training().globalBatchSize());
    String said = recipe.training().getOrDefault("global_batch_size", batch);
    if (!said.equals(batch)) {
      problems.warning(
          recipe.at(),
          "global_batch_size (" + said + ") of the recipe is not the job's (" + batch + ")",
          "`--global-batch-size " + said + "`");
    }
    for (String left : List.of("micro_batch_size", "recompute", "zero_stage")) {
      if (!cells.containsKey(left)) {
        problems.warning(recipe.at(), left + " is not said: the job's is taken", null);
      }
    }
    List<String> columns = List.copyOf(cells.keySet());
    RowReader reader = new RowReader(job, columns);
    StrategyRow row =
        new StrategyRow(
            Math.max(1, recipe.at().line()), List.of(), reader.read(List.copyOf(cells.values())));
    return new StrategyFile(List.of(), List.of(row), problems.warnings());
  }

  private static long number(String text) {
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : 1;
  }

  /** Reads one strategy that stands elsewhere: a cell for each of the columns. */
  public StrategyRow.Content read(List<String> columns, List<String> cells) {
    return new RowReader(job, columns).read(cells);
  }

  /** Returns the columns that are carried through: all but those that an evaluation writes. */
  private static int[] kept(List<String> columns, Location header, Problems problems) {
    List<String> written = EvaluationDocument.columns();
    List<String> old = columns.stream().filter(written::contains).toList();
    if (!old.isEmpty()) {
      problems.warning(
          header, "columns that are written anew are left out: " + String.join(", ", old), null);
    }
    return IntStream.range(0, columns.size())
        .filter(c -> !written.contains(columns.get(c)))
        .toArray();
  }

  private static List<String> select(List<String> cells, int[] kept) {
    return IntStream.of(kept).mapToObj(cells::get).toList();
  }

  private static void checkHeader(List<String> columns, Location at, Problems problems) {
    Set<String> seen = new HashSet<>();
    boolean known = false;
    for (String column : columns) {
      if (column.isEmpty()) {
        problems.error(at, "has a column without a name", null);
      } else if (!seen.add(column)) {
        problems.error(at, "names the column " + Wording.shown(column) + " twice", null);
      }
      known |= StrategyColumn.of(column).isPresent();
    }
    for (String column : columns) {
      meant(column, columns)
          .ifPresent(right ->
              problems.warning(
                  at,
                  "column " + Wording.shown(column) + " is unknown and carried through",
                  Wording.code(right)));
    }
    if (!known) {
      problems.error(
          at,
          "is not the header of a strategies file: no column is known",
          "a first line such as `tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size`");
    }
  }

  private static Optional<String> meant(String column, List<String> columns) {
    if (StrategyColumn.of(column).isPresent()) {
      return Optional.empty();
    }
    StrategyColumn synonym = SYNONYMS.get(column.toLowerCase(Locale.ROOT));
    List<String> missing =
        StrategyColumn.ids().stream().filter(id -> !columns.contains(id)).toList();
    if (synonym != null) {
      return Optional.of(synonym.id()).filter(missing::contains);
    }
    return column.length() < 4
        ? Optional.empty()
        : Nearest.of(column, missing, 1).stream().findFirst();
  }
}
