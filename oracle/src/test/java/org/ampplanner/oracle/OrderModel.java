package org.ampplanner.oracle;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import java.util.OptionalLong;
import org.ampplanner.partition.OrderTables;

/**
 * The joint order of classes and assignment of layers as a constraint model: one variable for every
 * stage, class, first layer and end that fits in memory.
 */
final class OrderModel {
  private final OrderTables tables;
  private final CpModel model = new CpModel();
  private final BoolVar[][][][] holds; // [stage][class][from][to], null where it does not fit
  private final int stages;
  private final int layers;

  private OrderModel(OrderTables tables) {
    if (tables.stagesPerGroup() != 1 || !tables.tied().isEmpty()) {
      throw new IllegalArgumentException("groups of several stages and ties are not modelled");
    }
    this.tables = tables;
    this.stages = tables.stages();
    this.layers = tables.layers();
    this.holds = new BoolVar[stages][tables.kinds()][layers + 1][layers + 1];
  }

  /** Returns the optimum, or nothing if no assignment fits. */
  static OptionalLong optimum(OrderTables tables, double seconds) {
    OrderModel order = new OrderModel(tables);
    order.build();
    CpSolver solver = new CpSolver();
    solver.getParameters().setMaxTimeInSeconds(seconds).setNumWorkers(2);
    CpSolverStatus status = solver.solve(order.model);
    return switch (status) {
      case OPTIMAL -> OptionalLong.of(Math.round(solver.objectiveValue()));
      case INFEASIBLE -> OptionalLong.empty();
      default -> throw new IllegalStateException("not solved in time: " + status);
    };
  }

  private void build() {
    long most = 0;
    for (int c = 0; c < tables.kinds(); c++) {
      most = Math.max(most, tables.costs().time()[c][layers] + tables.costs().sync()[c][layers]);
    }
    IntVar slowest = model.newIntVar(0, most, "slowest");
    IntVar longest = model.newIntVar(0, most, "longest");
    LinearExprBuilder objective = LinearExpr.newBuilder();
    objective.addTerm(slowest, tables.microBatches() - 1);
    objective.add(longest);
    for (int s = 0; s < stages; s++) {
      addStage(s, slowest, longest, objective);
    }
    for (int c = 0; c < tables.kinds(); c++) {
      LinearExprBuilder used = LinearExpr.newBuilder();
      for (int s = 0; s < stages; s++) {
        addEnds(used, s, c, -1, -1);
      }
      model.addLessOrEqual(used, tables.available()[c]);
    }
    for (int s = 1; s < stages; s++) {
      for (int i = 1; i < layers; i++) {
        addBoundary(s, i, objective);
      }
    }
    model.minimize(objective);
  }

  private void addStage(int s, IntVar slowest, IntVar longest, LinearExprBuilder objective) {
    LinearExprBuilder one = LinearExpr.newBuilder();
    LinearExprBuilder time = LinearExpr.newBuilder();
    LinearExprBuilder sync = LinearExpr.newBuilder();
    for (int c = 0; c < tables.kinds(); c++) {
      for (int i = 0; i < layers; i++) {
        for (int j = i + 1; j <= layers; j++) {
          boolean place = (s > 0 || i == 0) && (s < stages - 1 || j == layers);
          if (place && tables.fits(c, s, i, j)) {
            BoolVar x = model.newBoolVar("x");
            holds[s][c][i][j] = x;
            one.add(x);
            time.addTerm(x, tables.stageTime(c, i, j));
            sync.addTerm(x, tables.stageSync(c, i, j));
            objective.addTerm(x, tables.stageTime(c, i, j));
          }
        }
      }
    }
    model.addEquality(one, 1);
    model.addLessOrEqual(time, slowest);
    model.addLessOrEqual(sync, longest);
  }

  /** Adds the variables of a stage and a class with a first layer and an end; -1 stands for any. */
  private void addEnds(LinearExprBuilder sum, int s, int c, int from, int to) {
    for (int i = 0; i < layers; i++) {
      for (int j = i + 1; j <= layers; j++) {
        boolean meant = (from < 0 || i == from) && (to < 0 || j == to);
        if (meant && holds[s][c][i][j] != null) {
          sum.add(holds[s][c][i][j]);
        }
      }
    }
  }

  /** A stage begins where the one before ends, and the cut between their classes is paid. */
  private void addBoundary(int s, int i, LinearExprBuilder objective) {
    LinearExprBuilder balance = LinearExpr.newBuilder();
    for (int c = 0; c < tables.kinds(); c++) {
      LinearExprBuilder begins = LinearExpr.newBuilder();
      addEnds(balance, s - 1, c, -1, i);
      addEnds(begins, s, c, i, -1);
      balance.addTerm(begins.build(), -1);
    }
    model.addEquality(balance, 0);
    for (int before = 0; before < tables.kinds(); before++) {
      for (int after = 0; after < tables.kinds(); after++) {
        BoolVar cut = model.newBoolVar("cut");
        LinearExprBuilder both = LinearExpr.newBuilder();
        addEnds(both, s - 1, before, -1, i);
        addEnds(both, s, after, i, -1);
        both.addTerm(cut, -1);
        model.addLessOrEqual(both, 1);
        objective.addTerm(cut, tables.cuts(before, after, s)[i]);
      }
    }
  }
}
