"""One person's seat: how it stands, what can be done with it, and everything that happened."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.domain.enrolment import Cause, LeaveReason, PauseReason
from lms.courses.domain.fit import SectionFit
from lms.courses.queries import Placed, SectionInfo
from lms.courses.queries.enrolments import StepInfo
from lms.courses.queries.granted import to_repeat
from lms.courses.queries.returning import Return, return_to
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.enrolment_deeds import CAN_BE_UNDONE, DEEDS, SAID
from lms.courses.views.enrolment_parts import ENROL, SEE, by_whom, obstacle, seat_here, why
from lms.kernel import db, errors, language
from lms.kernel.contracts import Obstacle
from lms.kernel.vocabulary import EnrolmentState as State
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners

LEAVE_ICONS = {
    LeaveReason.WORK: "briefcase",
    LeaveReason.MOVED_AWAY: "house-line",
    LeaveReason.OTHER_COURSE: "signpost",
    LeaveReason.GOAL_REACHED: "graduation-cap",
    LeaveReason.HEALTH: "first-aid-kit",
    LeaveReason.FAMILY: "users-three",
    LeaveReason.NO_CARE: "baby-carriage",
    LeaveReason.TIMES: "clock",
    LeaveReason.NOT_REACHED: "phone-slash",
    LeaveReason.OTHER: "chat-circle-dots",
}
PAUSE_ICONS = {
    PauseReason.BIRTH: "baby",
    PauseReason.ILLNESS: "thermometer-simple",
    PauseReason.FAMILY: "users-three",
    PauseReason.NO_CARE: "baby-carriage",
    PauseReason.INTERNSHIP: "wrench",
    PauseReason.WORK: "briefcase",
    PauseReason.TRAVEL: "airplane-tilt",
    PauseReason.OTHER: "chat-circle-dots",
}


@pages.get("/enrolments/<enrolment_id>", permission=SEE)
def enrolment(enrolment_id: str) -> Any:
    """One person's seat: how it stands, what can be done, and everything that happened."""
    return _enrolment_page(seat_here(enrolment_id))


def _enrolment_page(one: Placed, refused: str = "", deed: str = "", status: int = 200) -> Any:
    may = current_actor().may(ENROL)
    section, steps, targets = queries.section(one.section_id), queries.history(one.id), _targets(one) if may else []
    measured = _fits_of(one.learner_id, [one.section_id, *(other.id for other in targets)])
    return render(
        "courses/enrolment.html",
        status,
        one=one,
        learner=learners.learner(one.learner_id),
        section=section,
        steps=list(reversed(steps)),
        offer=queries.open_offer(one.id),
        notices=queries.notices_of(one.id),
        before=queries.place_of(one) if one.state is State.WAITING else 0,
        instead=[other for other in queries.placed_in(one.section_id, (State.OFFERED,)) if other.id != one.id]
        if one.state is State.WAITING
        else [],
        brought=queries.brought_along([one.id]).get(one.id),
        attempts=queries.attempts(one.learner_id, one.module_key),
        again=queries.next_attempt(one.id),
        repeat=_to_repeat(one) if may else None,
        targets=targets,
        of_programme=[other for other in targets if other.course.programme == section.course.programme],
        returning=_returning(one, steps) if may else None,
        fit=measured.get(one.section_id),
        fits=measured,
        in_the_way=_in_the_way(one) if may else [],
        elsewhere=queries.seats_elsewhere(one.id) if one.state is State.OFFERED else [],
        given_up=queries.given_up_for(one.id) if one.state is State.OFFERED else [],
        partners=_partners(one) if may else [],
        partner=request.values.get("partner_id") or request.args.get("swap", ""),
        may=may,
        refused=refused,
        deed=deed,
        typed=request.form,
        today=current_day(),
        leave_icons=LEAVE_ICONS,
        pause_icons=PAUSE_ICONS,
        causes=list(Cause),
        rule=queries.waiting_rule(),
        words=people,
        why=why,
        by_whom=by_whom,
        obstacle=obstacle,
        names=_names([*queries.placed_in(one.section_id, (State.OFFERED,))]),
    )


