"""Finds the program and runs it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Optional, Sequence

_CARRIED = Path(__file__).with_name("amp.tar.gz")
_NOTHING_FEASIBLE = 3


class AmpError(Exception):
    """What the program refused, in its own words.

    Attributes:
        code: its exit code: 1 a bug of ours, 2 wrong usage or input, 3 nothing feasible.
        message: what it wrote on standard error: ``file:line``, what is wrong, and a ``Maybe``.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NothingFeasible(AmpError):
    """The job was understood and no plan of it fits; the message says what comes closest."""


def program() -> str:
    """Returns the path of the program: ``$AMP``, else what the wheel carries, else ``amp`` on the path.

    Raises:
        AmpError: there is none.
    """
    named = os.environ.get("AMP")
    if named:
        return named
    if _CARRIED.exists():
        return str(_unpacked() / "bin" / "amp")
    found = shutil.which("amp")
    if found is None:
        raise AmpError(4, "no amp: this wheel carries none for this system; install one, or name it by $AMP")
    return found


def run(arguments: Sequence[str], *, folder: Optional[Path] = None, timeout: Optional[float] = None) -> str:
    """Runs ``amp`` with arguments as they are (no shell) and returns what it wrote on standard output.

    Raises:
        AmpError: it ended with another code than 0.
        subprocess.TimeoutExpired: it took longer than ``timeout`` seconds.
    """
    done = subprocess.run(
        [program(), *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    if done.returncode != 0:
        message = done.stderr.strip() or f"amp ended with code {done.returncode}"
        kind = NothingFeasible if done.returncode == _NOTHING_FEASIBLE else AmpError
        raise kind(done.returncode, message)
    return done.stdout


def _unpacked() -> Path:
    """Returns the folder of the carried program; unpacked at first use, in one move, so that it is whole or absent.

    Unpacked here and not by pip, since pip forgets the times of files, which the archive of classes remembers.
    """
    digest = hashlib.sha256(_CARRIED.read_bytes()).hexdigest()[:16]
    for root in _caches():
        folder = root / f"ampplanner-{digest}"
        if folder.is_dir():
            return folder
        try:
            root.mkdir(parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix=".amp-", dir=root))
        except OSError:
            continue
        try:
            with tarfile.open(_CARRIED) as archive:
                if hasattr(tarfile, "data_filter"):
                    archive.extractall(fresh, filter="data")
                else:
                    archive.extractall(fresh)
            (inner,) = fresh.iterdir()
            os.rename(inner, folder)
        except OSError:
            if not folder.is_dir():  # else another process was quicker
                raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return folder
    raise AmpError(4, "no folder to unpack the program into: set XDG_CACHE_HOME to one that can be written")


def _caches() -> list[Path]:
    named = os.environ.get("XDG_CACHE_HOME")
    roots = [Path(named)] if named else []
    home = os.environ.get("HOME")
    if home:
        roots.append(Path(home) / ".cache")
    roots.append(Path(tempfile.gettempdir()) / f"ampplanner-{os.getuid() if hasattr(os, 'getuid') else 0}")
    return roots
