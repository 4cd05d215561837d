"""Bank folder: writes bank.toml, items.csv and media/, and asks the reader of banks whether each item stands."""

import csv
import io
import json
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lms.kernel.packs import Problem
from placement.domain.item_bank import Bank, Item
from placement.formats.rows import COLUMNS, Row


@dataclass(frozen=True, slots=True)
class Site:
    """What a site has: its picture set by name, and its reader of banks, which says everything that is wrong with one."""

    pictures: Mapping[str, bytes]
    read_bank: Callable[[Path], tuple[Bank | None, list[Problem]]]


@dataclass(frozen=True, slots=True)
class About:
    """What a bank says of itself."""

    key: str
    language: str
    source: str


def write(folder: Path, about: About, rows: Sequence[Row], media: Mapping[str, bytes]) -> None:
    """A bank in a folder that is empty or not there."""
    folder.mkdir(parents=True, exist_ok=True)
    table = _table(rows)
    (folder / "items.csv").write_text(table, encoding="utf-8", newline="")
    (folder / "bank.toml").write_text(_about(about, rows, table), encoding="utf-8")
    if media:
        (folder / "media").mkdir(exist_ok=True)
    for name, data in media.items():
        (folder / "media" / name).write_bytes(data)


def check(
    rows: Sequence[Row], media: Iterable[str], site: Site
) -> tuple[dict[str, Item], dict[str, str], list[Problem]]:
    """The items that stand by key, what is wrong with each of the others, and what is wrong with the bank as a whole."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "bank"
        write(folder, About("check", "und", "check"), rows, dict.fromkeys(media, b""))
        bank, problems = site.read_bank(folder)
    keys = {row["key"] for row in rows}
    wrong: dict[str, str] = {}
    for problem in problems:
        if problem.key in keys:
            wrong.setdefault(problem.key, problem.code)
    items = {item.key: item for item in (bank.items if isinstance(bank, Bank) else ()) if item.key not in wrong}
    return items, wrong, [problem for problem in problems if problem.key not in keys]


def _table(rows: Sequence[Row]) -> str:
    lines = io.StringIO()
    writer = csv.DictWriter(lines, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


def _about(about: About, rows: Sequence[Row], table: str) -> str:
    names = sorted({name for row in rows for name in pictures_of(row)})
    said = {
        "key": about.key,
        "version": f"import-{zlib.crc32(table.encode()):08x}",
        "language": about.language,
        "difficulty": "author_estimate_unreviewed",
        "sound": "as_imported",
        "source": about.source,
        "licence": "as the source says",
    }
    lines = ["[bank]", *(f"{name} = {_quoted(value)}" for name, value in said.items()), ""]
    lines += ["[defaults]", "a = 1.0", "sd_b = 1.2", "sd_log_a = 0.4", "guessing = 0.8", "a_rated = 0.6", ""]
    lines += ["[pictures]", "names = [", *(f"    {_quoted(name)}," for name in names), "]", ""]
    return "\n".join(lines)


def pictures_of(row: Row) -> list[str]:
    """Names of the pictures that a row shows."""
    found = [row["picture"]] if row.get("picture") else []
    options = [part for part in row.get("options", "").split("|") if part.startswith("picture:")]
    return found + [part.removeprefix("picture:").partition("=")[0].partition("@")[0].strip() for part in options]


def _quoted(text: str) -> str:
    """A string as TOML writes it; its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
