#!/usr/bin/env python3
"""Holds the jobs that exports for Kubernetes print against the operators' published definitions.

    python3 kubernetes_check.py --crds FOLDER EXPORT... [--golden FOLDER]

FOLDER holds CustomResourceDefinitions as YAML: those of Kubeflow's training operator (manifests/base/crds of v1.9)
for PyTorchJob, of its trainer (v2.0 and later) for TrainJob and TrainingRuntime. Every job is printed with no setting
and with all of them, checked against each version of its kind, unknown fields included, which a cluster would drop.
Needs pyyaml and jsonschema.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema
import yaml

from verify import SETTINGS, golden

ALL = {
    "NAMESPACE": "team",
    "NODE_SELECTOR": "pool=train",
    "TOLERATIONS": "nvidia.com/gpu:NoSchedule pool=train",
    "VOLUMES": "data:/data /mnt/cache:/cache",
    "RDMA": "rdma/hca=8",
    "HOST_NETWORK": "no",
    "PIN_NODES": "no",
    "IMAGE_PULL_SECRET": "registry",
    "QUEUE": "users",
}


def closed(schema):
    """Returns a schema that refuses what it does not name, and Kubernetes' own kinds of values."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    made = {key: closed(value) for key, value in schema.items() if not key.startswith("x-")}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            made["additionalProperties"] = False
    return made


def definitions(folder):
    """Yields file, kind, version and schema of every definition."""
    for path in sorted(pathlib.Path(folder).glob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text()):
            for version in document["spec"]["versions"]:
                schema = closed(version["schema"]["openAPIV3Schema"])
                schema["properties"]["metadata"] = {"type": "object"}
                api = f"{document['spec']['group']}/{version['name']}"
                yield path.name, document["spec"]["names"]["kind"], api, schema


def manifest(export, settings):
    run = subprocess.run(
        ["bash", str(export / "launch.sh"), "manifest"],
        env={**os.environ, **SETTINGS, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SystemExit(f"{export.name}: {run.stderr.strip()}")
    return json.loads(run.stdout)["items"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("exports", nargs="*", type=pathlib.Path)
    parser.add_argument("--golden", type=pathlib.Path)
    parser.add_argument("--crds", required=True, type=pathlib.Path, metavar="FOLDER")
    options = parser.parse_args()
    known = list(definitions(options.crds))
    seen, wrong = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        exports = list(options.exports)
        if options.golden:
            exports += [e for e in golden(options.golden, pathlib.Path(folder)) if (e / "pods.json").exists()]
        for export in exports:
            for settings in ({}, ALL):
                for job in ("TrainJob", "PyTorchJob"):
                    for item in manifest(export, {**settings, "KUBERNETES_JOB": job}):
                        for file, kind, api, schema in known:
                            if (item["kind"], item["apiVersion"]) != (kind, api):
                                continue
                            seen += 1
                            for error in jsonschema.Draft202012Validator(schema).iter_errors(item):
                                wrong += 1
                                print(f"{export.name}: {file}: {error.json_path}: {error.message[:200]}")
    print(f"{seen} jobs and runtimes held against {len(known)} definitions, {wrong} faults")
    return 1 if wrong or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
