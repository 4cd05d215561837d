"""Hours: a month of every funder with what is not charged, what was taught, one person's budgets, and her way."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lms.courses.domain import budgets, hours
from lms.courses.queries import budgets as granted
from lms.courses.queries import figures, ledger, open_things
from lms.courses.queries.granted import granted_by_programme, payer_of
from lms.courses.queries.hours import taught
from lms.courses.services import budgets as granting
from lms.courses.services import ledger as charging
from lms.courses.services import months
from lms.courses.views import hours_forms, people
from lms.courses.views.door import pages
from lms.kernel import errors, language, plugins
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, now, refuse, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

RIGHT = "courses.hours"
NEWEST = 60
"""Rows of the ledger shown on a person's page."""


def asked_month() -> date:
    """The month that the address names, else this one."""
    try:
        return date.fromisoformat(f"{request.values.get('month', '')}-01")
    except ValueError:
        return hours.month_of(current_day())


def _units(minutes: int, unit_minutes: int) -> str:
    """Lessons as people write them: 3, 2.5."""
    return language.number(hours.units(minutes, unit_minutes))


def month_name(month: date) -> str:
    """November 2026."""
    return str(format_date(month, "LLLL y"))


def months_around(month: date) -> list[tuple[str, str]]:
    """Months to choose from: the asked one and the last twelve up to this one."""
    one, found = hours.month_of(current_day()), []
    for _number in range(13):
        found.append(one)
        one = hours.month_of(date.fromordinal(one.toordinal() - 1))
    return [(f"{one:%Y-%m}", month_name(one)) for one in sorted({*found, month}, reverse=True)]


# --- a month ---------------------------------------------------------------------------------------------------------


@pages.get("/hours", permission=RIGHT)
def hours_of_month() -> Any:
    """What every funder pays in a month, what is not charged and why, and what is open before it can be closed."""
    return _month_page(asked_month())


@pages.post("/hours/close", permission=RIGHT)
def close_month() -> Any:
    """Nothing of this month changes any more."""
    month = asked_month()
    try:
        months.close(request.form.get("funder_id", ""), month, today=current_day(), actor=current_actor(), now=now())
    except errors.Conflict as error:
        return _month_page(month, _said(error, month), error.status)
    return done(_("%(month)s is closed.", month=month_name(month)), "courses.hours_of_month", month=f"{month:%Y-%m}")


@pages.post("/hours/reopen/<closed_id>", permission=RIGHT)
def reopen_month(closed_id: str) -> Any:
    """Open a month again, with a reason that stays."""
    month = asked_month()
    try:
        months.reopen(closed_id, reason=request.form.get("reason", ""), actor=current_actor(), now=now())
    except (errors.Conflict, errors.Invalid) as error:
        return _month_page(month, _said(error, month), error.status)
    return done(
        _("%(month)s is open again.", month=month_name(month)), "courses.hours_of_month", month=f"{month:%Y-%m}"
    )


def _said(error: errors.OnwardError, month: date) -> str:
    return language.say(error.code, {**error.facts, "month": month_name(month)})


def _month_page(month: date, refused: str = "", status: int = 200) -> Any:
    first, last = month, hours.last_day(month)
    charged = ledger.charged_by_funder(month)
    counted = {one.funder_id: one for one in figures.hours(first, last, today=current_day())}
    closings = ledger.closings(month=month)
    names = {one.id: one for one in organisations.funders()}
    rules = ledger.rules(names)
    held_back = ledger.refused(month=month)
    rows = [
        _funder_row(funder_id, names, rules, charged, counted, closings, held_back)
        for funder_id in [*names, *([None] if None in charged else [])]
        if funder_id in charged or funder_id in counted or any(one.funder_id == funder_id for one in closings)
    ]
    waiting, actor = open_things.open_sessions(first, last, current_day()), current_actor()
    centre_id = None if actor.role is Role.MANAGER else actor.centre_id
    here = [one for one in waiting if centre_id in (None, one.centre_id)]
    low = granted.low_budgets()
    ids = {one.learner_id for one in held_back} | {one.budget.learner_id for one in low}
    return render(
        "courses/hours.html",
        status,
        month=month,
        month_name=month_name(month),
        months=months_around(month),
        over=last < current_day(),
        rows=rows,
        held_back=_by_person(held_back),
        lost=len(held_back),
        open=_by_class(here),
        open_registers=sum(not one.marks for one in here),
        open_marks=sum(one.marks for one in here),
        open_elsewhere=len(waiting) - len(here),
        low=[(one, rules.get(one.budget.funder_id, budgets.Rule())) for one in low[:12]],
        people=learners.by_ids(ids),
        funders=list(names.values()),
        reopened=[one for one in closings if not one.closed],
        names={key: one.name for key, one in names.items()},
        refused=refused,
        units=_units,
    )


