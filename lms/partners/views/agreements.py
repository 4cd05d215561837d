"""The register of agreements: partners, cohort, duties and their days."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.casework import queries as casework
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.partners import queries, services
from lms.partners.domain.access import Cohort
from lms.partners.domain.agreements import Duty, Kind, Paper
from lms.partners.views.door import centre_decided, cohorts, pages, typed_cohort, typed_day

RIGHT = "partners.agreements"
DAY_OFF = "partners.day_off"


@pages.get("/agreements", permission=RIGHT)
def agreements() -> Any:
    """The one that ends first on top, and a form for a new one."""
    return _list()


def _list(refused: errors.OnwardError | None = None) -> Any:
    asked, closed, page = request.args.get("q", "")[:100], request.args.get("closed") == "1", page_number()
    found, total = queries.agreements(current_day(), centre_id=centre_decided(), text=asked, closed=closed, page=page)
    return render(
        "partners/agreements.html",
        refused.status if refused else 200,
        found=found,
        total=total,
        page=page,
        page_count=-(-total // queries.PAGE),
        asked=asked,
        closed=closed,
        today=current_day(),
        **_form(request.form, request.form.getlist("partners"), refused),
    )


def _form(values: Mapping[str, Any], chosen: list[str], refused: errors.OnwardError | None) -> dict[str, Any]:
    listed, _total = casework.organisations_listed(size=500)
    return {
        "values": values,
        "chosen": chosen,
        "kinds": [
            ("", language.say("casework.choose")),
            *((one, language.say(f"partners.kind.{one}")) for one in Kind),
        ],
        "organisations": [(one.id, one.name) for one in listed if one.ended_on is None or one.id in chosen],
        "keepers": [
            (one.id, one.name) for one in organisations.staff_around(centre_decided()) if one.kind == "caseworker"
        ],
        "trouble": language.say(refused.code, refused.facts) if refused else "",
        "field": refused.facts.get("field", "") if refused else "",
    }


def _typed() -> Paper:
    given = request.form
    return Paper(
        given.get("title", ""),
        given.get("kind", ""),
        given.getlist("partners"),
        typed_day("begins_on", DAY_OFF),
        typed_day("ends_on", DAY_OFF),
        given.get("staff_id", ""),
        given.get("note", ""),
    )


@pages.post("/agreements", permission=RIGHT)
def keep_agreement() -> Any:
    """A new one."""
    try:
        agreement_id = services.keep_agreement(_typed(), centre_id=centre_decided(), actor=current_actor(), now=now())
    except errors.Invalid as refused:
        return _list(refused)
    return done(
        _("It stands in the register. Now say who comes under it."), "partners.agreement", agreement_id=agreement_id
    )


@pages.get("/agreements/<agreement_id>", permission=RIGHT)
def agreement(agreement_id: str) -> Any:
    """One agreement: its duties by their days, who comes under it, and the form."""
    return _agreement(agreement_id)


def _agreement(agreement_id: str, refused: errors.OnwardError | None = None, at: str = "") -> Any:
    found = _mine(agreement_id)
    g.place = "partners.agreements"
    stands: dict[str, Any] = {
        "title": found.title, "kind": found.kind, "begins_on": found.begins_on.isoformat(), "staff_id": found.staff_id,
        "ends_on": found.ends_on.isoformat(), "note": found.note,
    }  # fmt: skip
    here = at == "paper"
    chosen = request.form.getlist("partners") if here else [key for key, _name in found.partners]
    return render(
        "partners/agreement.html",
        refused.status if refused else 200,
        found=found,
        cohort=queries.cohort_of(agreement_id),
        cohorts=cohorts(centre_decided()),
        typed=request.form if refused else {},
        at=at,
        today=current_day(),
        **_form(request.form if here else stands, chosen, refused),
    )


@pages.post("/agreements/<agreement_id>", permission=RIGHT)
def change_agreement(agreement_id: str) -> Any:
    """Other days, other partners."""
    _mine(agreement_id)

    def keep() -> None:
        services.keep_agreement(
            _typed(), agreement_id=agreement_id, centre_id=centre_decided(), actor=current_actor(), now=now()
        )

    return _tried(agreement_id, "paper", keep, _("The agreement is changed."))


def _tried(agreement_id: str, at: str, deed: Callable[[], Any], word: str) -> Any:
    """A form of the page is done, or shown again with what to mend."""
    try:
        deed()
    except errors.Invalid as refused:
        return _agreement(agreement_id, refused, at)
    return done(word, "partners.agreement", agreement_id=agreement_id)


@pages.post("/agreements/<agreement_id>/close", permission=RIGHT)
def close_agreement(agreement_id: str) -> Any:
    """It is over: nobody is told about it any more."""
    _mine(agreement_id)
    services.close_agreement(agreement_id, today=current_day(), actor=current_actor(), now=now())
    undo = url_for("partners.reopen_agreement", agreement_id=agreement_id)
    return done(_("It is closed. Nobody is told about it any more."), "partners.agreements", undo=undo)


@pages.post("/agreements/<agreement_id>/open", permission=RIGHT)
def reopen_agreement(agreement_id: str) -> Any:
    """It goes on after all."""
    _mine(agreement_id)
    services.reopen_agreement(agreement_id)
    return done(_("It goes on."), "partners.agreement", agreement_id=agreement_id)


# --- the cohort ------------------------------------------------------------------------------------------------------


@pages.post("/agreements/<agreement_id>/cohort", permission=RIGHT)
def add_to_cohort(agreement_id: str) -> Any:
    """A class, a module or a person comes under it."""
    _mine(agreement_id)
    named = request.form.get("person")

    def add() -> None:
        learner_id = _person(named) if named is not None else ""
        cohort = Cohort() if named is not None else typed_cohort()
        services.add_to_cohort(agreement_id, cohort, learner_id=learner_id, centre_id=centre_decided())

    return _tried(agreement_id, "cohort" if named is None else "person", add, _("Comes under this agreement."))


def _person(typed: str) -> str:
    """The one person whose number or name this is. Raises Invalid for nobody, and for several."""
    text = typed.strip()[:100]
    found = learners.search(text, centre_id=centre_decided(), size=20).learners if text else []
    exact = [one for one in found if text.casefold() in (one.number.casefold(), one.name.casefold())] or found
    if len(exact) != 1:
        raise errors.Invalid("partners.person_several" if exact else "partners.person_missing", field="person")
    return exact[0].id


@pages.post("/agreements/<agreement_id>/cohort/<part_id>/drop", permission=RIGHT)
def take_from_cohort(agreement_id: str, part_id: str) -> Any:
    """Not under this agreement."""
    _mine(agreement_id)
    services.take_from_cohort(agreement_id, part_id)
    return done(_("Does not come under this agreement any more."), "partners.agreement", agreement_id=agreement_id)


# --- duties ----------------------------------------------------------------------------------------------------------


@pages.post("/agreements/<agreement_id>/duties", permission=RIGHT)
def add_duty(agreement_id: str) -> Any:
    """Somebody has to do something until a day."""
    _mine(agreement_id)
    given = request.form

    def add() -> None:
        day = typed_day("due_on", DAY_OFF)
        services.add_duty(agreement_id, Duty(given.get("what", ""), day, given.get("organisation", "")))

    return _tried(agreement_id, "duty", add, _("The duty is written down."))


@pages.post("/agreements/<agreement_id>/duties/<duty_id>/<deed>", permission=RIGHT)
def change_duty(agreement_id: str, duty_id: str, deed: str) -> Any:
    """It is done, or open after all, or was written down by mistake."""
    _mine(agreement_id)
    actor = current_actor()
    if deed == "done":
        services.duty_done(agreement_id, duty_id, today=current_day(), actor=actor, now=now())
        undo = url_for("partners.change_duty", agreement_id=agreement_id, duty_id=duty_id, deed="open")
        return done(_("Done."), "partners.agreement", undo=undo, agreement_id=agreement_id)
    if deed == "open":
        services.duty_open(agreement_id, duty_id)
        return done(_("It is open again."), "partners.agreement", agreement_id=agreement_id)
    if deed != "drop":
        raise errors.NotFound("partners.no_agreement")
    services.drop_duty(agreement_id, duty_id, actor=actor, now=now())
    return done(_("The duty is gone."), "partners.agreement", agreement_id=agreement_id)


def _mine(agreement_id: str) -> queries.AgreementInfo:
    return queries.agreement(agreement_id, current_day(), centre_id=centre_decided())
