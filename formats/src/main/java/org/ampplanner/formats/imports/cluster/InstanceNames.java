package org.ampplanner.formats.imports.cluster;

import java.util.regex.Pattern;

/** The forms of the names that clouds give their types of machines. */
final class InstanceNames {
  private static final Pattern FORM =
      Pattern.compile(
          "(?i)[a-z]+\\d+[a-z]*(?:-[a-z0-9]+)?\\.(?:\\d*x?large|metal(?:-\\w+)?)" // AWS
              + "|[a-z]\\d[a-z]?-(?:high|mega|ultra|max|standard|edge)[a-z]*-\\d+g?" // Google
              + "|Standard_[A-Z]{1,3}\\d+\\w*" // Azure
              + "|(?:BM|VM)\\.GPU\\S*"); // Oracle

  private InstanceNames() {}

  /** Returns whether a word has the form of a machine type of AWS, Google, Azure or Oracle. */
  static boolean looksLikeOne(String word) {
    return FORM.matcher(word).matches();
  }
}
