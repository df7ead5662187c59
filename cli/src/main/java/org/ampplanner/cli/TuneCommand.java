package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.SourceText;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import org.ampplanner.workbench.tune.ScriptEdit;
import org.ampplanner.workbench.tune.TuneDocument;
import org.ampplanner.workbench.tune.TuneRequest;
import org.ampplanner.workbench.tune.Tuned;
import org.ampplanner.workbench.tune.Tuner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code amp tune}: from a job that runs to one that runs faster. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Say what to change in a job that runs, from its launch script and its log.",
    footer = {
      "",
      "Example:  amp tune train.sh --log train.log --cluster 16xdgx-h100",
      "          amp tune config.toml --cluster 1xdgx-h100 -o json",
      "          amp tune train.sh --cluster 4xdgx-a100 --apply faster.sh"
    })
final class TuneCommand implements Callable<Integer> {
  private final Host host;

  @Parameters(
      index = "0",
      paramLabel = "SCRIPT",
      description = "A launch script or recipe: Megatron's, DeepSpeed's, GPT-NeoX', torchtitan's.")
  private Path script = Path.of("");

  @Option(names = "--log", paramLabel = "LOG", description = "What the job printed.")
  private @Nullable Path log;

  @Option(
      names = "--cluster",
      paramLabel = "CLUSTER",
      description = "Where it runs: <count>x<node type>, a cluster file, a hostfile.")
  private @Nullable String cluster;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Its model, where the script does not state the shape.")
  private @Nullable String model;

  @Option(
      names = "--global-batch-size",
      paramLabel = "N",
      description = "Samples per step, where the script does not say.")
  private @Nullable String globalBatchSize;

  @Option(names = "--sequence-length", paramLabel = "N", description = "Tokens per sample.")
  private @Nullable String sequenceLength;

  @Option(names = "--precision", paramLabel = "P", description = "fp32, fp16, bf16 or fp8.")
  private @Nullable String precision;

  @Option(
      names = "--engine",
      paramLabel = "E",
      completionCandidates = EngineIds.class,
      description = "One of ${COMPLETION-CANDIDATES} (default: whose words the script uses).")
  private @Nullable String engine;

  @Option(names = "--device", paramLabel = "TYPE", description = "What a hostfile's nodes hold.")
  private @Nullable String device;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other key of the job: --set software.tensor_overlap=false")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--apply",
      paramLabel = "OUT",
      description = "Write a copy of the script with the first proposal in place.")
  private @Nullable Path apply;

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "1",
      description = "The proposal that --apply writes (default: ${DEFAULT-VALUE}).")
  private int rank = 1;

  @Mixin private CatalogOptions catalogs = new CatalogOptions();
  @Mixin private SearchOptions searchOptions = new SearchOptions();
  @Mixin private OutputOptions outputOptions = new OutputOptions();

  TuneCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    SearchRun run = searchOptions.run(host, outputOptions);
    Workbench workbench = new Workbench(catalogs.catalog(host, output), host.workingDirectory());
    SourceFile file = workbench.file(script);
    Tuned tuned =
        new Tuner(workbench)
            .tune(
                new TuneRequest(file, Optional.ofNullable(log).map(workbench::file), named(), set),
                run);
    tuned.remarks().forEach(output::warning);
    output.write(
        () -> TuneTable.lines(output.terminal(), tuned),
        () -> TuneDocument.tree(tuned),
        () -> TuneTable.rows(tuned));
    if (apply != null) {
      write(output, file, tuned, apply);
    }
    return host.interrupts().requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private void write(Output output, SourceFile file, Tuned tuned, Path out) {
    if (tuned.proposals().isEmpty()) {
      output.remark("nothing is worth changing: " + out + " is not written");
      return;
    }
    if (rank < 1 || rank > tuned.proposals().size()) {
      throw ProblemsException.of(
          "--rank (" + rank + ")",
          "is not the rank of a proposal",
          "1 to " + tuned.proposals().size());
    }
    Problems problems = new Problems();
    Optional<String> text = SourceText.read(file, problems);
    problems.throwIfAny();
    output.save(
        out,
        "--apply",
        ScriptEdit.apply(
            text.orElseThrow(), file.shown(), tuned.proposals().get(rank - 1).changes()));
    output.remark("written to " + out + ": compare it with " + script + " before you run it");
  }

  private Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    put(named, "model", model);
    put(named, "cluster", cluster);
    put(named, "device", device);
    put(named, "training.global_batch_size", globalBatchSize);
    put(named, "training.sequence_length", sequenceLength);
    put(named, "training.precision", precision);
    put(named, "engine", engine);
    return named;
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
