package org.ampplanner.cli;

/** The forms of output, named as users write them. */
enum OutputFormat {
  table,
  json,
  csv,
  yaml
}
