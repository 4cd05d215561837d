"""Sections: which there are, opened or changed by their name in a term."""

from datetime import date, time

from pydantic import Field

from lms.courses import queries, services
from lms.courses.domain.calendar import WeeklyMeeting
from lms.courses.rest.door import resources
from lms.kernel import clock, errors
from lms.kernel.rest import Query, Value
from lms.kernel.web import current_actor, now
from lms.organisations import queries as organisations


class Meeting(Value):
    """A weekly slot in wall time of the centre. Monday is 0."""

    weekday: int = Field(ge=0, le=6)
    starts: time
    ends: time
    every: int = Field(default=1, ge=1, le=8)
    """Every week, every second week: counted from the week of `anchor`, else from the section's first."""
    anchor: date | None = None


class Section(Value):
    """A class group with its course."""

    id: str
    name: str
    course_id: str
    course: str
    programme: str
    module_key: str
    track: str
    level: str
    centre_id: str
    term_id: str
    seats: int
    taken: int
    room_id: str | None
    teacher_id: str | None
    starts_on: date
    ends_on: date
    mode: str
    meetings: tuple[Meeting, ...]


class Sections(Value):
    """Published sections by name."""

    items: tuple[Section, ...]


class SectionsQuery(Query):
    """Which sections."""

    centre_id: str | None = None
    term_id: str | None = None


@resources.get("/sections", permission="courses.board.see", answers=Sections, query=SectionsQuery)
def sections(query: SectionsQuery) -> Sections:
    """Published sections by name."""
    found = queries.sections(centre_id=query.centre_id, term_id=query.term_id)
    return Sections(items=tuple(_section(one) for one in found))


@resources.get("/sections/<section_id>", permission="courses.board.see", answers=Section)
def section(section_id: str) -> Section:
    """One section by id."""
    return _section(queries.section(section_id))


def _section(info: queries.SectionInfo) -> Section:
    course = info.course
    return Section(
        course_id=course.id,
        course=course.title,
        programme=course.programme,
        module_key=course.module_key,
        track=course.track,
        level=course.level,
        meetings=tuple(Meeting.model_validate(one) for one in info.meetings),
        **{
            name: getattr(info, name)
            for name in (
                "id", "name", "centre_id", "term_id", "seats", "taken", "room_id", "teacher_id", "starts_on", "ends_on",
                "mode",
            )
        },
    )  # fmt: skip


class SectionWanted(Value):
    """What a section should be. Its name in its term tells which it is: sent again, it changes nothing more."""

    course_id: str
    seats: int = Field(ge=1, le=500)
    meetings: tuple[Meeting, ...] = Field(min_length=1)
    starts_on: date | None = None
    ends_on: date | None = None
    room_id: str | None = None
    teacher_id: str | None = None
    mode: str = "room"
    link: str = ""


@resources.put("/terms/<term_id>/sections/<name>", permission="courses.plan", answers=Section, body=SectionWanted)
def put_section(term_id: str, name: str, body: SectionWanted) -> Section:
    """Open a section under a name in a term, or change the one of that name. Its dated sessions follow."""
    course = queries.course(body.course_id)
    term = next((one for one in organisations.terms(course.centre_id) if one.id == term_id), None)
    if term is None:
        raise errors.NotFound("courses.absent")
    standing = next(
        (one for one in queries.sections(term_id=term_id) if (one.name, one.course.id) == (name, course.id)), None
    )
    edit = _edit(name, body, term, standing)
    zone = organisations.centre(course.centre_id).zone
    closed = organisations.closed_days(course.centre_id, edit.starts_on, edit.ends_on)
    actor, at = current_actor(), now()
    if standing:
        section_id, today = standing.id, clock.local(at, zone).date()
        services.edit_section(section_id, edit, today, closed=closed, zone=zone, actor=actor, now=at)
    else:
        new = services.NewSection.of(edit, course.id, term_id)
        section_id = services.open_section(new, closed=closed, zone=zone, actor=actor, now=at)
    return _section(queries.section(section_id))


OPTIONAL = ("starts_on", "ends_on", "room_id", "teacher_id", "mode", "link")


def _edit(
    name: str, body: SectionWanted, term: organisations.Term, standing: queries.SectionInfo | None
) -> services.SectionEdit:
    """What is asked for. What the sender did not name stays as it stands."""
    given = {one: getattr(standing if standing and one not in body.model_fields_set else body, one) for one in OPTIONAL}
    given["starts_on"], given["ends_on"] = given["starts_on"] or term.starts_on, given["ends_on"] or term.ends_on
    return services.SectionEdit(
        name=name,
        seats=body.seats,
        meetings=tuple(
            WeeklyMeeting(one.weekday, one.starts, one.ends, one.every, one.anchor) for one in body.meetings
        ),
        minutes=standing.own_minutes if standing else None,
        entry_until=standing.entry_until if standing else None,
        **given,
    )
