"""Everything that a provider owns, to take away: one table after another, as CSV or XLSX, in a ZIP."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import Select, Table, select

from lms.accounts.services import audit
from lms.blocks.queries import keeping
from lms.exchange.domain.workbook import Cell, Sheet, as_xlsx
from lms.exchange.queries import persons
from lms.exchange.services.files import SECRET
from lms.kernel import config, db, errors
from lms.kernel.actor import Actor
from lms.kernel.separated import as_csv

FORMATS = ("csv", "xlsx")
MOST = 100_000
"""Rows of one file: a longer table goes on in the next one. Spreadsheets hold ten times as many, slowly."""


@dataclass(frozen=True)
class Figures:
    """How much went out."""

    tables: int
    rows: int
    files: int = 0


def tables() -> list[Table]:
    """Tables whose rows are the provider's own or its people's, without what is said in confidence."""
    owned = {*db.tables_of(db.Kind.PROVIDER), *db.tables_of(db.Kind.PERSON)} - db.confidential_tables()
    return [table for table in db.Base.metadata.sorted_tables if table.name in owned]


def columns(table: Table) -> list[str]:
    """What of a table goes out: all but what opens a door."""
    return [column.name for column in table.c if column.name not in SECRET]


def write(file: IO[bytes], kind: str, *, actor: Actor, now: datetime) -> Figures:
    """Every table and file of the provider in scope into a ZIP. Raises Invalid for another format. The audit keeps that it went."""
    if kind not in FORMATS:
        raise errors.Invalid("export.no_such_value", key="format", value=kind)
    rows = 0
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for table in tables():
            for place, part in enumerate(_parts(archive, table)):
                name = f"{table.name}{f'-{place + 1}' if place else ''}.{kind}"
                archive.writestr(name, _file(table, part, kind))
                rows += len(part)
        files = list(keeping.files_of_provider((config.in_force() or config.read()).data_path))
        for name, path in files:
            # Pictures and sound are packed already.
            archive.write(path, f"files/{name}", ZIP_STORED)
    audit.record("give_everything", "provider", db.require_provider(), changes={"rows": rows, "format": kind}, now=now)
    return Figures(len(tables()), rows, len(files))


def _parts(archive: ZipFile, table: Table) -> Iterator[list[list[Cell]]]:
    """Rows in portions; one without rows for a table that has none."""
    found = iter(db.session().execute(_rows(table), execution_options={"yield_per": 1000}).mappings())
    names, first = columns(table), True
    while (part := [_cells(archive, table, row, names) for row in islice(found, MOST)]) or first:
        yield part
        first = False


def _rows(table: Table) -> Select[Any]:
    learner = db.Base.metadata.tables[persons.LEARNER]
    statement = select(table).order_by(*table.primary_key.columns)
    if "provider_id" in table.c:
        return statement.where(table.c.provider_id == db.require_provider())
    people = select(learner.c.person_id).where(learner.c.provider_id == db.require_provider())
    return statement.where(table.c.person_id.in_(people))


def _cells(archive: ZipFile, table: Table, row: Any, names: Sequence[str]) -> list[Cell]:
    return [_cell(archive, table, row, name) for name in names]


def _cell(archive: ZipFile, table: Table, row: Any, name: str) -> Cell:
    value = row[name]
    if isinstance(value, bytes):
        path = f"files/{table.name}-{row['id']}-{name}"
        archive.writestr(path, value)
        return path
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | float | Decimal | date | time):
        return value
    return str(value)


def _file(table: Table, rows: list[list[Cell]], kind: str) -> bytes:
    names = columns(table)
    if kind == "csv":
        return as_csv(names, [[_said(cell) for cell in row] for row in rows])
    return as_xlsx([Sheet(table.name, names, rows)])


def _said(cell: Cell) -> object:
    return cell.isoformat() if isinstance(cell, date | time) else cell
