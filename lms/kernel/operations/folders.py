"""Files of the data folder in a copy: streamed one after the other, and not again where an earlier copy has them.

A file is `files/<number>` in the zip; the manifest says its path, size, time and SHA-256, and, where another copy holds it, in
which one. The rows were read before: whoever keeps a file writes it before the row that names it, and leaves it for some weeks
after the row is gone, so every file that a row of the copy names is found.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lms.kernel import errors

Entries = dict[str, dict[str, Any]]

PART = 1024 * 1024
LOOSE = frozenset({".css", ".csv", ".htm", ".html", ".js", ".json", ".svg", ".txt", ".xhtml", ".xml"})
"""What gets smaller. Pictures and sound are packed already."""
TRIES = 3
"""A file that is written while it is copied is copied again."""


@dataclass(frozen=True)
class Since:
    """An earlier copy, by its name, and the files it tells of."""

    name: str
    entries: Entries


def write(archive: zipfile.ZipFile, root: Path, folders: Sequence[str], since: Since | None) -> Entries:
    """Every file of these folders of the data folder into a copy. Returns what the manifest says of them."""
    entries: Entries = {}
    number = 0
    for path in _files(root, folders):
        inside = path.relative_to(root).as_posix()
        try:
            facts = _facts(path)
            before = since.entries.get(inside) if since else None
            if since and before and all(before[name] == value for name, value in facts.items()):
                entries[inside] = {**before, "in": before.get("in") or since.name}
                continue
            for _try in range(TRIES):
                number += 1
                entries[inside] = _copied(archive, path, f"files/{number}")
                if _facts(path).items() <= entries[inside].items():
                    break
        except FileNotFoundError:
            # It was taken away in the meantime.
            entries.pop(inside, None)
    return entries


def _files(root: Path, folders: Sequence[str]) -> Iterator[Path]:
    for folder in folders:
        for place, inside, names in os.walk(root / folder):
            inside.sort()
            yield from (Path(place, name) for name in sorted(names) if not Path(place, name).is_symlink())


def _facts(path: Path) -> dict[str, int]:
    known = path.stat()
    return {"size": known.st_size, "mtime_ns": known.st_mtime_ns}


def _copied(archive: zipfile.ZipFile, path: Path, member: str) -> dict[str, Any]:
    digest, size, time = hashlib.sha256(), 0, _facts(path)["mtime_ns"]
    entry = zipfile.ZipInfo(member)
    entry.compress_type = zipfile.ZIP_DEFLATED if path.suffix.lower() in LOOSE else zipfile.ZIP_STORED
    with path.open("rb") as file, archive.open(entry, "w", force_zip64=True) as written:
        while part := file.read(PART):
            digest.update(part)
            written.write(part)
            size += len(part)
    return {"size": size, "mtime_ns": time, "sha256": digest.hexdigest(), "member": member}


# --- back ------------------------------------------------------------------------------------------------------------


def refuse_filled(root: Path, folders: Sequence[str]) -> None:
    """Raises Conflict where one of the folders has files already: nobody could tell them from those of the copy."""
    for path in _files(root, folders):
        raise errors.Conflict("operations.files_there", folder=str(root / path.relative_to(root).parts[0]))


def unpack(copy: Path, entries: Mapping[str, Mapping[str, Any]], folders: Sequence[str], into: Path) -> None:
    """Every file of a copy below `into`, checked by its sum. Copies that it builds on are looked for beside it.

    Raises Invalid for one that is missing, ValueError for a file that is not what was written.
    """
    with ExitStack() as stack:
        opened: dict[str, zipfile.ZipFile] = {}
        for inside, entry in entries.items():
            holder = entry.get("in") or copy.name
            if holder not in opened:
                opened[holder] = stack.enter_context(_opened(copy, holder))
            _put(opened[holder], entry, _path(into, inside, folders))


def _opened(copy: Path, holder: str) -> zipfile.ZipFile:
    path = copy.with_name(PurePosixPath(holder).name)
    if not path.is_file():
        raise errors.Invalid("operations.builds_on", file=str(copy), other=path.name)
    return zipfile.ZipFile(path)


def _path(into: Path, inside: str, folders: Sequence[str]) -> Path:
    parts = PurePosixPath(inside).parts
    if len(parts) < 2 or parts[0] not in folders or ".." in parts or "\0" in inside:
        raise ValueError(f"{inside} leads out")
    return into.joinpath(*parts)


def _put(archive: zipfile.ZipFile, entry: Mapping[str, Any], path: Path) -> None:
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with archive.open(entry["member"]) as member, os.fdopen(handle, "wb") as file:
        while part := member.read(PART):
            digest.update(part)
            file.write(part)
    if digest.hexdigest() != entry["sha256"]:
        raise ValueError(f"{path.name} is not what was written")
    os.utime(path, ns=(entry["mtime_ns"], entry["mtime_ns"]))


@contextmanager
def placing(root: Path | None, unpacked: Path | None) -> Iterator[Callable[[], None]]:
    """What is given puts the unpacked folders into the data folder. Where the work around it fails, they go again."""
    placed: list[Path] = []

    def place() -> None:
        for folder in sorted(unpacked.iterdir()) if root and unpacked and unpacked.is_dir() else ():
            there = Path(root or "") / folder.name
            if there.is_dir():
                # Without a file in it, as was looked up before.
                shutil.rmtree(there)
            folder.rename(there)
            placed.append(there)

    try:
        yield place
    except BaseException:
        for one in placed:
            shutil.rmtree(one)
        raise
