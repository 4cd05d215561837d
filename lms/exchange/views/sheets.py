"""Registration sheets: upload, mend or leave out line by line, take in as a whole."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import make_response, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.exchange import services
from lms.exchange.domain.registration import COLUMNS
from lms.exchange.domain.review import Finding, Line, Review, told
from lms.exchange.domain.table import Problem, read_table
from lms.exchange.queries import sheets
from lms.exchange.views.door import pages
from lms.exchange.words import MONTHS
from lms.kernel import errors, language, separated
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.tongue import languages, speaking
from lms.learners import queries as learners
from lms.organisations import queries as organisations

RIGHT = "exchange.import"
SAMPLE = Path(__file__).parents[1] / "samples" / "registration-240.csv"
OF_THE_FILE = {"unknown_column", "encoding_guessed"}
"""Hints about the file as a whole."""
AT_A_TIME = 50
"""Lines shown at once: who has mended fifty wants to see that they count."""
PEOPLE_ON_PAPER = 15
FIX = re.compile(r"fix-(\d+)-(\w+)")
DO = re.compile(r"do-(\d+)")


@pages.get("/import", permission=RIGHT)
def sheets_in() -> Any:
    """Choose a sheet, or go on with one that waits."""
    return _start()


@pages.post("/import", permission=RIGHT)
def upload() -> Any:
    """Keep the chosen file for review; nobody is registered yet."""
    chosen = request.files.get("sheet")
    if chosen is None or not chosen.filename:
        return _start(("sheet.nothing_chosen", {}))
    return _receive(chosen.read(), chosen.filename)


@pages.post("/import/sample", permission=RIGHT)
def sample() -> Any:
    """Try it with 240 invented people."""
    return _receive(SAMPLE.read_bytes(), SAMPLE.name)


@pages.get("/import/empty.csv", permission=RIGHT)
def empty_sheet() -> Any:
    """A sheet with the names of the columns and nobody in it."""
    return download(separated.as_csv(COLUMNS, ()), "registration.csv")


@pages.get("/import/paper", permission=RIGHT)
def paper_sheet() -> Any:
    """A sheet to write on by hand: fifteen people, with the words that the file knows."""
    code = request.args.get("lang") or language.locale_code.get()
    with speaking(code):
        return render(
            "exchange/sheet_paper.html",
            lines=range(1, PEOPLE_ON_PAPER + 1),
            centre=next((one for one in organisations.centres() if one.id == current_actor().centre_id), None),
            tongues=languages(),
            code=code,
        )


@pages.get("/import/<batch_id>", permission=RIGHT)
def sheet(batch_id: str) -> Any:
    """The lines that need a person; after the import, what became of the sheet."""
    batch = sheets.batch(batch_id)
    if not batch.waiting:
        return render("exchange/outcome.html", batch=batch, **_twice(batch))
    return _review(batch)


@pages.post("/import/<batch_id>/check", permission=RIGHT)
def check(batch_id: str) -> Any:
    """Keep what was decided so far and look at the sheet again."""
    _decide(batch_id)
    if request.headers.get("X-Onward-Fragment"):
        return _review(sheets.batch(batch_id))
    return redirect(_back(batch_id))


@pages.post("/import/<batch_id>/take-in", permission=RIGHT)
def take_in(batch_id: str) -> Any:
    """Register everybody of the sheet, or nobody."""
    _decide(batch_id)
    try:
        outcome = services.take_in(batch_id, today=current_day(), actor=current_actor(), now=now())
    except errors.Conflict as refused:
        if refused.code == "exchange.sheet_closed":
            raise
        return _review(sheets.batch(batch_id), refused=language.say(refused.code, refused.facts), status=409)
    words = ngettext("%(num)s learner was imported.", "%(num)s learners were imported.", outcome.added)
    return done(words, "exchange.sheet", batch_id=batch_id)


@pages.post("/import/<batch_id>/give-up", permission=RIGHT)
def give_up(batch_id: str) -> Any:
    """Throw the sheet away."""
    services.give_up(batch_id, actor=current_actor(), now=now())
    return done(_("The sheet was thrown away. Nobody was imported."), "exchange.sheets_in")


@pages.get("/import/<batch_id>/open-lines.csv", permission=RIGHT)
def open_lines(batch_id: str) -> Any:
    """The lines that need a person as a sheet of their own, with what is wrong in a last column."""
    found = sheets.read(batch_id, today=current_day())
    table = read_table(sheets.content(batch_id), COLUMNS)
    wrong = {line.number: " ".join(_wrong(finding)[0] for finding in line.findings) for line in found.lines}
    rows = [
        [*(record.cells.get(column, "") for column in table.columns), wrong[record.line]]
        for record in table.records
        if record.line in wrong
    ]
    return download(separated.as_csv([*table.columns, _("what is wrong")], rows), "lines-to-mend.csv")


def download(content: bytes, name: str) -> Response:
    """A file to keep, as CSV."""
    answer = make_response(content)
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# --- receiving -------------------------------------------------------------------------------------------------------


def _start(trouble: tuple[str, Mapping[str, Any]] | None = None) -> Any:
    centres, actor = organisations.centres(), current_actor()
    error = f"{language.say(*trouble)} {language.say(trouble[0] + '.do')}" if trouble else None
    return render(
        "exchange/sheets.html",
        422 if trouble else 200,
        batches=sheets.recent(),
        centres=centres,
        centre_id=actor.centre_id or (centres[0].id if centres else None),
        error=error,
        columns=COLUMNS,
    )


def _receive(content: bytes, name: str) -> Any:
    actor = current_actor()
    centre_id = organisations.centre_in_view(request.form.get("centre_id") or actor.centre_id).id
    try:
        batch_id = services.receive(content, name, centre_id, today=current_day(), actor=actor, now=now())
    except errors.Invalid as wrong:
        return _start((wrong.code, wrong.facts))
    return redirect(url_for("exchange.sheet", batch_id=batch_id))


# --- one sheet -------------------------------------------------------------------------------------------------------


def _review(batch: sheets.BatchInfo, *, refused: str | None = None, status: int = 200) -> Any:
    found = sheets.read(batch.id, today=current_day())
    page, pages_in_all = _page(found)
    return render(
        "exchange/review.html",
        status,
        batch=batch,
        found=found,
        lines=[_shown(line) for line in found.lines[(page - 1) * AT_A_TIME : page * AT_A_TIME]],
        hints=[_hint(hint) for hint in found.hints if hint.code not in OF_THE_FILE],
        of_the_file=[_wrong(hint)[0] for hint in found.hints if hint.code in OF_THE_FILE],
        page=page,
        pages=pages_in_all,
        refused=refused,
        before=sheets.taken_in_before(batch.digest),
        off=_why_off(found),
    )


def _page(found: Review) -> tuple[int, int]:
    in_all = max(1, -(-len(found.lines) // AT_A_TIME))
    asked = request.args.get("page", default=1, type=int)
    return min(max(asked, 1), in_all), in_all


def _why_off(found: Review) -> str | None:
    if found.open:
        return str(ngettext("%(num)s line still open", "%(num)s lines still open", len(found.open)))
    if not found.rows:
        return str(_("Nobody new is in this sheet"))
    return None


def _shown(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "left_out": line.left_out,
        "open": line.open,
        "touched": line.left_out or any(finding.now is not None for finding in line.findings),
        "can_be_mended": line.can_be_mended,
        "findings": [_cell(finding) for finding in line.findings],
    }


def _cell(finding: Finding) -> dict[str, Any]:
    wrong, do = _wrong(finding)
    choices = finding.facts.get("choices") or ()
    return {
        "column": finding.column,
        "value": finding.value,
        "now": finding.now,
        "wrong": wrong,
        "do": do,
        "open": finding.open,
        "choices": choices,
        "nearest": finding.facts.get("nearest"),
        "writable": bool(finding.column) and not choices,
    }


def _hint(hint: Problem) -> dict[str, Any]:
    return {"line": hint.line, "column": hint.column, "value": hint.value, "words": _wrong(hint)[0]}


def _wrong(problem: Problem | Finding) -> tuple[str, str]:
    """What is wrong and what to do, in the reader's language."""
    code, facts = told(problem)
    if 1 <= facts.get("month", 0) <= len(MONTHS):
        facts["month_name"] = language.Marked(MONTHS[facts["month"] - 1])
    do = language.say(f"{code}.do", facts) if language.knows(f"{code}.do") else ""
    return language.say(code, {"line": problem.line, **facts}), do


