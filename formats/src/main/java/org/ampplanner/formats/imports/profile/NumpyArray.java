package org.ampplanner.formats.imports.profile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.profile.Measurement.Clock;
import org.jspecify.annotations.Nullable;

/**
 * AMP's profiles: a NumPy array of forward seconds, a number for each layer, at micro-batch size 1,
 * in a file named {@code gpt2_P3_1.npy}: model, machine, tensor parallelism.
 */
final class NumpyArray {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([<>|=])([fiu])([1-8])'");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");
  private static final Pattern NAME = Pattern.compile("(.+)_([A-Za-z][A-Za-z0-9.-]*)_(\\d{1,4})");
  private static final int MAX_LAYERS = 100_000;

  /** AMP's names for Amazon's machines. */
  private static final Map<String, String> MACHINES = Map.of("P3", "V100-SXM2-16GB", "G4", "T4");

  private NumpyArray() {}

  static boolean matches(byte[] bytes) {
    return bytes.length > MAGIC.length
        && ByteBuffer.wrap(bytes, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  static void read(String file, byte[] bytes, Collected collected) {
    Location at = Location.of(file);
    Optional<List<Double>> seconds = numbers(bytes, at, collected.problems());
    if (seconds.isEmpty()) {
      return;
    }
    String stem = file.substring(file.replace('\\', '/').lastIndexOf('/') + 1);
    Matcher name = NAME.matcher(stem.replaceFirst("(?i)\\.npy$", ""));
    boolean named = name.matches();
    collected.model(named ? name.group(1) : null);
    String machine = named ? name.group(2).toUpperCase(Locale.ROOT) : null;
    @Nullable String device =
        machine == null ? null : MACHINES.getOrDefault(machine, name.group(2));
    Integer degree = named ? Integer.valueOf(name.group(3)) : null;
    collected.add(
        new Timing(
            at,
            device,
            collected.precision(named ? "fp16" : null, "fp16", at),
            collected.tensorParallel(degree == null || degree < 1 ? null : degree, at),
            collected.options().microBatchSize() == null ? 1 : collected.options().microBatchSize(),
            seconds.get().stream().map(s -> s * 1e3).toList(),
            null,
            Clock.HOST_SYNCHRONISED));
  }

  private static Optional<List<Double>> numbers(byte[] bytes, Location at, Problems problems) {
    if (bytes.length < 12) {
      problems.error(at, "is cut off", null);
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes[6] >= 2 ? in.getInt(8) & 0xffffffffL : in.getShort(8) & 0xffffL;
    long start = (bytes[6] >= 2 ? 12 : 10) + length;
    if (start > bytes.length) {
      problems.error(at, "is cut off in its header", null);
      return Optional.empty();
    }
    int headerAt = bytes[6] >= 2 ? 12 : 10;
    String header = new String(bytes, headerAt, (int) length, StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    if (!type.find() || !shape.find()) {
      problems.error(
          at,
          "is not an array of numbers: " + Wording.shown(header.strip()),
          "`numpy.save` of a list of seconds, one for each layer");
      return Optional.empty();
    }
    long count = count(shape.group(1));
    int width = Integer.parseInt(type.group(3));
    if (count < 1 || count > MAX_LAYERS || bytes.length - start < count * width) {
      problems.error(
          at,
          count < 1 || count > MAX_LAYERS
              ? "holds no sensible number of layers"
              : "is cut off: " + count + " numbers are announced",
          null);
      return Optional.empty();
    }
    in.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    in.position((int) start);
    return next(in, type.group(2).charAt(0), width, (int) count, at, problems);
  }

  /** Returns how many numbers an array of a shape holds, one more than is allowed at most. */
  private static long count(String shape) {
    long count = 1;
    for (String size : shape.split(",")) {
      count *= size.isBlank() ? 1 : Math.min(MAX_LAYERS + 1L, Long.parseLong(shortened(size)));
      count = Math.min(count, MAX_LAYERS + 1L);
    }
    return count;
  }

  private static Optional<List<Double>> next(
      ByteBuffer in, char kind, int width, int count, Location at, Problems problems) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double value = next(in, kind, width);
      if (!(value >= 0 && value < 1e6)) {
        problems.error(at, "time " + i + " (" + value + ") is not a number of seconds", null);
        return Optional.empty();
      }
      numbers.add(value);
    }
    return Optional.of(numbers);
  }

  private static String shortened(String size) {
    String digits = size.strip();
    return digits.length() > 9 ? "999999999" : digits;
  }

  private static double next(ByteBuffer in, char kind, int width) {
    if (kind == 'f') {
      return width == 8 ? in.getDouble() : width == 4 ? in.getFloat() : half(in, width);
    }
    return switch (width) {
      case 8 -> in.getLong();
      case 4 -> in.getInt();
      case 2 -> in.getShort();
      default -> in.get();
    };
  }

  private static double half(ByteBuffer in, int width) {
    return width == 2 ? Float.float16ToFloat(in.getShort()) : Double.NaN;
  }
}
