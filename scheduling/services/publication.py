"""Making a plan real: its sections are opened and everybody is booked through the booking door, in one transaction."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import update

from lms.accounts.services import audit
from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations
from scheduling import models, queries
from scheduling.domain.compare import Planned
from scheduling.services.search import find

Told = Callable[[Mapping[str, int]], None]
"""Hears how far a publication is: sections opened, people booked, people refused."""


def publish(
    run_id: str, *, actor: Actor, now: datetime, held: str = "done", told: Told = lambda _: None
) -> dict[str, Any]:
    """Make the plan real: open its sections and book everybody, in one transaction.

    A booking that the door refuses (a care place that a child outgrows, a missing prerequisite) is listed, and the
    others stand. Sections that end up empty are not opened. Returns {"sections", "booked", "refused"}.
    `held` is the state that the run must be in: "publishing" where somebody asked for it beforehand.
    Raises Conflict when the run is in another state, is older than the published plan, or a room or teacher was taken
    meanwhile.
    """
    row = find(run_id)
    refuse_outdated(row)
    _take(row, held, actor, now)
    publication = _Publication(row, queries.run(run_id).sections, actor, now, told)
    publication.carry_out()
    row.refused = publication.refused
    row.figures = {**row.figures, "opened": publication.opened, "booked": publication.booked}
    audit.record("publish", "scheduling_run", run_id, now=now)
    return {"sections": publication.opened, "booked": publication.booked, "refused": publication.refused}


def refuse_outdated(row: models.Run) -> None:
    """A plan from before the one in force knows nothing of who got a seat by it. Raises Conflict."""
    newest = queries.newest_published(row.centre_id)
    if newest is not None and newest.id != row.id and newest.published_at and newest.published_at > row.asked_at:
        raise errors.Conflict("scheduling.outdated")


def _take(row: models.Run, held: str, actor: Actor, now: datetime) -> None:
    """The check is the write: of two who publish at once, one changes no row."""
    taken = db.session().execute(
        update(models.Run)
        .where(models.Run.id == row.id, models.Run.state == held)
        .values(state="published", published_at=now, published_by=actor.name)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise errors.Conflict("scheduling.not_done")
    db.session().refresh(row)


class _NobodyBooked(Exception):
    """Takes a section back for which the door refused everybody."""


@dataclass
class _Publication:
    """One plan on its way into sections and seats."""

    row: models.Run
    plan: tuple[Planned, ...]
    actor: Actor
    now: datetime
    told: Told
    opened: int = 0
    booked: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)

    def carry_out(self) -> None:
        """Section by section. Who got a seat elsewhere since the search is refused like by the door."""
        self.centre = organisations.centre(self.row.centre_id)
        self.term = next(term for term in organisations.terms(self.centre.id) if term.id == self.row.term_id)
        self.closed = organisations.closed_days(self.centre.id, self.term.starts_on, self.term.ends_on)
        self.rooms = {room.id: room for room in organisations.rooms(self.centre.id)}
        self.offered = {course.id: course for course in course_queries.courses(self.centre.id)}
        self.waiting = {learner.id for learner in queries.waiting(self.centre.id)}
        self.names = _names(self.plan, self.offered, self.centre.id)
        for section in self.plan:
            with suppress(_NobodyBooked), db.session().begin_nested():
                self._fill(section)
            self._tell()

    def _tell(self, in_hand: int = 0) -> None:
        """`in_hand` are people of a section that may still be taken back."""
        self.told({"opened": self.opened, "booked": self.booked + in_hand, "refused": len(self.refused)})

    def _fill(self, section: Planned) -> None:
        seated_already = errors.Conflict("scheduling.seated_already")
        self._turn_away(section, [one for one in section.new_learners if one not in self.waiting], seated_already)
        coming = [one for one in section.new_learners if one in self.waiting]
        if not coming:
            return
        try:
            section_id = section.id if section.existing else self._open(section)
        except courses.Unready as refusal:
            self._turn_away(section, coming, refusal)
            raise _NobodyBooked from None
        seated = 0
        for learner_id in coming:
            seated += self._book(section, section_id, learner_id)
            self._tell(seated)
        if not seated and not section.existing:
            raise _NobodyBooked
        self.booked += seated
        self.opened += not section.existing

    def _turn_away(self, section: Planned, learner_ids: list[str], refusal: errors.OnwardError) -> None:
        for learner_id in learner_ids:
            self._refuse(section, learner_id, refusal)

    def _open(self, section: Planned) -> str:
        course = self.offered[section.course]
        return courses.open_section(
            courses.NewSection(
                course_id=course.id,
                term_id=self.term.id,
                name=self.names[section.id],
                seats=min(course.section_max, self.rooms[section.room].capacity),
                room_id=section.room,
                teacher_id=section.teacher,
                meetings=tuple(
                    WeeklyMeeting(day, time.fromisoformat(starts), time.fromisoformat(ends))
                    for day, starts, ends in section.meetings
                ),
                starts_on=self.row.starts_on,
                ends_on=self.term.ends_on,
            ),
            closed=self.closed,
            zone=self.centre.zone,
            actor=self.actor,
            now=self.now,
        )

    def _book(self, section: Planned, section_id: str, learner_id: str) -> bool:
        try:
            with db.session().begin_nested():
                courses.book(section_id, learner_id, from_date=self.row.starts_on, actor=self.actor, now=self.now)
        except errors.OnwardError as refusal:
            self._refuse(section, learner_id, refusal)
            return False
        return True

    def _refuse(self, section: Planned, learner_id: str, refusal: errors.OnwardError) -> None:
        name = self.names.get(section.id) or self.offered[section.course].title
        facts = queries.kept(refusal.facts)
        self.refused.append({"learner": learner_id, "section": name, "code": refusal.code, "facts": facts})


def _names(
    plan: tuple[Planned, ...], offered: Mapping[str, course_queries.CourseInfo], centre_id: str
) -> dict[str, str]:
    """A name for each new section: the course's title and a running letter."""
    taken = Counter(section.course.id for section in course_queries.sections(centre_id=centre_id))
    names = {}
    for section in sorted(plan, key=lambda one: (one.course, one.meetings, one.id)):
        if section.existing:
            continue
        names[section.id] = f"{offered[section.course].title} {chr(ord('A') + taken[section.course] % 26)}"
        taken[section.course] += 1
    return names
