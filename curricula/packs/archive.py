"""Unpacking what a provider hands in: a ZIP of TOML files or one TOML file, in memory, within bounds.

Nothing is written to disk, no path of the archive is used beyond its last part, and only `.toml` is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

MOST_FILES = 20
MOST_BYTES = 256 * 1024
"""Of one file. The largest shipped pack holds a tenth of it."""


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """What was handed in cannot be a pack: a code with its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def unpack(name: str, content: bytes) -> dict[str, str]:
    """Files by name with their text. Raises Refused for something that is no pack, or too much of it."""
    if name.lower().endswith(".toml"):
        return {PurePosixPath(name.replace("\\", "/")).name: _text(name, content)}
    try:
        with ZipFile(BytesIO(content)) as archive:
            found = [one for one in archive.infolist() if not one.is_dir() and _is_pack_file(one)]
            if len(found) > MOST_FILES:
                raise Refused("too_many_files", {"most": MOST_FILES})
            return _read(archive, found)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused("not_a_zip", {"file": name}) from error


def _is_pack_file(one: ZipInfo) -> bool:
    path = PurePosixPath(one.filename)
    return path.suffix.lower() == ".toml" and not path.name.startswith(".") and "__MACOSX" not in path.parts


def _read(archive: ZipFile, found: list[ZipInfo]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for one in found:
        name = PurePosixPath(one.filename).name
        if name in texts:
            raise Refused("file_twice", {"file": name})
        with archive.open(one) as file:
            # The size that an archive states can be a lie: one byte more than allowed is read, never all.
            texts[name] = _text(name, file.read(MOST_BYTES + 1))
    if not texts:
        raise Refused("no_toml_inside")
    return texts


def _text(name: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Refused("file_too_large", {"file": name, "most": MOST_BYTES // 1024})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("not_text", {"file": name}) from error
