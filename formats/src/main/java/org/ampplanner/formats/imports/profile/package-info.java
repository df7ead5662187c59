/**
 * Profiles in other programs' formats: AMP's arrays, the JSON of Metis, Sailor and Galvatron,
 * traces of the PyTorch profiler. Readers collect {@link Timing timings}; what a file does not say
 * is said by an option, or assumed with a warning.
 */
@NullMarked
package org.ampplanner.formats.imports.profile;

import org.jspecify.annotations.NullMarked;
