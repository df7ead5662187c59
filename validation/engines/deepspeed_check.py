"""Hands JSON and stages to DeepSpeed's own classes: deepspeed_check.py CHECKOUT, cases on standard input."""

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import re
import sys
import types
from unittest import mock

from checks import answer

checkout = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(checkout))
os.environ["DS_ACCELERATOR"] = "cpu"


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands for modules that DeepSpeed imports and its configuration does not use."""

    NAMES = {"hjson", "cpuinfo", "msgpack", "ninja", "py3nvml", "triton", "transformers"}

    def find_spec(self, name, path=None, target=None):
        if not path and name.split(".")[0] in self.NAMES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return mock.MagicMock(name=spec.name, __spec__=spec, __path__=[])

    def exec_module(self, module):
        pass


sys.meta_path.append(Absent())
if not importlib.util.find_spec("hjson").origin:
    sys.modules["hjson"] = types.SimpleNamespace(load=json.load, loads=json.loads)
if not (checkout / "deepspeed" / "git_version_info_installed.py").exists():
    import unittest.mock

    sys.modules["deepspeed.git_version_info"] = mock.MagicMock(version="0.0.0", git_hash="", git_branch="")

from deepspeed import comm as dist  # noqa: E402
from deepspeed.runtime.config import DeepSpeedConfig  # noqa: E402
from deepspeed.runtime.pipe import topology  # noqa: E402

SOURCES = "".join(p.read_text() for p in (checkout / "deepspeed").rglob("*.py") if "config" in p.name or "constants" in p.name)


def known(key):
    """Whether some configuration class, or a constant that names a key, has the key."""
    return re.search(rf"""["']{key}["']|^ +{key}\s*:""", SOURCES, re.MULTILINE)


def check_keys(tree):
    for key, value in tree.items():
        assert known(key), f"no configuration of DeepSpeed reads {key}"
        if isinstance(value, dict):
            check_keys(value)


def check(export, ranks, words):
    folder = pathlib.Path(export)
    config = json.loads((folder / "ds_config.json").read_text())
    check_keys(config)
    world = config["train_batch_size"] // config["train_micro_batch_size_per_gpu"] // config["gradient_accumulation_steps"]
    replicas = mock.MagicMock(get_data_parallel_world_size=lambda: world)
    with mock.patch.object(dist, "get_rank", lambda: 0):
        parsed = DeepSpeedConfig(str(folder / "ds_config.json"), mpu=replicas)
    assert parsed.world_size == world and parsed.train_batch_size == config["train_batch_size"]
    assert parsed.zero_optimization_stage == config["zero_optimization"]["stage"]
    assert ranks % world == 0, f"{world} replicas on {ranks} ranks"
    if (folder / "stages.json").exists():
        check_stages(folder, ranks)


class Block:
    pass


def check_stages(folder, ranks):
    sys.path.insert(0, str(folder))
    import amp_deepspeed

    stages = amp_deepspeed.STAGES
    topo = topology.PipeModelDataParallelTopology(
        num_pp=stages["pipeline_parallel"], num_mp=stages["tensor_parallel"], num_dp=stages["data_parallel"]
    )
    assert topo.world_size() == ranks
    blocks = stages["block_cuts"][-1]
    specs = [object(), object(), *[Block() for _ in range(blocks)], object()]
    seen = []
    for rank in range(ranks):
        module = amp_deepspeed.PlannedPipelineModule.__new__(amp_deepspeed.PlannedPipelineModule)
        bounds = {}
        module.__dict__.update(
            _layer_specs=specs,
            _topo=topo,
            global_rank=rank,
            _is_plan_block=re.compile("Block").search,
            _set_bounds=lambda start, stop, b=bounds: b.update(start=start, stop=stop),
        )
        module._partition_layers()
        coordinate = topo.get_coord(rank)
        held = [i - 2 for i in range(bounds["start"], bounds["stop"]) if isinstance(specs[i], Block)]
        planned = list(range(*stages["block_cuts"][coordinate.pipe : coordinate.pipe + 2]))
        assert held == planned, f"rank {rank} holds blocks {held}, planned {planned}"
        if coordinate.data == coordinate.model == 0:
            seen += range(bounds["start"], bounds["stop"])
    assert seen == list(range(len(specs))), seen


answer(check)
