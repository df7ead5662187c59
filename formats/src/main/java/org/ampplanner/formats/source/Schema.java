package org.ampplanner.formats.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key {@code schema} that versions our own data files: {@code name/major}. */
public final class Schema {
  private static final Pattern FORM = Pattern.compile("([a-z-]+)/(\\d{1,9})(\\.\\d+)?");

  private Schema() {}

  /** Requires a schema of that name and major version. */
  public static void require(Fields fields, String name, int major) {
    String wanted = name + "/" + major;
    fields.require("schema", Wording.code(wanted));
    fields
        .text("schema")
        .ifPresent(schema -> {
          Matcher m = FORM.matcher(schema);
          Node node = fields.node("schema").orElseThrow();
          if (!m.matches() || !m.group(1).equals(name)) {
            fields.problems().value(node, "schema", "is not " + wanted, null);
          } else if (Integer.parseInt(m.group(2)) != major) {
            fields
                .problems()
                .value(
                    node,
                    "schema",
                    "is of a version that this one does not read: it reads " + wanted,
                    "a newer version of AMP");
          }
        });
  }
}
