package org.ampplanner.formats.imports.shell;

/**
 * A word of a command.
 *
 * @param text what it is; what is open stands as it is written
 * @param line where it stands
 * @param open whether nothing in the script says what a part of it is
 */
public record Argument(String text, int line, boolean open) {}
