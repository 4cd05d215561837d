"""Files for funders: saving what columns one wants, making a file and writing down that it was made."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from lms.accounts.services import audit
from lms.exchange import models
from lms.exchange.domain import funder_forms
from lms.exchange.domain.workbook import Sheet, as_xlsx
from lms.exchange.queries import funders
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations

FORMATS = ("csv", "xlsx")
LONGEST = 20_000


def save_form(funder_id: str, definition: str, *, actor: Actor, now: datetime) -> None:
    """Keep what columns a funder wants. Raises Invalid with what is wrong with the definition, NotFound for no funder."""
    _funder(funder_id)
    if len(definition) > LONGEST:
        raise errors.Invalid("export.too_long", field="definition", most=LONGEST)
    found = funder_forms.read(definition)
    if isinstance(found, funder_forms.Trouble):
        raise errors.Invalid(found.code, field="definition", **found.facts)
    session = db.session()
    row = session.get(models.ExportForm, funder_id) or models.ExportForm(funder_id=funder_id)
    row.definition, row.by, row.at = definition, actor.name, now
    session.add(row)
    session.flush()


@dataclass(frozen=True)
class File:
    """A file to keep."""

    name: str
    content: bytes


def make(funder_id: str, month: date, kind: str, *, sheet: str, actor: Actor, now: datetime) -> File:
    """The file of a month, with the rows that can go out. Written down: who, when, which month, how many, the digest.

    The same ledger gives the same bytes. Raises Conflict when no row can go out.
    """
    if kind not in FORMATS:
        raise errors.NotFound("page.absent")
    _funder(funder_id)
    found = funders.preview(funder_id, month)
    if not found.out:
        raise errors.Conflict("export.nothing_to_send")
    if kind == "csv":
        content = funder_forms.csv_bytes(found.form, found.out)
    else:
        content = as_xlsx([Sheet(sheet, *funder_forms.table(found.form, found.out))])
    row = models.Export(
        id=db.new_id(),
        funder_id=funder_id,
        month=month,
        format=kind,
        rows=len(found.out),
        refused=len(found.refused),
        minutes=found.minutes,
        digest=hashlib.sha256(content).hexdigest(),
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    changes = {"month": [None, month.isoformat()], "rows": [None, row.rows], "digest": [None, row.digest]}
    audit.record("export", "exchange_export", row.id, changes=changes, now=now)
    db.session().flush()
    return File(f"hours-{month:%Y-%m}.{kind}", content)


def _funder(funder_id: str) -> None:
    if funder_id not in {one.id for one in organisations.funders()}:
        raise errors.NotFound("page.absent")
