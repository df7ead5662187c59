package org.ampplanner.formats.job;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.amp.AmpView;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.model.ModelSpec;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.unit.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code amp_view}: what AMP's release takes a model for. */
final class AmpViewReader {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,6})\\s*-\\s*(\\d{1,6})");
  private static final long MAX_ELEMENTS = 10_000_000_000_000L;

  private final Fields fields;
  private final Problems problems;

  AmpViewReader(Fields fields) {
    this.fields = fields;
    this.problems = fields.problems();
  }

  /** Reads a view of a model of so many layers; of any model if that is not known. */
  Optional<AmpView> read(OptionalInt layers) {
    int before = problems.count();
    List<Integer> costed = indices("costed_layers");
    OptionalLong elements = fields.whole("output_elements", Range.NOT_NEGATIVE, MAX_ELEMENTS);
    Long output = elements.isPresent() ? (Long) elements.getAsLong() : null;
    List<Integer> unsynced = indices("unsynced_layers");
    BlockSplit blocks =
        fields.mapping("uniform_blocks", "uniform_blocks").map(this::blocks).orElse(null);
    fields.end();
    if (problems.count() > before) {
      return Optional.empty();
    }
    return fields
        .build(() -> new AmpView(costed, output, new LinkedHashSet<>(unsynced), blocks))
        .filter(view -> fits(view, layers));
  }

  private @Nullable BlockSplit blocks(Fields blocks) {
    int first = blocks.requiredInt("first", Range.NOT_NEGATIVE, ModelSpec.MAX_LAYERS, 0);
    int count = blocks.requiredInt("count", Range.POSITIVE, ModelSpec.MAX_LAYERS, 1);
    blocks.end();
    return new BlockSplit(first, count);
  }

  private boolean fits(AmpView view, OptionalInt layers) {
    if (layers.isEmpty()) {
      return true;
    }
    try {
      view.validate(layers.getAsInt());
      return true;
    } catch (InvalidValueException e) {
      Set<String> said = new HashSet<>();
      e.violations().stream().filter(v -> said.add(v.field())).forEach(fields::record);
      return false;
    }
  }

  private List<Integer> indices(String key) {
    List<Integer> indices = new ArrayList<>();
    for (Node item : fields.items(key)) {
      Matcher m = SPAN.matcher(item instanceof Node.Scalar scalar ? scalar.text().strip() : "");
      if (m.matches()) {
        span(item, key, m, indices);
      } else {
        Scalars.wholeInt(item, key, Range.NOT_NEGATIVE, ModelSpec.MAX_LAYERS, problems)
            .ifPresent(indices::add);
      }
    }
    return indices;
  }

  private void span(Node item, String key, Matcher m, List<Integer> into) {
    int from = Integer.parseInt(m.group(1));
    int to = Integer.parseInt(m.group(2));
    if (from > to || to > ModelSpec.MAX_LAYERS) {
      problems.value(item, key, "is not a range of layers", "`3-14`, for instance");
      return;
    }
    for (int i = from; i <= to; i++) {
      into.add(i);
    }
  }
}
