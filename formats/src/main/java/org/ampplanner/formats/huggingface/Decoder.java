package org.ampplanner.formats.huggingface;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.ampplanner.model.LayerSpec;

/**
 * A stack of blocks between an embedding and a projection to the vocabulary.
 *
 * @param dialect what is counted beside the matrices
 * @param mixers what mixes the tokens
 * @param feedForwards what follows
 * @param rows of the table of tokens beyond the vocabulary
 */
record Decoder(
    Function<Config, Dialect> dialect,
    BiFunction<Config, Dialect, Mixers> mixers,
    BiFunction<Config, Dialect, FeedForwards> feedForwards,
    int rows)
    implements Family {

  /** Returns a family with attention by heads, in windows where the config lists them. */
  static Decoder of(Function<Config, Dialect> dialect) {
    return new Decoder(
        dialect, (c, d) -> Mixers.grouped(c, d, Windows.listed(c)), FeedForwards::of, 0);
  }

  Decoder windows(Function<Config, Windows> windows) {
    return mixers((c, d) -> Mixers.grouped(c, d, windows.apply(c)));
  }

  Decoder mixers(BiFunction<Config, Dialect, Mixers> other) {
    return new Decoder(dialect, other, feedForwards, rows);
  }

  Decoder feedForwards(BiFunction<Config, Dialect, FeedForwards> other) {
    return new Decoder(dialect, mixers, other, rows);
  }

  /** Returns the same family whose configs mean another thing by leaving it out. */
  Decoder tied(boolean usual) {
    return new Decoder(dialect.andThen(d -> d.tied(usual)), mixers, feedForwards, rows);
  }

  Decoder rows(int more) {
    return new Decoder(dialect, mixers, feedForwards, more);
  }

  @Override
  public List<LayerSpec> layers(Config config) {
    Dialect d = dialect.apply(config);
    int hidden = config.hidden();
    int vocabulary = config.vocabulary();
    int blocks = config.layers();
    Mixers mixing = mixers.apply(config, d);
    FeedForwards feeding = feedForwards.apply(config, d);
    boolean tied = config.tied(d.ends().tied());
    Heads head = Heads.of(config);
    if (config.problems().any()) {
      return List.of();
    }
    long norm = (long) d.norms().weights() * hidden;
    Layers layers =
        new Layers(hidden)
            .embedding(
                vocabulary + rows, d.ends().positions(), (long) d.ends().embeddingNorms() * hidden);
    for (int i = 0; i < blocks; i++) {
      Mixers.Mixer mixer = mixing.at(i);
      FeedForwards.Part part = feeding.at(i);
      layers.block(
          mixer.kind(),
          part.kind(),
          d.biases().feedForward(),
          mixer.beside() + part.beside() + d.norms().perBlock() * norm);
    }
    long last = d.norms().last() ? norm : 0;
    long bias = d.ends().headBias() ? vocabulary : 0;
    return head.on(layers, hidden, vocabulary, tied, last, bias).list();
  }
}
