#!/usr/bin/env python3
"""Trains what `amp export` wrote with Megatron's own script, on CPUs, and compares the losses with one process.

    python3 train.py --amp ../../amp --megatron CHECKOUT... [--only REGEX] [--steps 3] [--record trained.csv]

Every row of grid.csv is planned and exported as a user would, then started by its own `launch.sh`, a torchrun per
node, all on this machine. One process saves a checkpoint of the model first; it and every export load it, so that
the losses of all steps have to be equal: the plan's cuts, degrees, schedule and sharding change where the
mathematics is done, not what it is. Rows that need Transformer Engine (`te`) cannot run on CPUs and are said.

Needs PyTorch (CPU), numpy, packaging, pydantic, triton, psutil, einops, pybind11, a C++ compiler. Nothing of
Megatron is changed: see cpu/sitecustomize.py, and FLAGS below for the kernels that only GPUs have.
"""

import argparse
import csv
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile

from verify import version

HERE = pathlib.Path(__file__).resolve().parent
FLAGS = (
    "--transformer-impl local --distributed-backend gloo --use-cpu-initialization --no-gradient-accumulation-fusion"
    " --no-masked-softmax-fusion --no-bias-gelu-fusion --no-bias-swiglu-fusion --no-bias-dropout-fusion"
    " --no-rope-fusion --no-persist-layer-norm --ckpt-format torch_dist"
).split()
EXACT = 2e-5  # relative: losses are printed with seven digits, sums have another order
ROUGH = 5e-3  # the same in 16 bits


def write_job(row, single, folder):
    """Writes the job of a row, or of its model on one device."""
    nodes, devices = (1, 1) if single else (int(row["nodes"]), int(row["devices"]))
    node = {"name": "n", "count": nodes, "device": "A100-SXM-80GB", "devices": devices}
    node |= {"intra_node_gbps": 100, "inter_node_gbps": 10}
    job = {
        "model": str(HERE / "models" / f"{row['model']}.json"),
        "cluster": {"name": "grid", "nodes": [node]},
        "training": {"global_batch_size": 8, "sequence_length": 64, "precision": row["precision"]},
        "engine": "megatron",
        "search": {"micro_batch_size": 1},
    }
    for choice in [] if single else row["search"].split():
        key, value = choice.split("=")
        job["search"][key] = json.loads(value) if value[0].isdigit() or value in ("true", "false") else value
    degrees = ("tensor_parallel", "pipeline_parallel", "data_parallel", "context_parallel", "expert_parallel")
    for key in (*degrees, "virtual_pipeline"):
        job["search"].setdefault(key, 1)
    file = folder / "job.json"
    file.write_text(json.dumps(job))
    return file


