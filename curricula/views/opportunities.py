"""Work and volunteering: the learner's page, the office's, and the form that a company fills in by its link."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _

from curricula.domain.opportunities import NEXT, Answer, Kind, Opportunity, State
from curricula.queries import employers
from curricula.queries import opportunities as queries
from curricula.services import opportunities as services
from curricula.views import door
from curricula.views.door import pages
from curricula.views.mine import weekday
from lms.accounts.services import audit
from lms.advice import queries as advice
from lms.kernel import db, errors, language
from lms.kernel.vocabulary import LEVELS, Level
from lms.kernel.web import PUBLIC, current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners

SELF = "learner.self"
SEE = "curricula.opportunities.see"
EDIT = "curricula.opportunities.edit"


# --- the learner ---


@pages.get("/ways-to-work", permission=SELF)
def ways() -> Any:
    """Work and volunteering that suit me."""
    return _ways()


def _ways(refused: str | None = None, status: int = 200) -> Any:
    g.place = "curricula.my_path"
    return render(
        "curricula/ways.html",
        status,
        cards=queries.cards_for(_self(), current_day()),
        taken_part=queries.participation(_self()) // 60,
        refused=refused,
        weekday=weekday,
        Answer=Answer,
        heard=advice.work_rights_heard(_self()),
    )


@pages.post("/ways-to-work/<opportunity_id>/ask", permission=SELF)
def ask_for(opportunity_id: str) -> Any:
    """I want this. Before the first place of work the rights at work are heard."""
    work = queries.opportunity(opportunity_id).what.kind in (Kind.INTERNSHIP, Kind.JOB)
    if work and advice.work_rights_heard(_self()) is None:
        return done(_("First hear your rights at work. Then choose again."), "advice.my_work_rights")
    try:
        services.ask_for(opportunity_id, _self(), actor=current_actor(), day=current_day(), now=now())
    except errors.Conflict as error:
        return _ways(language.say(error.code, error.facts), error.status)
    return done(_("Your person will talk with you about it."), "curricula.ways")


@pages.post("/ways-to-work/<opportunity_id>/withdraw", permission=SELF)
def withdraw_interest(opportunity_id: str) -> Any:
    """I do not want it any more."""
    services.withdraw(opportunity_id, _self(), actor=current_actor(), now=now())
    return done(_("Taken back."), "curricula.ways")


def _self() -> str:
    learner_id = current_actor().learner_id
    if learner_id is None:
        raise errors.NotFound("page.absent")
    g.own_picture = learners.learner(learner_id).picture or None
    return learner_id


# --- the office ---


@pages.get("/opportunities", permission=SEE, writes=True)
def opportunities() -> Any:
    """What is offered, and the links of companies."""
    return _office()


def _office(token: str = "", refused: errors.OnwardError | None = None) -> Any:
    centre_id, today = door.own_centre(), current_day()
    total = queries.count_opportunities(centre_id)
    page, pages_in_all = door.page_of(total, queries.PAGE)
    rotas = employers.rotas_at(centre_id)
    audit.read("learners_learner", sorted({person.id for person, _rota in rotas}), "week", now=now())
    return render(
        "curricula/opportunities.html",
        refused.status if refused else 200,
        found=queries.opportunities(centre_id, page=page),
        total=total,
        page=page,
        pages=pages_in_all,
        links=queries.links(centre_id, today),
        address=current_app.config["ONWARD"].base_url + url_for("curricula.employer", token=token) if token else "",
        may_edit=current_actor().may(EDIT),
        rotas=rotas,
        refused=language.say(refused.code, refused.facts) if refused else "",
        typed=request.form.get("organisation", "") if refused else "",
        today=today,
        State=State,
    )


@pages.post("/opportunities/links", permission=EDIT)
def make_posting_link() -> Any:
    """An address for a company, shown now and never again."""
    actor = current_actor()
    try:
        token = services.make_link(
            door.own_centre(), request.form.get("organisation", ""), actor=actor, day=current_day(), now=now()
        )
    except errors.Invalid as error:
        return _office(refused=error)
    return _office(token)


@pages.post("/opportunities/links/<link_id>/end", permission=EDIT)
def end_posting_link(link_id: str) -> Any:
    """It stops working."""
    if not any(one.id == link_id for one in queries.links(door.own_centre(), current_day())):
        raise errors.NotFound("curricula.absent")
    services.end_link(link_id, now=now())
    return done(_("This address takes nothing in any more."), "curricula.opportunities")


@pages.get("/opportunities/new", permission=EDIT)
def new_opportunity() -> Any:
    """Write one down. `kind` chooses what it is."""
    return _form({"kind": request.args.get("kind", "")}, None)


@pages.get("/opportunities/<opportunity_id>", permission=SEE, writes=True)
def opportunity(opportunity_id: str) -> Any:
    """One, with who asked for it."""
    return _one(_mine(opportunity_id))


def _one(found: queries.OpportunityInfo, refused: str | None = None, status: int = 200) -> Any:
    people = queries.interested(found.id)
    audit.read("learners_learner", [one.learner_id for one in people], "opportunity", now=now())
    return render(
        "curricula/opportunity.html",
        status,
        one=found,
        people=[
            (one, [to for to in Answer if to in NEXT[one.answer] and to is not Answer.WITHDRAWN]) for one in people
        ],
        may_edit=current_actor().may(EDIT),
        refused=refused,
        weekday=weekday,
        State=State,
        Answer=Answer,
    )


@pages.get("/opportunities/<opportunity_id>/edit", permission=EDIT)
def edit_opportunity(opportunity_id: str) -> Any:
    """Change it."""
    found = _mine(opportunity_id)
    return _form(_typed(found.what), found)


@pages.post("/opportunities", permission=EDIT)
def save_opportunity() -> Any:
    """Keep a new or a changed one, open for learners."""
    opportunity_id = request.form.get("id") or None
    found = _mine(opportunity_id) if opportunity_id else None
    try:
        made = services.post(
            door.own_centre(),
            _read(request.form, current_day()),
            state=State.OPEN,
            by=current_actor().name,
            now=now(),
            opportunity_id=opportunity_id,
        )
    except errors.Invalid as error:
        db.session().rollback()
        return _form(request.form, found, error)
    return done(_("Learners whom it suits see it now."), "curricula.opportunity", opportunity_id=made)


@pages.post("/opportunities/<opportunity_id>/state", permission=EDIT)
def set_opportunity_state(opportunity_id: str) -> Any:
    """Open it, or close it."""
    found, to = _mine(opportunity_id), request.form.get("to", "")
    if to not in (State.OPEN, State.CLOSED):
        raise errors.Invalid("curricula.absent")
    services.set_state(found.id, State(to), actor=current_actor(), now=now())
    told = _("Learners see it now.") if to == State.OPEN else _("Closed. Learners do not see it any more.")
    return done(told, "curricula.opportunity", opportunity_id=found.id)


@pages.post("/opportunities/<opportunity_id>/answers/<interest_id>", permission=SEE)
def answer_interest(opportunity_id: str, interest_id: str) -> Any:
    """What became of somebody's wish."""
    found, to = _mine(opportunity_id), request.form.get("to", "")
    if to not in set(Answer) or not any(one.id == interest_id for one in queries.interested(found.id)):
        raise errors.NotFound("curricula.absent")
    try:
        services.answer(
            interest_id, Answer(to), minutes=_minutes(request.form.get("hours", "")), actor=current_actor(), now=now()
        )
    except errors.OnwardError as error:
        db.session().rollback()
        return _one(found, language.say(error.code, error.facts), error.status)
    return done(_("Kept."), "curricula.opportunity", opportunity_id=found.id)


