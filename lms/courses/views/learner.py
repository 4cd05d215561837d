"""The learner's day: when, where, who, how to get there, and "I cannot come"."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.queries import EnrolmentInfo, SessionInfo
from lms.courses.queries import mixed as twins
from lms.courses.views import offline, people
from lms.courses.views.door import pages
from lms.kernel import errors, language
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import AbsenceReason, EnrolmentState
from lms.kernel.web import current_actor, current_day, done, draw, now, panels, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations

LOOK_AHEAD = timedelta(days=60)
"""Longer than any holiday between two terms."""


@pages.get("/today", permission="learner.self")
def learner_today() -> Any:
    """Today's class or the next one; without a seat, what happens next."""
    return _day()


@pages.get("/today/kept", permission="learner.self")
def kept_day() -> Any:
    """The day for a phone to keep, with a line that says from when it is; from=midnight as it reads tomorrow morning."""
    made, g.toasts_stay = people.local_now(), True
    if request.args.get("from") != "midnight":
        said = _("No network. This is from %(time)s.", time=f"{made:%H:%M}")
        return offline.day_until_midnight(_day(said))
    begins = offline.midnight()
    with offline.read_at(begins):
        said = _("No network. This is from yesterday, %(time)s.", time=f"{made:%H:%M}")
        return offline.day_from_midnight(_day(said), made, begins)


def _day(kept: str = "") -> Any:
    actor, today = current_actor(), current_day()
    learner = _learner(actor)
    seats = _seats(learner.id)
    sessions = _sessions(seats, today)
    coming = [one for one in sessions if one.state != "cancelled" and one.ends_at > now()]
    session = coming[0] if coming else None
    shown = panels(
        "learner.today",
        learner_id=learner.id,
        person_id=learner.person_id,
        day=session.day if session else today,
        session_id=session.id if session else None,
        section_id=session.section_id if session else None,
    )
    apologies = queries.apologies_of(learner.id, [session.id]) if session else {}
    rooms = people.rooms_by_id(learner.centre_id)
    staff = people.staff_by_id([session.teacher_id] if session else [])
    return render(
        "courses/learner_today.html",
        kept=kept,
        who=offline.who(),
        learner=learner,
        session=session,
        card=_card(session, learner, rooms, staff) if session else None,
        apology=apologies.get(session.id) if session else None,
        later=[(one, rooms.get(one.room_id or "")) for one in coming[1:] if session and one.day == session.day],
        cancelled=[one for one in sessions if one.state == "cancelled" and one.day == today],
        has_seat=bool(seats),
        calls=[panel for panel in shown if panel.order < 0],
        lines=[panel for panel in shown if 0 <= panel.order < 100],
        cards=[panel for panel in shown if panel.order >= 100],
        has_person=any(panel.values.get("card") == "person" for panel in shown),
        centre=organisations.centre(learner.centre_id),
        draw=draw,
        words=people,
    )


def _learner(actor: Actor) -> learners.LearnerInfo:
    learner = learners.learner(actor.learner_id or "")
    g.own_picture = learner.picture or None
    return learner


def _seats(learner_id: str) -> list[EnrolmentInfo]:
    """Seats that are hers. One that is only offered waits for her answer, and she is not in its class yet."""
    held = queries.enrolments_of([learner_id]).get(learner_id, [])
    return [seat for seat in held if seat.state != EnrolmentState.OFFERED]


def _sessions(seats: list[EnrolmentInfo], first: date) -> list[SessionInfo]:
    """Her sessions from a day on, each only while she holds the seat; in weeks of a swap those of the twin class."""
    if not seats:
        return []
    last = first + LOOK_AHEAD
    found = queries.sessions_between(first, last, section_ids=[seat.section_id for seat in seats])
    visits = twins.visits_of([seat.id for seat in seats])
    away = {one.instead_of for one in visits}
    there = [one for one in (queries.session(each.session_id) for each in visits) if first <= one.day <= last]
    own = [one for one in found if one.id not in away and any(_holds(seat, one) for seat in seats)]
    return sorted([*own, *there], key=lambda one: one.starts_at)


def _holds(seat: EnrolmentInfo, session: SessionInfo) -> bool:
    return (
        seat.section_id == session.section_id
        and seat.from_date <= session.day
        and (seat.to_date is None or session.day < seat.to_date)
    )


def _card(
    session: SessionInfo,
    learner: learners.LearnerInfo,
    rooms: dict[str, organisations.Room],
    staff: dict[str, organisations.Staff],
) -> dict[str, Any]:
    room, teacher = rooms.get(session.room_id or ""), staff.get(session.teacher_id or "")
    is_on = session.starts_at <= now()
    return {
        "room": room,
        "key": room.key if room else "none",
        "picture": room.key if room else "school",
        "name": people.room_name(room),
        "when": people.when(session.day),
        "leave": None if is_on else _leave_home(session, learner.id),
        "is_on": is_on,
        "teacher": teacher,
        "teacher_name": people.given(teacher.name) if teacher else "",
        "face": people.face_of(teacher),
        "is_today": session.day == current_day(),
        "lift": learner.step_free and room is not None and room.floor != 0,
    }


