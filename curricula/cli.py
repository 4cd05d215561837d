"""`onward packs`: programme packs on the command line."""

import sys
from pathlib import Path

import click

from curricula import packs


@click.group("packs")
def group() -> None:
    """Programme packs: the rules of course systems as dated facts."""


@group.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Read every pack below FOLDER (or those shipped) and name what is wrong by file and key; exit 1 then."""
    programmes, problems = packs.read_packs(folder or packs.SHIPPED)
    for one in problems:
        click.echo(str(one), err=True)
    for programme in programmes.values():
        click.echo(
            f"{programme.key}: {len(programme.tracks)} tracks, {len(programme.modules)} modules,"
            f" {len(programme.entry_rules)} entry rules, {len(programme.next_steps)} next steps,"
            f" {len(programme.facts)} plain facts"
        )
    sys.exit(1 if problems else 0)
