"""Turns what Python programs hold into what the program reads."""

from __future__ import annotations

import json
import os
import socket
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Union

Model = Union[str, "os.PathLike[str]", Mapping[str, Any], Any]
Cluster = Union[str, "os.PathLike[str]", Mapping[str, Any], "World"]


def model_argument(model: Model, folder: Path) -> str:
    """Returns what ``--model`` takes; a dictionary or a configuration of ``transformers`` is written into ``folder``."""
    if isinstance(model, (str, os.PathLike)):
        return _argument(model)
    if not isinstance(model, Mapping):
        if not hasattr(model, "to_dict"):
            raise TypeError(f"a model is an id, a path, a dictionary or a transformers configuration, not {type(model)}")
        model = _of_transformers(model)
    return _written(model, folder / "config.json")


@dataclass(frozen=True)
class World:
    """The hosts of a job that runs, with the ranks on each, and what node type each is."""

    ranks: Mapping[str, int]
    node_type: str


def cluster_arguments(cluster: Cluster, folder: Path) -> list[str]:
    """Returns the options that name a cluster; what is no id or path is written into ``folder``."""
    if isinstance(cluster, (str, os.PathLike)):
        return ["--cluster", _argument(cluster)]
    if isinstance(cluster, World):
        hosts = folder / "hostfile"
        hosts.write_text("".join(f"{h} slots={n}\n" for h, n in cluster.ranks.items()), encoding="utf-8")
        return ["--cluster", str(hosts), "--device", cluster.node_type]
    if isinstance(cluster, Mapping):
        return ["--cluster", _written(cluster, folder / "cluster.yaml")]  # JSON is YAML
    raise TypeError(f"a cluster is an id, a path, a dictionary or this_world(...), not {type(cluster)}")


def this_world(node_type: str) -> World:
    """Returns the cluster that this ``torch.distributed`` job runs on.

    Every rank has to call it, since hosts are gathered from all of them. Outside of a process group it is this host
    with one rank.

    Args:
        node_type: what each host is: a node type or a device type of the catalogue, such as ``dgx-h100``.
    """
    host = socket.gethostname()
    hosts = [host]
    try:
        import torch.distributed as world

        if world.is_available() and world.is_initialized():
            gathered: list[Any] = [None] * world.get_world_size()
            world.all_gather_object(gathered, host)
            hosts = gathered
    except ImportError:
        pass
    return World(dict(Counter(hosts)), node_type)


def _of_transformers(config: Any) -> dict[str, Any]:
    values = config.to_dict()
    values.setdefault("model_type", getattr(config, "model_type", None))
    return values


def _argument(value: Union[str, "os.PathLike[str]"]) -> str:
    text = os.fspath(value)
    # A path of the caller's; the program runs in a folder of its own.
    return os.path.abspath(text) if os.path.exists(text) else text


def _written(value: Mapping[str, Any], file: Path) -> str:
    file.write_text(json.dumps(value, default=str), encoding="utf-8")
    return str(file)
