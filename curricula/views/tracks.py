"""Which track is mine, and how long a goal takes: for a caseworker, for a learner, and for somebody without a name."""

from typing import Any

from flask import g, request, url_for
from flask_babel import format_date

from curricula.domain.eligibility import Answer, PersonFacts
from curricula.domain.estimate import Estimate, Learner
from curricula.domain.programme import PersonFact, Programme
from curricula.queries import outline, tracks
from curricula.queries.around import courses_around
from curricula.queries.standing import standing
from curricula.views import door, saying
from curricula.views.door import pages
from curricula.views.mine import SELF
from lms.accounts.services import audit
from lms.courses.views import people
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.vocabulary import LEVELS, Level, Literacy
from lms.kernel.web import current_actor, current_day, now, render
from lms.kernel.web.arguments import page_number, whole_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SEE = "curricula.tracks.see"
ANSWERS = (Answer.ELIGIBLE, Answer.UNKNOWN, Answer.NOT_ELIGIBLE)
MOST_HOURS_A_WEEK = 60
USUAL_KM = 10
A_PAGE = 10
"""Courses on one page."""


@pages.get("/tracks", permission=SEE)
def tracks_by_facts() -> Any:
    """From a few facts alone. Nothing is kept, and nobody has to give a name."""
    person, facts = _told()
    sheet = tracks.tracks_from(facts, current_day(), _programmes()) if request.args else None
    found = _estimate(person) if request.args.get("goal") else None
    return _page(sheet, found, learner=None, facts=facts)


@pages.get("/learners/<learner_id>/tracks", permission=SEE, writes=True)
def tracks_of(learner_id: str) -> Any:
    """From what is known of a learner."""
    actor, learner = current_actor(), learners.learner(learner_id)
    if actor.role is Role.ADMINISTRATOR and learner.centre_id != actor.centre_id:
        raise errors.NotFound("curricula.absent")
    audit.read("learners_learner", [learner_id], "tracks", now=now())
    today = current_day()
    sheet = tracks.tracks_for(learner_id, today, _programmes())
    goal, found = request.args.get("goal", ""), None
    if goal in set(Level):
        found = tracks.estimate_for(learner_id, Level(goal), today, weekly=_weekly(), programme=_main())
    return _page(
        sheet,
        found,
        learner=learner,
        facts=tracks.facts_of(standing(learner_id), today),
        **(_around(learner, found) if found else {}),
    )


@pages.get("/my-courses", permission=SELF)
def my_tracks() -> Any:
    """Plain: this may be for me, this is not, and who can tell."""
    actor = current_actor()
    if actor.learner_id is None:
        raise errors.NotFound("page.absent")
    g.place = "curricula.my_path"
    learner = learners.learner(actor.learner_id)
    g.own_picture = learner.picture or None
    sheet = tracks.tracks_for(learner.id, current_day())
    return render("curricula/my_tracks.html", sheet=sheet, Answer=Answer, saying=saying)


