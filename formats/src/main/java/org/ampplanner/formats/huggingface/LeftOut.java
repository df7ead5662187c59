package org.ampplanner.formats.huggingface;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Wording;

/**
 * Says which fields of a config were not read. A field is harmless if it is in the list here, which
 * has been gone through by hand; what else sounds like a shape is named, of whatever type.
 */
final class LeftOut {
  private static final Pattern OF_SHAPE =
      Pattern.compile(
          ".*(head|layer|block|size|dim|rank|width|expand|expert|norm|bias|mlp|ffn|moe|num_|n_|"
              + "type|pattern|interval|freq|period|window|latent|hybrid|ratio|channel|conv|ssm|"
              + "mamba|attn|attention|embed|proj|index|hyper|residual|gate|glu|act|heads|memory|"
              + "_qk|qk_|kv|cross|encoder|decoder|mtp|nextn).*");

  /** Fields of training, of running and of names, which change no matrix. */
  private static final Set<String> HARMLESS =
      Set.of(
          "architectures",
          "model_type",
          "torch_dtype",
          "dtype",
          "transformers_version",
          "problem_type",
          "position_embedding_type",
          "hidden_act",
          "hidden_activation",
          "activation_function",
          "norm_topk_prob",
          "norm_type",
          "moe_router_norm_topk_prob",
          "chunk_size_feed_forward",
          "tie_encoder_decoder",
          "cross_attention_hidden_size",
          "num_beams",
          "num_beam_groups",
          "num_return_sequences",
          "no_repeat_ngram_size",
          "encoder_no_repeat_ngram_size",
          "diversity_penalty",
          "repetition_penalty",
          "length_penalty",
          "exponential_decay_length_penalty",
          "top_k",
          "top_p",
          "typical_p",
          "id2label",
          "label2id",
          "num_labels",
          "finetuning_task",
          "prefix",
          "task_specific_params",
          "suppress_tokens",
          "begin_suppress_tokens",
          "bad_words_ids",
          "pruned_heads",
          "is_decoder",
          "is_encoder_decoder",
          "add_cross_attention",
          "tf_legacy_loss",
          "use_bfloat16",
          "torchscript",
          "auto_map",
          "pretraining_tp",
          "slow_but_exact",
          "router_aux_loss_coef",
          "router_z_loss_coef",
          "router_jitter_noise",
          "aux_loss_alpha",
          "seq_aux",
          "output_router_logits",
          "scoring_func",
          "topk_method",
          "topk_group",
          "n_group",
          "moe_router_activation_func",
          "moe_router_use_sigmoid",
          "num_expert_group",
          "routed_scaling_factor",
          "router_scaling_factor",
          "moe_routed_scaling_factor",
          "ep_size",
          "expert_parallel_size",
          "attention_multiplier",
          "embedding_multiplier",
          "residual_multiplier",
          "logits_scaling",
          "logit_scale",
          "attention_softmax_in_fp32",
          "residual_in_fp32",
          "scale_attn_weights",
          "scale_attn_by_inverse_layer_idx",
          "reorder_and_upcast_attn",
          "query_pre_attn_scalar",
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "max_window_layers",
          "quantization_config",
          "compression_config",
          "attn_implementation",
          "classifier_dropout",
          "classifier_activation",
          "layer_norm_eps",
          "layernorm_epsilon",
          "layer_norm_epsilon",
          "norm_eps",
          "rms_norm_eps",
          "norm_epsilon",
          "original_max_position_embeddings",
          "max_position_embeddings",
          "n_ctx",
          "n_positions",
          "seq_length",
          "model_max_length",
          "max_seq_len",
          "max_sequence_length",
          "rotary",
          "rotary_dim",
          "rotary_pct",
          "rotary_emb_base",
          "partial_rotary_factor",
          "partial_rotary_factors",
          "no_rope_layers",
          "no_rope_layer_interval",
          "use_cache",
          "attn_scale",
          "use_bidirectional_attention",
          "scale_attention_softmax_in_fp32",
          "activation",
          "embedding_fraction",
          "sparse_pred_ignore_index",
          "relative_attention_max_distance",
          "scale_decoder_outputs",
          "is_gated_act",
          "num_logits_to_keep",
          "mlp_hidden_act",
          "mamba_hidden_act",
          "mamba_ssm_cache_dtype",
          "moe_shared_expert_overlap",
          "mamba_norm_before_gate",
          "moe_renormalize",
          "moe_norm_min",
          "attention_value_scale",
          "encoder_stride",
          "pooler_act",
          "enable_moe_fp32_combine",
          "swiglu_alpha",
          "dim_model_base",
          "pooler_hidden_act",
          "qk_head_dim",
          "cache_implementation",
          "vocab_size",
          "time_step_limit",
          "time_step_min",
          "time_step_max",
          "time_step_floor",
          "mamba_dt_min",
          "mamba_dt_max",
          "mamba_dt_init_floor",
          "mamba_chunk_size",
          "chunk_size",
          "use_mamba_kernels",
          "rescale_prenorm_residual",
          "hybrid_block_size",
          "block_size",
          "attn_temperature_tuning",
          "mask_token_id",
          "embd_pdrop",
          "attn_pdrop",
          "resid_pdrop",
          "summary_type",
          "summary_use_proj",
          "summary_activation",
          "summary_proj_to_labels",
          "summary_first_dropout",
          "fused_rms_norm",
          "use_flash_attn",
          "use_flash_attention",
          "use_flash_attention_2",
          "use_unpad",
          "sliding_window",
          "use_sliding_window",
          "head_dim",
          "mup_use_scaling",
          "moe_group_size");

