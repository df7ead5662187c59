#!/usr/bin/env python3
"""Counts the parameters of recent models as the transformers library builds them.

Run:  python -m venv v && v/bin/pip install torch transformers==5.18.0 && v/bin/python recent.py > recent.jsonl

Every line is a config as the library writes it and the parameters of the model that it builds on PyTorch's meta
device, with the biases that balance experts, which checkpoints hold too. The sizes below are those of the
published config.json of each (https://huggingface.co/ID/blob/main/config.json); what is left out is the library's
default for that type, which is that of the model named in its documentation.
"""

import json
import os
import warnings

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
warnings.filterwarnings("ignore")

import torch
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoModelForSpeechSeq2Seq
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

Q3 = dict(vocab_size=151936, head_dim=128, attention_bias=False)
LL = dict(vocab_size=128256, rms_norm_eps=1e-5, tie_word_embeddings=False, head_dim=128)
GLM = dict(vocab_size=151552, head_dim=128, attention_bias=True, partial_rotary_factor=0.5)
H1 = dict(mamba_n_groups=1, mamba_d_conv=4, mamba_rms_norm=False, projectors_bias=False, mlp_bias=False,
          attention_bias=False, mamba_conv_bias=True, mamba_proj_bias=False, tie_word_embeddings=False)


def q3(h, f, layers, heads, kv, tied):
    return dict(Q3, hidden_size=h, intermediate_size=f, num_hidden_layers=layers, num_attention_heads=heads,
                num_key_value_heads=kv, tie_word_embeddings=tied)


def ll(h, f, layers, heads, kv, **more):
    return dict(LL, hidden_size=h, intermediate_size=f, num_hidden_layers=layers, num_attention_heads=heads,
                num_key_value_heads=kv, **more)


def h1(h, f, layers, heads, kv, d_ssm, m_heads, m_head, state, **more):
    return dict(H1, hidden_size=h, intermediate_size=f, num_hidden_layers=layers, num_attention_heads=heads,
                num_key_value_heads=kv, mamba_d_ssm=d_ssm, mamba_n_heads=m_heads, mamba_d_head=m_head,
                mamba_d_state=state, **more)


