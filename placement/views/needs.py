"""Needs and strengths: the talk with one person, its summary, and the report for funders."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Response, g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import db, errors, language
from lms.kernel.actor import Role
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from placement.domain.needs import LONGEST, Domain
from placement.queries import needs as queries
from placement.services.needs import keep_assessment
from placement.views.door import pages

RIGHT, REPORT = "placement.needs", "placement.needs.report"
USUAL_SPAN = timedelta(days=365)


def domains() -> list[tuple[str, str]]:
    """(domain, word) of each."""
    return [(one.value, language.say(f"placement.domain.{one}")) for one in Domain]


@pages.get("/placement/<learner_id>/needs", permission=RIGHT, writes=True)
def needs(learner_id: str) -> Any:
    """What the person brings and needs, and a new talk about it."""
    return _page(learner_id, {})


def _page(learner_id: str, typed: Mapping[str, str], refused: errors.OnwardError | None = None) -> Any:
    g.place = "learners.people"
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "needs", now=now())
    found = queries.assessments_of(learner.id)
    return render(
        "placement/needs.html",
        refused.status if refused else 200,
        learner=learner,
        found=found,
        domains=domains(),
        funders=[(one.id, one.name) for one in organisations.funders()],
        typed=typed,
        longest=LONGEST,
        today=current_day(),
        wrong={refused.facts.get("field", ""): language.say(refused.code, refused.facts)} if refused else {},
    )


@pages.post("/placement/<learner_id>/needs", permission=RIGHT)
def keep_needs(learner_id: str) -> Any:
    """Keep what the talk came to."""
    form = request.form
    sides = {side: {one.value: form.get(f"{side}-{one}", "") for one in Domain} for side in ("strength", "need")}
    try:
        keep_assessment(
            learner_id, sides["strength"], sides["need"], funder_id=form.get("funder", ""),
            on_day=_day(form.get("day", "")), actor=current_actor(), now=now(),
        )  # fmt: skip
    except errors.Invalid as refused:
        db.session().rollback()
        return _page(learner_id, form, refused)
    return done(_("Kept. Strengths and needs stand side by side."), "placement.needs", learner_id=learner_id)


def _day(typed: str) -> date:
    """The day that was written, today where none was. Raises Invalid for one that does not exist."""
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else current_day()
    except ValueError:
        raise errors.Invalid("placement.no_such_day", field="day") from None


@pages.get("/placement/needs/report", permission=REPORT)
def needs_report() -> Any:
    """Talks by funder: how many, and in which domains strengths and needs were named."""
    first, last = _span()
    return render(
        "placement/needs_report.html",
        found=queries.reported(first, last, centre_id=_centre()),
        domains=domains(),
        first=first,
        last=last,
    )


@pages.get("/placement/needs/report.csv", permission=REPORT)
def needs_sheet() -> Response:
    """The same as a sheet, without anybody's name."""
    first, last = _span()
    header = [_("Funder"), _("From"), _("Until"), _("Talks"), _("People")]
    header += [f"{_('Strength')}: {word}" for _domain, word in domains()]
    header += [f"{_('Need')}: {word}" for _domain, word in domains()]
    rows = [
        [one.funder, first.isoformat(), last.isoformat(), one.talks, one.people]
        + [side.get(domain, 0) for side in (one.strengths, one.needs) for domain in Domain]
        for one in queries.reported(first, last, centre_id=_centre())
    ]
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={
            "Content-Disposition": 'attachment; filename="needs-and-strengths.csv"',
            "Cache-Control": "no-store",
        },
    )


def _span() -> tuple[date, date]:
    """From day to day as the address says; the last year where it says no days or days in a wrong order."""
    try:
        first, last = (date.fromisoformat(request.args.get(name, "")) for name in ("first", "last"))
    except ValueError:
        first = last = date.min
    return (first, last) if date.min < first <= last else (current_day() - USUAL_SPAN, current_day())


def _centre() -> str | None:
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id
