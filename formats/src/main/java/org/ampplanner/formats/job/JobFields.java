package org.ampplanner.formats.job;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ampplanner.amp.AmpCostModel;
import org.ampplanner.amp.AmpView;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.Fp8Recipe;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.formats.calibration.CalibrationReader;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.cluster.ClusterReader;
import org.ampplanner.formats.cluster.DeviceTypes;
import org.ampplanner.formats.cluster.ReadCluster;
import org.ampplanner.formats.imports.cluster.ImportOptions;
import org.ampplanner.formats.job.SearchReader.Search;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.profile.ProfileReader;
import org.ampplanner.formats.profile.ReadMeasurement;
import org.ampplanner.formats.software.SoftwareReader;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.CostModelChoice;
import org.ampplanner.job.Job;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.profile.Profile;
import org.ampplanner.unit.Precision;

/** Reads the keys of one job, then checks that what they say fits together. */
final class JobFields {
  private static final int MAX_BATCH = 1 << 24;

  private final Fields job;
  private final References references;
  private final Optional<Node> ownModel;
  private final Problems problems;
  private final DeviceTypes types;

  /**
   * Prepares the reading.
   *
   * @param job the keys, options laid over the file's
   * @param references resolves what they refer to
   * @param ownModel what the file itself says about its model
   */
  JobFields(Fields job, References references, Optional<Node> ownModel) {
    this.job = job;
    this.references = references;
    this.ownModel = ownModel;
    this.problems = job.problems();
    this.types = new DeviceTypes(references.catalog(), problems);
  }

  ReadJob read(Optional<SourceFile> file) {
    CatalogEntry.About.read(job);
    job.require("model", "an id from `amp catalog models`, or a model file");
    job.require("cluster", "an id from `amp catalog clusters`, `8xdgx-h100`, or a cluster file");
    Optional<ReadCluster> cluster = cluster();
    Optional<ReadModel> model = model();
    Optional<Training> training = training(model);
    Engine engine = job.choice("engine", Engine.values(), Engine::id).orElse(Engine.ANY);
    CostModelId costModel = costModel();
    Optional<Model> concrete = model.flatMap(m -> training.flatMap(t -> resolve(m, t)));
    Search search = SearchReader.read(job, costModel.searched(engine, concrete, training));
    cluster.ifPresent(c -> DegreesCheck.check(job, search.constraints(), c.cluster().devices()));
    AmpView view = view(costModel, concrete);
    List<ReadMeasurement> measured = measurements();
    CostModelChoice choice = choice(costModel, view, engine, training);
    job.end();
    if (concrete.isPresent() && model.isPresent() && training.isPresent()) {
      Profile profile =
          profile(
              new TimesReader(model.get(), concrete.get(), training.get().precision(), problems),
              measured,
              cluster,
              costModel);
      problems.throwIfAny();
      Job read =
          new Job(
              concrete.get(),
              cluster.orElseThrow().cluster(),
              training.get(),
              profile,
              engine,
              choice,
              search.planner(),
              search.constraints());
      return new ReadJob(read, file, problems.warnings());
    }
    problems.throwIfAny();
    throw new AssertionError("nothing was read and nothing was wrong");
  }

  private Optional<ReadModel> model() {
    return job.node("model")
        .flatMap(n -> new ModelReader(this::deviceName, problems).read(n, references));
  }

  private Optional<ReadCluster> cluster() {
    ImportOptions options = ImportOptions.ofDevice(job.text("device").orElse(null));
    return job.node("cluster")
        .flatMap(n -> new ClusterReader(types, problems, options).read(n, references));
  }

  private CostModelChoice choice(
      CostModelId costModel, AmpView view, Engine engine, Optional<Training> training) {
    Calibration calibration = calibration();
    Optional<SoftwareTraits> software = software(engine, training);
    unused(costModel);
    return switch (costModel) {
      case AMP -> new CostModelChoice.Amp(view);
      case AMP_OWN_TIMES -> new CostModelChoice.Amp(view, AmpCostModel.Times.OWN);
      case PREDICTIVE -> new CostModelChoice.Predictive(calibration, software.orElse(null));
    };
  }

  /** Returns the measurements that can be used, having checked whether they suffice. */
  private Profile profile(
      TimesReader times,
      List<ReadMeasurement> measured,
      Optional<ReadCluster> cluster,
      CostModelId costModel) {
    Profile profile = times.usable(measured);
    cluster.ifPresent(c -> times.warnOfUnknown(measured, c, references.catalog()));
    Optional<Profile> whole = problems.any() ? Optional.empty() : times.withModel(profile);
    if (whole.isPresent() && cluster.isPresent() && costModel.isAmp()) {
      times.requireAll(whole.get(), cluster.get());
    }
    return profile;
  }

  private String deviceName(String name) {
    return types.canonical(name).orElse(name);
  }