MODELS = [
    ("Qwen/Qwen3-0.6B", "qwen3", q3(1024, 3072, 28, 16, 8, True)),
    ("Qwen/Qwen3-1.7B", "qwen3", q3(2048, 6144, 28, 16, 8, True)),
    ("Qwen/Qwen3-4B", "qwen3", q3(2560, 9728, 36, 32, 8, True)),
    ("Qwen/Qwen3-8B", "qwen3", q3(4096, 12288, 36, 32, 8, False)),
    ("Qwen/Qwen3-14B", "qwen3", q3(5120, 17408, 40, 40, 8, False)),
    ("Qwen/Qwen3-32B", "qwen3", q3(5120, 25600, 64, 64, 8, False)),
    ("Qwen/Qwen3-30B-A3B", "qwen3_moe", dict(q3(2048, 6144, 48, 32, 4, False), moe_intermediate_size=768,
                                             num_experts=128, num_experts_per_tok=8)),
    ("Qwen/Qwen3-235B-A22B", "qwen3_moe", dict(q3(4096, 12288, 94, 64, 4, False), moe_intermediate_size=1536,
                                               num_experts=128, num_experts_per_tok=8)),
    ("Qwen/Qwen3-Coder-480B-A35B-Instruct", "qwen3_moe", dict(q3(6144, 8192, 62, 96, 8, False),
     moe_intermediate_size=2560, num_experts=160, num_experts_per_tok=8)),
    ("Qwen/Qwen3-Next-80B-A3B-Instruct", "qwen3_next", {}),
    ("Qwen/Qwen3.5 (default)", "qwen3_5_text", {}),
    ("Qwen/Qwen3.5-MoE (default)", "qwen3_5_moe_text", {}),
    ("deepseek-ai/DeepSeek-V3", "deepseek_v3", {}),
    ("deepseek-ai/DeepSeek-V3.2-Exp", "deepseek_v32", {}),
    ("deepseek-ai/DeepSeek-V4-Flash", "deepseek_v4", {}),
    ("moonshotai/Kimi-K2-Instruct", "deepseek_v3", dict(
        vocab_size=163840, hidden_size=7168, intermediate_size=18432, moe_intermediate_size=2048, num_hidden_layers=61,
        num_attention_heads=64, num_key_value_heads=64, n_routed_experts=384, n_shared_experts=1,
        num_experts_per_tok=8, n_group=1, topk_group=1, first_k_dense_replace=1)),
    ("moonshotai/Moonlight-16B-A3B", "deepseek_v3", dict(
        vocab_size=163840, hidden_size=2048, intermediate_size=11264, moe_intermediate_size=1408, num_hidden_layers=27,
        num_attention_heads=16, num_key_value_heads=16, n_routed_experts=64, n_shared_experts=2, q_lora_rank=None,
        num_experts_per_tok=6, n_group=1, topk_group=1, first_k_dense_replace=1)),
    ("moonshotai/Kimi-Linear-48B-A3B (default)", "kimi_linear", {}),
    ("zai-org/GLM-4-9B-0414", "glm4", dict(GLM, hidden_size=4096, intermediate_size=13696, num_hidden_layers=40,
     num_attention_heads=32, num_key_value_heads=2, tie_word_embeddings=False)),
    ("zai-org/GLM-4-32B-0414", "glm4", dict(GLM, hidden_size=6144, intermediate_size=23040, num_hidden_layers=61,
     num_attention_heads=48, num_key_value_heads=2, attention_bias=False, tie_word_embeddings=False)),
    ("zai-org/GLM-4.5-Air", "glm4_moe", dict(GLM, hidden_size=4096, intermediate_size=10944, moe_intermediate_size=1408,
     num_hidden_layers=46, num_attention_heads=96, num_key_value_heads=8, n_routed_experts=128, n_shared_experts=1,
     num_experts_per_tok=8, first_k_dense_replace=1, use_qk_norm=False)),
    ("zai-org/GLM-4.5", "glm4_moe", dict(GLM, hidden_size=5120, intermediate_size=12288, moe_intermediate_size=1536,
     num_hidden_layers=92, num_attention_heads=96, num_key_value_heads=8, n_routed_experts=160, n_shared_experts=1,
     num_experts_per_tok=8, first_k_dense_replace=3, use_qk_norm=True)),
    ("zai-org/GLM-5 (default)", "glm_moe_dsa", {}),
    ("openai/gpt-oss-20b", "gpt_oss", dict(num_hidden_layers=24, num_local_experts=32)),
    ("openai/gpt-oss-120b", "gpt_oss", dict(num_hidden_layers=36, num_local_experts=128)),
    ("meta-llama/Llama-3.2-1B", "llama", ll(2048, 8192, 16, 32, 8, head_dim_=64)),
    ("meta-llama/Llama-3.1-8B", "llama", ll(4096, 14336, 32, 32, 8)),
    ("meta-llama/Llama-3.3-70B-Instruct", "llama", ll(8192, 28672, 80, 64, 8)),
    ("HuggingFaceTB/SmolLM3-3B", "smollm3", {}),
    ("mistralai/Ministral-8B-Instruct-2410", "mistral", dict(vocab_size=131072, hidden_size=4096,
     intermediate_size=12288, num_hidden_layers=36, num_attention_heads=32, num_key_value_heads=8, head_dim=128)),
    ("mistralai/Mistral-Small-24B-Base-2501", "mistral", dict(vocab_size=131072, hidden_size=5120,
     intermediate_size=32768, num_hidden_layers=40, num_attention_heads=32, num_key_value_heads=8, head_dim=128)),
    ("google/gemma-3-1b", "gemma3_text", dict(vocab_size=262144, hidden_size=1152, intermediate_size=6912,
     num_hidden_layers=26, num_attention_heads=4, num_key_value_heads=1, head_dim=256, sliding_window=512)),
    ("google/gemma-3-27b text", "gemma3_text", dict(vocab_size=262208, hidden_size=5376, intermediate_size=21504,
     num_hidden_layers=62, num_attention_heads=32, num_key_value_heads=16, head_dim=128, sliding_window=1024)),
    ("google/gemma-3n-E4B text", "gemma3n_text", {}),
    ("google/gemma-3n-E2B text", "gemma3n_text", dict(num_hidden_layers=30, num_kv_shared_layers=10,
     intermediate_size=[8192] * 30)),
    ("google/gemma-4 (default)", "gemma4_text", {}),
    ("google/gemma-4-E2B text", "gemma4_text", dict(hidden_size=1536, intermediate_size=6144, num_hidden_layers=35,
     num_attention_heads=8, num_key_value_heads=1, num_kv_shared_layers=20, use_double_wide_mlp=True)),
    ("google/gemma-4-26B-A4B text", "gemma4_text", dict(hidden_size=2816, intermediate_size=2112, num_hidden_layers=30,
     num_attention_heads=16, num_key_value_heads=8, num_global_key_value_heads=2, attention_k_eq_v=True,
     hidden_size_per_layer_input=0, enable_moe_block=True, num_experts=128, top_k_experts=8,
     moe_intermediate_size=704, sliding_window=1024)),
    ("microsoft/phi-4", "phi3", dict(vocab_size=100352, hidden_size=5120, intermediate_size=17920, num_hidden_layers=40,
     num_attention_heads=40, num_key_value_heads=10, pad_token_id=0)),
    ("microsoft/Phi-4-mini-instruct", "phi3", dict(vocab_size=200064, hidden_size=3072, intermediate_size=8192,
     num_hidden_layers=32, num_attention_heads=24, num_key_value_heads=8, tie_word_embeddings=True, pad_token_id=0)),
    ("microsoft/Phi-3.5-MoE-instruct", "phimoe", dict(attention_bias=True, lm_head_bias=True)),
    ("allenai/OLMo-2-0325-32B", "olmo2", dict(vocab_size=100352, hidden_size=5120, intermediate_size=27648,
     num_hidden_layers=64, num_attention_heads=40, num_key_value_heads=8)),
    ("allenai/Olmo-3-7B (default but vocabulary)", "olmo3", dict(vocab_size=100278)),
    ("allenai/OLMo-Hybrid-7B (default)", "olmo_hybrid", {}),
    ("LGAI-EXAONE/EXAONE-4.0-1.2B", "exaone4", dict(vocab_size=102400, hidden_size=2048, intermediate_size=4096,
     num_hidden_layers=30, num_attention_heads=32, num_key_value_heads=8, head_dim=64, tie_word_embeddings=True)),
    ("LGAI-EXAONE/EXAONE-4.0-32B", "exaone4", dict(vocab_size=102400, hidden_size=5120, intermediate_size=27392,
     num_hidden_layers=64, num_attention_heads=40, num_key_value_heads=8, head_dim=128, tie_word_embeddings=False,
     sliding_window=4096)),
    ("tencent/Hunyuan-A13B-Instruct", "hunyuan_v1_moe", dict(vocab_size=128167, hidden_size=4096, intermediate_size=3072,
     num_hidden_layers=32, num_attention_heads=32, num_key_value_heads=8, head_dim=128, num_experts=64, moe_topk=8,
     tie_word_embeddings=True, pad_token_id=0)),
    ("tencent/Hy3 (default)", "hy_v3", {}),
    ("baidu/ERNIE-4.5-0.3B-PT", "ernie4_5", {}),
    ("baidu/ERNIE-4.5-21B-A3B-PT", "ernie4_5_moe", {}),
    ("MiniMaxAI/MiniMax-M2", "minimax_m2", {}),
    ("MiniMaxAI/MiniMax-M3 (default)", "minimax_m3_vl_text", {}),
    ("MiniMaxAI/MiniMax-Text-01-hf", "minimax", dict(vocab_size=200064, hidden_size=6144, intermediate_size=9216,
     num_hidden_layers=80, num_attention_heads=64, num_key_value_heads=8, head_dim=128, num_local_experts=32,
     num_experts_per_tok=2, layer_types=(["linear_attention"] * 7 + ["full_attention"]) * 10)),
    ("ByteDance-Seed/Seed-OSS-36B", "seed_oss", dict(vocab_size=155136, hidden_size=5120, intermediate_size=27648,
     num_hidden_layers=64, num_attention_heads=80, num_key_value_heads=8, head_dim=128, tie_word_embeddings=False)),
    ("ibm-granite/granite-4.0-h (default)", "granitemoehybrid", {}),
    ("ibm-granite SWA (default)", "granite_swa", {}),
    ("tiiuae/Falcon-H1-0.5B", "falcon_h1", h1(1024, 2048, 36, 8, 2, 1536, 24, 64, 128, head_dim=64, vocab_size=32784)),
    ("tiiuae/Falcon-H1-7B", "falcon_h1", h1(3072, 12288, 44, 12, 2, 3072, 24, 128, 256, head_dim=128,
                                            vocab_size=130049)),
    ("tiiuae/Falcon-H1-34B", "falcon_h1", h1(5120, 21504, 72, 20, 4, 4096, 32, 128, 256, head_dim=128,
                                             vocab_size=261120, mamba_n_groups_=2)),
    ("nvidia/Nemotron-H-8B", "nemotron_h", {}),
    ("Zyphra/Zamba2 (default)", "zamba2", {}),
    ("LiquidAI/LFM2 (default)", "lfm2", {}),
    ("LiquidAI/LFM2-8B-A1B", "lfm2_moe", dict(layer_types=[
        "full_attention" if i in (2, 6, 10, 14, 18, 21) else "conv" for i in range(24)], num_hidden_layers=24)),
    ("swiss-ai/Apertus-8B", "apertus", dict(vocab_size=131072, hidden_size=4096, intermediate_size=21504,
     num_hidden_layers=32, num_attention_heads=32, num_key_value_heads=8)),
    ("rednote-hilab/dots.llm1", "dots1", dict(hidden_size=4096, intermediate_size=10944, moe_intermediate_size=1408,
     num_hidden_layers=62, num_attention_heads=32, num_key_value_heads=32, n_routed_experts=128, n_shared_experts=2,
     num_experts_per_tok=6, first_k_dense_replace=1, n_group=1, topk_group=1, vocab_size=152064)),
    ("XiaomiMiMo/MiMo-V2-Flash (default)", "mimo_v2_flash", {}),
    ("openbmb/MiniCPM3-4B", "minicpm3", {}),
    ("karpathy/nanochat-d20 (default)", "nanochat", {}),
    ("arcee-ai/AFM-4.5B (default)", "arcee", {}),
    ("ai21labs/AI21-Jamba (default)", "jamba", {}),
    ("CohereLabs/c4ai-command-r7b (default)", "cohere2", {}),
    ("Skywork / Solar (default)", "solar_open", {}),
    ("microsoft/deberta-v2-xlarge", "deberta-v2", dict(relative_attention=True, position_buckets=256,
     norm_rel_ebd="layer_norm", share_att_key=True, pos_att_type="p2c|c2p", conv_kernel_size=3, conv_act="gelu",
     max_relative_positions=-1, position_biased_input=False, type_vocab_size=0)),
    ("microsoft/deberta-v3-base", "deberta-v2", dict(vocab_size=128100, hidden_size=768, num_hidden_layers=12,
     num_attention_heads=12, intermediate_size=3072, relative_attention=True, position_buckets=256,
     norm_rel_ebd="layer_norm", share_att_key=True, pos_att_type="p2c|c2p", position_biased_input=False,
     max_relative_positions=-1, type_vocab_size=0, pooler_hidden_size=768)),
    ("openai/whisper-tiny", "whisper", {}),
    ("openai/whisper-large-v3", "whisper", dict(vocab_size=51866, num_mel_bins=128, d_model=1280, encoder_layers=32,
     decoder_layers=32, encoder_attention_heads=20, decoder_attention_heads=20, encoder_ffn_dim=5120,
     decoder_ffn_dim=5120)),
]


def count(model):
    tied = getattr(model, "all_tied_weights_keys", {}) or {}
    total = sum(p.numel() for k, p in model.named_parameters() if k not in tied)
    balance = ("e_score_correction", "expert_bias", "moe_statics")
    return total + sum(b.numel() for k, b in model.named_buffers() if any(w in k for w in balance))


def main():
    for name, kind, sizes in MODELS:
        given = {k.rstrip("_"): v for k, v in sizes.items()}
        config = CONFIG_MAPPING[kind](**given)
        with torch.device("meta"):
            if kind == "whisper":
                model = AutoModelForSpeechSeq2Seq.from_config(config)
            elif kind == "deberta-v2":
                model = AutoModelForMaskedLM.from_config(config)
            else:
                model = AutoModelForCausalLM.from_config(config)
        tree = {k: v for k, v in config.to_dict().items() if v is not None and k != "architectures"}
        for noise in ("transformers_version", "id2label", "label2id", "rope_parameters", "per_layer_config"):
            tree.pop(noise, None)
        tree["model_type"] = kind
        tree["_name_or_path"] = name
        tree.update({k: v for k, v in given.items() if v is not None})
        print(json.dumps({"parameters": count(model), "config": tree}), flush=True)


if __name__ == "__main__":
    main()
