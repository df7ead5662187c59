package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.cluster.NodePieces;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;

/**
 * Two-level tiles of a device mesh over pieces of nodes in any order: inside every piece {@code a}
 * replicas of {@code b} consecutive stages, over the pieces {@code dp/a} times {@code pp/b}. Where
 * the mesh does not tile, replicas fill the pieces one after another.
 *
 * @param degrees the mesh
 * @param replicasPerPiece a; 0 for filling one after another
 * @param lanesPerPiece replicas of single stages that a piece holds
 */
public record PieceTiles(Degrees degrees, int replicasPerPiece, int lanesPerPiece) {

  /** Returns the tilings of a mesh; none if ranks that must stay together exceed a piece. */
  public static List<PieceTiles> of(Degrees degrees, NodePieces pieces) {
    int lane = degrees.tensorParallel() * degrees.contextParallel();
    List<PieceTiles> all = new ArrayList<>();
    if (pieces.size() % lane != 0 || degrees.worldSize() % pieces.size() != 0) {
      return all;
    }
    int lanes = pieces.size() / lane;
    int dp = degrees.dataParallel();
    for (int a = 1; a <= lanes; a++) {
      if (lanes % a == 0 && dp % a == 0 && degrees.pipelineParallel() % (lanes / a) == 0) {
        all.add(new PieceTiles(degrees, a, lanes));
      }
    }
    if (dp % lanes != 0 && lanes % dp != 0) {
      all.add(new PieceTiles(degrees, 0, lanes));
    }
    return all;
  }

  /** Returns the consecutive stages that a piece holds; 0 where they are filled. */
  public int stagesPerPiece() {
    return replicasPerPiece == 0 ? 0 : lanesPerPiece / replicasPerPiece;
  }

  /** Returns how many pieces the mesh takes. */
  public int pieces() {
    return degrees.pipelineParallel() * degrees.dataParallel() / lanesPerPiece;
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
    int lane = degrees.tensorParallel() * degrees.contextParallel();
    int[] devices = new int[(int) degrees.worldSize()];
    Arrays.fill(devices, -1);
    for (int i = 0; i < pieces(); i++) {
      int first = pieces.firstDevice(order[i]);
      for (int g = 0; g < lanesPerPiece; g++) {
        int rank = ranks.rank(stage(i, g), replica(i, g), 0, 0);
        for (int t = 0; t < lane; t++) {
          devices[rank + t] = first + g * lane + t;
        }
      }
    }
    return new Placement(devices);
  }

  private int stage(int i, int g) {
    return replicasPerPiece == 0
        ? (i * lanesPerPiece + g) / degrees.dataParallel()
        : i / piecesPerGroup() * stagesPerPiece() + g / replicasPerPiece;
  }

  private int replica(int i, int g) {
    return replicasPerPiece == 0
        ? (i * lanesPerPiece + g) % degrees.dataParallel()
        : i % piecesPerGroup() * replicasPerPiece + g % replicasPerPiece;
  }
}
