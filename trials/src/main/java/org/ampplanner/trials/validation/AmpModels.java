package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Model;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.profile.Measurement;
import org.ampplanner.profile.Profile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** AMP's two models, item by item as its pipeline module lists them, and their profiles. */
final class AmpModels {
  private static final int HALF = 2;
  private final JsonNode models = Facts.json("amp/amp_profiles.json").get("models");

  /** Returns the GPT-2 of 30 items; its sequence length is 1024. */
  Model gpt2() {
    return model("gpt2");
  }

  /** Returns the TransGAN generator of 56 items; a sample counts as one token. */
  Model transGan() {
    return model("transgan");
  }

  private Model model(String name) {
    JsonNode m = models.get(name);
    List<Layer> layers = new ArrayList<>();
    for (JsonNode item : m.get("layers")) {
      layers.add(layer(m, item));
    }
    return new Model(name, layers);
  }

  private static Layer layer(JsonNode m, JsonNode item) {
    String type = item.get("type").asString();
    int hidden = m.get("hidden").asInt();
    LayerKind kind =
        switch (type) {
          case "embedding" -> new LayerKind.Embedding(m.get("vocab_padded").asInt(), hidden, 1024);
          case "lm_head_tied" -> new LayerKind.Head(m.get("vocab_padded").asInt(), hidden);
          case "transformer" ->
              m.has("vocab_padded") ? new TransformerShape(hidden, 4 * hidden, 16).kind() : null;
          default -> null;
        };
    long elements = item.get("out_elems_per_sample").asLong();
    long parameters = item.get("params").asLong();
    boolean gpt = m.has("vocab_padded");
    return new Layer(
        item.get("name").asString(),
        new Layer.Sizes(
            parameters,
            new Layer.Output(
                elements * HALF, item.path("out_elems_sharded_by_mp").asBoolean(false)),
            activationBytes(type, elements, gpt),
            flops(type, parameters, elements, hidden, gpt, kind),
            type.startsWith("transformer") ? 2 * elements * HALF : 0),
        type.equals("embedding") ? "embed2v_tied_lm_head" : null,
        null,
        Map.of(),
        kind);
  }

  /** Tokens times parameters, and scores over the window of 324 or the 81 tokens of an image. */
  private static double flops(
      String type,
      long parameters,
      long elements,
      int hidden,
      boolean gpt,
      @Nullable LayerKind kind) {
    if (kind != null) {
      return kind.flops(1024);
    } else if (gpt || !type.startsWith("transformer")) {
      return type.equals("linear") ? 2.0 * parameters : 0;
    }
    boolean windowed = type.equals("transformer_window");
    double width = windowed ? 16 : hidden;
    double tokens = elements / width;
    return 2 * tokens * parameters + 4 * tokens * (windowed ? 324 : 81) * width;
  }

  /** 34 bytes an element and 5 bytes a score (Korthikanti et al. 2022, equation 1), 4 heads. */
  private static long activationBytes(String type, long elements, boolean gpt) {
    if (gpt || !type.startsWith("transformer")) {
      return gpt ? 0 : elements * HALF;
    }
    boolean windowed = type.equals("transformer_window");
    double scores = windowed ? elements / 16.0 * 324 : 81.0 * 81;
    return Math.round(34.0 * elements + 5 * 4 * scores);
  }

  /** Returns the published profile: forward times at micro-batch 1 by device and degree. */
  Profile profile(String name) {
    List<Measurement> measurements = new ArrayList<>();
    JsonNode times = models.get(name).get("forward_s");
    for (String device : times.propertyNames()) {
      JsonNode byDegree = times.get(device);
      for (String tp : byDegree.propertyNames()) {
        double[] forward = new double[byDegree.get(tp).size()];
        for (int i = 0; i < forward.length; i++) {
          forward[i] = byDegree.get(tp).get(i).asDouble();
        }
        measurements.add(
            new Measurement(
                AmpClusters.deviceId(device),
                Integer.parseInt(tp),
                1,
                forward,
                null,
                Measurement.Clock.HOST_SYNCHRONISED));
      }
    }
    return new Profile(measurements);
  }
}
