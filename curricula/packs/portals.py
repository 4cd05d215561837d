"""Reads the sites where jobs are looked for: addresses of searches as data, checked, all or nothing."""

from functools import cache
from pathlib import Path
from string import Formatter

from curricula.domain.portals import By, Portal
from lms.kernel import errors
from lms.kernel.packs import Entry, Problem, tables_of

PORTALS = Path(__file__).parent.parent / "portals.toml"
PLACES = {*By, "language"}
"""What an address may leave open."""


def read_portals(path: Path = PORTALS) -> tuple[list[Portal], list[Problem]]:
    """Every site and no problem, or none and every problem."""
    problems: list[Problem] = []
    data = tables_of(path, path.name, problems)
    found = []
    for entry in Entry(path.name, "", data or {}, problems).tables("portals"):
        searches = {by: _search(entry, by) for by in By if entry.has(by)}
        found.append(
            Portal(
                entry.text("key"),
                entry.text("name"),
                entry.text("home"),
                searches,
                entry.texts("countries"),
                entry.evidence(),
            )
        )
        entry.done()
    return ([] if problems else found), problems


def _search(entry: Entry, by: By) -> str:
    address = entry.text(by)
    open_places = {name for _text, name, _spec, _how in Formatter().parse(address) if name is not None}
    if by not in open_places or not open_places <= PLACES:
        entry.wrong("place_unknown", field=by.value, value=address)
    return address


@cache
def portals() -> tuple[Portal, ...]:
    """Those that ship, read once in the life of a process."""
    found, problems = read_portals()
    if problems:
        raise errors.Invalid("curricula.packs_refused", problems=problems)
    return tuple(found)
