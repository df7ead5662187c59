/**
 * Hugging Face {@code config.json} files, as they lie in a checkpoint: no weights are read.
 *
 * <p>Counts follow the modules of the transformers library: every bias, norm and learned position
 * is counted, so that totals are those of the published checkpoints.
 */
@NullMarked
package org.ampplanner.formats.huggingface;

import org.jspecify.annotations.NullMarked;
