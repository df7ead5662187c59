#!/usr/bin/env python3
"""Hands what `amp export` wrote to the real parsers of the engines.

    python3 verify.py --golden FOLDER [--megatron CHECKOUT]... [--deepspeed CHECKOUT] [--torchtitan CHECKOUT] [--record FILE]
    python3 verify.py EXPORT... [--megatron CHECKOUT]...

EXPORT is a folder that `amp export` wrote; --golden takes the folder of golden files of the tests. An
engine without a checkout is skipped, and says so. A checkout is named by its folder, or by git where it is a
clone. No GPU is needed. Needs PyTorch 2.6 or later (CPU), numpy, packaging, pydantic.

Megatron: every command line goes through parse_args and validate_args, and the layout through the class that
builds the stages. DeepSpeed: the JSON goes through DeepSpeedConfig, whose keys are compared with those that
its source reads; the stages through _partition_layers of PipelineModule. torchtitan: the recipe is run with
the real dataclasses of torchtitan/config/configs.py; what it sets elsewhere is looked up in the source.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SETTINGS = {
    "MEGATRON": "/megatron",
    "TRAIN_SCRIPT": "train.py",
    "TORCHTITAN": "/torchtitan",
    "BASE_MODULE": "llama3",
    "BASE_CONFIG": "llama3_8b",
    "TRAINER": "train.py",
    "IMAGE": "image",
    "VOCAB_SIZE": "32000",
}


def golden(folder, into):
    """Unpacks golden files: the files of an export one after the other, each under its name."""
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        export = into / path.stem
        export.mkdir()
        for part in re.split(r"(?m)^==== ", path.read_text())[1:]:
            name, content = part.split("\n", 1)
            (export / name).write_text(content)
        yield export


def command(export):
    """Returns the words that a process of the export runs, as launch.sh itself prints them."""
    environment = {**os.environ, **{k: v for k, v in SETTINGS.items() if not os.environ.get(k)}}
    shown = subprocess.run(
        ["bash", str(export / "launch.sh"), "show"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    ranks = len(shown)
    return ranks, shlex.split(shown[0].split(": ", 2)[2])


def check(engine, checkout, exports):
    """Runs the checks of exports in one process and returns the complaints by name of the export."""
    asked = [dict(zip(("export", "ranks", "words"), (str(e), *command(e)))) for e in exports]
    run = subprocess.run(
        [sys.executable, str(HERE / f"{engine}_check.py"), str(checkout)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [line.split("\t", 2) for line in run.stdout.splitlines() if line.startswith("amp:\t")]
    said = {export: complaint for _, export, complaint in answers}
    silent = " | ".join((run.stderr.strip().splitlines() or ["it says nothing"])[-2:])
    return {e.name: said.get(str(e), silent) for e in exports}


def engine_of(export):
    if (export / "ds_config.json").exists():
        return "deepspeed"
    if (export / "amp_recipe.py").exists():
        return "torchtitan"
    return "megatron" if "pretrain_gpt.py" in (export / "launch.sh").read_text() else None


def record(folder, taken, file):
    """Writes which golden file, as it is now, was taken by which versions."""
    rows = ["golden,sha256,taken_by\n"]
    for path in sorted(folder.glob("*.txt")):
        if path.stem in taken:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            rows.append(f"{path.name},{digest},{' '.join(taken[path.stem])}\n")
    file.write_text("".join(rows))


def version(checkout):
    named = pathlib.Path(checkout).name
    run = subprocess.run(
        ["git", "-C", str(checkout), "describe", "--tags", "--always"],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.strip() if run.returncode == 0 and (pathlib.Path(checkout) / ".git").exists() else named


def since(export):
    """Returns the first Megatron version that an export asks for, as numbers."""
    flags = (export / "launch.sh").read_text()
    first = [(0, 8)]
    for flag, at in SINCE:
        if re.search(rf"(?m)^ +--{flag}( |$)", flags):
            first.append(at)
    return max(first)


SINCE = [
    ("decoder-first-pipeline-num-layers", (0, 9)),
    ("use-rope-scaling", (0, 10)),
    ("rope-scaling-factor", (0, 11)),
    ("moe-layer-freq", (0, 10)),
    ("recompute-modules", (0, 12)),
    ("expert-tensor-parallel-size", (0, 10)),
    ("moe-ffn-hidden-size", (0, 10)),
    ("multi-latent-attention", (0, 10)),
    ("rope-type", (0, 14)),
    ("moe-router-score-function", (0, 11)),
    ("moe-router-num-groups", (0, 11)),
    ("moe-router-enable-expert-bias", (0, 11)),
    ("pipeline-model-parallel-layout", (0, 13)),
    ("use-megatron-fsdp", (0, 14)),
]


def too_old(engine, checkout, export):
    match = re.search(r"v(\d+)\.(\d+)", version(checkout))
    return engine == "megatron" and match and (int(match[1]), int(match[2])) < since(export)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("exports", nargs="*", type=pathlib.Path)
    parser.add_argument("--golden", type=pathlib.Path)
    for engine in ("megatron", "deepspeed", "torchtitan"):
        parser.add_argument(f"--{engine}", action="append", default=[], type=pathlib.Path, metavar="CHECKOUT")
    parser.add_argument("--record", type=pathlib.Path, metavar="FILE", help="write what was taken, as CSV")
    options = parser.parse_args()
    failed = 0
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        exports = list(options.exports)
        if options.golden:
            exports += golden(options.golden, pathlib.Path(folder))
        for engine in ("megatron", "deepspeed", "torchtitan"):
            mine = [export for export in exports if engine_of(export) == engine]
            checkouts = getattr(options, engine)
            if not checkouts:
                print(f"{engine}: skipped, no --{engine} CHECKOUT is given ({len(mine)} exports)")
            for checkout in checkouts:
                new = [export for export in mine if not too_old(engine, checkout, export)]
                complaints = {k: v for k, v in check(engine, checkout, new).items() if v}
                for name, complaint in complaints.items():
                    print(f"{engine} {version(checkout)}: {name}: {complaint}")
                failed += len(complaints)
                for export in new:
                    if export.name not in complaints:
                        taken.setdefault(export.name, []).append(version(checkout))
                print(
                    f"{engine} {version(checkout)}: {len(new) - len(complaints)} of {len(mine)} taken,"
                    f" {len(mine) - len(new)} need a newer version"
                )
    if options.record:
        record(options.golden, taken, options.record)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