def _by_person(held_back: Sequence[ledger.EntryInfo]) -> list[dict[str, Any]]:
    """What is not charged, one line for each person and reason."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in held_back:
        line = found.setdefault(
            (one.learner_id, one.code),
            {"learner_id": one.learner_id, "code": one.code, "sessions": 0, "lessons": 0.0, "first": one.day},
        )
        line["sessions"] += 1
        line["lessons"] += hours.units(one.attended, one.unit_minutes)
        line["last"] = one.day
    return list(found.values())


def _by_class(found: Sequence[open_things.OpenSession]) -> list[dict[str, Any]]:
    """What is open, one line for each class and teacher: whom to ask for what."""
    staff = people.staff_by_id(one.teacher_id for one in found)
    lines: dict[tuple[str, str | None], dict[str, Any]] = {}
    for one in found:
        teacher = staff.get(one.teacher_id or "")
        line = lines.setdefault(
            (one.section_id, one.teacher_id),
            {
                "id": one.section_id,
                "name": one.section,
                "teacher": teacher.name if teacher else "",
                "missing": [],
                "unknown": [],
            },
        )
        line["unknown" if one.marks else "missing"].append(one)
    return list(lines.values())


def _funder_row(
    funder_id: str | None,
    names: Mapping[str, organisations.Funder],
    rules: Mapping[str, budgets.Rule],
    charged: Mapping[str | None, tuple[int, int, int]],
    counted: Mapping[str | None, figures.FunderFigures],
    closings: Sequence[ledger.ClosedMonthInfo],
    held_back: Sequence[ledger.EntryInfo],
) -> dict[str, Any]:
    known, rule = names.get(funder_id or ""), rules.get(funder_id or "", budgets.Rule())
    minutes, _rows, corrections = charged.get(funder_id, (0, 0, 0))
    open_things = counted.get(funder_id)
    return {
        "id": funder_id,
        "name": known.name if known else _("No funder named"),
        "purpose": known.purpose if known else "",
        "units": _units(minutes, rule.unit_minutes),
        "unit_minutes": rule.unit_minutes,
        "corrections": _units(corrections, rule.unit_minutes) if corrections else "",
        "held_back": sum(one.funder_id == funder_id for one in held_back),
        "open_marks": open_things.open_marks if open_things else 0,
        "open_registers": open_things.open_registers if open_things else 0,
        "closing": next((one for one in closings if one.closed and one.funder_id == funder_id), None),
    }


# --- what was taught -------------------------------------------------------------------------------------------------


@pages.get("/hours/teachers", permission=RIGHT)
def hours_taught() -> Any:
    """Hours of every teacher in a month. A substitute's count for the substitute."""
    month = asked_month()
    rows = taught(month, hours.last_day(month))
    staff = people.staff_by_id(one.staff_id for one in rows)
    found: dict[str, dict[str, Any]] = {}
    for one in rows:
        sums = found.setdefault(
            one.staff_id, {"name": "", "sessions": 0, "minutes": 0, "online": 0, "instead": 0, "parts": []}
        )
        sums["name"] = staff[one.staff_id].name if one.staff_id in staff else _("Somebody who has left")
        for key in ("sessions", "minutes", "online", "instead"):
            sums[key] += getattr(one, key)
        sums["parts"].append((one.strand, _units(one.minutes, one.unit_minutes), one.unit_minutes))
    return render(
        "courses/hours_taught.html",
        month=month,
        month_name=month_name(month),
        months=months_around(month),
        rows=sorted(found.values(), key=lambda one: str(one["name"]).casefold()),
        units=_units,
    )


# --- what a funder asks ----------------------------------------------------------------------------------------------