# --- what was decided ------------------------------------------------------------------------------------------------


def _decide(batch_id: str) -> None:
    """Keep the decisions of the form: for each line mend or leave out, for each cell what to write instead."""
    left_out: set[int] = set()
    looked_at: set[int] = set()
    mended: dict[tuple[int, str], str] = {}
    for name, value in request.form.items():
        if found := DO.fullmatch(name):
            looked_at.add(int(found[1]))
            if value == "leave":
                left_out.add(int(found[1]))
        elif (found := FIX.fullmatch(name)) and found[2] in COLUMNS:
            mended[int(found[1]), found[2]] = value
    # A cell that was only shown is not mended.
    mended = {cell: value for cell, value in mended.items() if value != request.form.get(f"was-{cell[0]}-{cell[1]}")}
    services.decide(
        batch_id, mended=mended, left_out=left_out, looked_at=looked_at | {line for line, _column in mended}
    )


def _back(batch_id: str) -> str:
    page = request.form.get("page", default=1, type=int)
    return url_for("exchange.sheet", batch_id=batch_id, page=page if page > 1 else None)


def _twice(batch: sheets.BatchInfo) -> dict[str, Any]:
    """How many people may be here twice, to be looked at after an import."""
    return {"pairs": 0 if (batch.outcome or {}).get("given_up") else len(learners.likely_pairs())}