def export(amp, row, single, folder):
    """Plans and exports; returns the folder of the export, or raises with what amp said."""
    folder.mkdir(parents=True)
    job, plan, out = write_job(row, single, folder), folder / "plan.json", folder / "export"
    model = str(HERE / "models" / f"{row['model']}.json")
    for words in (
        ["plan", job, "--quiet", "-o", "json", "--out", plan],
        ["export", plan, "--model", model, "--engine", "megatron", "--launcher", "torchrun", "--out", out],
    ):
        run = subprocess.run([amp, *map(str, words)], capture_output=True, text=True, check=False)
        if run.returncode:
            raise RuntimeError(f"amp {words[0]}: {run.stderr.strip()}")
    return out


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(out, checkout, nodes, steps, more, limit_s):
    """Runs every node of an export to its end and returns what all of them printed."""
    environment = {
        **os.environ,
        "MEGATRON": str(checkout),
        "PYTHON": str(HERE / "cpu" / "python"),
        "REAL_PYTHON": sys.executable,
        "TORCHRUN": str(pathlib.Path(sys.executable).parent / "torchrun"),
        "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(free_port()),
        "TRAIN_ITERS": str(steps),
        "EXTRA_ARGS": " ".join([*FLAGS, *more]),
        "OMP_NUM_THREADS": "1",
        "GLOO_SOCKET_IFNAME": "lo",
    }
    with tempfile.TemporaryDirectory() as logs:
        files = [open(pathlib.Path(logs) / str(node), "w+") for node in range(nodes)]
        started = [
            subprocess.Popen(
                ["bash", str(out / "launch.sh"), str(node)],
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            for node, file in enumerate(files)
        ]
        try:
            for process in started:
                process.wait(limit_s)
        except subprocess.TimeoutExpired:
            pass
        finally:
            for process in started:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        for file in files:
            file.seek(0)
        return "\n".join(file.read() for file in files)


def losses(text):
    return [float(found) for found in re.findall(r"lm loss: ([-+.\dE]+)", text)]


def complaint(text):
    """Returns the error that a run ended with: not that of a rank whose peer went first."""
    found = re.findall(r"(?m)^(?:\[rank\d+\]: )?(\w*(?:Error|Exception)\b.*|\S+: error: .*)$", text)
    own = [line for line in found if "onnection closed" not in line and "ChildFailedError" not in line]
    return (own or found or ["it says nothing"])[0][:300]


def helpers(checkout):
    """Builds Megatron's index builder for this Python, as its own Makefile does for the one it finds."""
    folder = pathlib.Path(checkout) / "megatron" / "core" / "datasets"
    built = folder / ("helpers_cpp" + sysconfig.get_config_var("EXT_SUFFIX"))
    if not built.exists():
        includes = subprocess.check_output([sys.executable, "-m", "pybind11", "--includes"], text=True).split()
        words = ["g++", "-O1", "-shared", "-std=c++17", "-fPIC", *includes, str(folder / "helpers.cpp")]
        subprocess.run([*words, "-o", str(built)], check=True)


def train(options, checkout, rows, work):
    """Trains every row and returns (name, verdict, losses)."""
    helpers(checkout)
    alone, told = {}, []
    for row in rows:
        if row["needs"]:
            told.append((row["name"], f"not on CPUs: needs {row['needs']}", []))
            continue
        kind = (row["model"], row["precision"])
        try:
            if kind not in alone:
                alone[kind] = None
                alone[kind] = reference(options, checkout, row, work / "-".join(kind))
            if not alone[kind]:
                raise RuntimeError("one process did not train")
            checkpoint, expected = alone[kind]
            out = export(options.amp, row, False, work / row["name"])
            text = start(out, checkout, int(row["nodes"]), options.steps, load(checkpoint), options.limit)
            told.append((row["name"], verdict(row, losses(text), expected, text), losses(text)))
        except RuntimeError as error:
            told.append((row["name"], str(error), []))
        print(f"megatron {version(checkout)}: {told[-1][0]}: {told[-1][1]}", flush=True)
    return told


def load(checkpoint):
    return ["--load", str(checkpoint), "--finetune", "--no-load-optim", "--no-load-rng"]


def reference(options, checkout, row, folder):
    """Saves a checkpoint of the model from one process and returns it with the losses that follow from it."""
    out = export(options.amp, row, True, folder)
    checkpoint = folder / "checkpoint"
    save = ["--save", str(checkpoint), "--save-interval", "1", "--lr", "0"]
    text = start(out, checkout, 1, 1, save, options.limit)
    if not (checkpoint / "latest_checkpointed_iteration.txt").exists():
        raise RuntimeError("one process: " + complaint(text))
    text = start(out, checkout, 1, options.steps, load(checkpoint), options.limit)
    if len(losses(text)) != options.steps:
        raise RuntimeError("one process: " + complaint(text))
    return checkpoint, losses(text)


def verdict(row, seen, expected, text):
    if len(seen) != len(expected):
        return complaint(text)
    near = EXACT if row["precision"] == "fp32" else ROUGH
    apart = max(abs(a - b) / b for a, b in zip(seen, expected))
    return "equal" if apart <= near else f"losses {seen} instead of {expected}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--amp", default=str(HERE.parent.parent / "amp"))
    parser.add_argument("--megatron", action="append", required=True, type=pathlib.Path, metavar="CHECKOUT")
    parser.add_argument("--only", default="", help="a regular expression for names of rows")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--limit", type=int, default=300, metavar="SECONDS", help="of one run")
    parser.add_argument("--record", type=pathlib.Path, metavar="FILE", help="write what was trained, as CSV")
    options = parser.parse_args()
    with open(HERE / "grid.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if re.search(options.only, row["name"])]
    lines, failed = ["name,version,verdict,losses\n"], 0
    for checkout in options.megatron:
        work = pathlib.Path(tempfile.mkdtemp())
        try:
            told = train(options, checkout.resolve(), rows, work)
        finally:
            shutil.rmtree(work)
        trained = sum(said == "equal" for _, said, _ in told)
        absent = sum(said.startswith("not on CPUs") for _, said, _ in told)
        failed += len(told) - trained - absent
        print(f"megatron {version(checkout)}: {trained} of {len(told)} trained, {absent} not on CPUs")
        for name, said, seen in told:
            quoted = '"' + said.replace('"', "'") + '"' if "," in said else said
            lines.append(f"{name},{version(checkout)},{quoted},{' '.join(map(str, seen))}\n")
    if options.record:
        options.record.write_text("".join(lines))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
