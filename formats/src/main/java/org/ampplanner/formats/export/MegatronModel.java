package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ampplanner.formats.export.EngineFiles.Setting;
import org.ampplanner.formats.huggingface.Traits;
import org.ampplanner.formats.huggingface.Traits.Position;
import org.ampplanner.formats.huggingface.Traits.Router;
import org.ampplanner.formats.huggingface.TraitsReader;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.unit.Printable;

/** The model in Megatron's flags; what no flag says is listed. */
final class MegatronModel {
  private static final Map<String, String> NAMES =
      Map.of(Traits.NORM_EPSILON, "NORM_EPSILON", Traits.ROTARY_BASE, "ROTARY_BASE");

  private final ExportInput input;
  private final Flags flags;
  private final List<String> left = new ArrayList<>();

  MegatronModel(ExportInput input, Flags flags) {
    this.input = input;
    this.flags = flags;
  }

  /** Adds the flags and returns what they do not say. */
  List<String> add() {
    flags.add("num-layers", input.chunks().blocks());
    int sequence = input.job().training().sequenceLength();
    flags.add("seq-length", sequence);
    flags.add("attention-dropout", 0).add("hidden-dropout", 0); // Megatron's own default is 0.1
    input
        .shape()
        .ifPresentOrElse(
            shape -> {
              flags.add("max-position-embeddings", Math.max(sequence, shape.positions()));
              shape(shape);
            },
            () -> {
              flags.add("max-position-embeddings", sequence);
              left.add(
                  "The plan knows the sizes of the model's layers but not what they are made of: add"
                      + " --hidden-size, --num-attention-heads and the rest to MODEL_ARGS.");
            });
    input.traits().ifPresentOrElse(this::traits, this::noTraits);
    left.addAll(USERS);
    return left;
  }

  private void shape(ModelShape shape) {
    flags.add("hidden-size", shape.hidden());
    shape.dense().ifPresent(dense -> flags.add("ffn-hidden-size", dense.width()));
    flags.add("num-attention-heads", shape.attention().heads());
    switch (shape.attention()) {
      case Attention.Grouped a -> {
        if (a.kvHeads() != a.heads()) {
          flags.add("group-query-attention").add("num-query-groups", a.kvHeads());
        }
        flags.when(a.headWidth() * a.heads() != shape.hidden(), "kv-channels", a.headWidth());
      }
      case Attention.Latent a -> {
        flags.add("multi-latent-attention");
        flags.when(a.queryRank() > 0, "q-lora-rank", a.queryRank());
        flags
            .add("kv-lora-rank", a.keyValueRank())
            .add("qk-head-dim", a.plainWidth())
            .add("qk-pos-emb-head-dim", a.rotaryWidth())
            .add("v-head-dim", a.valueWidth())
            .add("rope-type", "rope")
            .add("no-rope-fusion"); // its kernel for latent attention is for YaRN alone
      }
      case Attention.StateSpace a -> throw new AssertionError("not a decoder with attention");
      case Attention.Absent a -> throw new AssertionError("not a decoder with attention");
    }
    flags.when(!shape.tied(), "untie-embeddings-and-output-weights");
    shape.experts().ifPresent(experts -> experts(shape, experts));
  }

  private void experts(ModelShape shape, FeedForward.Experts experts) {
    boolean ownWidth = shape.dense().filter(dense -> dense.width() != experts.width()).isPresent();
    flags
        .when(!flags.has("ffn-hidden-size"), "ffn-hidden-size", experts.width())
        .add("num-experts", experts.count())
        .add("moe-router-topk", experts.perToken())
        .when(ownWidth, "moe-ffn-hidden-size", experts.width())
        .add("moe-grouped-gemm")
        .add("moe-token-dispatcher-type", "alltoall")
        .when(
            experts.sharedWidth() > 0,
            "moe-shared-expert-intermediate-size",
            experts.sharedWidth());
    if (shape.feedForwards().stream().anyMatch(f -> !(f instanceof FeedForward.Experts))) {
      flags.add("moe-layer-freq", frequency(shape.feedForwards()));
    }
    if (experts.latentWidth() > 0) {
      left.add("Tokens are projected before they are routed: no flag says so.");
    }
  }

  /** Returns which blocks have experts, as the Python list that Megatron evaluates. */
  private static String frequency(List<FeedForward> blocks) {
    StringBuilder list = new StringBuilder();
    int i = 0;
    while (i < blocks.size()) {
      boolean sparse = blocks.get(i) instanceof FeedForward.Experts;
      int from = i;
      while (i < blocks.size() && blocks.get(i) instanceof FeedForward.Experts == sparse) {
        i++;
      }
      list.append(list.isEmpty() ? "" : "+").append(sparse ? "[1]*" : "[0]*").append(i - from);
    }
    return "(" + list + ")";
  }

  private void traits(Traits traits) {
    switch (traits.norms().kind()) {
      case RMS -> flags.add("normalization", "RMSNorm");
      case LAYER -> flags.add("normalization", "LayerNorm");
      case LAYER_1P -> flags.add("normalization", "LayerNorm").add("apply-layernorm-1p");
    }
    flags.add("norm-epsilon", orVariable(traits, Traits.NORM_EPSILON, traits.norms().epsilon()));
    switch (traits.activation()) {
      case SWIGLU -> flags.add("swiglu");
      case SQUARED_RELU -> flags.add("squared-relu");
      case GELU -> {}
    }
    switch (traits.position()) {
      case Position.Learned learned -> flags.add("position-embedding-type", "learned_absolute");
      case Position.Rotary rotary -> {
        flags
            .add("position-embedding-type", "rope")
            .add("rotary-base", orVariable(traits, Traits.ROTARY_BASE, rotary.base()))
            .when(rotary.share() < 1, "rotary-percent", rotary.share())
            .when(rotary.llamaFactor() > 0, "use-rope-scaling")
            .when(
                rotary.llamaFactor() > 0 && rotary.llamaFactor() != 8,
                "rope-scaling-factor",
                rotary.llamaFactor());
      }
    }
    flags.when(traits.biases() != Traits.Biases.ALL, "disable-bias-linear");
    flags.when(traits.biases() == Traits.Biases.QUERY_KEY_VALUE, "add-qkv-bias");
    flags.when(traits.norms().heads() || latent(), "qk-layernorm");
    Router router = traits.router();
    if (router != null && flags.has("num-experts")) {
      router(router);
    }
    traits
        .left()
        .forEach(text ->
            left.add("Its config says " + Markdown.text(text) + ": no flag is set for it."));
  }

