"""Rooms, staff, sections and marks from lists: choose a file, see what it brings and what is wrong, mend it, take it in."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.exchange.domain import calendar_lists as lists
from lms.exchange.domain.table import Problem, decoded, read_table, replaced
from lms.exchange.services import lists as services
from lms.exchange.views.door import pages
from lms.kernel import language
from lms.kernel.language import N_
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.organisations import queries as organisations

RIGHT = "exchange.import"
LONGEST = 2_000_000
SHOWN = 200
"""Cells that a page asks to mend at once."""
NAMES = {"rooms": N_("Rooms"), "staff": N_("Staff"), "sections": N_("Classes"), "marks": N_("Marks")}
EXAMPLES = {
    "rooms": "name,picture,seats,floor,step_free\nFish room,fish,16,0,yes\n",
    "staff": "name,kind,phone,meetings_a_week,teaches,paper_until\nMarta Klein,teacher,030 123,12,regular,2028-12-31\n",
    "sections": "name,module,seats,room,teacher,weekdays,from,to\n"
    "A1 morning,a1_1,16,Fish room,Marta Klein,mon tue thu,09:00,12:15\n",
    "marks": "section,day,number,mark,reason\nA1 morning,2026-09-07,L-0001,present,\nA1 morning,2026-09-07,L-0002,excused,ill\n",
}


@pages.get("/import/lists", permission=RIGHT)
def list_import() -> Any:
    """Which list, and its columns."""
    return _page(request.args.get("kind", ""))


def _kind(asked: str) -> str:
    return asked if asked in lists.COLUMNS else "rooms"


def _page(asked: str, text: str = "", outcome: services.Outcome | None = None, status: int = 200) -> Any:
    kind = _kind(asked)
    centre = organisations.centre_in_view(current_actor().centre_id or request.form.get("centre"))
    terms = organisations.terms(centre.id)
    going_on = next((one.id for one in terms if one.ends_on >= current_day()), "")
    return render(
        "exchange/lists.html",
        status,
        kind=kind,
        kinds=[(key, language.translate(word)) for key, word in NAMES.items()],
        columns=[(name, name in lists.NEEDED[kind]) for name in lists.COLUMNS[kind]],
        example=EXAMPLES[kind],
        text=text,
        outcome=outcome,
        problems=_problems(kind, text, outcome.problems) if outcome else [],
        centre=centre,
        centres=organisations.centres() if current_actor().centre_id is None else [],
        terms=terms,
        term=request.form.get("term", going_on),
    )


def _problems(kind: str, text: str, problems: Sequence[Problem]) -> list[tuple[Problem, str, str, str | None]]:
    """By line: what is wrong, its sentence, the field of its cell and what the cell says. None where no cell is asked for.

    A cell with two faults is asked for once.
    """
    cells = {record.line: record.cells for record in read_table(text, lists.COLUMNS[kind]).records}
    found, asked = [], set()
    for one in sorted(problems, key=lambda one: one.line)[:SHOWN]:
        field = f"{one.line}-{one.column}"
        cell = cells.get(one.line, {}).get(one.column) if field not in asked else None
        asked.add(field)
        found.append((one, _said(one), field, cell))
    return found


def _mended() -> dict[tuple[int, str], tuple[str, str]]:
    """Cells that were written anew on the page, each with what stood there."""
    found = {}
    for key, typed in request.form.items():
        line, _dash, column = key.removeprefix("cell-").partition("-")
        was = request.form.get(f"was-{line}-{column}", "")
        if key.startswith("cell-") and typed.strip() != was and (number := whole_number(line)) is not None:
            found[number, column] = (was, typed.strip())
    return found


def _said(problem: Problem) -> str:
    code = problem.code if "." in problem.code else f"list.{problem.code}"
    return language.say(code, {"column": problem.column, "value": problem.value, "line": problem.line, **problem.facts})


@pages.post("/import/lists", permission=RIGHT)
def take_list() -> Any:
    """Try it: what it brings, what is wrong by line and column. With `deed=save` take it in, all or nothing."""
    kind, upload = _kind(request.form.get("kind", "")), request.files.get("list")
    text = request.form.get("text", "")
    if upload is not None and upload.filename:
        read, problems = decoded(upload.stream.read(LONGEST))
        text = read or ""
        if read is None:
            return _page(kind, "", services.Outcome(kind, problems=problems), 422)
    else:
        text = replaced(text.replace("\r\n", "\n"), lists.COLUMNS[kind], _mended())
    text = text.replace("\r\n", "\n")
    centre = organisations.centre_in_view(current_actor().centre_id or request.form.get("centre"))
    trial = request.form.get("deed") != "save"
    outcome = services.take_in_list(
        kind, text, centre.id, request.form.get("term") or None, trial=trial, actor=current_actor(), now=now()
    )
    if outcome.problems or trial:
        return _page(kind, text, outcome, 422 if outcome.problems else 200)
    said = ngettext("%(num)s line is new.", "%(num)s lines are new.", outcome.new)
    said += " " + ngettext("%(num)s is changed.", "%(num)s are changed.", outcome.changed)
    return done(said + " " + str(_("The rest was here already.")), "exchange.list_import", kind=kind)
