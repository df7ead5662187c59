package org.ampplanner.formats.imports.profile;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the user says in addition to the files; it wins over them.
 *
 * @param model the model's name, or null
 * @param device the device type, or null
 * @param precision id of the precision, or null
 * @param tensorParallel the degree, or null
 * @param microBatchSize the samples, or null
 * @param blocks how many blocks the model has, or null; for files that time one of them
 * @param sequenceLength tokens of a sample, or null; for files that time several lengths
 * @param annotation finds the number of a layer in the name of an annotation, or null for the usual
 */
public record ProfileOptions(
    @Nullable String model,
    @Nullable String device,
    @Nullable String precision,
    @Nullable Integer tensorParallel,
    @Nullable Integer microBatchSize,
    @Nullable Integer blocks,
    @Nullable Integer sequenceLength,
    @Nullable Pattern annotation) {

  /** Nothing beyond the files. */
  public static final ProfileOptions NONE =
      new ProfileOptions(null, null, null, null, null, null, null, null);
}
