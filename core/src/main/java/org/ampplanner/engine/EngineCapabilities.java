package org.ampplanner.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ampplanner.model.Model;
import org.ampplanner.model.Training;
import org.ampplanner.strategy.PipelineStrategy;
import org.jspecify.annotations.Nullable;

/**
 * What a training engine can express. Degrees that merely have to divide something are the business
 * of the cost models; this is what stays out of reach when everything divides.
 *
 * @param id name in files
 * @param version the version, or range of versions, whose code was read
 * @param zeroStages the ZeRO stages that a search tries where the job names none
 * @param limits what it cannot run; empty for no restriction
 * @param uniformOnly why it cannot run plans whose stages or replicas differ, or null if it can
 */
public record EngineCapabilities(
    String id,
    String version,
    List<Integer> zeroStages,
    List<EngineLimit> limits,
    @Nullable UniformOnly uniformOnly) {

  /**
   * Why an engine runs the same degrees on all stages and the same share on all replicas.
   *
   * @param says what it does instead, as a sentence without its end
   * @param source where its own code or documentation says so
   */
  public record UniformOnly(String says, String source) {}

  /** Copies the lists. */
  public EngineCapabilities {
    zeroStages = List.copyOf(zeroStages);
    limits = List.copyOf(limits);
  }

  /** Returns why plans whose stages or replicas differ cannot be run, or nothing if they can. */
  public Optional<String> refusesDiffering() {
    return Optional.ofNullable(uniformOnly).map(UniformOnly::says);
  }

  /** Returns the first reason why a case cannot be run, or nothing if it can. */
  public Optional<String> objection(EngineCase asked) {
    return objections(asked).findFirst().map(reason -> id + ": " + reason);
  }

  /** Returns all reasons why a case cannot be run, without the engine's name. */
  public Stream<String> objections(EngineCase asked) {
    return limits.stream().flatMap(limit -> limit.objection(asked).stream());
  }

  /** Returns the first reason why a strategy cannot be run, or nothing if it can. */
  public Optional<String> objection(PipelineStrategy strategy, Model model, Training training) {
    return objections(strategy, model, training).findFirst().map(reason -> id + ": " + reason);
  }

  /** Returns all reasons why a strategy cannot be run, without the engine's name. */
  public Stream<String> objections(PipelineStrategy strategy, Model model, Training training) {
    Stream<String> differing =
        strategy.uniform().isPresent() ? Stream.empty() : refusesDiffering().stream();
    return Stream.concat(
        differing,
        strategy.stages().stream()
            .distinct()
            .flatMap(stage -> objections(new EngineCase(stage, model, training)))
            .distinct());
  }
}
