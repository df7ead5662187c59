package org.ampplanner.formats.source;

/** Makes the places of a tree. */
sealed interface Positions {

  /** Returns a place. */
  Location at(int line, int column);

  /** Places in a file. */
  record InFile(String file) implements Positions {
    @Override
    public Location at(int line, int column) {
      return Location.in(file, Math.max(1, line), column);
    }
  }

  /** One place for everything. */
  record Fixed(Location place) implements Positions {
    @Override
    public Location at(int line, int column) {
      return place;
    }
  }
}
