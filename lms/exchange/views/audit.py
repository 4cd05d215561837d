"""The audit of a provider, for its manager: who looked at or changed what, never what stood there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, request

from lms.accounts import queries as accounts
from lms.accounts.queries import AuditRow
from lms.accounts.services import audit
from lms.exchange.views.door import pages
from lms.kernel import clock, db, errors, language
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, current_day, now, render
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners

RIGHT = "accounts.audit"
PAGE = 50
USUAL = timedelta(days=6)
MOST = 20_000
"""Rows of one file: more open in no spreadsheet in good time."""
DEEDS = ("read", "changes", "other")
AREAS = (
    *("learners", "casework", "courses", "curricula", "placement", "scheduling", "childcare", "blocks"),
    *("messages", "exchange", "organisations", "partners", "accounts", "advice", "wellbeing"),
)
ACCOUNT = "accounts_user"
"""A sign-in is written down before anybody is signed in: whose it is stands in the row it is about."""
MOST_NAMED = 200
"""People whose name holds what was typed: whoever types one letter means the names of those who did it."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for: a person, days, a kind."""

    text: str
    first: date
    last: date
    deed: str
    area: str

    def address(self) -> dict[str, str]:
        """The same for an address."""
        days = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return {"q": self.text, **days, "deed": self.deed, "area": self.area}


def _wanted() -> Wanted:
    asked, today = request.args, current_day()
    last = _day(asked.get("to", "")) or today
    first = min(_day(asked.get("from", "")) or last - USUAL, last)
    deed, area = asked.get("deed", ""), asked.get("area", "")
    return Wanted(
        asked.get("q", "").strip()[:100], first, last, deed if deed in DEEDS else "", area if area in AREAS else ""
    )


def _day(text: str) -> date | None:
    """A day that can be read and beside which there are others."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date.min + USUAL < found < date.max - USUAL else None


def _found(wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[list[AuditRow], int]:
    zone = current_actor().zone
    about: list[str] = []
    if wanted.text:
        people = learners.search(wanted.text, size=MOST_NAMED).learners
        about = [key for one in people for key in (one.id, one.person_id)]
    return accounts.audit_rows(
        clock.instant(wanted.first, time(), zone),
        clock.instant(wanted.last + timedelta(days=1), time(), zone),
        deed=wanted.deed,
        area=wanted.area,
        text=wanted.text,
        about=about,
        limit=limit,
        offset=offset,
    )


def _note(what: str, wanted: Wanted) -> None:
    """Who looks at the audit stands in it, with what was asked for."""
    changes = {"what": what, **{key: value for key, value in wanted.address().items() if value}}
    audit.record("read", accounts.AUDIT, db.require_provider(), changes=changes, now=now())


@dataclass(frozen=True)
class Line:
    """A row in words."""

    at: datetime
    actor: str
    deed: str
    thing: str
    name: str


def _lines(rows: Sequence[AuditRow]) -> list[Line]:
    zone = current_actor().zone
    names = {one.id: one.name for one in learners.by_ids({row.about for row in rows if row.about}).values()}
    names |= accounts.names_of(row.subject_id for row in rows if row.subject_kind == ACCOUNT)
    return [
        Line(
            clock.local(row.at, zone),
            row.actor,
            _deed(row.action),
            _thing(row),
            names.get(row.subject_id if row.subject_kind == ACCOUNT else row.about, ""),
        )
        for row in rows
    ]


def _deed(action: str) -> str:
    code = "audit.read" if action == accounts.READ else f"deed.{action}"
    # A deed that has no word yet still says its own: what an auditor reads must not be left out.
    return language.say(code) if language.knows(code) else action.replace("_", " ")


def _thing(row: AuditRow) -> str:
    part = row.subject_kind.partition("_")[0]
    codes = (f"audit.what.{row.what}", f"file.{row.subject_kind}", f"file.{part}")
    return next((language.say(code) for code in codes if language.knows(code)), row.subject_kind)


@pages.get("/audit", permission=RIGHT, writes=True)
def read_audit() -> Any:
    """The newest first, of a week, by person, day and kind."""
    wanted, page = _wanted(), page_number()
    rows, total = _found(wanted, limit=PAGE, offset=(page - 1) * PAGE)
    last = max(1, -(-total // PAGE))
    if page > last:
        page = last
        rows, total = _found(wanted, limit=PAGE, offset=(page - 1) * PAGE)
    _note("audit", wanted)
    return render(
        "exchange/audit.html",
        lines=_lines(rows),
        total=total,
        page=page,
        pages=last,
        wanted=wanted,
        deeds=DEEDS,
        areas=[one for one in AREAS if language.knows(f"file.{one}")],
        most=MOST,
    )


@pages.get("/audit.csv", permission=RIGHT, writes=True)
def audit_file() -> Any:
    """The same as a file, all of it."""
    wanted = _wanted()
    rows, total = _found(wanted, limit=MOST)
    if total > MOST:
        raise errors.Conflict("exchange.audit_long", rows=total, most=MOST)
    _note("audit_file", wanted)
    header = ("at", "who", "deed", "what", "table", "row", "about")
    content = as_csv(
        header,
        [
            (line.at.isoformat(timespec="seconds"), line.actor, row.action, row.what, row.subject_kind, row.subject_id,
             line.name)
            for row, line in zip(rows, _lines(rows), strict=True)
        ],
    )  # fmt: skip
    name = f"audit-{wanted.first.isoformat()}-{wanted.last.isoformat()}.csv"
    return Response(content, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={name}"})
