"""`onward placement check-bank`: what is wrong with an item bank, item by item and as a whole."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from placement import packs
from placement.domain import bank_checks
from placement.domain.bank_checks import Finding
from placement.domain.item_bank import Bank

PICTURES = Path(__file__).parents[2] / "static" / "img" / "openmoji"


@click.command("check-bank")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_bank(folder: Path, as_json: bool) -> None:
    """Check the bank in FOLDER: media, keys, pictures, right answers, levels, doubles, lengths that tell the answer.

    Ends with 1 when something must be mended. Notes are for the author to weigh.
    """
    bank, problems = packs.read_bank(folder)
    found = [Finding(one.code, (one.key,) if one.key else (), {"file": one.file, **one.facts}) for one in problems]
    if bank is not None:
        pictures = {path.stem for path in PICTURES.glob("*.svg")}
        media = [path.name for path in sorted((folder / "media").glob("*")) if path.is_file()]
        found += bank_checks.findings(bank, pictures, media)
    report = _report(folder, bank, found)
    click.echo(json.dumps(report, indent=2, ensure_ascii=False, default=str) if as_json else table(report))
    if report["errors"]:
        raise SystemExit(1)


def table(report: dict[str, Any]) -> str:
    """The report for reading."""
    errors, notes = report["errors"], report["notes"]
    head = f"{report['bank']} {report['version']}: {report['items']} items, {len(errors)} errors, {len(notes)} notes"
    return "\n".join([head, *(_line("error", one) for one in errors), *(_line("note", one) for one in notes)])


def _line(kind: str, one: dict[str, Any]) -> str:
    facts = ", ".join(f"{name}={value}" for name, value in one["facts"].items())
    return f"{kind}: {one['code']}: {', '.join(one['items']) or '-'}{f' ({facts})' if facts else ''}"


def _report(folder: Path, bank: Bank | None, found: list[Finding]) -> dict[str, Any]:
    return {
        "bank": bank.key if bank else folder.name,
        "version": bank.version if bank else "",
        "items": len(bank.items) if bank else 0,
        "levels": _levels(bank) if bank else {},
        "length": _lengths(bank) if bank else {},
        "errors": [_plain(one) for one in found if one.is_error],
        "notes": [_plain(one) for one in found if not one.is_error],
    }


def _levels(bank: Bank) -> dict[str, dict[str, int]]:
    return {str(measure): dict(Counter(str(item.level) for item in bank.of(measure))) for measure in bank.measured}


def _lengths(bank: Bank) -> dict[str, Any]:
    return {name: asdict(bank_checks.length(bank, longest=name == "longest")) for name in ("longest", "shortest")}


def _plain(one: Finding) -> dict[str, Any]:
    return {"code": one.code, "items": list(one.items), "facts": dict(one.facts)}
