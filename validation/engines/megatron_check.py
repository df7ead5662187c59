"""Hands command lines to Megatron's own parser: megatron_check.py CHECKOUT, cases on standard input."""

import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import os
import sys
import types
import typing
from unittest import mock

import torch

from checks import answer

checkout = sys.argv[1]
sys.path.insert(0, checkout)


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands for modules that Megatron imports and its parser does not use."""

    NAMES = {"regex", "nltk", "sentencepiece", "tiktoken", "transformers", "einops", "requests", "tqdm", "six", "triton"}

    def find_spec(self, name, path=None, target=None):
        if not path and name.split(".")[0] in self.NAMES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return mock.MagicMock(name=spec.name, __spec__=spec, __path__=[])

    def exec_module(self, module):
        pass


sys.meta_path.append(Absent())  # after all others: only for what is not installed
if not importlib.util.find_spec("pkg_resources"):  # which newer setuptools no longer have
    import packaging.version

    sys.modules["pkg_resources"] = types.SimpleNamespace(packaging=packaging)


# What a machine with GPUs has and this one may not.
properties = types.SimpleNamespace(major=9, minor=0, name="H100", total_memory=80 << 30, multi_processor_count=132)
torch.cuda.get_device_capability = lambda *a: (9, 0)
torch.cuda.get_device_properties = lambda *a: properties
torch.cuda.device_count = lambda: 8
torch.cuda.current_device = lambda: 0
if not hasattr(typing, "override"):  # before Python 3.12
    typing.override = lambda function: function
if not hasattr(torch.distributed, "_coalescing_manager"):
    torch.distributed._coalescing_manager = None

from megatron.training import arguments  # noqa: E402


def with_fused_rope():
    """Has the fused rotary positions that Transformer Engine and APEX bring, which the configuration asks for."""
    try:
        from megatron.core.models.common.embeddings import rope_utils
    except ImportError:
        return
    for name in ("fused_apply_rotary_pos_emb", "fused_apply_rotary_pos_emb_thd"):
        setattr(rope_utils, name, getattr(rope_utils, name, None) or object())
    rope_utils.HAVE_APPLY_ROPE_FUSION = True


def check(export, ranks, words):
    os.environ.update(WORLD_SIZE=str(ranks), RANK="0", LOCAL_RANK="0")
    with open(os.path.join(export, "launch.sh")) as script:
        if "CUDA_DEVICE_MAX_CONNECTIONS=1" in script.read():
            os.environ["CUDA_DEVICE_MAX_CONNECTIONS"] = "1"
    assert words[1].endswith("/pretrain_gpt.py"), words[1]
    sys.argv = words[1:]
    args = arguments.parse_args()
    arguments.validate_args(args)
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    with_fused_rope()
    arguments.core_transformer_config_from_args(args)  # TransformerConfig, which has checks of its own

    # Before core_v0.19.0 the parser does not see a batch that does not divide.
    samples = args.micro_batch_size * args.data_parallel_size
    assert args.global_batch_size % samples == 0, f"{args.global_batch_size} samples by {samples}"
    world = args.tensor_model_parallel_size * args.pipeline_model_parallel_size
    assert world * args.context_parallel_size * args.data_parallel_size == ranks, "not the ranks"

    layout = getattr(args, "pipeline_model_parallel_layout", None)
    if layout:
        from megatron.core.transformer import pipeline_parallel_layer_layout as layouts

        parsed = layouts.PipelineParallelLayerLayout.from_str(layout, args.pipeline_model_parallel_size)
        known = inspect.signature(parsed.validate_layer_layout).parameters
        asked = {"num_layers": args.num_layers, "mtp_num_layers": None}
        parsed.validate_layer_layout(**{name: value for name, value in asked.items() if name in known})


answer(check)
