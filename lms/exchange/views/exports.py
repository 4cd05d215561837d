"""Files for funders: what would go out and what would not, the file, its columns, the log. And hours taught as a file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import make_response, request
from flask.wrappers import Response
from flask_babel import get_locale
from flask_babel import gettext as _

from lms.courses.domain import hours
from lms.courses.queries.hours import taught
from lms.exchange.domain import funder_forms, workbook
from lms.exchange.queries import funders
from lms.exchange.services import funders as services
from lms.exchange.views.door import pages
from lms.exchange.views.sheets import download
from lms.kernel import errors, language, separated
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.organisations import queries as organisations

RIGHT = "exchange.exports"
SHOWN = 200
"""Lines of refused rows on the page; the file of refused rows has all."""


def _month() -> date:
    try:
        return date.fromisoformat(f"{request.values.get('month', '')}-01")
    except ValueError:
        # The month that is over is the one that goes out.
        return hours.month_of(date.fromordinal(hours.month_of(current_day()).toordinal() - 1))


def _month_name(month: date) -> str:
    return str(format_date(month, "LLLL y", locale=get_locale()))


def _months(month: date) -> list[tuple[str, str]]:
    one, found = hours.month_of(current_day()), []
    for _number in range(13):
        found.append(one)
        one = hours.month_of(date.fromordinal(one.toordinal() - 1))
    return [(f"{one:%Y-%m}", _month_name(one)) for one in sorted({*found, month}, reverse=True)]


@pages.get("/exports", permission=RIGHT)
def exports() -> Any:
    """A month of a funder before it goes out: ready rows, refused rows with every reason, files made so far."""
    return _page()


def _page(refused: str = "", status: int = 200) -> Any:
    known = organisations.funders()
    month = _month()
    chosen = next((one for one in known if one.id == request.values.get("funder")), known[0] if known else None)
    if chosen is None:
        return render("exchange/exports_empty.html")
    found = funders.preview(chosen.id, month)
    reasons: dict[str, list[funder_forms.Line]] = {}
    for line in found.refused:
        for trouble in line.troubles:
            reasons.setdefault(language.say(trouble.code, trouble.facts), []).append(line)
    return render(
        "exchange/exports.html",
        status,
        funders=known,
        funder=chosen,
        month=month,
        month_name=_month_name(month),
        months=_months(month),
        found=found,
        people=len({line.facts.get("number") for line in found.out}),
        reasons=sorted(reasons.items(), key=lambda one: -len(one[1])),
        header=[column.name for column in found.form.columns],
        sample=[
            [
                funder_forms.written(column, line.facts.get(column.field), found.form.decimal)
                for column in found.form.columns
            ]
            for line in found.out[:5]
        ],
        rows=_by_person([line for line in found.refused if not _waits(line)])[:SHOWN],
        waiting=sum(_waits(line) for line in found.refused),
        log=funders.exports(limit=20),
        month_of=_month_name,
        refused=refused,
    )


def _waits(line: funder_forms.Line) -> bool:
    """Whether nothing holds a row back but that its month is not closed yet."""
    return [one.code for one in line.troubles] == ["export.month_open"]


def _by_person(refused: Sequence[funder_forms.Line]) -> list[dict[str, Any]]:
    """Refused rows, one line for each person and set of reasons."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for line in refused:
        why = tuple(language.say(one.code, one.facts) for one in line.troubles)
        one = found.setdefault(
            (str(line.facts.get("number")), *why), {"facts": line.facts, "why": why, "rows": 0, "minutes": 0}
        )
        one["rows"] += 1
        one["minutes"] += line.facts.get("minutes") or 0
    return list(found.values())


@pages.post("/exports/file", permission=RIGHT)
def make_export() -> Any:
    """The file, and a line in the log."""
    month = _month()
    try:
        file = services.make(
            request.form.get("funder", ""),
            month,
            request.form.get("format", ""),
            sheet=_month_name(month),
            actor=current_actor(),
            now=now(),
        )
    except errors.Conflict as error:
        return _page(language.say(error.code, error.facts), error.status)
    return _sent(file.content, file.name)


@pages.get("/exports/refused.csv", permission=RIGHT)
def refused_csv() -> Any:
    """Every row that does not go out, with every reason."""
    funder_id, month = request.args.get("funder", ""), _month()
    if funder_id not in {one.id for one in organisations.funders()}:
        raise errors.NotFound("page.absent")
    found = funders.preview(funder_id, month)
    names = ("number", "family_name", "given_name", "day", "section", "minutes")
    rows = [
        [
            *(line.facts.get(name) for name in names),
            " ".join(language.say(one.code, one.facts) for one in line.troubles),
        ]
        for line in found.refused
    ]
    return download(separated.as_csv([*names, "why"], rows), f"not-sent-{month:%Y-%m}.csv")


@pages.get("/exports/<funder_id>/columns", permission=RIGHT)
def export_columns(funder_id: str) -> Any:
    """The columns that a funder wants."""
    return _columns(funder_id, funders.definition(funder_id))


@pages.post("/exports/<funder_id>/columns", permission=RIGHT)
def set_export_columns(funder_id: str) -> Any:
    """Keep the columns, or say what is wrong with them."""
    # Browsers send a text with the line ends of Windows.
    typed = request.form.get("definition", "").replace("\r\n", "\n")
    if "reset" in request.form:
        typed = funder_forms.DEFAULT
    try:
        services.save_form(funder_id, typed, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _columns(funder_id, typed, language.say(error.code, error.facts), error.status)
    return done(_("The columns are kept."), "exchange.exports", funder=funder_id)


def _columns(funder_id: str, typed: str, wrong: str = "", status: int = 200) -> Any:
    chosen = next((one for one in organisations.funders() if one.id == funder_id), None)
    if chosen is None:
        raise errors.NotFound("page.absent")
    return render(
        "exchange/export_columns.html", status, funder=chosen, typed=typed, wrong=wrong, fields=funder_forms.FIELDS
    )


@pages.get("/hours/teachers.<kind>", permission="courses.hours")
def hours_taught_file(kind: str) -> Any:
    """Hours taught in a month, by teacher, as CSV or XLSX."""
    if kind not in services.FORMATS:
        raise errors.NotFound("page.absent")
    month = _month()
    header, rows = _taught(month)
    name = f"hours-taught-{month:%Y-%m}.{kind}"
    if kind == "csv":
        return download(separated.as_csv(header, rows), name)
    return _sent(workbook.as_xlsx([workbook.Sheet(_month_name(month), header, rows)]), name)


def _taught(month: date) -> tuple[list[str], list[list[workbook.Cell]]]:
    found = taught(month, hours.last_day(month))
    names = {one.id: one.name for one in organisations.staff(ids=sorted({one.staff_id for one in found}))}
    header = [
        "teacher",
        "strand",
        "sessions",
        "minutes",
        "unit_minutes",
        "units",
        "online_minutes",
        "as_substitute_minutes",
    ]
    rows: list[list[workbook.Cell]] = [
        [
            names.get(one.staff_id, ""),
            str(one.strand),
            one.sessions,
            one.minutes,
            one.unit_minutes,
            hours.units(one.minutes, one.unit_minutes),
            one.online,
            one.instead,
        ]
        for one in found
    ]
    return header, sorted(rows, key=_by_name)


def _by_name(row: Sequence[workbook.Cell]) -> tuple[str, str]:
    return str(row[0]).casefold(), str(row[1])


def _sent(content: bytes, name: str) -> Response:
    answer = make_response(content)
    kind = workbook.MIME if name.endswith(".xlsx") else "text/csv"
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
