package org.ampplanner.formats.imports.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;

/**
 * The rows of the table of tokens: said, padded to, or those of a known tokenizer. Padding is
 * Megatron's: up to a multiple of {@code make_vocab_size_divisible_by} times the tensor
 * parallelism.
 */
final class Vocabulary {
  private static final List<List<String>> KNOWN = Flags.rows("tokenizers.csv");

  private final Arguments arguments;
  private final Problems problems;

  Vocabulary(Arguments arguments, Problems problems) {
    this.arguments = arguments;
    this.problems = problems;
  }

  /** Returns the rows and where they are said; empty with a problem where nothing says them. */
  Optional<Node.Scalar> rows(Location at) {
    for (String exact : List.of("padded_vocab_size", "pad_vocab_size_to")) {
      Optional<Node.Scalar> given = arguments.value(exact);
      if (given.isPresent()) {
        return given;
      }
    }
    Optional<Node.Scalar> given = arguments.value("vocab_size");
    OptionalLong tokens;
    String of = "vocab_size";
    if (given.isPresent()) {
      tokens = arguments.whole("vocab_size");
      if (tokens.isEmpty()) {
        return Optional.empty();
      }
    } else {
      given = tokenizer();
      tokens = given.map(t -> OptionalLong.of(known(t.text()))).orElse(OptionalLong.empty());
      of = given.map(t -> "the vocabulary of " + Wording.shown(t.text())).orElse(of);
    }
    if (tokens.isEmpty()) {
      missing(at);
      return Optional.empty();
    }
    Location stated = given.map(Node.Scalar::at).orElse(at);
    long raw = tokens.getAsLong() + added();
    return Optional.of(new Node.Scalar(stated, Long.toString(padded(raw, of, stated)), false));
  }

  /** Returns what is added to the tokens of the tokenizer. */
  private long added() {
    return arguments.whole("extra_vocab_size").orElse(0)
        + arguments.whole("vocab_extra_ids").orElse(0);
  }

  private long padded(long raw, String of, Location at) {
    long multiple =
        arguments.whole("make_vocab_size_divisible_by").orElse(128)
            * arguments.whole("tensor_model_parallel_size", "model_parallel_size").orElse(1);
    long padded = (raw + multiple - 1) / multiple * multiple;
    if (padded != raw || !of.equals("vocab_size")) {
      problems.warning(
          at,
          of + " is padded from " + raw + " to " + padded + ", as Megatron does",
          "`--padded-vocab-size` if it is another number");
    }
    return padded;
  }

  private void missing(Location at) {
    Optional<Node.Scalar> named =
        arguments.raw("tokenizer_model", "tokenizer_name_or_path", "vocab_file", "tokenizer_type");
    problems.error(
        named.map(Node.Scalar::at).orElse(at),
        "vocab_size is missing: the tokenizer knows it"
            + named
                .map(n -> " (" + Wording.shown(n.text()) + " is not one of those known here)")
                .orElse(""),
        "`--vocab-size 50257` beside the other arguments");
  }

  /** Returns the argument that names a tokenizer of the table. */
  private Optional<Node.Scalar> tokenizer() {
    for (String key :
        List.of(
            "vocab_file",
            "tokenizer_model",
            "tokenizer_name_or_path",
            "merge_file",
            "model",
            "tokenizer_type",
            "type")) {
      Optional<Node.Scalar> named = arguments.raw(key).filter(t -> known(t.text()) > 0);
      if (named.isPresent() && (!key.equals("tokenizer_type") || alone())) {
        return named;
      }
    }
    return Optional.empty();
  }

  /** Returns whether a type of tokenizer comes without a file that may hold another vocabulary. */
  private boolean alone() {
    return arguments
        .raw("vocab_file", "tokenizer_model", "tokenizer_name_or_path")
        .map(Node.Scalar::text)
        .filter(f -> !f.contains("$"))
        .isEmpty();
  }

  /** Returns the tokens of a known tokenizer, -1 for none. */
  static long known(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (List<String> row : KNOWN) {
      String pattern = row.get(0);
      boolean found =
          pattern.startsWith("=")
              ? pattern.substring(1).equals(name)
              : Pattern.compile(pattern).matcher(lower).find();
      if (found) {
        return Long.parseLong(row.get(1));
      }
    }
    return -1;
  }
}
