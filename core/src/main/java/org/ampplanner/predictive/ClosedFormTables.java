package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.model.Layer;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/** The additive form of what the predictive model knows, which guides the assignment of layers. */
final class ClosedFormTables {
  private ClosedFormTables() {}

  /**
   * Returns the tables.
   *
   * @param memory what has to fit, or null if it differs by stage
   */
  static StageCosts of(
      PredictiveCostModel model, PriceTables tables, StageCosts.@Nullable Memory memory) {
    CostInputs inputs = model.inputs();
    int stages = tables.stages().size();
    int layers = inputs.model().layers().size();
    double[][] seconds = new double[stages][];
    Map<List<LayerPrice[]>, double[]> rows = new LinkedHashMap<>();
    for (int s = 0; s < stages; s++) {
      List<LayerPrice[]> columns = new ArrayList<>();
      for (LayerPrice[][] replica : tables.replicas()) {
        columns.add(replica[s]);
      }
      seconds[s] = rows.computeIfAbsent(columns, c -> slowestRow(c, layers));
    }
    double[][] cuts = new double[Math.max(0, stages - 1)][layers - 1];
    for (int b = 0; b < cuts.length; b++) {
      for (int cut = 0; cut < layers - 1; cut++) {
        int same = model.firstAlike()[cut];
        if (same < cut) {
          cuts[b][cut] = cuts[b][same];
          continue;
        }
        for (int r = 0; r < tables.replicas().length; r++) {
          double both =
              model.step().handover().seconds(tables, r, b, cut, true)
                  + model.step().handover().seconds(tables, r, b, cut, false);
          cuts[b][cut] = Math.max(cuts[b][cut], both);
        }
      }
    }
    long[] parameters = inputs.model().layers().stream().mapToLong(Layer::parameters).toArray();
    return new StageCosts(
        tables.mostMicroBatches(),
        seconds,
        cuts,
        syncPerParameter(model, tables),
        parameters,
        inputs.model().tiedPairs(),
        false,
        memory);
  }

  private static double[] slowestRow(List<LayerPrice[]> replicas, int layers) {
    double[] slowest = new double[layers];
    for (LayerPrice[] row : replicas) {
      for (int i = 0; i < layers; i++) {
        slowest[i] = Math.max(slowest[i], row[i].total());
      }
    }
    return slowest;
  }

  private static double[] syncPerParameter(PredictiveCostModel model, PriceTables tables) {
    double[] perParameter = new double[tables.stages().size()];
    double million = 1e6;
    for (int s = 0; s < perParameter.length; s++) {
      Strategy strategy = tables.stages().get(s);
      GradientSync sync = model.step().sync().of(strategy);
      GradientSync.Held held = new GradientSync.Held(million / strategy.tensorParallel(), 0);
      GroupLink data = tables.placed().data().get(s);
      double once = sync.reduceSeconds(held, data, data) + sync.gatherSeconds(held, data, data);
      perParameter[s] = once * (1 - model.step().sync().usableShare()) / million;
    }
    return perParameter;
  }
}