def _leave_home(session: SessionInfo, learner_id: str) -> str | None:
    """When to leave home to be there in time; None when we do not know how far it is."""
    known = learners.availabilities([learner_id]).get(learner_id)
    if known is None:
        return None
    start = datetime.combine(session.day, session.starts)
    return f"{start - timedelta(minutes=known.travel_minutes):%H:%M}"


# --- I cannot come ---------------------------------------------------------------------------------------------------

REASONS = (
    (AbsenceReason.ILL, language.N_("I am ill"), "ill"),
    (AbsenceReason.CHILD_ILL, language.N_("My child is ill"), "baby"),
    (AbsenceReason.WORK_SHIFT, language.N_("I must work"), "construction-worker"),
    (AbsenceReason.OTHER, language.N_("Something else"), "speech"),
)
"""What a learner can say with one picture. The teacher has nine reasons and can change it."""


@pages.get("/cannot-come/<session_id>", permission="learner.self")
def cannot_come(session_id: str) -> Any:
    """Why, and what happens with the child's place. The same page without scripts."""
    return _cannot_come_page(_own_session(session_id))


def _cannot_come_page(session: SessionInfo, *, refused: str = "", status: int = 200) -> Any:
    actor = current_actor()
    learner = _learner(actor)
    teacher = people.staff_by_id([session.teacher_id]).get(session.teacher_id or "")
    room = people.rooms_by_id(session.centre_id).get(session.room_id or "")
    known = queries.apologies_of(learner.id, [session.id]).get(session.id, "")
    return render(
        "courses/cannot_come.html",
        status,
        session=session,
        card={"key": room.key if room else "none", "picture": room.key if room else "school"},
        when=people.when(session.day),
        teacher_name=people.given(teacher.name) if teacher else "",
        reasons=[(code, language.translate(word), picture) for code, word, picture in REASONS],
        chosen=request.form.get("reason") or known,
        words=people,
        longer=[one for one in _coming(session)[1:] if one.day > session.day][:MOST_LATER],
        until=request.form.get("until", ""),
        refused=refused,
        consequences=panels(
            "learner.cannot_come",
            learner_id=learner.id,
            person_id=learner.person_id,
            session_id=session.id,
            day=session.day,
        ),
        draw=draw,
    )


@pages.post("/cannot-come/<session_id>", permission="learner.self")
def send_apology(session_id: str) -> Any:
    """Tell the teacher."""
    actor, session = current_actor(), _own_session(session_id)
    reason = request.form.get("reason", "")
    if reason not in {code for code, _word, _picture in REASONS}:
        return _cannot_come_page(session, refused=language.say("courses.choose_why"), status=422)
    until = _until(session)
    for one in _coming(session):
        if one.id == session_id or one.day <= until:
            services.apologise(one.id, actor.learner_id or "", AbsenceReason(reason), actor=actor, now=now())
    undo = url_for("courses.can_come", session_id=session_id, until=until.isoformat())
    return done(_knows(session), "courses.learner_today", undo=undo)


MOST_LATER = 4
"""Days that somebody can say at once that she cannot come on, after the first. Who stays away longer talks to her person."""


def _coming(session: SessionInfo) -> list[SessionInfo]:
    """A session and her next ones that are not cancelled, in order of time."""
    seats = _seats(current_actor().learner_id or "")
    found = [
        one for one in _sessions(seats, session.day) if one.state != "cancelled" and one.starts_at >= session.starts_at
    ]
    return [session, *(one for one in found if one.id != session.id)]


def _until(session: SessionInfo) -> date:
    """The last day of an apology: her own next days only, else that of the session."""
    wanted = request.values.get("until", "")
    days = {one.day.isoformat(): one.day for one in _coming(session)}
    last = days.get(wanted, session.day)
    later = sorted({day for day in days.values() if day > session.day})[:MOST_LATER]
    return last if last in later else session.day


def _knows(session: SessionInfo) -> str:
    teacher = people.staff_by_id([session.teacher_id]).get(session.teacher_id or "")
    return str(_("%(name)s knows.", name=people.given(teacher.name)) if teacher else _("Your centre knows."))


@pages.post("/can-come/<session_id>", permission="learner.self")
def can_come(session_id: str) -> Any:
    """Take "I cannot come" back."""
    actor, session = current_actor(), _own_session(session_id)
    until = _until(session)
    for one in _coming(session):
        if one.id == session_id or one.day <= until:
            services.take_back_apology(one.id, actor.learner_id or "", actor=actor, now=now())
    return done(_("Good. You can come."), "courses.learner_today")


def _own_session(session_id: str) -> SessionInfo:
    """A session of this learner that is not over. Raises NotFound or Conflict."""
    session = queries.session(session_id)
    if session_id not in {one.id for one in _sessions(_seats(current_actor().learner_id or ""), session.day)}:
        raise errors.NotFound("courses.absent")
    if session.ends_at <= now():
        raise errors.Conflict("courses.session_over")
    return session
