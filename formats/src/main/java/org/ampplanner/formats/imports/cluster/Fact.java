package org.ampplanner.formats.imports.cluster;

import org.ampplanner.formats.source.Location;

/**
 * Something that a file says.
 *
 * @param value what
 * @param at where
 */
record Fact<T>(T value, Location at) {}
