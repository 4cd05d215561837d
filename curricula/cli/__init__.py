"""`onward packs`: programme packs on the command line."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from curricula import packs
from curricula.cli import progress
from curricula.domain.layers import Overlay
from curricula.domain.programme import Dated, Programme
from curricula.domain.recognition import Authority
from curricula.domain.unknowns import gaps_of
from lms.kernel.packs import Problem


@click.group("packs")
def group() -> None:
    """Programme packs: the rules of course systems as dated facts."""


@group.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Packs, statements, sources, problems and warnings as JSON.")
def check(folder: Path | None, as_json: bool) -> None:
    """Read every pack below FOLDER (or those shipped, with their regions) and name what is wrong; exit 1 then.

    A pack is a folder. A TOML file that lies beside the folders is an authority of recognition.
    """
    programmes, problems = packs.read_packs(folder or packs.SHIPPED)
    regions: tuple[Overlay, ...] = ()
    if folder is None and not problems:
        regions, of_regions = packs.read_regions()
        problems += of_regions
    authorities, of_authorities = packs.read_authorities(folder or packs.AUTHORITIES)
    problems += of_authorities
    if as_json:
        told = _told(programmes, regions, problems) | {"authorities": [_authority(one) for one in authorities.values()]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
        for programme in programmes.values():
            click.echo(
                f"{programme.key}: {len(programme.tracks)} tracks, {len(programme.modules)} modules,"
                f" {len(programme.entry_rules)} entry rules, {len(programme.next_steps)} next steps,"
                f" {len(programme.facts)} plain facts"
            )
        for authority in authorities.values():
            click.echo(
                f"{authority.key}: recognition, {len(authority.steps)} steps, {len(authority.documents)} papers,"
                f" {len(authority.fees)} fees; not known: {', '.join(authority.unknown) or '-'}"
            )
    sys.exit(1 if problems else 0)


def _told(
    programmes: Mapping[str, Programme], regions: Iterable[Overlay], problems: Iterable[Problem]
) -> dict[str, Any]:
    return {
        "packs": [_pack(one, list(one.statements())) for one in programmes.values()],
        "regions": [
            {"region": one.region, "programme": one.programme, "set_by": one.set_by}
            | _pack(one.rules, list(one.rules.statements()))
            for one in regions
        ],
        "problems": [
            {"file": one.file, "key": one.key, "code": one.code, "facts": dict(one.facts)} for one in problems
        ],
    }


def _pack(programme: Programme, statements: list[tuple[str, Dated]]) -> dict[str, Any]:
    return {
        "key": programme.key,
        "name": programme.name,
        "country": programme.country,
        "language": programme.language,
        "tables": dict(Counter(table for table, _ in statements)),
        "confidence": dict(Counter(one.evidence.confidence.value for _, one in statements)),
        "sources": sorted({one.evidence.source for _, one in statements}),
        "facts": [_statement(table, one) for table, one in statements],
        "warnings": [{"code": code, "of": names} for code, names in gaps_of(programme).items() if names],
    }


def _authority(authority: Authority) -> dict[str, Any]:
    statements = authority.statements()
    return {
        "key": authority.key,
        "name": authority.name,
        "country": authority.country,
        "tables": dict(Counter(table for table, _ in statements)),
        "confidence": dict(Counter(one.evidence.confidence.value for _, one in statements)),
        "sources": sorted({one.evidence.source for _, one in statements}),
        "facts": [_statement(table, one) for table, one in statements],
        "unknown": list(authority.unknown),
    }


def _statement(table: str, one: Dated) -> dict[str, Any]:
    evidence = one.evidence
    return {
        "table": table,
        "key": one.key,
        "source": evidence.source,
        "confidence": evidence.confidence.value,
        "valid_from": evidence.valid_from.isoformat() if evidence.valid_from else None,
        "valid_to": evidence.valid_to.isoformat() if evidence.valid_to else None,
        "may_refuse": evidence.may_refuse,
    }


groups = (group, progress.group)
"""`onward packs` and `onward progress`."""
