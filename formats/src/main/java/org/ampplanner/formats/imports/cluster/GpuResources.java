package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs of a node as SLURM writes them: {@code gpu:a100:4(S:0-1),gpu:a100:4(S:1)} of a Gres, or
 * {@code gres/gpu=8,gres/gpu:a100=8} of a TRES. A type may be digits ({@code gpu:3090:8}); types
 * that end as {@code 2g.45gb} are slices of MIG, not devices.
 *
 * @param whole devices by type, in the order of the text; the type may be null
 * @param slices entries of MIG, as written
 */
record GpuResources(List<Kind> whole, List<String> slices) {
  private static final Pattern ENTRY =
      Pattern.compile("(?:gres/)?gpu(?:(?::([\\w.+-]+))?[:=](\\d{1,6}))?");
  private static final Pattern SLICE =
      Pattern.compile("(?i)(?:.*[_.-])?\\d+c?\\.?\\d*g\\.\\d+gb.*");

  /**
   * Devices of one type.
   *
   * @param type as written, or null
   * @param count how many
   */
  record Kind(@Nullable String type, int count) {}

  GpuResources {
    whole = List.copyOf(whole);
    slices = List.copyOf(slices);
  }

  /** Reads a Gres or a TRES; entries that are no GPUs are passed over. */
  static GpuResources of(String text) {
    List<Kind> whole = new ArrayList<>();
    List<String> slices = new ArrayList<>();
    int total = 0;
    for (String entry : text.replaceAll("\\([^)]*\\)", "").split("[,;]")) {
      Matcher m = ENTRY.matcher(entry.strip());
      if (!m.matches()) {
        continue;
      }
      String type = m.group(1);
      int count = m.group(2) == null ? 1 : Integer.parseInt(m.group(2));
      if (type == null) {
        total += count;
      } else if (SLICE.matcher(type).matches()) {
        slices.add(entry.strip());
      } else {
        add(whole, type, count);
      }
    }
    int typed = whole.stream().mapToInt(Kind::count).sum();
    if (total > typed && slices.isEmpty()) { // a total may stand beside the numbers of its types
      add(whole, null, total - typed);
    }
    whole.removeIf(kind -> kind.count() == 0);
    return new GpuResources(whole, slices);
  }

  private static void add(List<Kind> whole, @Nullable String type, int count) {
    String plain = type == null ? "" : type.toLowerCase(Locale.ROOT);
    for (int i = 0; i < whole.size(); i++) {
      String other = whole.get(i).type();
      if (plain.equals(other == null ? "" : other.toLowerCase(Locale.ROOT))) {
        whole.set(i, new Kind(other, whole.get(i).count() + count));
        return;
      }
    }
    whole.add(new Kind(type, count));
  }

  /** Returns whether nothing is said of GPUs. */
  boolean isEmpty() {
    return whole.isEmpty() && slices.isEmpty();
  }

  /** Returns the kinds in words: {@code 4 a100 and 2 v100}. */
  String words() {
    return whole.stream()
        .map(k -> k.count() + " " + (k.type() == null ? "of no type" : k.type()))
        .collect(Collectors.joining(" and "));
  }
}