def _around(learner: learners.LearnerInfo, found: Estimate) -> dict[str, Any]:
    """Courses that fit her week from one centre on, within as many kilometres as were asked for, page by page."""
    centres = {one.id: one for one in organisations.centres()}
    near = centres.get(request.args.get("near", "")) or centres[learner.centre_id]
    around = courses_around(learner, found, near, _km(), current_day())
    page = page_number()
    return {
        "around": around,
        "shown": around.courses[(page - 1) * A_PAGE : page * A_PAGE],
        "page": page,
        "page_count": -(-len(around.courses) // A_PAGE),
        "page_address": url_for("curricula.tracks_of", learner_id=learner.id, page="PAGE", **_asked()),
        "centres": [(one.id, one.name) for one in centres.values()],
    }


def _asked() -> dict[str, Any]:
    """What the address asks, for the other pages of the list."""
    return {name: request.args[name] for name in ("programme", "goal", "hours", "near", "km") if name in request.args}


def _km() -> int | None:
    """Kilometres as they were typed; ten before anybody did; nothing for every distance and for what is no number."""
    return whole_number(request.args.get("km", str(USUAL_KM))) or None


def _page(
    sheet: tracks.TrackSheet | None,
    found: Estimate | None,
    *,
    learner: learners.LearnerInfo | None,
    facts: PersonFacts,
    **around: Any,
) -> Any:
    known = outline.in_force(current_day())
    return render(
        "curricula/tracks.html",
        learner=learner,
        sheet=sheet,
        answers=ANSWERS,
        found=found,
        found_days=[str(format_date(day, "long")) for day in (found.first, found.last)] if found else [],
        found_lines=[
            language.say(each.code, each.facts) for one in found.assumptions for each in tracks.messages_of(one)
        ]
        if found
        else [],
        facts=[(language.say(f"curricula.person_fact.{fact}"), _written(fact, value)) for fact, value in facts.items()],
        asked=request.args,
        levels=[(one.value, language.say(f"level.{one.value}")) for one in LEVELS],
        literacies=[(one.value, language.say(f"literacy.{one.value}")) for one in Literacy if one != "unknown"],
        programmes=[(one.key, one.name) for one in known.values()],
        main=_main(),
        saying=saying,
        door=door,
        hours_off=_weekly() is None and bool(request.args.get("hours", "").strip()),
        most_hours=MOST_HOURS_A_WEEK,
        usual_km=USUAL_KM,
        km_off=_km() is None and bool(request.args.get("km", "").strip()),
        weekday=people.weekday_name,
        **around,
    )


def _written(fact: PersonFact, value: Any) -> str:
    if isinstance(value, bool):
        return language.say("curricula.yes" if value else "curricula.no")
    values = sorted(value) if isinstance(value, frozenset | set) else [value]
    return language.joined(_word(str(one)) for one in values)


def _word(value: str) -> str:
    programme: Programme | None = outline.in_force(current_day()).get(value)
    if programme is not None:
        return programme.name
    for kind in ("level", "literacy", "track", "goal"):
        if language.knows(f"{kind}.{value}"):
            return language.say(f"{kind}.{value}")
    return value


def _programmes() -> tuple[str, ...]:
    """All programmes of one country where somebody asks for it, else those that the provider runs."""
    chosen = request.args.get("programme", "")
    return (chosen,) if chosen in outline.in_force(current_day()) else ()


def _main() -> str:
    """The programme whose hours an estimate counts with."""
    chosen = _programmes()
    return chosen[0] if chosen else next(iter(outline.own_programmes()), tracks.NEUTRAL)


def _weekly() -> int | None:
    text = request.args.get("hours", "").replace(",", ".").strip()
    try:
        hours = float(text)
    except ValueError:
        return None
    return round(hours * 60) if 0 < hours <= MOST_HOURS_A_WEEK else None


def _told() -> tuple[Learner, PersonFacts]:
    """What was typed. What is left empty is not known."""
    literacy, level = request.args.get("literacy", ""), request.args.get("level", "")
    years, age = _whole("years"), _whole("age")
    languages = _whole("languages") or 0
    facts: dict[PersonFact, object | None] = {
        PersonFact.LITERACY: literacy if literacy in set(Literacy) else None,
        PersonFact.SCHOOLING_YEARS: years,
        PersonFact.LEVEL: level if level in set(Level) else None,
        PersonFact.AGE: age,
        PersonFact.PLACEMENT_TAKEN: {"yes": True, "no": False}.get(request.args.get("placed", "")),
    }
    person = Learner(
        Literacy(literacy) if literacy in set(Literacy) else Literacy.UNKNOWN,
        years,
        Level(level) if level in set(Level) else None,
        languages,
    )
    return person, {fact: value for fact, value in facts.items() if value is not None}


def _whole(name: str) -> int | None:
    text = request.args.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def _estimate(person: Learner) -> Estimate | None:
    goal = request.args.get("goal", "")
    if goal not in set(Level):
        return None
    return tracks.estimate_from(person, Level(goal), current_day(), weekly=_weekly(), programme=_main())
