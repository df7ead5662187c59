package org.ampplanner.stages;

/**
 * The devices of a stage and how they divide its work.
 *
 * @param nodeClass index of the class of nodes that it is on
 * @param units what it takes of the class, in the units that the class is counted in
 * @param devices how many
 * @param nodes how many whole nodes; 0 where it is a part of one
 * @param tensorParallel devices that share each layer
 */
record StageShape(int nodeClass, int units, int devices, int nodes, int tensorParallel) {

  int dataParallel() {
    return devices / tensorParallel;
  }
}
