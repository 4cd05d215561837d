"""One family: who is eligible on which basis since when, what each received; written down and taken back."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.services import audit
from lms.eligibility import queries, services
from lms.eligibility.domain import Finding, Given, Standing
from lms.eligibility.views.door import (
    RIGHT,
    asked_period,
    local_day,
    pages,
    periods,
    trouble_of,
    typed_day,
    typed_number,
)
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

NONE = "none"
"""Chosen where no basis holds."""


@pages.get("/people/<learner_id>/eligible", permission=RIGHT, writes=True)
def family(learner_id: str) -> Any:
    """The person and their children, each with what was found and received. Who looked is kept in the audit."""
    return _family(learner_id)


def _family(learner_id: str, refused: errors.OnwardError | None = None, form: str = "") -> Any:
    learner, day = learners.learner(learner_id), current_day()
    audit.read("learners_learner", [learner.id], "eligibility", now=now())
    g.place = "eligibility.eligible"
    name, period = asked_period()
    found = queries.members(learner, period, day)
    return render(
        "eligibility/family.html",
        refused.status if refused else 200,
        learner=learner,
        centre=organisations.centre(learner.centre_id),
        many_centres=len(organisations.centres()) > 1,
        members=found,
        whom=[(one.key, one.name) for one in found],
        home=_home(learner),
        bases=queries.bases(open_only=True),
        kinds=queries.kinds(open_only=True),
        period=period,
        period_name=name,
        periods=periods(),
        today=day,
        typed=request.form,
        # A list leads to one of the family: its form is at hand.
        opened=form or ("record" if request.args.get("who") else ""),
        who=request.form.get("whom") or request.args.get("who") or _first(found, (Standing.UNSEEN,)),
        served=request.form.get("whom") or _first(found, (Standing.ELIGIBLE, Standing.SOON)),
        local_day=local_day,
        **trouble_of(refused),
    )


def _first(found: Sequence[queries.Member], standings: Collection[Standing]) -> str:
    """Whom a form is most likely about: the first who stands so, else the person."""
    return next((one.key for one in found if one.standing in standings), queries.SELF)


def _home(learner: learners.LearnerInfo) -> list[learners.LearnerInfo]:
    """Other learners of the household: each has a page of their own."""
    known = learners.household(learner.household_id) if learner.household_id else []
    return [one for one in known if one.id != learner.id]


@pages.post("/people/<learner_id>/eligible", permission=RIGHT)
def find_eligible(learner_id: str) -> Any:
    """On which basis, since when, shown by what; or that none holds."""
    given = request.form
    chosen = given.get("basis", "")
    try:
        if not chosen:
            raise errors.Invalid("eligibility.basis_missing", field="basis")
        kept = services.find_eligible(
            learner_id,
            given.get("whom", ""),
            Finding("" if chosen == NONE else chosen, typed_day("since"), given.get("reason", ""), typed_day("until")),
            today=current_day(),
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as refused:
        return _family(learner_id, refused, "record")
    undo = url_for("eligibility.take_out_record", learner_id=learner_id, record_id=kept)
    word = _("It is written down that no basis holds.") if chosen == NONE else _("It is written down.")
    return done(word, "eligibility.family", undo=undo, learner_id=learner_id)


@pages.post("/people/<learner_id>/eligible/<record_id>/end", permission=RIGHT)
def end_eligibility(learner_id: str, record_id: str) -> Any:
    """It ends on another day, and why."""
    try:
        services.end_eligibility(
            learner_id, record_id, typed_day("end_until"), request.form.get("end_reason", ""), today=current_day()
        )
    except errors.Invalid as refused:
        return _family(learner_id, refused, f"end-{record_id}")
    return done(_("The last day is changed."), "eligibility.family", learner_id=learner_id)


@pages.post("/people/<learner_id>/eligible/<record_id>/out", permission=RIGHT)
def take_out_record(learner_id: str, record_id: str) -> Any:
    """It was written down by mistake."""
    services.take_out_record(learner_id, record_id, today=current_day())
    return done(_("It is taken out. What was found before counts again."), "eligibility.family", learner_id=learner_id)


@pages.post("/people/<learner_id>/eligible/services", permission=RIGHT)
def give(learner_id: str) -> Any:
    """A service that one of the family received."""
    try:
        kept = services.give(
            [(learner_id, request.form.get("whom", ""))],
            typed_service(),
            today=current_day(),
            actor=current_actor(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as refused:
        return _family(learner_id, refused, "service")
    undo = url_for("eligibility.take_back", learner_id=learner_id, ids=",".join(kept))
    return done(_("The service is counted."), "eligibility.family", undo=undo, learner_id=learner_id)


def typed_service() -> Given:
    """What was typed of a service."""
    given = request.form
    return Given(given.get("kind", ""), typed_day("day"), typed_number("minutes"), given.get("note", ""))


@pages.post("/people/<learner_id>/eligible/services/back", permission=RIGHT)
def take_back(learner_id: str) -> Any:
    """It was not received after all."""
    learner = learners.learner(learner_id)
    services.take_back(request.args.get("ids", "").split(","))
    return done(_("The service is not counted any more."), "eligibility.family", learner_id=learner.id)


@pages.post("/eligible/services/back", permission=RIGHT)
def take_back_many() -> Any:
    """What several people received together was not given after all."""
    ids = request.args.get("ids", "").split(",")
    services.take_back(ids)
    word = ngettext("%(num)s service is not counted any more.", "%(num)s services are not counted any more.", len(ids))
    return done(word, "eligibility.eligible")
