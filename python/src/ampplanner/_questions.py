"""The questions that the program answers."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Iterable, Mapping, Optional, Sequence, Union

from ampplanner._answers import Evaluation, Plans, Sizing, Tuning
from ampplanner._inputs import Cluster, Model, cluster_arguments, model_argument
from ampplanner._program import run

_OPTIONS = ("sequence_length", "precision", "engine", "cost_model", "profile", "calibration", "device", "catalog")
_PATHS = ("profile", "calibration", "catalog")


def plan(
    job: Union[str, "os.PathLike[str]", None] = None,
    *,
    model: Optional[Model] = None,
    cluster: Optional[Cluster] = None,
    global_batch_size: Optional[int] = None,
    top: int = 5,
    time_limit: Optional[str] = None,
    timeout: Optional[float] = None,
    **job_keys: Any,
) -> Plans:
    """Searches for the fastest plans of a job.

    Args:
        job: a job file or the id of an example; or give ``model``, ``cluster`` and ``global_batch_size``.
        model: a catalogue id, a path, a dictionary as in ``config.json``, or a configuration of ``transformers``.
        cluster: ``8xdgx-h100``, a path, a dictionary as in a cluster file, or :func:`ampplanner.this_world`.
        global_batch_size: samples a step.
        top: how many plans to return.
        time_limit: stop after this time with the best so far, such as ``"2s"``.
        timeout: seconds after which the program is killed.
        **job_keys: any other key of a job: ``sequence_length=8192``, ``precision="bf16"``, ``engine="megatron"``, and
            nested ones as ``search={"tensor_parallel": [1, 2]}``.

    Raises:
        NothingFeasible: no plan fits.
        AmpError: the job is not understood; the message says where and why.
    """
    with tempfile.TemporaryDirectory(prefix="ampplanner-") as place:
        arguments = ["plan", *_job(job, model, cluster, global_batch_size, job_keys, Path(place)), "--top", str(top)]
        if time_limit is not None:
            arguments += ["--time-limit", time_limit]
        return Plans(json.loads(run([*arguments, "--quiet", "-o", "json"], timeout=timeout)))


def evaluate(
    strategies: Union[str, "os.PathLike[str]", Iterable[Mapping[str, Any]]],
    job: Union[str, "os.PathLike[str]", None] = None,
    *,
    model: Optional[Model] = None,
    cluster: Optional[Cluster] = None,
    global_batch_size: Optional[int] = None,
    timeout: Optional[float] = None,
    **job_keys: Any,
) -> Evaluation:
    """Predicts the time and memory of strategies, a row each; nothing is searched.

    Args:
        strategies: a CSV file, a script or recipe of an engine, or dictionaries such as
            ``{"tensor_parallel": 2, "pipeline_parallel": 4, "micro_batch_size": 1}``.

    The others are those of :func:`plan`.
    """
    with tempfile.TemporaryDirectory(prefix="ampplanner-") as place:
        folder = Path(place)
        arguments = ["evaluate", *_job(job, model, cluster, global_batch_size, job_keys, folder)]
        arguments += ["--strategies", _strategies(strategies, folder)]
        answer = json.loads(run([*arguments, "--quiet", "-o", "json"], timeout=timeout))
        return Evaluation(answer if isinstance(answer, dict) else {"rows": answer})


def tune(
    script: Union[str, "os.PathLike[str]"],
    *,
    log: Union[str, "os.PathLike[str]", None] = None,
    cluster: Optional[Cluster] = None,
    apply: Union[str, "os.PathLike[str]", None] = None,
    timeout: Optional[float] = None,
    **options: Any,
) -> Tuning:
    """Says what to change in a job that runs.

    Args:
        script: its launch script or recipe.
        log: what it printed.
        cluster: where it runs, where neither script nor log say so.
        apply: writes a copy of the script with the changes in place.
        **options: any other option of ``amp tune``, with ``_`` for ``-``.
    """
    with tempfile.TemporaryDirectory(prefix="ampplanner-") as place:
        arguments = ["tune", os.path.abspath(script)]
        if log is not None:
            arguments += ["--log", os.path.abspath(log)]
        if cluster is not None:
            arguments += cluster_arguments(cluster, Path(place))
        if apply is not None:
            arguments += ["--apply", os.path.abspath(apply)]
        return Tuning(json.loads(run([*arguments, *_options(options), "--quiet", "-o", "json"], timeout=timeout)))


def size(
    *,
    model: Model,
    tokens: Union[int, float, str],
    nodes: Union[str, Sequence[str]] = "all",
    days: Optional[float] = None,
    budget: Union[int, float, str, None] = None,
    global_batch_size: Optional[int] = None,
    timeout: Optional[float] = None,
    **options: Any,
) -> Sizing:
    """Says which node types, and how many, train a model on so many tokens in time or for a budget.

    Args:
        tokens: such as ``"10T"``.
        nodes: node types of the catalogue, or ``"all"``.
        days: the deadline.
        budget: the money, in the currency of the prices, such as ``"3M"``.
        **options: any other option of ``amp size``, with ``_`` for ``-``.
    """
    with tempfile.TemporaryDirectory(prefix="ampplanner-") as place:
        names = nodes if isinstance(nodes, str) else ",".join(nodes)
        arguments = ["size", "--model", model_argument(model, Path(place)), "--tokens", _number(tokens), "--nodes", names]
        given = {"days": days, "budget": budget, "global_batch_size": global_batch_size, **options}
        return Sizing(json.loads(run([*arguments, *_options(given), "--quiet", "-o", "json"], timeout=timeout)))


def _job(
    job: Union[str, "os.PathLike[str]", None],
    model: Optional[Model],
    cluster: Optional[Cluster],
    batch: Optional[int],
    keys: Mapping[str, Any],
    folder: Path,
) -> list[str]:
    arguments: list[str] = []
    if job is not None:
        text = os.fspath(job)
        arguments.append(os.path.abspath(text) if os.path.exists(text) else text)
    if model is not None:
        arguments += ["--model", model_argument(model, folder)]
    if cluster is not None:
        arguments += cluster_arguments(cluster, folder)
    if batch is not None:
        arguments += ["--global-batch-size", str(batch)]
    named = {k: v for k, v in keys.items() if k in _OPTIONS}
    arguments += _options({k: os.path.abspath(v) if k in _PATHS else v for k, v in named.items()})
    for key, value in keys.items():
        if key not in _OPTIONS:
            arguments += ["--set", f"{key}={json.dumps(value)}"]
    return arguments


def _options(values: Mapping[str, Any]) -> list[str]:
    arguments: list[str] = []
    for key, value in values.items():
        option = "--" + key.replace("_", "-")
        if value is True:
            arguments.append(option)
        elif value is not None and value is not False:
            arguments += [option, _number(value)]
    return arguments


def _number(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _strategies(strategies: Any, folder: Path) -> str:
    if isinstance(strategies, (str, os.PathLike)):
        return os.path.abspath(strategies)
    rows = [dict(s) for s in strategies]
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = folder / "strategies.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        writer.writerows([{k: _cell(v) for k, v in row.items()} for row in rows])
    return str(file)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return " ".join(str(v) for v in value)
    return value
