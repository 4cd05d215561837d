"""The learner's own pages: my path, what comes next, booking it."""

from datetime import date
from typing import Any

from flask import g, request
from flask_babel import format_date
from flask_babel import gettext as _

from curricula import queries, services
from curricula.domain.path import Stop, StopKind
from curricula.domain.stalled import Effort
from curricula.domain.wishes import Wish
from curricula.queries import recognition
from curricula.queries.course_facts import CourseFacts, facts_of
from curricula.queries.panels import examination_values, oral_words, price_of
from curricula.queries.path import path_of
from curricula.queries.practice import pages_practised
from curricula.queries.sittings import ahead_of
from curricula.queries.wishes import wishes_of
from curricula.views.door import pages
from lms.courses import queries as courses
from lms.kernel import errors, language
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import LESSON_MINUTES, Skill
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

SELF = "learner.self"
SKILL_FACES = {
    Skill.LISTENING: ("ear", "ear"),
    Skill.SPEAKING: ("chat-circle-dots", "talking"),
    Skill.READING: ("book-open-text", "book"),
    Skill.WRITING: ("pencil", "writing-hand"),
}
MOST_PAGES = 4
"""Pages of exercises that the path shows; all of them stand among her exercises."""
EFFORTS = (
    (Effort.HIGH, language.N_("I try every day"), "sunrise"),
    (Effort.MEDIUM, language.N_("I try when I can"), "watch"),
    (Effort.LOW, language.N_("It is hard for me now"), "rain"),
)
"""How it goes, in words and pictures. The sun itself is the picture of a room."""


WISHES = (
    (Wish.FIND_WORK, language.N_("I look for work"), "briefcase"),
    (Wish.START_BUSINESS, language.N_("I want to start a business"), "shop"),
)


def _self(actor: Actor) -> learners.LearnerInfo:
    if actor.learner_id is None:
        raise errors.NotFound("page.absent")
    learner = learners.learner(actor.learner_id)
    g.own_picture = learner.picture or None
    return learner


@pages.get("/my-path", permission=SELF)
def my_path() -> Any:
    """Where I come from, where I am, what is next, my goal; what I can do."""
    learner = _self(current_actor())
    path = path_of(learner.id, current_day(), learner.picture)
    said = queries.efforts_of([learner.id]).get(learner.id, {}).get("learner")
    return render(
        "curricula/my_path.html",
        path=path,
        stops=[_stop(one) for one in path.stops],
        older=[_stop(one) for one in path.older],
        can=[(skill.value, *SKILL_FACES[skill], one) for skill, one in path.can],
        told=queries.confirmed_talk(learner.id),
        teacher=_teacher(learner.id),
        practised=pages_practised(learner.id, today=current_day())[:MOST_PAGES],
        efforts=[(one.value, language.translate(word), picture) for one, word, picture in EFFORTS],
        said=said.effort.value if said else "",
        ready=queries.standing(learner.id).ready_since is not None,
    )


def _stop(stop: Stop) -> dict[str, Any]:
    word = language.say(stop.word) if stop.kind is StopKind.GOAL and stop.word != "goal." else stop.word
    if stop.kind is StopKind.GOAL and stop.word == "goal.":
        word = language.say("curricula.goal.")
    if stop.kind is StopKind.HERE and not word:
        word = _("Between two courses")
    note = _("starts %(day)s", day=short_day(stop.day)) if stop.kind is StopKind.NEXT and stop.day else None
    said = f"{word}. {note}." if note else f"{word}."
    return {"kind": stop.kind.value, "word": word, "picture": stop.picture, "note": note, "say": said}


def short_day(day: date) -> str:
    """Mon 7 December."""
    return language.written(day, language.locale_code.get())


def _teacher(learner_id: str) -> organisations.Staff | None:
    seats = courses.enrolments_of([learner_id]).get(learner_id, [])
    sections = courses.sections(ids=[one.section_id for one in seats])
    ids = [one.teacher_id for one in sections if one.teacher_id]
    return next(iter(organisations.staff(ids=ids)), None) if ids else None


@pages.post("/my-path/effort", permission=SELF)
def say_effort() -> Any:
    """How it goes, in my own words."""
    learner = _self(current_actor())
    said = request.form.get("effort", "")
    if said not in set(Effort):
        raise errors.Invalid("curricula.absent")
    services.record_effort(
        learner.id, Effort(said), said_by="learner", day=current_day(), actor=current_actor(), now=now()
    )
    return done(_("Thank you. Your teacher can see it."), "curricula.my_path")


@pages.get("/next", permission=SELF)
def next_steps() -> Any:
    """What I can do next, with date, place, times, free seats and care place."""
    return _next()


@pages.post("/next/<section_id>/book", permission=SELF)
def book_next(section_id: str) -> Any:
    """Take a seat. What is missing is said and nothing is kept."""
    actor = current_actor()
    learner = _self(actor)
    section = courses.section(section_id)
    try:
        services.move_on(
            learner.id, section_id, from_date=courses.entry_day(section, current_day()), actor=actor, now=now()
        )
    except errors.Conflict as error:
        return _next(language.say(error.code, error.facts), error.status)
    return done(_("Your seat is kept: %(course)s.", course=section.course.title), "curricula.my_path")


def _next(refused: str | None = None, status: int = 200) -> Any:
    learner = _self(current_actor())
    g.place = "curricula.my_path"
    centre = organisations.centre(learner.centre_id)
    cards = queries.steps_for(learner.id, current_day())
    offered = [offer.section.course for card in cards for offer in card.offers]
    return render(
        "curricula/next.html",
        status,
        cards=cards,
        wishes=[(one.value, language.translate(word), picture) for one, word, picture in WISHES],
        wished=wishes_of(learner.id),
        about={key: _about(one) for key, one in facts_of(offered, current_day()).items()},
        refused=refused,
        centre=centre,
        rooms={one.id: one for one in organisations.rooms(learner.centre_id)},
        weekday=weekday,
        short_day=short_day,
        lesson_minutes=LESSON_MINUTES,
        works=learners.availabilities([learner.id]).get(learner.id),
        recognition=bool(recognition.cases_of(learner.id)),
        **examination_values(ahead_of(learner.id, current_day()), current_day()),
    )


def _about(one: CourseFacts) -> tuple[str | None, str | None]:
    """(price, how much is speaking) in words, each nothing where it is not known."""
    price = price_of(one) if one.price is not None else None
    return price, None if one.oral_percent is None else oral_words(one.oral_percent)


def weekday(number: int) -> str:
    """Monday for 0, in the reader's language."""
    return str(format_date(date(2024, 1, 1 + number), "EEEE"))
