"""Reading what is not a whole shipped pack: regions that ship, and texts that a provider hands in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from curricula.domain.layers import Layer, Overlay, layered
from curricula.domain.programme import TABLES, Programme
from curricula.packs.reader import PackEntry, PackReader, shipped, tables_of_texts, texts_of
from lms.kernel import errors
from lms.kernel.packs import Problem

REGIONS = Path(__file__).parent.parent / "regions"
"""`<region>/<programme>/*.toml`, the region as ISO 3166-2 writes it, in small letters."""


@dataclass(frozen=True, slots=True)
class Read:
    """What texts say: a whole programme, or rules to lay over one; and everything that is wrong with them."""

    programme: Programme | None = None
    overlay: Overlay | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """The programme it speaks of."""
        return self.programme.key if self.programme else self.overlay.programme if self.overlay else ""


def read_texts(
    folder: str,
    texts: Mapping[str, str | bytes],
    known: Mapping[str, Programme],
    *,
    layer: Layer = Layer.PROVIDER,
    set_by: str = "",
    below: Iterable[Overlay] = (),
) -> Read:
    """A pack or an overlay from texts by file name, checked against the programmes that are known.

    `below` are overlays that stand under it. All or nothing: with a problem it holds neither programme nor overlay.
    """
    problems: list[Problem] = []
    files = tables_of_texts(folder, texts, problems)
    heads = [(name, data["overlay"]) for name, data in files.items() if "overlay" in data]
    if not heads:
        return _whole(folder, files, problems, known)
    if len(heads) > 1 or any("programme" in data for data in files.values()):
        problems.append(Problem(heads[-1][0], "overlay", "two_heads", {}))
        return Read(problems=tuple(problems))
    return _overlay(files, problems, known, heads[0], layer, set_by, tuple(below))


def _whole(
    folder: str, files: Mapping[str, dict[str, Any]], problems: list[Problem], known: Mapping[str, Programme]
) -> Read:
    reader = PackReader(folder, files, problems)
    programme = reader.programme()
    if programme is not None:
        if programme.key in known and programme.key in shipped():
            problems.append(Problem(reader.head, programme.key, "programme_taken", {}))
        taken = {one.key for other in known.values() if other.key != programme.key for one in other.modules}
        problems += [
            Problem(reader.file_of("modules", one.key), one.key, "module_taken", {})
            for one in programme.modules
            if one.key in taken
        ]
        problems += reader.flaws({**known, programme.key: programme})
    return Read(problems=tuple(problems)) if problems else Read(programme=programme)


def _overlay(
    files: Mapping[str, dict[str, Any]],
    problems: list[Problem],
    known: Mapping[str, Programme],
    head: tuple[str, Any],
    layer: Layer,
    set_by: str,
    below: tuple[Overlay, ...],
) -> Read:
    file, data = head
    entry = PackEntry(file, "overlay", data if isinstance(data, dict) else {}, problems)
    key, name, region = entry.text("programme"), entry.text("set_by", set_by), entry.text("region", "")
    entry.done()
    base = known.get(key)
    if base is None:
        entry.wrong("unknown_programme", field="programme", value=key, known=", ".join(sorted(known)))
        return Read(problems=tuple(problems))
    reader = PackReader(key, files, problems)
    rules = reader.rules_of(base)
    if not any(getattr(rules, table) for table in TABLES):
        problems.append(Problem(file, "overlay", "no_rule", {}))
    overlay = Overlay(key, layer, name or set_by, rules, region)
    if not problems:
        merged = layered(base, [*below, overlay]).programme
        problems += reader.flaws({**known, key: merged}, base=key)
    return Read(problems=tuple(problems)) if problems else Read(overlay=overlay)


def read_regions(root: Path = REGIONS) -> tuple[tuple[Overlay, ...], list[Problem]]:
    """Every overlay of every region and no problem, or none and every problem."""
    overlays: list[Overlay] = []
    problems: list[Problem] = []
    for folder in sorted(one for one in root.glob("*/*") if one.is_dir()):
        read = read_texts(f"{folder.parent.name}/{folder.name}", texts_of(folder), shipped(), layer=Layer.REGION)
        problems += read.problems
        if read.overlay is not None:
            overlays.append(read.overlay)
            if (read.overlay.region, read.overlay.programme) != (folder.parent.name, folder.name):
                problems.append(Problem(f"{folder.parent.name}/{folder.name}", "overlay", "key_is_not_the_folder", {}))
    return (() if problems else tuple(overlays)), problems


@cache
def _shipped_regions() -> tuple[Overlay, ...]:
    overlays, problems = read_regions()
    if problems:
        raise errors.Invalid("curricula.packs_refused", problems=problems)
    return overlays


def region_folder(overlay: Overlay) -> Path:
    """Where a region's overlay ships."""
    return REGIONS / overlay.region / overlay.programme


def regions_of(region: str) -> tuple[Overlay, ...]:
    """Overlays that ship for a region."""
    return tuple(one for one in _shipped_regions() if one.region == region.strip().lower())