def _minutes(typed: str) -> int:
    text = typed.strip().replace(",", ".")
    if not text:
        return 0
    try:
        return round(float(text) * 60)
    except (ValueError, OverflowError):
        raise errors.Invalid("curricula.interest_minutes", field="minutes") from None


def _mine(opportunity_id: str) -> queries.OpportunityInfo:
    found = queries.opportunity(opportunity_id)
    if found.centre_id != door.own_centre():
        raise errors.NotFound("curricula.absent")
    return found


# --- a company ---


@pages.get("/offer/<token>", permission=PUBLIC)
def send_in(token: str) -> Any:
    """The form for a company that has a link."""
    return _company(token, {})


def _company(token: str, typed: Mapping[str, Any], refused: errors.OnwardError | None = None) -> Any:
    link, status = queries.link_by_token(token, now().date()), refused.status if refused else 200
    return render("curricula/send_in.html", status, link=link, token=token, **_fields(typed, refused))


@pages.post("/offer/<token>", permission=PUBLIC)
def sent_in(token: str) -> Any:
    """It is kept as a draft until somebody of the centre has read it."""
    today, link = now().date(), queries.link_by_token(token, now().date())
    try:
        services.send_in(token, _read({**request.form, "organisation": link.organisation}, today), day=today, now=now())
    except errors.Invalid as error:
        db.session().rollback()
        return _company(token, request.form, error)
    told = _("We have it. Somebody reads it and then shows it to learners.")
    return done(told, "curricula.employer", token=token)