  private Optional<Training> training(Optional<ReadModel> model) {
    job.require("training", "`training: {global_batch_size: 32}`, or `--global-batch-size 32`");
    Optional<Fields> read = job.mapping("training", "training");
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = read.get();
    fields.confusion("batch_size", "global_batch_size");
    fields.confusion("gbs", "global_batch_size");
    fields.confusion("seq_length", "sequence_length");
    fields.confusion("dtype", "precision");
    fields.require("global_batch_size", "`--global-batch-size 32`");
    int before = problems.count();
    OptionalInt batch = fields.wholeInt("global_batch_size", Range.POSITIVE, MAX_BATCH);
    OptionalInt given =
        fields.wholeInt("sequence_length", Range.POSITIVE, ModelReader.MAX_SEQUENCE);
    Integer usual = model.map(m -> m.spec().sequenceLength()).orElse(null);
    if (!fields.has("sequence_length") && usual == null && model.isPresent()) {
      problems.error(
          fields.at(),
          "sequence_length is missing, and the model " + model.get().spec().name() + " names none",
          "`--sequence-length 1024`; 1 for a model without a sequence");
    }
    Precision precision =
        fields.choice("precision", Precision.values(), Precision::id).orElse(Precision.BF16);
    Optimizer optimizer =
        fields.choice("optimizer", Optimizer.values(), Optimizer::id).orElse(Optimizer.ADAM);
    fields.end();
    int sequence = given.orElse(usual == null ? 1 : usual);
    return batch.isEmpty() || problems.count() > before
        ? Optional.empty()
        : fields.build(() -> new Training(batch.getAsInt(), sequence, precision, optimizer));
  }

  private CostModelId costModel() {
    Optional<CostModelId> named = job.choice("cost_model", CostModelId.values(), CostModelId::id);
    if (job.has("cost_model") && named.isEmpty()) {
      return CostModelId.AMP;
    }
    CostModelId costModel = named.orElse(CostModelId.PREDICTIVE);
    return costModel;
  }

  /** Derives the layers; refuses sizes whose sums would leave the range of numbers. */
  private Optional<Model> resolve(ReadModel model, Training training) {
    Model resolved = model.spec().resolve(training);
    double bytes =
        resolved.layers().stream()
            .mapToDouble(l ->
                (double) l.output().bytes()
                    + l.activationBytes()
                    + l.tensorParallelAllReduceBytes())
            .sum();
    double parameters = resolved.layers().stream().mapToDouble(l -> l.parameters()).sum();
    if (bytes > Long.MAX_VALUE / 4.0 || parameters > Long.MAX_VALUE / 4.0) {
      problems.error(model.at(), "model " + resolved.name() + " is too large to be counted", null);
      return Optional.empty();
    }
    return Optional.of(resolved);
  }

  private AmpView view(CostModelId costModel, Optional<Model> model) {
    Optional<Node> node = job.node("amp_view");
    if (node.isEmpty()) {
      return AmpView.PLAIN;
    }
    boolean otherModel = !node.get().at().option() && modelIsOverridden();
    if (otherModel) {
      problems.warning(
          node.get().at(), "amp_view is left out: it belongs to the job's own model", null);
      return AmpView.PLAIN;
    }
    if (!costModel.isAmp()) {
      problems.warning(
          node.get().at(),
          "amp_view is not used: only the cost models amp and amp_own_times read it",
          null);
    }
    OptionalInt layers =
        model.isPresent() ? OptionalInt.of(model.get().layers().size()) : OptionalInt.empty();
    return job.mapping("amp_view", "amp_view")
        .flatMap(fields -> new AmpViewReader(fields).read(layers))
        .orElse(AmpView.PLAIN);
  }

  private boolean modelIsOverridden() {
    Optional<Node> now = job.node("model");
    boolean same =
        now.isPresent()
            && ownModel.isPresent()
            && now.get() instanceof Node.Scalar a
            && ownModel.get() instanceof Node.Scalar b
            && a.text().equals(b.text());
    return now.isPresent() && now.get().at().option() && !same;
  }

  private List<ReadMeasurement> measurements() {
    Optional<Node> node = job.node("profile");
    if (node.isEmpty() || (node.get() instanceof Node.Scalar && job.text("profile").isEmpty())) {
      return List.of();
    }
    return new ProfileReader(this::deviceName, problems).read(node.get(), references);
  }

  private Calibration calibration() {
    Optional<Node> node = job.node("calibration");
    if (node.isEmpty()
        || (node.get() instanceof Node.Scalar && job.text("calibration").isEmpty())) {
      return Calibration.NONE;
    }
    CalibrationReader reader = new CalibrationReader(types::canonical, problems);
    Optional<Calibration> read =
        node.get() instanceof Node.Scalar named
            ? references.path(named, "calibration", problems).flatMap(reader::read)
            : Fields.of(node.get(), "calibration", "a calibration", problems).flatMap(reader::read);
    return read.orElse(Calibration.NONE);
  }

  private Optional<SoftwareTraits> software(Engine engine, Optional<Training> training) {
    Optional<SoftwareTraits> read =
        job.node("software")
            .flatMap(node -> SoftwareReader.read(node, engine.software().get(0), problems));
    boolean unscaled = training.filter(t -> t.precision() != Precision.FP8).isPresent();
    if (unscaled && read.filter(s -> s.fp8() != Fp8Recipe.TENSOR).isPresent()) {
      at("software", "fp8_recipe")
          .ifPresent(node ->
              problems.warning(
                  node.at(), "fp8_recipe is not used: the job does not train with fp8", null));
    }
    return read;
  }

  /** Warns of keys that the cost model does not read. */
  private void unused(CostModelId costModel) {
    if (!costModel.isAmp()) {
      return;
    }
    job.node("calibration").ifPresent(n -> warnUnused(n, "calibration", costModel));
    at("search", "memory_reserve_gib")
        .ifPresent(n -> warnUnused(n, "memory_reserve_gib", costModel));
  }

  private void warnUnused(Node node, String key, CostModelId costModel) {
    problems.warning(
        node.at(),
        key + " is not used: the cost model " + costModel.id() + " does not read it",
        null);
  }

  private Optional<Node> at(String outer, String key) {
    return job.node(outer)
        .flatMap(n ->
            n instanceof Node.Mapping m
                ? Optional.ofNullable(m.entries().get(key))
                : Optional.empty())
        .map(Node.Entry::value);
  }
}
