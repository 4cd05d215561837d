"""A learner's place on a waiting list: yes or no to a seat with one tap, how many are before her, does she still wait."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.domain.enrolment import ByRule
from lms.courses.queries import Placed
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.kernel import clock, db, errors, language
from lms.kernel.vocabulary import EnrolmentState as State
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners
from lms.learners.domain import targets
from lms.organisations import queries as organisations

SELF = "learner.self"


@pages.get("/my-place", permission=SELF)
def my_place() -> Any:
    """What is offered to me, and where I wait."""
    return _page()


def _page(refused: str = "", status: int = 200) -> Any:
    actor = current_actor()
    learner_id = actor.learner_id or ""
    mine = queries.placed_of([learner_id], (State.WAITING, State.OFFERED)).get(learner_id, [])
    offered, known = [one for one in mine if one.state is State.OFFERED], learners.known_of(learner_id)
    waiting = [one for one in mine if one.state is State.WAITING]
    return render(
        "courses/my_place.html",
        status,
        offered=[_card(one, known) for one in offered],
        waiting=[(one, queries.section(one.section_id), queries.place_of(one)) for one in waiting],
        rule=queries.waiting_rule(),
        refused=refused,
        today=current_day(),
        words=people,
    )


def _card(one: Placed, known: targets.Known) -> dict[str, Any]:
    """One offer as a learner sees it: where, when, who, what fits, what she has elsewhere, until when to say yes."""
    section = queries.section(one.section_id)
    rooms, staff = people.rooms_by_id(section.centre_id), people.staff_by_id([section.teacher_id])
    room, teacher = rooms.get(section.room_id or ""), staff.get(section.teacher_id or "")
    offer = queries.open_offer(one.id)
    zone = organisations.centre(section.centre_id).zone
    elsewhere, given_up = queries.seats_elsewhere(one.id), queries.given_up_for(one.id)
    return {
        "why": targets.why(
            section.course.target, known, current_day(), track=section.course.track, level=section.course.level
        ),
        "fit": queries.section_fits(one.learner_id, [section.id], one.from_date)[section.id],
        "given_up": given_up,
        "beside": [other for other in elsewhere if other not in given_up],
        "one": one,
        "section": section,
        "room": room,
        "key": room.key if room else "none",
        "picture": room.key if room else "school",
        "room_name": people.room_name(room),
        "teacher": people.given(teacher.name) if teacher else "",
        "face": people.face_of(teacher),
        "until": clock.local(offer.expires_at, zone) if offer else None,
    }


def _mine(enrolment_id: str) -> Placed:
    found = queries.placed(enrolment_id)
    if found.learner_id != current_actor().learner_id:
        raise errors.NotFound("courses.absent")
    return found


@pages.post("/my-place/<enrolment_id>/<answer>", permission=SELF)
def answer_place(enrolment_id: str, answer: str) -> Any:
    """Yes, no, I still wait, I do not wait any more; or take the answer back."""
    one, actor = _mine(enrolment_id), current_actor()
    undo = url_for("courses.answer_place", enrolment_id=enrolment_id, answer="undo")
    try:
        with db.session().begin_nested():
            said = _answered(one, answer)
    except errors.OnwardError as refused:
        return _page(language.say(refused.code, refused.facts), refused.status)
    gone = not queries.placed_of([actor.learner_id or ""], (State.WAITING, State.OFFERED))
    target = "courses.learner_today" if gone or answer == "yes" else "courses.my_place"
    return done(said, target, undo=undo if answer in {"yes", "no", "later", "stop"} else None)


def _answered(one: Placed, answer: str) -> str:
    by: dict[str, Any] = {"actor": current_actor(), "now": now()}
    if answer == "yes":
        services.accept(one.id, leaving=request.form.getlist("leaving"), **by)
        return str(_("The seat is yours."))
    if answer == "later":
        day = services.not_now(one.id, **by)
        return str(_("Good. You keep waiting. We ask you again from %(day)s.", day=people.long_day(day)))
    if answer == "no":
        services.decline(one.id, **by)
        return str(_("Good. We ask somebody else."))
    if answer == "still":
        services.still_waits(one.id, **by)
        return str(_("Good. You keep your place."))
    if answer == "stop":
        services.leave(one.id, reason=ByRule.DECLINED, on=current_day(), **by)
        return str(_("You do not wait for this class any more."))
    if answer == "undo":
        services.take_back_step(one.id, **by)
        return str(_("It is as it was before."))
    raise errors.NotFound("page.absent")