# --- the form ---


def _form(
    typed: Mapping[str, Any], found: queries.OpportunityInfo | None, refused: errors.OnwardError | None = None
) -> Any:
    status = refused.status if refused else 200
    return render("curricula/opportunity_edit.html", status, found=found, **_fields(typed, refused))


def _fields(typed: Mapping[str, Any], refused: errors.OnwardError | None) -> dict[str, Any]:
    days = typed.getlist("weekday") if hasattr(typed, "getlist") else typed.get("weekday", [])
    return {
        "typed": typed,
        "wrong": {refused.facts.get("field", ""): language.say(refused.code, refused.facts)} if refused else {},
        "days": [(str(day), weekday(day), str(day) in days) for day in range(7)],
        "kinds": [(kind.value, language.say(f"curricula.opportunity_kind.{kind}")) for kind in Kind],
        "levels": [("", _("Any")), *((level.value, language.say(f"level.{level}")) for level in LEVELS)],
    }


def _typed(what: Opportunity) -> dict[str, Any]:
    return {
        "kind": what.kind.value,
        "title": what.title,
        "organisation": what.organisation,
        "place": what.place,
        "about": what.about,
        "level": what.level.value if what.level else "",
        "weekday": [str(day) for day in what.weekdays],
        "starts": what.starts.isoformat("minutes") if what.starts else "",
        "ends": what.ends.isoformat("minutes") if what.ends else "",
        "from_day": what.from_day.isoformat(),
        "to_day": what.to_day.isoformat(),
        "places": what.places,
        "contact": what.contact,
    }


def _read(form: Mapping[str, Any], today: date) -> Opportunity:
    """What was typed. Raises Invalid for what is no day, time or number."""
    days = request.form.getlist("weekday")
    kind, level = str(form.get("kind", "")), str(form.get("level", ""))
    return Opportunity(
        kind=Kind(kind) if kind in set(Kind) else Kind.INTERNSHIP,
        title=str(form.get("title", "")),
        organisation=str(form.get("organisation", "")),
        place=str(form.get("place", "")),
        about=str(form.get("about", "")),
        level=Level(level) if level in set(Level) else None,
        weekdays=tuple(sorted({int(day) for day in days if day in "0123456" and len(day) == 1})),
        starts=_time(form, "starts"),
        ends=_time(form, "ends"),
        from_day=_day(form, "from_day", today),
        to_day=_day(form, "to_day", today + timedelta(days=90)),
        places=_whole(form, "places"),
        contact=str(form.get("contact", "")),
    )


def _time(form: Mapping[str, Any], name: str) -> time | None:
    typed = str(form.get(name, "")).strip()
    try:
        return time.fromisoformat(typed) if typed else None
    except ValueError:
        raise errors.Invalid("curricula.opportunity.ends", field=name) from None


def _day(form: Mapping[str, Any], name: str, usual: date) -> date:
    typed = str(form.get(name, "")).strip()
    try:
        return date.fromisoformat(typed) if typed else usual
    except ValueError:
        raise errors.Invalid(f"curricula.opportunity.{name}", field=name) from None


def _whole(form: Mapping[str, Any], name: str) -> int:
    return whole_number(str(form.get(name, "")).strip() or "1") or 0