@pages.get("/hours/funders/<funder_id>", permission=RIGHT)
def funder_rule(funder_id: str) -> Any:
    """What happens at zero, when to warn, how long a lesson is."""
    known = ledger.rules([funder_id]).get(funder_id)
    if known is None:
        raise errors.NotFound("courses.absent")
    return _funder_page(funder_id, hours_forms.rule_form(known))


@pages.post("/hours/funders/<funder_id>", permission=RIGHT)
def set_funder_rule(funder_id: str) -> Any:
    """Keep what a funder asks."""
    form = hours_forms.RuleForm()
    if not form.validate():
        return _funder_page(funder_id, form, 422)
    try:
        granting.set_rule(funder_id, form.rule(), actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as error:
        refuse(form, error)
        return _funder_page(funder_id, form, error.status)
    return done(_("Kept. It counts from the next register on."), "courses.hours_of_month")


def _funder_page(funder_id: str, form: hours_forms.RuleForm, status: int = 200) -> Any:
    known = {one.id: one for one in organisations.funders()}
    if funder_id not in known:
        raise errors.NotFound("courses.absent")
    return render("courses/hours_funder.html", status, funder=known[funder_id], form=form)


# --- one person ------------------------------------------------------------------------------------------------------


@pages.get("/people/<learner_id>/hours", permission="learners.see")
def learner_hours(learner_id: str) -> Any:
    """What somebody was granted and has used, and every hour that was charged."""
    return _learner_page(learner_id, _budget_form())


@pages.post("/people/<learner_id>/hours", permission=RIGHT)
def grant_budget(learner_id: str) -> Any:
    """Write down hours that were granted."""
    form, actor = _budget_form(), current_actor()
    if not form.validate():
        return _learner_page(learner_id, form, 422)
    people.refuse_other_centre(actor, learners.learner(learner_id).centre_id)
    rule = ledger.rules([form.funder_id.data]).get(form.funder_id.data, budgets.Rule())
    try:
        granting.grant(
            learner_id,
            form.programme.data,
            budgets.BudgetKind(form.kind.data),
            form.funder_id.data,
            (form.lessons.data or 0) * rule.unit_minutes,
            used=(form.used.data or 0) * rule.unit_minutes,
            from_date=form.from_date.data or current_day(),
            until=form.until.data,
            reference=form.reference.data or "",
            actor=actor,
            now=now(),
        )
    except errors.Invalid as error:
        refuse(form, error)
        return _learner_page(learner_id, form, error.status)
    said = ngettext("%(num)s lesson is written down.", "%(num)s lessons are written down.", form.lessons.data or 0)
    return done(said, "courses.learner_hours", learner_id=learner_id)


@pages.post("/people/<learner_id>/hours/programme", permission=RIGHT)
def grant_programme(learner_id: str) -> Any:
    """Write down everything that the programme grants to her track."""
    people.refuse_other_centre(current_actor(), learners.learner(learner_id).centre_id)
    payer = request.form.get("funder_id", "")
    if payer not in {one.id for one in organisations.funders()}:
        return _learner_page(learner_id, _budget_form(), 422, language.say("courses.payer_missing"))
    try:
        found = granting.grant_programme(
            learner_id,
            payer,
            from_date=current_day(),
            reference=request.form.get("reference", "")[:60],
            actor=current_actor(),
            now=now(),
        )
    except (errors.Conflict, errors.Invalid) as error:
        return _learner_page(learner_id, _budget_form(), error.status, language.say(error.code, error.facts))
    said = ngettext("%(num)s budget is written down.", "%(num)s budgets are written down.", len(found))
    return done(said, "courses.learner_hours", learner_id=learner_id)


@pages.get("/hours/budgets/<budget_id>", permission=RIGHT)
def budget(budget_id: str) -> Any:
    """Change one budget."""
    found, rule = _budget(budget_id)
    return _change_page(found, hours_forms.change_form(found, rule))


@pages.post("/hours/budgets/<budget_id>", permission=RIGHT)
def change_budget(budget_id: str) -> Any:
    """More or fewer hours, another end, another number."""
    found, rule = _budget(budget_id)
    form = hours_forms.ChangeForm()
    if not form.validate():
        return _change_page(found, form, 422)
    try:
        granting.change(
            budget_id,
            minutes=(form.lessons.data or 0) * rule.unit_minutes,
            until=form.until.data,
            reference=form.reference.data or "",
            reason=form.reason.data or "",
            actor=current_actor(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as error:
        refuse(form, error)
        return _change_page(found, form, error.status)
    return done(_("The budget is changed."), "courses.learner_hours", learner_id=found.learner_id)


@pages.post("/people/<learner_id>/hours/<session_id>", permission=RIGHT)
def charge_elsewhere(learner_id: str, session_id: str) -> Any:
    """Take one session to another budget."""
    people.refuse_other_centre(current_actor(), learners.learner(learner_id).centre_id)
    try:
        charging.recharge(
            session_id,
            learner_id,
            request.form.get("budget_id", ""),
            reason=request.form.get("reason", ""),
            actor=current_actor(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as error:
        return _learner_page(learner_id, _budget_form(), error.status, language.say(error.code, error.facts))
    return done(_("The hour is charged to the other budget."), "courses.learner_hours", learner_id=learner_id)


def _budget(budget_id: str) -> tuple[budgets.Budget, budgets.Rule]:
    found = granted.budget(budget_id)
    people.refuse_other_centre(current_actor(), learners.learner(found.learner_id).centre_id)
    return found, ledger.rules([found.funder_id]).get(found.funder_id, budgets.Rule())


def _change_page(found: budgets.Budget, form: hours_forms.ChangeForm, status: int = 200) -> Any:
    learner = learners.learner(found.learner_id)
    return render("courses/hours_budget.html", status, budget=found, learner=learner, form=form)


def _budget_form() -> hours_forms.BudgetForm:
    programmes = [(one["key"], one["name"]) for one in plugins.installed().ask("programmes")]
    return hours_forms.BudgetForm(programmes, [(one.id, one.name) for one in organisations.funders()])


def _learner_page(learner_id: str, form: hours_forms.BudgetForm, status: int = 200, refused: str = "") -> Any:
    learner = learners.learner(learner_id)
    people.refuse_other_centre(current_actor(), learner.centre_id)
    own = granted.budgets_of([learner_id]).get(learner_id, [])
    rules = ledger.rules({one.funder_id for one in own}) if own else {}
    names = {one.id: one.name for one in organisations.funders()}
    today = current_day()
    return render(
        "courses/hours_learner.html",
        status,
        learner=learner,
        budgets=[_budget_row(one, rules, names, today) for one in own],
        entries=ledger.entries(learner_ids=[learner_id], newest_first=True, limit=NEWEST),
        held_back=ledger.refused(learner_ids=[learner_id]),
        programmes={one["key"]: one["name"] for one in plugins.installed().ask("programmes")},
        names=names,
        form=form,
        refused=refused,
        units=_units,
        may_change=current_actor().may(RIGHT),
        offered=granted_by_programme(learner),
        payer=payer_of(learner_id),
        whole=budgets.tally([one for one in own if one.holds(today)]),
    )


def _budget_row(
    one: budgets.Budget, rules: Mapping[str, budgets.Rule], names: Mapping[str, str], today: date
) -> dict[str, Any]:
    rule = rules.get(one.funder_id, budgets.Rule())
    return {
        "budget": one,
        "funder": names.get(one.funder_id, ""),
        "used": _units(one.used, rule.unit_minutes),
        "granted": _units(one.minutes, rule.unit_minutes),
        "left": _units(abs(one.left), rule.unit_minutes),
        "unit_minutes": rule.unit_minutes,
        "low": budgets.runs_out(one, rule),
        "over": not one.holds(today),
    }


@pages.get("/my-hours", permission="learner.self")
def my_hours() -> Any:
    """How far she is, as a way: no numbers needed."""
    actor = current_actor()
    today = current_day()
    own = granted.budgets_of([actor.learner_id or ""]).get(actor.learner_id or "", [])
    current = [one for one in own if one.holds(today)]
    sums = budgets.tally(current)
    learner = learners.learner(actor.learner_id or "")
    return render(
        "courses/my_hours.html",
        picture=learner.picture or "parrot",
        share=min(1.0, sums.used / sums.minutes) if sums.minutes else 0.0,
        lessons_left=sums.left // 45,
        has_budget=bool(current),
        back=url_for("courses.learner_today"),
    )
