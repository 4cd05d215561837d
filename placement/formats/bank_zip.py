"""A bank folder in a ZIP file: opened with the same distrust as a package of others, and written again."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lms.kernel.packs import Problem, tables_in
from placement.formats.content import PICTURES, SOUNDS, check_medium
from placement.formats.package import files_of
from placement.formats.refusals import Refused
from placement.formats.rows import COLUMNS, Row

ABOUT, ITEMS, MEDIA = "bank.toml", "items.csv", "media/"
A_DAY = (2020, 1, 1, 0, 0, 0)
"""Every file carries the same day, so that the same bank makes the same file."""


@dataclass(frozen=True)
class Folder:
    """What the file of a bank folder holds. `passed_over` are files that a bank has no place for."""

    about: Mapping[str, Any]
    rows: tuple[Row, ...]
    media: Mapping[str, bytes]
    passed_over: tuple[str, ...]


def is_bank(content: bytes) -> bool:
    """Whether this is a ZIP file with a bank in it. Damage is told when it is opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.rpartition("/")[2] == ABOUT for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def open_bank(content: bytes) -> Folder:
    """The bank in a ZIP file, at its top or one folder below. Raises `Refused` with the reason."""
    files = files_of(content)
    heads = sorted((name for name in files if name.rpartition("/")[2] == ABOUT), key=lambda name: name.count("/"))
    inside = heads[0].removesuffix(ABOUT)
    if inside + ITEMS not in files:
        raise Refused("missing_file", inside + ITEMS)
    problems: list[Problem] = []
    about = tables_in(files[heads[0]], ABOUT, problems)
    if about is None:
        raise Refused("bad_manifest", str(problems[0].facts.get("detail", ABOUT)))
    media: dict[str, bytes] = {}
    other: list[str] = []
    for name, data in files.items():
        here = name.removeprefix(inside)
        if here in (ABOUT, ITEMS):
            continue
        kept = here.removeprefix(MEDIA)
        if here.startswith(MEDIA) and "/" not in kept and _ending(kept) in PICTURES | SOUNDS:
            check_medium(name, data)
            media[kept] = data
        else:
            other.append(name)
    return Folder(about, tuple(_rows(files[inside + ITEMS], inside + ITEMS)), media, tuple(sorted(other)))


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _rows(content: bytes, name: str) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Refused("wrong_encoding", name) from wrong
    try:
        for row in csv.DictReader(io.StringIO(text)):
            yield {
                column: cell.strip()
                for column, cell in row.items()
                if column in COLUMNS and isinstance(cell, str) and cell.strip()
            }
    except csv.Error as wrong:
        raise Refused("bad_manifest", f"{name}: {wrong}") from wrong


def write_bank(about: Mapping[str, Any], rows: Sequence[Mapping[str, str]], media: Mapping[str, bytes]) -> bytes:
    """A bank as the ZIP file of its folder."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {ABOUT: toml_of(about).encode(), ITEMS: table.getvalue().encode()}
        files |= {f"{MEDIA}{name}": data for name, data in sorted(media.items())}
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, A_DAY), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack_bank(
    folder: Path, about: Mapping[str, Any], rows: Sequence[Mapping[str, str]], media: Mapping[str, bytes]
) -> None:
    """The same into a folder that is there and empty."""
    with zipfile.ZipFile(io.BytesIO(write_bank(about, rows, media))) as archive:
        archive.extractall(folder)


def toml_of(tables: Mapping[str, Any], under: str = "") -> str:
    """Tables as TOML: plain values first, then the tables below."""
    plain = [f"{_key(name)} = {_value(value)}" for name, value in tables.items() if not isinstance(value, Mapping)]
    text = "".join(f"{line}\n" for line in ([f"[{under}]"] if under and plain else []) + plain)
    for name, value in tables.items():
        if isinstance(value, Mapping):
            path = f"{under}.{_key(name)}" if under else _key(name)
            text += ("\n" if text else "") + toml_of(value, path)
    return text


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else repr(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
