#!/usr/bin/env python3
"""Builds the wheel that carries the program, and the sources, without any other package than Python's own.

A wheel is an archive with a table of contents; written here so that two builds of a commit are equal byte for byte and
nothing is fetched. `pip wheel .` makes the same without the program in it.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import os
import tarfile
import time
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE / "src" / "ampplanner"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--archive", type=Path, required=True, help="amp-VERSION-linux-x86_64.tar.gz")
    arguments.add_argument("--version", required=True)
    arguments.add_argument("--out", type=Path, required=True)
    given = arguments.parse_args()
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if project["version"] != given.version:
        raise SystemExit(f"python/pyproject.toml says {project['version']}, the release is {given.version}")
    given.out.mkdir(parents=True, exist_ok=True)
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "1764547200"))
    wheel(project, given.archive, given.out, epoch)
    sources(project, given.out, epoch)


def wheel(project: dict, archive: Path, out: Path, epoch: int) -> None:
    name, version = project["name"], project["version"]
    tag = "py3-none-manylinux_2_17_x86_64"
    info = f"{name}-{version}.dist-info"
    contents = {f"{name}/{p.name}": p.read_bytes() for p in sorted(SOURCE.iterdir()) if p.suffix in (".py", ".typed")}
    contents[f"{name}/py.typed"] = b""
    contents[f"{name}/amp.tar.gz"] = archive.read_bytes()
    contents[f"{info}/METADATA"] = metadata(project).encode()
    contents[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: amp\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    contents[f"{info}/licenses/LICENSE"] = (HERE.parent / "LICENSE").read_bytes()
    contents[f"{info}/licenses/NOTICE"] = (HERE.parent / "NOTICE").read_bytes()
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data in contents.items())
    contents[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    with zipfile.ZipFile(out / f"{name}-{version}-{tag}.whl", "w") as made:
        for path, data in contents.items():
            entry = zipfile.ZipInfo(path, time.gmtime(epoch)[:6])
            entry.external_attr = 0o644 << 16
            stored = path.endswith(".gz")  # packed already
            made.writestr(entry, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


def sources(project: dict, out: Path, epoch: int) -> None:
    name = f"{project['name']}-{project['version']}"
    files = [HERE / "pyproject.toml", HERE / "README.md", *sorted(SOURCE.glob("*.py")), SOURCE / "py.typed"]
    with (out / f"{name}.tar.gz").open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as made:
            for path in files:
                add(made, f"{name}/{path.relative_to(HERE)}", path.read_bytes(), epoch)
            add(made, f"{name}/LICENSE", (HERE.parent / "LICENSE").read_bytes(), epoch)
            add(made, f"{name}/PKG-INFO", metadata(project).encode(), epoch)


def add(archive: tarfile.TarFile, path: str, data: bytes, epoch: int) -> None:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mtime, entry.mode = len(data), epoch, 0o644
    archive.addfile(entry, io.BytesIO(data))


def metadata(project: dict) -> str:
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        f"License: {project['license']['text']}",
        *(f"Project-URL: {k}, {v}" for k, v in project["urls"].items()),
        *(f"Classifier: {c}" for c in project["classifiers"]),
        f"Requires-Python: {project['requires-python']}",
        "Provides-Extra: pandas",
        "Requires-Dist: pandas ; extra == 'pandas'",
        "Description-Content-Type: text/markdown",
        "",
        (HERE / "README.md").read_text(encoding="utf-8"),
    ]
    return "\n".join(lines)


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main()