  /** Returns a value of the config, or the variable that stands for what the config leaves out. */
  private static Object orVariable(Traits traits, String what, double value) {
    return traits.assumed().containsKey(what)
        ? new Flags.Variable(Objects.requireNonNull(NAMES.get(what)))
        : value;
  }

  /** Returns the settings for what the config leaves out. */
  static List<Setting> assumed(Traits traits) {
    List<Setting> settings = new ArrayList<>();
    if (traits.assumed().containsKey(Traits.NORM_EPSILON)) {
      settings.add(assumed(traits, Traits.NORM_EPSILON, traits.norms().epsilon()));
    }
    if (traits.assumed().containsKey(Traits.ROTARY_BASE)
        && traits.position() instanceof Position.Rotary rotary) {
      settings.add(assumed(traits, Traits.ROTARY_BASE, rotary.base()));
    }
    return settings;
  }

  private static Setting assumed(Traits traits, String what, double value) {
    return new Setting(
        Objects.requireNonNull(NAMES.get(what)),
        Flags.plain(value),
        "not in the config: the default of " + traits.assumed().get(what) + "; check it");
  }

  private boolean latent() {
    return input.shape().filter(s -> s.attention() instanceof Attention.Latent).isPresent();
  }

  private void router(Router router) {
    flags
        .when(router.sigmoid(), "moe-router-score-function", "sigmoid")
        .when(router.softmaxFirst(), "moe-router-pre-softmax")
        .when(router.groups() > 1, "moe-router-num-groups", router.groups())
        .when(router.groups() > 1, "moe-router-group-topk", router.topGroups())
        .when(router.scaling() != 1, "moe-router-topk-scaling-factor", router.scaling())
        .when(router.biasCorrection(), "moe-router-enable-expert-bias")
        .add(
            "moe-router-load-balancing-type",
            router.auxiliaryLoss() == 0
                ? "none"
                : router.perSequence() ? "seq_aux_loss" : "aux_loss")
        .when(router.auxiliaryLoss() > 0, "moe-aux-loss-coeff", router.auxiliaryLoss());
  }

  /** Defaults of Megatron that change what is computed and that no plan or config decides. */
  private static final List<String> USERS =
      List.of(
          "Dropout is off, since the plan counts no masks; a model that is trained with some needs"
              + " memory for them (`--attention-dropout`, `--hidden-dropout` in EXTRA_ARGS).",
          "Yours to choose, in EXTRA_ARGS; Megatron's defaults (its `arguments.py` and"
              + " `transformer_config.py`, August 2026) hold otherwise: weights start with a deviation"
              + " of 0.02 (`--init-method-std`), gradients are clipped at 1 (`--clip-grad`), weights"
              + " decay by 0.01 (`--weight-decay`), Adam has betas 0.9 and 0.999 (`--adam-beta1`,"
              + " `--adam-beta2`).",
          "Gradients are summed in fp32 with `--bf16`, but by its FSDP in their own type; fp16 starts with a"
              + " loss scale of 2^32 (`--initial-loss-scale`). Fused kernels (softmax, bias, rotary"
              + " positions, gradient accumulation) stay on.");

  /** Refuses a model that Megatron's defaults would make another one of. */
  private void requireDefaults(ModelShape shape) {
    String family = input.config().family();
    if (shape.vocabulary() == 0 && family.isEmpty()) {
      return; // layers that somebody wrote down, of no family
    }
    long vectors = (long) shape.vocabulary() + shape.positions();
    boolean defaults =
        family.isEmpty()
            && shape.positions() > 0
            && input.job().model().layers().get(0).parameters() == vectors * shape.hidden()
            && shape.attention() instanceof Attention.Grouped a
            && a.kvHeads() == a.heads()
            && shape.feedForwards().stream()
                .allMatch(f -> f instanceof FeedForward.Dense d && !d.gated());
    if (!defaults) {
      throw ProblemsException.of(
          "plan",
          "what the model ("
              + Printable.of(input.job().model().name())
              + (family.isEmpty() ? "" : ", model_type " + Printable.of(family))
              + ") is made of is not known here: Megatron-LM would train another one, with its"
              + " defaults (LayerNorm, learned positions, GELU)",
          "--model CONFIG, if its model_type is one of "
              + String.join(", ", TraitsReader.FAMILIES)
              + "; pretrain_gpt.py has no flags for others that are known here");
    }
  }

  private void noTraits() {
    input.shape().ifPresent(this::requireDefaults);
    left.add(
        "No config says which norms, positions, activations and biases the model has: Megatron's"
            + " defaults hold (LayerNorm, learned positions, GELU, biases). Add what differs to"
            + " MODEL_ARGS, or name the config with --model when exporting.");
    input
        .shape()
        .flatMap(ModelShape::dense)
        .filter(FeedForward.Dense::gated)
        .ifPresent(dense -> flags.add("swiglu"));
  }
}
