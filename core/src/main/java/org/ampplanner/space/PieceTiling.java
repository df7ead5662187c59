package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.cluster.NodePieces;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;

/**
 * Two-level tiling of a device mesh over pieces of nodes in any order: inside every piece {@code a}
 * replicas of {@code b} consecutive stages, over the pieces {@code dp/a} times {@code pp/b}. Where
 * the mesh does not tile, replicas fill the pieces one after another.
 *
 * @param degrees the mesh
 * @param replicasPerPiece a; 0 for filling one after another
 * @param cellsPerPiece replicas of single stages that a piece holds
 */
public record PieceTiling(Degrees degrees, int replicasPerPiece, int cellsPerPiece) {

  /** Returns the tilings of a mesh; none if ranks that must stay together exceed a piece. */
  public static List<PieceTiling> of(Degrees degrees, NodePieces pieces) {
    int cell = degrees.tensorParallel() * degrees.contextParallel();
    List<PieceTiling> all = new ArrayList<>();
    if (pieces.size() % cell != 0 || degrees.worldSize() % pieces.size() != 0) {
      return all;
    }
    int cells = pieces.size() / cell;
    int dp = degrees.dataParallel();
    for (int a = 1; a <= cells; a++) {
      if (cells % a == 0 && dp % a == 0 && degrees.pipelineParallel() % (cells / a) == 0) {
        all.add(new PieceTiling(degrees, a, cells));
      }
    }
    if (dp % cells != 0 && cells % dp != 0) {
      all.add(new PieceTiling(degrees, 0, cells));
    }
    return all;
  }

  /** Returns the consecutive stages that a piece holds; 0 where they are filled. */
  public int stagesPerPiece() {
    return replicasPerPiece == 0 ? 0 : cellsPerPiece / replicasPerPiece;
  }

  /** Returns how many pieces the mesh takes. */
  public int pieces() {
    return degrees.pipelineParallel() * degrees.dataParallel() / cellsPerPiece;
  }

  /** Returns how many pieces together hold all replicas of their stages; 1 where filled. */
  public int piecesPerGroup() {
    return replicasPerPiece == 0 ? 1 : degrees.dataParallel() / replicasPerPiece;
  }

  /**
   * Places the mesh.
   *
   * @param order pieces, those used first; more than are needed stay idle
   */
  public Placement place(NodePieces pieces, int[] order) {
    RankOrder ranks = RankOrder.of(degrees);
    int cell = degrees.tensorParallel() * degrees.contextParallel();
    int[] devices = new int[(int) degrees.worldSize()];
    Arrays.fill(devices, -1);
    for (int i = 0; i < pieces(); i++) {
      int first = pieces.firstDevice(order[i]);
      for (int g = 0; g < cellsPerPiece; g++) {
        int rank = ranks.rank(stage(i, g), replica(i, g), 0, 0);
        for (int t = 0; t < cell; t++) {
          devices[rank + t] = first + g * cell + t;
        }
      }
    }
    return new Placement(devices);
  }

  private int stage(int i, int g) {
    return replicasPerPiece == 0
        ? (i * cellsPerPiece + g) / degrees.dataParallel()
        : i / piecesPerGroup() * stagesPerPiece() + g / replicasPerPiece;
  }

  private int replica(int i, int g) {
    return replicasPerPiece == 0
        ? (i * cellsPerPiece + g) % degrees.dataParallel()
        : i % piecesPerGroup() * replicasPerPiece + g % replicasPerPiece;
  }
}
