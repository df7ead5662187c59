package org.ampplanner.job;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ampplanner.amp.AmpCostModel;
import org.ampplanner.amp.AmpPlanner;
import org.ampplanner.amp.AmpView;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.Model;
import org.ampplanner.model.Training;
import org.ampplanner.operator.Constants;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.profile.Profile;
import org.ampplanner.search.AnnealingPlanner;
import org.ampplanner.search.ExactPlanner;
import org.ampplanner.search.MegatronPlanner;
import org.ampplanner.search.Planner;
import org.ampplanner.search.RandomPlanner;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.unit.Validation;

/**
 * A job with every default filled in.
 *
 * @param model the concrete model
 * @param cluster the cluster
 * @param training what is asked of the run
 * @param profile measured layer times besides those that the model's layers state
 * @param engine what the plan is for
 * @param costModel what predicts
 * @param planner what searches
 * @param constraints what the search may try; always what the engine can express
 */
public record Job(
    Model model,
    Cluster cluster,
    Training training,
    Profile profile,
    Engine engine,
    CostModelChoice costModel,
    PlannerChoice planner,
    SearchConstraints constraints) {

  /** Keeps the search to what the engine can express. */
  public Job {
    constraints = constraints.with(engine.capabilities());
  }

  /**
   * Binds the cost model that the job asks for to the job's inputs.
   *
   * @throws org.ampplanner.unit.InvalidValueException if the inputs don't fit each other
   */
  public CostModel bindCostModel() {
    return bindCostModel(Constants.standard());
  }

  /**
   * Binds the cost model that the job asks for, with other physical constants than the standard
   * ones if it has any.
   *
   * @throws org.ampplanner.unit.InvalidValueException if the inputs don't fit each other
   */
  public CostModel bindCostModel(Constants constants) {
    return switch (costModel) {
      case CostModelChoice.Amp amp ->
          new AmpCostModel(withAllTimes(inputs()), amp.view(), amp.times());
      case CostModelChoice.Predictive predictive ->
          bindPredictive(software(), predictive.calibration(), constants);
    };
  }

  /**
   * Binds the predictive cost model to the job's inputs.
   *
   * @throws org.ampplanner.unit.InvalidValueException if the inputs don't fit each other
   */
  public PredictiveCostModel bindPredictive(SoftwareTraits software, Calibration calibration) {
    return bindPredictive(software, calibration, Constants.standard());
  }

  private PredictiveCostModel bindPredictive(
      SoftwareTraits software, Calibration calibration, Constants constants) {
    MatrixFormat format = MatrixFormat.of(training.precision(), software.fp8());
    return new PredictiveCostModel(
        inputs(), new PredictiveCostModel.Options(software, format, constants, calibration));
  }

  /** Returns the predictive cost model of this job, if that is its choice. */
  public Optional<PredictiveCostModel> predictive() {
    return switch (costModel) {
      case CostModelChoice.Amp amp -> Optional.empty();
      case CostModelChoice.Predictive p -> Optional.of(bindPredictive(software(), p.calibration()));
    };
  }

  private CostInputs inputs() {
    return new CostInputs(model, new ClusterLayout(available()), training, profile.with(model));
  }

  /** Requires measured times of every device type, the only ones that AMP's model has. */
  private static CostInputs withAllTimes(CostInputs inputs) {
    Validation v = new Validation();
    for (DeviceType type : inputs.layout().cluster().deviceTypes()) {
      Optional<String> lack = inputs.profile().lack(type.id());
      v.require(lack.isEmpty(), "device", type.id(), lack.orElse(""), Profile.TIMES_FROM);
    }
    v.throwIfInvalid();
    return inputs;
  }

  /** The cluster with the memory that plans may use. */
  private Cluster available() {
    double reserve = constraints.memoryReserveBytes();
    return reserve == 0
        ? cluster
        : new Cluster(
            cluster.name(),
            cluster.lines().stream().map(line -> line.with(line.device().less(reserve))).toList(),
            cluster.links(),
            cluster.switches());
  }

  /** Makes a planner for this job. */
  public Planner planner(PlannerChoice choice) {
    return switch (choice) {
      case EXACT -> new ExactPlanner(true);
      case AMP -> new AmpPlanner(ampView());
      case MEGATRON -> new MegatronPlanner();
      case RANDOM -> new RandomPlanner();
      case ANNEALING -> new AnnealingPlanner();
    };
  }

  /** Returns what is known to run, or else the engine's current version. */
  public SoftwareTraits software() {
    return costModel instanceof CostModelChoice.Predictive(var calibration, var named)
            && named != null
        ? named
        : engine.software().get(0);
  }

  /** Returns what may run in reality: what is known to, then versions of the engine. */
  public List<SoftwareTraits> likelySoftware() {
    return Stream.concat(Stream.of(software()), engine.software().stream()).distinct().toList();
  }

  private AmpView ampView() {
    return switch (costModel) {
      case CostModelChoice.Amp amp -> amp.view();
      case CostModelChoice.Predictive predictive -> AmpView.PLAIN;
    };
  }

  /** Returns this job on another cluster. */
  public Job with(Cluster newCluster) {
    return new Job(model, newCluster, training, profile, engine, costModel, planner, constraints);
  }

  /** Returns this job with another training. */
  public Job with(Training newTraining) {
    return new Job(model, cluster, newTraining, profile, engine, costModel, planner, constraints);
  }

  /** Returns this job with other constraints. */
  public Job with(SearchConstraints newConstraints) {
    return new Job(model, cluster, training, profile, engine, costModel, planner, newConstraints);
  }

  /** Returns this job with another cost model. */
  public Job with(CostModelChoice newCostModel) {
    return new Job(model, cluster, training, profile, engine, newCostModel, planner, constraints);
  }
}
