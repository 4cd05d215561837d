"""Tables that a rehearsal learned, kept in the data folder, so that a process that starts does not learn them again.

A table is kept under a digest of everything it follows from, the program that learned it included. Whatever cannot be read,
or is not what it says, counts as not there and is learned anew. Two processes may write the same one at once: each writes a
file of its own and renames it, and both say the same.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lms.kernel import config
from placement import domain

Tables = Mapping[str, npt.NDArray[Any]]
NAME = "digest"
"""Under this name a file says itself what it was learned from."""


def tables(follows_from: object, learn: Callable[[], Tables]) -> Tables:
    """The tables that follow from these values (their `repr` tells them apart): kept ones, else learned now and kept."""
    folder, digest = _folder(), digest_of(follows_from)
    if folder is None:
        return learn()
    path = folder / f"{digest}.npz"
    kept = _read(path, digest)
    if kept is not None:
        return kept
    fresh = learn()
    _write(path, digest, fresh)
    return fresh


def digest_of(follows_from: object) -> str:
    """A name that changes when a value or a line of the program changes."""
    return hashlib.sha256(f"{program()} {follows_from!r}".encode()).hexdigest()[:40]


@cache
def program() -> str:
    """The version of everything that decides what is learned: the rules of this package, and numpy with its random numbers."""
    told = hashlib.sha256(np.__version__.encode())
    for path in sorted(Path(str(domain.__file__)).parent.glob("*.py")):
        told.update(path.read_bytes())
    return told.hexdigest()


def _folder() -> Path | None:
    settings = config.in_force()
    return settings.data_path / "learned" if settings else None


def _read(path: Path, digest: str) -> dict[str, npt.NDArray[Any]] | None:
    # A damaged file is a slow start, never an error: the tables can always be learned again.
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            found = {name: kept[name] for name in kept.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None
    said = found.pop(NAME, None)
    return found if said is not None and str(said) == digest else None


def _write(path: Path, digest: str, found: Tables) -> None:
    # A full disk or a folder that may not be written costs the next start a moment, nothing else.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                # Named after what they are; the names of savez's own options are none of theirs.
                np.savez(file, allow_pickle=False, **{**found, NAME: np.array(digest)})
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
