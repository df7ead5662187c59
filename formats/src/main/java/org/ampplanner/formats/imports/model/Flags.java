package org.ampplanner.formats.imports.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What the arguments of Megatron-LM and of its forks mean for a model: a table. */
final class Flags {
  /** What an argument is about. */
  enum Role {
    /** The shape of the model, and read. */
    SHAPE,
    /** The shape of the model, and not read. */
    REFUSED,
    /** How the model is laid out over devices. */
    STRATEGY,
    /** What is trained, and in which precision. */
    TRAINING,
    /** How fast it is. */
    SOFTWARE,
    /** Nothing of these. */
    HARMLESS,
    /** Not in the table, and its name speaks of shape. */
    SHAPELIKE,
    /** Not in the table. */
    UNKNOWN
  }

  private static final Pattern OF_SHAPE =
      Pattern.compile(
          ".*(layer|head|expert|latent|pattern|ratio|window|mtp|hybrid|glu|hidden|ffn|width|"
              + "channel|dim|rank|vocab|mamba|moe|gqa|kv_|_kv|depth|embed).*");

  private static final Flags TABLE = new Flags();

  private final Map<String, Role> roles = new HashMap<>();
  private final Map<String, Role> prefixes = new HashMap<>();

  private Flags() {
    for (List<String> row : rows("megatron-flags.csv")) {
      Role role = Role.valueOf(row.get(1).toUpperCase(Locale.ROOT));
      String flag = row.get(0);
      if (flag.endsWith("*")) {
        prefixes.put(flag.substring(0, flag.length() - 1), role);
      } else {
        roles.put(flag, role);
      }
    }
  }

  /** Returns what an argument is about; {@code name} has underscores and no dashes. */
  static Role role(String name) {
    Role role = TABLE.roles.get(name);
    if (role == null && name.startsWith("no_")) {
      role = TABLE.roles.get(name.substring(3));
    }
    if (role != null) {
      return role;
    }
    for (Map.Entry<String, Role> prefix : TABLE.prefixes.entrySet()) {
      if (name.startsWith(prefix.getKey())) {
        return prefix.getValue();
      }
    }
    return OF_SHAPE.matcher(name).matches() ? Role.SHAPELIKE : Role.UNKNOWN;
  }

  /** Returns the rows of a table of ours, without comments and header. */
  static List<List<String>> rows(String name) {
    try (InputStream in = Flags.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError(name + " is not packaged");
      }
      List<List<String>> rows = new ArrayList<>();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n", -1)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          rows.add(List.of(line.strip().split(",", 3)));
        }
      }
      return rows.subList(1, rows.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
