"""Papers before arrival: what two countries ask; a person's checklist, on which a copy marks a paper as met."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain.before_arrival import Purpose, Way, way_trouble
from lms.casework.views.door import local_day, pages
from lms.kernel import errors, language, papers
from lms.kernel.actor import Role
from lms.kernel.web import current_actor, current_day, done, kept_copy, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

RIGHT = "casework.before_arrival"


@pages.get("/before-arrival", permission=RIGHT)
def before_arrival() -> Any:
    """Choose two countries, and read what they ask, with its source."""
    way = _typed(request.args)
    trouble = way_trouble(way, language.COUNTRIES) if request.args.get("origin") is not None else None
    chosen = trouble is None and bool(way.origin)
    return render(
        "casework/before_arrival.html",
        422 if trouble else 200,
        asked=queries.papers_of_way(way, current_day()) if chosen else None,
        trouble=language.say(trouble[1]) if trouble else "",
        field=trouble[0] if trouble else "",
        **_choices(way),
    )


def _typed(values: Any) -> Way:
    return Way(values.get("origin", ""), values.get("destination") or _own_country(), values.get("purpose", ""))


def _own_country() -> str:
    return organisations.provider(current_actor().provider_id or "").country


def _choices(way: Way) -> dict[str, Any]:
    named = sorted(((code, language.country(code)) for code in language.COUNTRIES), key=lambda one: one[1].casefold())
    return {
        "way": way,
        "countries": [("", language.say("casework.choose")), *named],
        "purposes": [
            ("", _("Any reason")),
            *((one.value, language.say(f"casework.before.purpose.{one}")) for one in Purpose),
        ],
        "country": language.country,
    }


# --- one person ------------------------------------------------------------------------------------------------------


@pages.get("/people/<learner_id>/before-arrival", permission=RIGHT, writes=True)
def arrival_papers(learner_id: str) -> Any:
    """What is asked of this person, and what is there."""
    return _checklist(learner_id)


def _checklist(learner_id: str, refused: errors.OnwardError | None = None) -> Any:
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "before_arrival", now=now())
    g.place = "casework.people" if current_actor().role is Role.CASEWORKER else "learners.people"
    known = queries.way_of(learner.id)
    asked = queries.papers_of_way(known, current_day()) if known else []
    return render(
        "casework/arrival_papers.html",
        refused.status if refused else 200,
        learner=learner,
        known=known,
        asked=asked,
        brought=queries.brought(learner.id),
        largest=papers.LARGEST // papers.MEGABYTE,
        local_day=local_day,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        **_choices(_typed(request.form) if refused and "origin" in request.form else known or Way("", _own_country())),
    )


@pages.post("/people/<learner_id>/before-arrival", permission=RIGHT)
def choose_way(learner_id: str) -> Any:
    """From where to where, for these papers only."""
    try:
        services.choose_way(learner_id, _typed(request.form), actor=current_actor(), now=now())
    except errors.Invalid as refused:
        return _checklist(learner_id, refused)
    return done(_("The list is made for this way."), "casework.arrival_papers", learner_id=learner_id)


@pages.post("/people/<learner_id>/before-arrival/<key>", permission=RIGHT)
def bring_paper(learner_id: str, key: str) -> Any:
    """A copy: the paper is met."""
    name, content = _sent()
    try:
        services.bring_paper(learner_id, key, name, content, actor=current_actor(), now=now())
    except errors.Invalid as refused:
        return _checklist(learner_id, refused)
    return done(_("The copy is kept. This paper is met."), "casework.arrival_papers", learner_id=learner_id)


def _sent() -> tuple[str, bytes]:
    """Name and bytes of what was chosen: one byte more than is taken says that it is too much, whatever a sender claims."""
    chosen = request.files.get("file")
    return (chosen.filename or "", chosen.read(papers.LARGEST + 1)) if chosen else ("", b"")


@pages.get("/people/<learner_id>/before-arrival/<key>", permission=RIGHT, writes=True)
def arrival_copy(learner_id: str, key: str) -> Any:
    """The photo or PDF. Every time it is looked at is written down."""
    found, content = queries.paper_copy(learners.learner(learner_id).id, key)
    audit.read("learners_learner", [learner_id], "before_arrival", now=now())
    return kept_copy(content, found.media_type, found.name)


@pages.post("/people/<learner_id>/before-arrival/<key>/out", permission=RIGHT)
def take_out_paper(learner_id: str, key: str) -> Any:
    """It was the wrong one."""
    services.take_out_paper(learners.learner(learner_id).id, key, actor=current_actor(), now=now())
    return done(_("The copy is taken out."), "casework.arrival_papers", learner_id=learner_id)


# --- the learner's own -----------------------------------------------------------------------------------------------


@pages.get("/my-papers", permission="learner.self")
def my_papers() -> Any:
    """Papers that I bring: what two countries ask of me, and what is there."""
    return _mine()


def _mine(refused: errors.OnwardError | None = None) -> Any:
    learner_id = current_actor().learner_id or ""
    known = queries.way_of(learner_id)
    return render(
        "casework/my_papers.html",
        refused.status if refused else 200,
        known=known,
        asked=queries.papers_of_way(known, current_day()) if known else [],
        brought=queries.brought(learner_id),
        largest=papers.LARGEST // papers.MEGABYTE,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        **_choices(_typed(request.form) if refused and "origin" in request.form else known or Way("", _own_country())),
    )


@pages.post("/my-papers", permission="learner.self")
def choose_my_way() -> Any:
    """Where I come from and where I go, for these papers only."""
    actor = current_actor()
    try:
        services.choose_way(actor.learner_id or "", _typed(request.form), actor=actor, now=now())
    except errors.Invalid as refused:
        return _mine(refused)
    return done(_("The list is made for this way."), "casework.my_papers")


@pages.post("/my-papers/<key>", permission="learner.self")
def bring_my_paper(key: str) -> Any:
    """A photo of my paper; another one takes its place."""
    actor = current_actor()
    name, content = _sent()
    try:
        services.bring_paper(actor.learner_id or "", key, name, content, actor=actor, now=now())
    except errors.Invalid as refused:
        return _mine(refused)
    return done(_("My paper is there."), "casework.my_papers")


@pages.get("/my-papers/<key>", permission="learner.self")
def my_copy(key: str) -> Any:
    """My own photo or PDF."""
    found, content = queries.paper_copy(current_actor().learner_id or "", key)
    return kept_copy(content, found.media_type, found.name)
