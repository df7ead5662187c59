package org.ampplanner.formats.imports.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ampplanner.formats.source.Location;
import org.jspecify.annotations.Nullable;

/**
 * Where a value of an imported cluster comes from.
 *
 * @param key the line of nodes and the key, {@code node.devices}
 * @param value the value
 * @param how in which way it is known
 * @param from the file and line, or the entry of the catalogue
 * @param note what else there is to say, or null
 */
public record Provenance(String key, Object value, How how, String from, @Nullable String note) {

  /** In which way a value is known. */
  public enum How {
    /** A file says it. */
    STATED("stated"),
    /** Fitted to measured times. */
    MEASURED("measured"),
    /** Computed from what a file says and data sheets. */
    DERIVED("derived"),
    /** An option of the command says it. */
    OPTION("option"),
    /** Nobody says it: what a usual node of that kind has. */
    DEFAULT("default");

    private final String id;

    How(String id) {
      this.id = id;
    }

    /** Returns the word in files and tables. */
    public String id() {
      return id;
    }
  }

  /** Returns it as an entry of the key {@code provenance}. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("key", key);
    tree.put("value", value);
    tree.put("how", how.id());
    tree.put("from", from);
    if (note != null) {
      tree.put("note", note);
    }
    return tree;
  }

  static String lines(Location first, Location last) {
    return first.source().equals(last.source()) && last.line() > first.line()
        ? Evidence.place(first) + "-" + last.line()
        : Evidence.place(first);
  }
}
