"""Questions people ask of a timetable: why has she no seat, where could somebody go, what would help most, what clashes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.courses import queries as courses
from lms.courses import services as booking
from lms.kernel import clock, db, errors, jobs, language
from lms.kernel.vocabulary import Shift
from lms.kernel.web import back_to, current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from scheduling import queries
from scheduling.domain import week
from scheduling.queries import questions as asked
from scheduling.services import questions as services
from scheduling.views import checks, phrases
from scheduling.views.door import pages
from scheduling.views.run import weekly
from scheduling.views.timetable import own_centre

RIGHT = "scheduling.plan"


@dataclass(frozen=True)
class WayLine:
    """One way to a seat in words. `lacks` is empty where the seat could be booked now."""

    title: str
    when: str
    share: int
    lacks: tuple[tuple[str, str], ...]
    """(what is missing, hint)"""
    section: courses.SectionInfo | None
    bookable: bool


def term_in_view(centre_id: str) -> tuple[organisations.Term | None, date | None]:
    """The first term with a Monday left, and that Monday."""
    today = current_day()
    for term in organisations.terms(centre_id):
        monday = week.first_monday(term.starts_on, term.ends_on, today)
        if monday is not None:
            return term, monday
    return None, None


def _demand() -> tuple[organisations.Centre, queries.Demand | None, date | None]:
    centre = own_centre()
    term, monday = term_in_view(centre.id)
    g.place = "scheduling.timetable"
    demand = queries.build_problem(centre.id, term.id, monday) if term and monday else None
    return centre, demand, monday


def _own_learner(learner_id: str) -> learners.LearnerInfo:
    person = learners.learner(learner_id)
    if current_actor().centre_id not in (None, person.centre_id):
        raise errors.NotFound("learners.absent")
    return person


@pages.get("/timetable/why/<learner_id>", permission=RIGHT)
def why(learner_id: str) -> Any:
    """Why somebody has no seat, and where she could go."""
    return _why_page(_own_learner(learner_id))


def _why_page(person: learners.LearnerInfo, wrong: str = "", status: int = 200) -> Any:
    centre, demand, _monday = _demand()
    answer = asked.why(demand, person.id) if demand else None
    names = queries.names(centre.id, [])
    return render(
        "scheduling/why.html",
        status,
        learner=person,
        centre=centre,
        answer=answer,
        nearest=_gap_lines(answer.nearest, names) if answer else [],
        running=_way_lines(answer.ways, names, running=True) if answer else [],
        opened=_way_lines(answer.ways, names, running=False) if answer else [],
        course=names.course(answer.course) if answer else "",
        listed=names.course(answer.waits_on) if answer and answer.waits_on else "",
        track=language.say(f"track.{person.track}") if person.track else "",
        wrong=wrong,
        weekly=weekly,
    )


def _gap_lines(needs: Sequence[Mapping[str, Any]], names: queries.Names) -> list[tuple[str, str]]:
    return [(phrases.title(one, names), phrases.hint(one, names)) for one in needs]


def _way_lines(ways: Sequence[asked.Way], names: queries.Names, *, running: bool) -> list[WayLine]:
    return [
        WayLine(
            title=one.section.name if one.section else "",
            when=phrases.when(one.meetings) if one.section else _first_big(phrases.when(one.meetings)),
            share=round(one.share * 100),
            lacks=tuple(_gap_lines(one.needs, names)),
            section=one.section,
            bookable=one.bookable,
        )
        for one in ways
        if (one.section is not None) == running
    ]


def _first_big(said: str) -> str:
    return said[:1].upper() + said[1:]


@pages.post("/timetable/why/<learner_id>", permission=RIGHT)
def book(learner_id: str) -> Any:
    """Book the seat through the booking door: the care place comes with it, or nothing happens."""
    person, actor = _own_learner(learner_id), current_actor()
    section = courses.section(request.form.get("section_id", ""))
    if section.centre_id != person.centre_id:
        raise errors.NotFound("courses.absent")
    today = clock.today(actor.zone)
    from_date = courses.entry_day(section, max(today, section.starts_on))
    try:
        with db.session().begin_nested():
            key, _kept = booking.book(section.id, person.id, from_date=from_date, actor=actor, now=now())
    except errors.OnwardError as refused:
        return _why_page(person, language.say(refused.code, refused.facts), refused.status)
    said = _("%(name)s has a seat in %(section)s.", name=person.name, section=section.name)
    undo = url_for("courses.undo_enrolment", enrolment_id=key)
    return done(said, "scheduling.why", undo=undo, learner_id=person.id)


@pages.get("/timetable/newcomer", permission=RIGHT)
def newcomer() -> Any:
    """Where somebody could go who is not in the list of people yet."""
    centre, demand, monday = _demand()
    offered = courses.courses(centre.id)
    typed = request.args
    course_id = typed.get("course", "")
    groups = demand.care_groups if demand else ()
    counts = {one.key: _count(typed.get(f"group-{one.key}", "")) for one in groups}
    answer = None
    if demand and monday and course_id in {one.id for one in offered}:
        children = [key for key, number in counts.items() for _one in range(number)]
        answer = asked.newcomer(
            demand,
            course_id,
            _shift(typed.get("shift", "")),
            children,
            step_free=bool(typed.get("step_free")),
            on=monday,
        )
    names = queries.names(centre.id, [])
    return render(
        "scheduling/newcomer.html",
        demand=demand,
        courses=[(one.id, one.title) for one in offered],
        shifts=[(one.value, language.say(f"shift.{one.value}")) for one in Shift],
        groups=[(one.key, one.name) for one in groups],
        counts=counts,
        typed=typed,
        answer=answer,
        nearest=_gap_lines(answer.nearest, names) if answer else [],
        running=_way_lines(answer.ways, names, running=True) if answer else [],
        opened=_way_lines(answer.ways, names, running=False) if answer else [],
        weekly=weekly,
    )


def _shift(typed: str) -> str:
    return typed if typed in tuple(Shift) else Shift.NONE.value


def _count(typed: str) -> int:
    return min(whole_number(typed) or 0, 9)


# --- questions that take seconds --------------------------------------------------------------------------------------

ASKED = {"extra": services.EXTRA_JOB, "conflict": services.CONFLICT_JOB}
TEMPLATES = {"extra": "scheduling/extra.html", "conflict": "scheduling/conflict.html"}


@pages.get("/timetable/ask/<what>", permission=RIGHT)
def question(what: str) -> Any:
    """One question, its last answer, and a button to ask it again."""
    job = _job_of(what)
    centre = own_centre()
    g.place = "scheduling.timetable"
    entry = jobs.latest(job, provider_id=db.require_provider())
    entry = entry if entry is not None and entry.arguments["centre_id"] == centre.id else None
    term, _monday = term_in_view(centre.id)
    return render(TEMPLATES[what], **_told(what, centre, entry), term=term, what=what)


@pages.get("/timetable/ask/<what>/look", permission=RIGHT)
def answer(what: str) -> Any:
    """The piece of the page that changes while the answer is worked out."""
    job, centre = _job_of(what), own_centre()
    entry = jobs.latest(job, provider_id=db.require_provider())
    return render("scheduling/_answer_look.html", **_told(what, centre, entry), what=what)


@pages.post("/timetable/ask/<what>", permission=RIGHT)
def ask(what: str) -> Any:
    """Ask the question about the term in view."""
    centre = own_centre()
    term, monday = term_in_view(centre.id)
    if term is None or monday is None:
        raise errors.Conflict("scheduling.no_term")
    services.ask(_job_of(what), centre.id, term.id, monday, actor=current_actor(), now=now())
    return back_to("scheduling.question", what=what)


def _job_of(what: str) -> str:
    if what not in ASKED:
        raise errors.NotFound("scheduling.absent")
    return ASKED[what]


def _told(what: str, centre: organisations.Centre, entry: jobs.Entry | None) -> dict[str, Any]:
    working = entry is not None and entry.state in (jobs.State.WAITING, jobs.State.RUNNING)
    failed = entry is not None and entry.state == jobs.State.FAILED
    result = dict(entry.result or {}) if entry is not None and not working else {}
    values: dict[str, Any] = {
        "working": working,
        "failed": failed,
        "result": result,
        "asked_at": clock.local(entry.ended_at, centre.zone) if entry and entry.ended_at else None,
    }
    if what == "extra" and result:
        both = (*result["things"], *result["extras"])
        names = queries.names(centre.id, [one for thing in both for one in thing["learners"]])
        values["extras"] = [_extra(one, names) for one in result["extras"]]
        values["things"] = phrases.missing_lines(result["things"], names)
    if what == "conflict" and result:
        values["members"] = [_member(one, centre) for one in result["members"]]
    return values


@dataclass(frozen=True)
class ExtraLine:
    """One more thing for the whole week, and whom it would seat."""

    sentence: str
    people: tuple[learners.LearnerInfo, ...]


def _extra(one: Mapping[str, Any], names: queries.Names) -> ExtraLine:
    people = tuple(names.learners[learner] for learner in one["learners"] if learner in names.learners)
    return ExtraLine(language.say(one["code"], _named(dict(one["facts"]), names)), people)


@dataclass(frozen=True)
class MemberLine:
    """One requirement of a conflict; `enough` says that leaving it out alone lets all others hold."""

    sentence: str
    enough: bool
    link: str


def _member(one: Mapping[str, Any], centre: organisations.Centre) -> MemberLine:
    facts = dict(one["facts"])
    names = queries.names(centre.id, [str(facts["learner"])] if "learner" in facts else [])
    said = language.say(one["code"], _named(facts, names)) if language.knows(one["code"]) else str(one["code"])
    return MemberLine(said, bool(one["enough"]), checks.requirement_page(one["code"], facts))


def _named(facts: dict[str, Any], names: queries.Names) -> dict[str, Any]:
    """Facts with names for ids; what is no id of ours stays."""
    rooms = {key: room.name for key, room in names.rooms.items()}
    known: dict[str, Mapping[str, str]] = {
        "course": names.courses,
        "room": rooms,
        "teacher": names.teachers,
        "learner": {key: one.name for key, one in names.learners.items()},
    }
    return {key: known[key].get(value, value) if key in known else value for key, value in facts.items()}