  private static final Pattern HARMLESS_NAMES =
      Pattern.compile(
          "_.*|.*(_token_id|_token_ids|_token_index|_idx|_index_id|dropout|dropout_prob|_pdrop)|"
              + ".*init(ializer|ialization)?_(range|std|scale|method|cutoff_factor|norm_std).*|"
              + "rope_.*|.*_(alpha|beta)_factor|.*rope_theta.*|mrope_.*|.*_(alpha|beta)_factor|output_.*|return_.*|.*_multipliers?|.*_coeff?|"
              + ".*_loss_weight|swiglu_limit.*|.*_eps|time_step_rank_.*");

  private static final Pattern AHEAD = Pattern.compile("(?i).*(nextn|mtp|predict_layers).*");

  private LeftOut() {}

  /** Warns of what was not read. */
  static void warn(Config config) {
    ahead(config);
    List<String> unread =
        config.unread().stream()
            .filter(f -> OF_SHAPE.matcher(f).matches())
            .filter(f -> !HARMLESS.contains(f) && !HARMLESS_NAMES.matcher(f).matches())
            .filter(f -> !AHEAD.matcher(f).matches())
            .filter(f -> !f.matches("(vision|audio|speech|image|video|text|talker|code)_.*"))
            .toList();
    if (!unread.isEmpty()) {
      config
          .problems()
          .warning(
              config.at(),
              "counted without what these fields may say: " + Wording.list(unread),
              null);
    }
  }

  /** Layers that predict further tokens are left out, under whatever name they come. */
  private static void ahead(Config config) {
    Optional<String> named =
        config.said().stream()
            .filter(f -> AHEAD.matcher(f).matches())
            .filter(f ->
                config.node(f).orElseThrow() instanceof Node.Scalar s
                    && s.text().matches("[1-9]\\d*|true"))
            .findFirst();
    named.ifPresent(name -> {
      Node.Scalar value = (Node.Scalar) config.node(name).orElseThrow();
      config
          .problems()
          .warning(
              value.at(),
              value.named(name) + ": the layers that predict further tokens are left out",
              null);
    });
  }
}