def _to_repeat(one: Placed) -> tuple[int, int] | None:
    """For a second chance that goes on: lessons of 45 minutes that were granted for it, and those that are left."""
    if one.attempt == 1 or one.state not in {State.ENROLLED, State.PAUSED}:
        return None
    found = to_repeat(one.learner_id, queries.section(one.section_id).course.programme)
    return sum(budget.minutes for budget in found) // 45, sum(budget.left for budget in found) // 45


def _fits_of(learner_id: str, section_ids: list[str]) -> dict[str, SectionFit]:
    """How many of the sessions ahead somebody can come to, by class."""
    return queries.section_fits(learner_id, section_ids, current_day())


def _in_the_way(one: Placed) -> list[Obstacle]:
    """What stands between somebody who waits and a seat, besides her own time and needs: these have their own line."""
    if one.state is not State.WAITING:
        return []
    day = queries.entry_day(queries.section(one.section_id), current_day())
    booking = queries.booking_for(one.section_id, one.learner_id, day, enrolment_id=one.id)
    given_up = [other.section_id for other in queries.given_up_for(one.id)]
    return [found for found in queries.obstacles(booking, given_up=given_up) if found.code not in queries.OF_FIT]


def _names(ones: list[Placed]) -> dict[str, str]:
    return {key: found.name for key, found in learners.by_ids(one.learner_id for one in ones).items()}


def _returning(one: Placed, steps: Sequence[StepInfo]) -> Return | None:
    """For who pauses: what was missed, and the groups that stand where the pause began."""
    since = [step.on for step in steps if step.after is State.PAUSED]
    if one.state is not State.PAUSED or not since:
        return None
    return return_to(one.section_id, since[-1], current_day())


def _targets(one: Placed) -> list[SectionInfo]:
    """Other classes of the centre that go on, those of the same module first."""
    found = [
        other
        for other in queries.sections(centre_id=one.centre_id)
        if other.id != one.section_id and other.ends_on >= current_day()
    ]
    return sorted(found, key=lambda other: (other.course.module_key != one.module_key, other.name))


def _partners(one: Placed) -> list[tuple[str, str, str]]:
    """People of other classes of the same module to change places with: id, name, class."""
    if one.state not in {State.ENROLLED, State.PAUSED}:
        return []
    others = [
        other
        for other in queries.open_at(one.centre_id, (State.ENROLLED,))
        if other.module_key == one.module_key and other.section_id != one.section_id
    ]
    known = learners.by_ids(other.learner_id for other in others)
    pairs = [(other.id, known[other.learner_id].name, other.section) for other in others if other.learner_id in known]
    return sorted(pairs, key=lambda pair: (pair[2], pair[1].casefold()))[:200]


@pages.post("/enrolments/<enrolment_id>/undo", permission=ENROL)
def undo_enrolment(enrolment_id: str) -> Any:
    """Take the last step back, on the day it was made."""
    one = seat_here(enrolment_id)
    try:
        with db.session().begin_nested():
            services.take_back_step(enrolment_id, actor=current_actor(), now=now())
    except errors.OnwardError as refused:
        return _enrolment_page(one, language.say(refused.code, refused.facts), status=refused.status)
    return done(_("It is as it was before."), "courses.enrolment", enrolment_id=enrolment_id)


@pages.post("/enrolments/<enrolment_id>/<deed>", permission=ENROL)
def change_enrolment(enrolment_id: str, deed: str) -> Any:
    """One deed with one person's seat. What is missing is said on the page, with everything that was typed."""
    one = seat_here(enrolment_id)
    if deed not in DEEDS:
        raise errors.NotFound("page.absent")
    name = learners.learner(one.learner_id).name
    try:
        with db.session().begin_nested():
            shown = DEEDS[deed](one) or enrolment_id
    except errors.OnwardError as refused:
        return _enrolment_page(one, language.say(refused.code, refused.facts), deed, refused.status)
    undo = url_for("courses.undo_enrolment", enrolment_id=shown) if deed in CAN_BE_UNDONE else None
    said = SAID[deed](name)
    if request.form.get("back") == "people":
        return done(said, "courses.section_people", undo=undo, section_id=one.section_id)
    if request.form.get("back") == "list":
        return done(said, "courses.waiting_list", undo=undo)
    return done(said, "courses.enrolment", undo=undo, enrolment_id=shown)
