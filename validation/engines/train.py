#!/usr/bin/env python3
"""Trains what `amp export` wrote, on CPUs, and compares the losses with those of one process.

    python3 train.py --megatron CHECKOUT... --deepspeed CHECKOUT... [--only REGEX] [--steps 3] [--record trained.csv]

Every row of grid.csv is planned and exported as a user would, then started by its own `launch.sh`, a torchrun per
node, all on this machine: Megatron's own pretrain_gpt.py; for DeepSpeed, deepspeed_train.py as the user's script.
One process trains the same model from the same weights, so that the losses of all steps have to be equal: the plan's
cuts, degrees, schedule and sharding change where the mathematics is done, not what it is. Rows marked `resume` stop
before the last step, save, and go on from the checkpoint in new processes. Rows that need what no CPU has, or what is
not published as a package, say so.

Needs PyTorch (CPU), numpy, packaging, pydantic, triton, psutil, einops, pybind11, a C++ compiler; for DeepSpeed
msgpack, ninja, py-cpuinfo, tqdm. Nothing of an engine is changed: see cpu/sitecustomize.py, and FLAGS below for the
kernels that only GPUs have.
"""

import argparse
import csv
import importlib.util
import json
import os
import pathlib
import re
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
        "engine": row["engine"],
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
        ["export", plan, "--model", model, "--engine", row["engine"], "--launcher", "torchrun", "--out", out],
    ):
        run = subprocess.run([amp, *map(str, words)], capture_output=True, text=True, check=False)
        if run.returncode:
            raise RuntimeError(f"amp {words[0]}: {run.stderr.strip()}")
    return out


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def path(*folders):
    return ":".join(map(str, [*folders, *filter(None, [os.environ.get("PYTHONPATH")])]))


def megatron_environment(checkout, steps, more):
    return {
        "MEGATRON": str(checkout),
        "PYTHON": str(HERE / "cpu" / "python"),
        "REAL_PYTHON": sys.executable,
        "TRAIN_ITERS": str(steps),
        "EXTRA_ARGS": " ".join([*FLAGS, *more]),
    }


def deepspeed_environment(checkout, more):
    absent = [] if importlib.util.find_spec("hjson") else [HERE / "cpu" / "absent"]
    return {
        "TRAIN_SCRIPT": str(HERE / "deepspeed_train.py"),
        "TRAIN_ARGS": " ".join(more),
        "PYTHON": sys.executable,
        "PYTHONPATH": path(checkout, *absent),
        "DS_ACCELERATOR": "cpu",
        "TORCH_EXTENSIONS_DIR": str(pathlib.Path(tempfile.gettempdir()) / f"extensions-{version(checkout)}"),
    }


