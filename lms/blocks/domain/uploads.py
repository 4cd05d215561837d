"""What may be sent to a block: how much, and what an archive may hold."""

import stat
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import IO

MEGABYTE = 1024 * 1024
LEARNER_BYTES = 10 * MEGABYTE
"""An answer that was spoken: some minutes of compressed sound."""
AUTHOR_BYTES = 100 * MEGABYTE
"""A package of content."""
ARCHIVE_FILES = 5_000
ARCHIVE_BYTES = 400 * MEGABYTE
"""What an archive may be when it is open."""
KEPT_BYTES = 50 * MEGABYTE
"""What one block may keep in files for one person."""


def limit(author: bool) -> int:
    """Bytes that one request may have."""
    return AUTHOR_BYTES if author else LEARNER_BYTES


def refusal_of_length(length: int | None, author: bool) -> str | None:
    """Why a request of this announced length is not read; None to read it."""
    if length is None:
        return "blocks.length_unknown"
    return "blocks.too_large" if length > limit(author) else None


def refusal_of_archive(file: IO[bytes]) -> str | None:
    """Why this archive is not handed on; None for a good one and for what is no archive. Leaves the file at its start."""
    try:
        if not zipfile.is_zipfile(file):
            return None
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return _refusal(archive.infolist())
    except (zipfile.BadZipFile, ValueError, EOFError):
        return "blocks.archive_broken"
    finally:
        file.seek(0)


def _refusal(members: Iterable[zipfile.ZipInfo]) -> str | None:
    size = 0
    for count, member in enumerate(members, 1):
        if leads_out(member.orig_filename) or stat.S_ISLNK(member.external_attr >> 16):
            return "blocks.archive_leads_out"
        size += member.file_size
        if count > ARCHIVE_FILES or size > ARCHIVE_BYTES:
            return "blocks.archive_too_large"
    return None


def leads_out(name: str) -> bool:
    """Whether a name in an archive means a place outside of the folder it is opened in."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ":" in plain.split("/")[0] or ".." in PurePosixPath(plain).parts or "\0" in plain
