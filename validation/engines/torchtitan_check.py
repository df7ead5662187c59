"""Runs recipes with torchtitan's own dataclasses: torchtitan_check.py CHECKOUT, cases on standard input."""

import ast
import importlib
import importlib.abc
import importlib.machinery
import os
import pathlib
import sys
import types
from unittest import mock

from torch.distributed.pipelining.schedules import get_schedule_class

from checks import answer

checkout = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(checkout))


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands for modules that torchtitan imports and its configuration does not use."""

    NAMES = {"tyro", "spmd_types", "torchdata", "datasets", "tokenizers", "torchao", "tensorboard", "wandb", "grain"}

    def find_spec(self, name, path=None, target=None):
        if not path and name.split(".")[0] in self.NAMES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return mock.MagicMock(name=spec.name, __spec__=spec, __path__=[])

    def exec_module(self, module):
        pass


sys.meta_path.append(Absent())

from torchtitan.config.configs import ParallelismConfig, TrainingConfig  # noqa: E402

assert not isinstance(ParallelismConfig, mock.MagicMock)


def fields_of(path, owner):
    """Returns the names that a nested class Config of a class declares, read from its source."""
    tree = ast.parse((checkout / path).read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == owner:
            for inner in node.body:
                if isinstance(inner, ast.ClassDef) and inner.name == "Config":
                    return {n.target.id for n in inner.body if isinstance(n, ast.AnnAssign)}
    raise AssertionError(f"{path} has no {owner}.Config")


def holder(path, owner):
    """Makes an object that takes only the fields that the real class declares."""
    return type(owner, (), {"__slots__": tuple(sorted(fields_of(path, owner)))})()


def policies():
    """Returns the module of activation checkpointing, or its class names where it cannot be imported."""
    name = "torchtitan.distributed.activation_checkpoint"
    try:
        return importlib.import_module(name)
    except ImportError:
        tree = ast.parse((checkout / (name.replace(".", "/") + ".py")).read_text())
        module = types.ModuleType(name)
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                setattr(module, node.name, mock.MagicMock())
        sys.modules.setdefault("torchtitan.distributed", types.ModuleType("torchtitan.distributed"))
        sys.modules[name] = module
        return module


def check(export, ranks, words):
    assert words[1:] == ["-m", "torchtitan.train", "--module", "amp_recipe", "--config", "plan"], words
    sys.path.insert(0, export)
    policies()
    text = (pathlib.Path(export) / "amp_recipe.py").read_text()
    planned = next(line for line in text.splitlines() if line.strip().startswith("planned = "))
    numbers = [int(n) if n.strip().isdigit() else 0 for n in planned.split("(")[1].rstrip(")").split(",")]
    layers, dim, vocabulary = numbers

    config = holder("torchtitan/trainer.py", "Trainer")
    config.training = TrainingConfig()
    config.metrics = holder("torchtitan/components/metrics.py", "MetricsProcessor")
    config.model_spec = types.SimpleNamespace(
        model=types.SimpleNamespace(layers=[None] * layers, dim=dim, vocab_size=vocabulary)
    )
    base = types.ModuleType("a.base")
    base.recipe = lambda: config
    sys.modules["a"], sys.modules["a.base"] = types.ModuleType("a"), base
    os.environ.update(BASE_MODULE="a.base", BASE_CONFIG="recipe", STEPS="3", HF_ASSETS_PATH="")
    import amp_recipe

    done = amp_recipe.plan()
    p, t = done.parallelism, done.training
    assert isinstance(p, ParallelismConfig)
    degrees = p.data_parallel_replicate_degree * p.data_parallel_shard_degree * p.context_parallel_degree
    assert degrees * p.tensor_parallel_degree * p.pipeline_parallel_degree == ranks, "not the ranks"
    shard = p.data_parallel_shard_degree * p.context_parallel_degree * p.tensor_parallel_degree
    assert shard % p.expert_parallel_degree == 0
    pipelined = p.pipeline_parallel_degree > 1
    tokens = t.num_tokens_per_microbatch_per_dp_rank * (p.num_pp_microbatches if pipelined else 1)
    tokens *= p.data_parallel_replicate_degree * p.data_parallel_shard_degree
    assert t.num_tokens_per_train_step % tokens == 0, "micro-batches do not divide the step"
    if pipelined:
        assert t.num_tokens_per_train_step == tokens, "more than one run of the pipeline per step"
        get_schedule_class(p.pipeline_parallel_schedule)
        parts = p.module_fqns_per_model_part
        assert len(parts) % p.pipeline_parallel_degree == 0
        names = [name for part in parts for name in part]
        blocks = [f"layers.{i}" for i in range(layers)]
        assert names == ["tok_embeddings", *blocks, "norm", "lm_head"], names
        assert t.disable_cuda_graphs

    # A recipe for another model is refused.
    config.model_spec.model.layers = [None] * (layers + 1)
    try:
        amp_recipe.plan()
    except ValueError:
        return
    raise AssertionError("a model with another number of layers is not refused")


answer(check)