def start(out, own, nodes, limit_s, folder=None):
    """Runs every node of an export to its end and returns what all of them printed; own: the engine's environment."""
    binaries = pathlib.Path(sys.executable).parent
    environment = {
        **os.environ,
        "TORCHRUN": str(binaries / "torchrun"),
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(free_port()),
        "OMP_NUM_THREADS": "1",
        "GLOO_SOCKET_IFNAME": "lo",
        **own,
    }
    with tempfile.TemporaryDirectory() as logs:
        files = [open(pathlib.Path(logs) / str(node), "w+") for node in range(int(nodes))]
        started = [
            subprocess.Popen(
                ["bash", str(out / "launch.sh"), str(node)],
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=folder,
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


class Megatron:
    """Loads one checkpoint of one process into every run, since weights depend on the degrees otherwise."""

    def __init__(self, options, checkout):
        helpers(checkout)
        self.options, self.checkout = options, checkout

    def run(self, out, row, more, steps=None):
        own = megatron_environment(self.checkout, steps or self.options.steps, more)
        return start(out, own, row["nodes"], self.options.limit)

    def alone(self, out, row, folder):
        """Returns the losses of one process, and what an export needs to start from its weights."""
        checkpoint = folder / "checkpoint"
        text = self.run(out, row, ["--save", str(checkpoint), "--save-interval", "1", "--lr", "0"], 1)
        if not (checkpoint / "latest_checkpointed_iteration.txt").exists():
            raise RuntimeError("one process: " + complaint(text))
        same = ["--load", str(checkpoint), "--finetune", "--no-load-optim", "--no-load-rng"]
        return self.run(out, row, same), same

    def resumed(self, out, row, folder, same):
        saved = str(folder / "saved")
        save = ["--save", saved, "--save-interval", "100", "--exit-interval", str(self.options.steps - 1)]
        first = self.run(out, row, [*same, *save])
        return first + self.run(out, row, ["--load", saved])


class DeepSpeed:
    """Needs no checkpoint: deepspeed_train.py makes weights that depend on the number of a layer alone."""

    def __init__(self, options, checkout):
        self.options, self.checkout = options, checkout

    def run(self, out, row, more, steps=None):
        sizes = {"hidden_size": 64, "num_attention_heads": 4, "num_hidden_layers": 6, "vocab_size": 512}
        (out / "sizes.json").write_text(json.dumps(sizes))
        words = ["--sizes", str(out / "sizes.json"), "--until", str(steps or self.options.steps), *more]
        own = deepspeed_environment(self.checkout, words)
        return start(out, own, row["nodes"], self.options.limit, self.checkout)  # reads version.txt of where it stands

    def alone(self, out, row, folder):
        return self.run(out, row, []), []

    def resumed(self, out, row, folder, same):
        saved = ["--checkpoints", str(folder / "saved")]
        return self.run(out, row, saved, self.options.steps - 1) + self.run(out, row, saved)


class Torchtitan:
    """Is not run: it imports packages that are not published where PyTorch for CPUs is."""

    def __init__(self, options, checkout):
        self.checkout = checkout


def train(options, engine, rows, work):
    """Trains every row, writes down what was seen and returns the verdicts."""
    alone, verdicts = {}, []

    def tell(row, said, seen=()):
        verdicts.append(said)
        print(f"{row['engine']} {version(engine.checkout)}: {row['name']}: {said}", flush=True)
        if options.record:
            line = {"engine": row["engine"], "version": version(engine.checkout), "name": row["name"]}
            seen = " ".join(map(str, seen))
            record(options.record, {**line, "resumed": row["resume"], "verdict": said, "losses": seen})

    for row in rows:
        if row["needs"]:
            tell(row, f"not run: needs {row['needs']}")
            continue
        kind = (row["model"], row["precision"])
        try:
            if kind not in alone:
                alone[kind] = None
                alone[kind] = reference(options, engine, row, work / ("one-" + "-".join(kind)))
            if not alone[kind]:
                raise RuntimeError("one process did not train")
            expected, same = alone[kind]
            out = export(options.amp, row, False, work / row["name"])
            if row["resume"]:
                text = engine.resumed(out, row, work / row["name"], same)
            else:
                text = engine.run(out, row, same)
            tell(row, verdict(row, losses(text), expected, text), losses(text))
            if options.logs:
                options.logs.mkdir(parents=True, exist_ok=True)
                (options.logs / f"{row['name']}.log").write_text(text)
        except RuntimeError as error:
            tell(row, str(error))
    return verdicts


def reference(options, engine, row, folder):
    """Returns the losses of one process, and what an export needs to start from the same weights."""
    out = export(options.amp, row, True, folder)
    text, same = engine.alone(out, {**row, "nodes": 1}, folder)
    if len(losses(text)) != options.steps:
        raise RuntimeError("one process: " + complaint(text))
    return losses(text), same


def verdict(row, seen, expected, text):
    if len(seen) != len(expected):
        return complaint(text)
    near = EXACT if row["precision"] == "fp32" else ROUGH
    apart = max(abs(a - b) / b for a, b in zip(seen, expected))
    return "equal" if apart <= near else f"losses {seen} instead of {expected}"


def record(file, line):
    """Writes a line over that of the same version and row, and keeps the others."""
    kept = {}
    if file.exists():
        with open(file, newline="") as old:
            kept = {(known["version"], known["name"]): known for known in csv.DictReader(old)}
    kept[line["version"], line["name"]] = line
    with open(file, "w", newline="") as new:
        writer = csv.DictWriter(new, list(line), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--amp", default=str(HERE.parent.parent / "amp"))
    for engine in ENGINES:
        parser.add_argument(f"--{engine}", action="append", default=[], type=pathlib.Path, metavar="CHECKOUT")
    parser.add_argument("--only", default="", help="a regular expression for names of rows")
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--limit", type=int, default=300, metavar="SECONDS", help="of one run")
    parser.add_argument("--record", type=pathlib.Path, metavar="FILE", help="write what was trained, as CSV")
    parser.add_argument("--logs", type=pathlib.Path, metavar="FOLDER", help="keep what the engines printed")
    options = parser.parse_args()
    with open(HERE / "grid.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if re.search(options.only, row["name"])]
    failed = 0
    for name, engine in ENGINES.items():
        mine = [row for row in rows if row["engine"] == name]
        if not getattr(options, name):
            print(f"{name}: skipped, no --{name} CHECKOUT is given ({len(mine)} rows)")
        for checkout in getattr(options, name):
            failed += trained(options, name, engine(options, checkout.resolve()), mine)
    return 1 if failed else 0


def trained(options, name, engine, rows):
    """Trains rows with one checkout and returns how many failed."""
    with tempfile.TemporaryDirectory() as work:
        verdicts = train(options, engine, rows, pathlib.Path(work))
    equal = verdicts.count("equal")
    absent = sum(said.startswith("not run") for said in verdicts)
    at = version(engine.checkout)
    print(f"{name} {at}: {equal} of {len(verdicts)} trained with equal losses, {absent} not run")
    return len(verdicts) - equal - absent


ENGINES = {"megatron": Megatron, "deepspeed": DeepSpeed, "torchtitan": Torchtitan}

if __name__ == "__main__":
    sys.exit(main())
