"""Classes: a teacher's own, one class with its people and sessions, and its list for print."""

from datetime import timedelta
from typing import Any

from flask import request, url_for

from lms.courses import queries
from lms.courses.queries import SectionInfo, SessionInfo
from lms.courses.queries.mixed import groups_of
from lms.courses.views import people, plan
from lms.courses.views.door import pages
from lms.kernel.web import current_actor, current_day, draw, now, panels, render
from lms.learners import queries as learners

BEFORE, AFTER = timedelta(days=28), timedelta(days=21)


@pages.get("/classes", permission="courses.teach")
def classes() -> Any:
    """My classes: next session, level, seats."""
    actor, today = current_actor(), current_day()
    mine = queries.sections(teacher_id=actor.staff_id) if actor.staff_id else []
    running = [one for one in mine if one.ends_on >= today]
    coming: dict[str, SessionInfo] = {}
    for session in queries.sessions_between(today, today + AFTER, section_ids=[one.id for one in running]):
        if session.state != "cancelled" and session.ends_at > now():
            coming.setdefault(session.section_id, session)
    return render(
        "courses/classes.html",
        sections=running,
        coming=coming,
        today=today,
        rooms=people.rooms_by_id(actor.centre_id),
        over=[one for one in mine if one.ends_on < today],
        words=people,
    )


@pages.get("/sections/<section_id>", permission="courses.section.see")
def section(section_id: str) -> Any:
    """One class: who is in it, when and where it meets, and which registers are taken."""
    found = _section(section_id)
    planning, everything = current_actor().may("courses.plan"), "all" in request.args
    today, at = current_day(), now()
    first, last = (found.starts_on, found.ends_on) if everything else (today - BEFORE, today + AFTER)
    sessions = queries.sessions_between(first, last, section_ids=[section_id])
    members = _members(section_id)
    told = [(one, people.register_state(one, at)) for one in sessions]
    # What is over and written down is folded away: the next session comes first.
    over = [(one, state) for one, state in told if one.day < today and state != "open"]
    ahead = [(one, state) for one, state in told if one.day >= today or state == "open"]
    return render(
        "courses/section.html",
        section=found,
        members=members,
        sessions=ahead,
        over=over,
        everything=everything,
        room=people.rooms_by_id(found.centre_id).get(found.room_id or ""),
        staff=people.staff_by_id([found.teacher_id, *(one.teacher_id for one in sessions)]),
        shown=panels(
            "section",
            section_id=section_id,
            course_id=found.course.id,
            learner_ids=tuple(person.id for person, _seat in members),
        ),
        words=people,
        draw=draw,
        today=today,
        new_since=today - people.NEW_FOR,
        count=queries.hour_counts([found])[section_id],
        twins=queries.twins(section_id) if found.twin_key else [],
        groups=groups_of(found, {person.id for person, _seat in members}),
        planning=planning,
        changes=queries.changes_of(section_id) if planning else [],
    )


@pages.get("/sections/<section_id>/list", permission="courses.section.see")
def section_list(section_id: str) -> Any:
    """The list of a class for print, with room to sign for the next sessions."""
    found, today = _section(section_id), current_day()
    sessions = queries.sessions_between(today, today + AFTER, section_ids=[section_id])
    return render(
        "courses/section_list.html",
        section=found,
        members=_members(section_id),
        sessions=[one for one in sessions if one.state != "cancelled"][:6],
        room=people.rooms_by_id(found.centre_id).get(found.room_id or ""),
        teacher=people.staff_by_id([found.teacher_id]).get(found.teacher_id or ""),
        today=today,
        back_url=url_for("courses.section", section_id=section_id),
        words=people,
    )


def _section(section_id: str) -> SectionInfo:
    found = queries.section(section_id, states=plan.ANY_STATE)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


def _members(section_id: str) -> list[tuple[learners.LearnerInfo, queries.EnrolmentInfo]]:
    """Who holds a seat, by name."""
    seats = {seat.learner_id: seat for seat in queries.enrolments_of_section(section_id)}
    known = learners.by_ids(seats)
    return sorted(((known[key], seat) for key, seat in seats.items() if key in known), key=_by_name)


def _by_name(member: tuple[learners.LearnerInfo, queries.EnrolmentInfo]) -> str:
    return member[0].name.casefold()
