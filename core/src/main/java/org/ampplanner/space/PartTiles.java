package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.cluster.NodeParts;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;

/**
 * Two-level tiles of a device mesh over parts of nodes in any order: inside every part {@code a}
 * replicas of {@code b} consecutive stages, over the parts {@code dp/a} times {@code pp/b}. Where
 * the mesh does not tile, replicas fill the parts one after another.
 *
 * @param degrees the mesh
 * @param replicasPerPart a; 0 for filling one after another
 * @param lanesPerPart replicas of single stages that a part holds
 */
public record PartTiles(Degrees degrees, int replicasPerPart, int lanesPerPart) {

  /** Returns the tilings of a mesh; none if ranks that must stay together exceed a part. */
  public static List<PartTiles> of(Degrees degrees, NodeParts parts) {
    int lane = degrees.tensorParallel() * degrees.contextParallel();
    List<PartTiles> all = new ArrayList<>();
    if (parts.size() % lane != 0 || degrees.worldSize() % parts.size() != 0) {
      return all;
    }
    int lanes = parts.size() / lane;
    int dp = degrees.dataParallel();
    for (int a = 1; a <= lanes; a++) {
      if (lanes % a == 0 && dp % a == 0 && degrees.pipelineParallel() % (lanes / a) == 0) {
        all.add(new PartTiles(degrees, a, lanes));
      }
    }
    if (dp % lanes != 0 && lanes % dp != 0) {
      all.add(new PartTiles(degrees, 0, lanes));
    }
    return all;
  }

  /** Returns the consecutive stages that a part holds; 0 where they are filled. */
  public int stagesPerPart() {
    return replicasPerPart == 0 ? 0 : lanesPerPart / replicasPerPart;
  }

  /** Returns how many parts the mesh takes. */
  public int parts() {
    return degrees.pipelineParallel() * degrees.dataParallel() / lanesPerPart;
  }

  /** Returns how many parts together hold all replicas of their stages; 1 where filled. */
  public int partsPerGroup() {
    return replicasPerPart == 0 ? 1 : degrees.dataParallel() / replicasPerPart;
  }

  /**
   * Places the mesh.
   *
   * @param order parts, those used first; more than are needed stay idle
   */
  public Placement place(NodeParts parts, int[] order) {
    RankOrder ranks = RankOrder.of(degrees);
    int lane = degrees.tensorParallel() * degrees.contextParallel();
    int[] devices = new int[(int) degrees.worldSize()];
    Arrays.fill(devices, -1);
    for (int i = 0; i < parts(); i++) {
      int first = parts.firstDevice(order[i]);
      for (int g = 0; g < lanesPerPart; g++) {
        int rank = ranks.rank(stage(i, g), replica(i, g), 0, 0);
        for (int t = 0; t < lane; t++) {
          devices[rank + t] = first + g * lane + t;
        }
      }
    }
    return new Placement(devices);
  }

  private int stage(int i, int g) {
    return replicasPerPart == 0
        ? (i * lanesPerPart + g) / degrees.dataParallel()
        : i / partsPerGroup() * stagesPerPart() + g / replicasPerPart;
  }

  private int replica(int i, int g) {
    return replicasPerPart == 0
        ? (i * lanesPerPart + g) % degrees.dataParallel()
        : i % partsPerGroup() * replicasPerPart + g % replicasPerPart;
  }
}
