package org.ampplanner.cost;

import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.model.Model;
import org.ampplanner.model.Training;
import org.ampplanner.profile.Profile;

/**
 * Everything that a cost model knows besides the strategy.
 *
 * @param model the concrete model
 * @param layout the cluster, laid out
 * @param training what is asked of the run
 * @param profile measured layer times, those that the model's own layers state included
 */
public record CostInputs(Model model, ClusterLayout layout, Training training, Profile profile) {

  /** Returns these inputs with another cluster. */
  public CostInputs with(ClusterLayout other) {
    return new CostInputs(model, other, training, profile);
  }
}
