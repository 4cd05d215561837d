"""Carrying a plan into sections and seats: what is there is changed, what is new is opened, everybody is booked or moved."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.domain.calendar import WeeklyMeeting
from lms.courses.services import mixed
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations
from scheduling import queries
from scheduling.domain.compare import Meeting
from scheduling.domain.draft import Group, Groups
from scheduling.domain.week import wall


@dataclass(frozen=True)
class Plan:
    """What shall be, and what was when it was made: only the difference is carried out."""

    centre_id: str
    term_id: str
    starts_on: date
    groups: Groups
    base: Groups


class _NobodyBooked(Exception):
    """Takes a section back for which the door refused everybody."""


@dataclass(frozen=True)
class _Coming:
    """Somebody on the way into a group."""

    group: Group
    section_id: str
    learner_id: str


@dataclass
class Publication:
    """One plan on its way into sections and seats. Everything happens in the transaction in hand."""

    plan: Plan
    actor: Actor
    now: datetime
    told: Callable[[Mapping[str, int]], None]
    opened: int = 0
    changed: int = 0
    booked: int = 0
    moved: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """Id in the plan -> id of the section. A group that was not opened is not in here."""

    def carry_out(self) -> None:
        """Running sections first, so that new ones find the rooms free that they leave."""
        self._prepare()
        self._change_running()
        self._waiting_for: list[tuple[_Coming, errors.OnwardError]] = []
        for group in self.plan.groups:
            if not group.existing:
                with suppress(_NobodyBooked), db.session().begin_nested():
                    self._open_and_fill(group)
                self._tell()
        for group in self.plan.groups:
            if group.id in self.running:
                for learner_id in self._coming(group):
                    self._seat(_Coming(group, group.id, learner_id))
                self._tell()
        self._try_again()
        self._pair_twins()
        self._note_kept()

    def _prepare(self) -> None:
        plan = self.plan
        self.centre = organisations.centre(plan.centre_id)
        self.term = next(term for term in organisations.terms(self.centre.id) if term.id == plan.term_id)
        self.closed = organisations.closed_days(self.centre.id, self.term.starts_on, self.term.ends_on)
        self.rooms = {room.id: room for room in organisations.rooms(self.centre.id)}
        self.offered = {course.id: course for course in course_queries.courses(self.centre.id)}
        self.waiting = {learner.id for learner in queries.waiting(self.centre.id, self.plan.starts_on)}
        new = [(group.course, group.id) for group in plan.groups if not group.existing]
        self.names = queries.new_names(self.centre.id, new)
        live = course_queries.sections(centre_id=self.centre.id, term_id=self.term.id)
        wanted = {group.id for group in plan.groups if group.existing}
        self.running = {one.id: one for one in live if one.id in wanted and one.state == "published"}
        self.ids = {key: key for key in self.running}
        self.base = {group.id: group for group in plan.base}
        self.had = {person: group.id for group in plan.base for person in group.learners}
        self.seats = self._seats_now()

    def _seats_now(self) -> dict[str, course_queries.EnrolmentInfo]:
        """Seats in the running sections, by learner."""
        everybody = {person for group in self.plan.groups for person in group.learners} | set(self.had)
        found = course_queries.enrolments_of(sorted(everybody))
        return {who: one for who, all_of in found.items() for one in all_of if one.section_id in self.running}

    def _tell(self, in_hand: int = 0) -> None:
        """`in_hand` are people of a section that may still be taken back."""
        booked = self.booked + self.moved + in_hand
        self.told({"opened": self.opened, "booked": booked, "refused": len(self.refused)})

    # Sections.

    def _change_running(self) -> None:
        """Where two sections want each other's room or teacher, both let go first."""
        todo = [group for group in self.plan.groups if group.id in self.running and self._differs(group)]
        self.changed, let_go = len(todo), False
        while todo:
            blocked = [(group, clash) for group in todo if (clash := self._edit(group)) is not None]
            if len(blocked) == len(todo):
                if let_go:
                    raise blocked[0][1]
                let_go = True
                for group, _ in blocked:
                    self._edit(replace(group, room="", teacher=""))
            todo = [group for group, _ in blocked]

    def _differs(self, group: Group) -> bool:
        was = self.base.get(group.id, group)
        fixed = (set(was.meetings), was.room, was.teacher) != (set(group.meetings), group.room, group.teacher)
        return fixed or (was.learners != group.learners and len(group.learners) > self.running[group.id].seats)

    def _edit(self, group: Group) -> errors.Conflict | None:
        """Sessions from the first day on follow. Those with a register are never touched. Returns what is in the way."""
        live, was = self.running[group.id], self.base.get(group.id, group)
        edit = courses.SectionEdit(
            name=live.name,
            seats=max(live.seats, len(group.learners)),
            room_id=(group.room or None) if group.room != was.room else live.room_id,
            teacher_id=(group.teacher or None) if group.teacher != was.teacher else live.teacher_id,
            meetings=_weekly(live.meetings, group.meetings)
            if set(group.meetings) != set(was.meetings)
            else live.meetings,
            starts_on=live.starts_on,
            ends_on=live.ends_on,
            mode=live.mode,
            link=live.link,
            minutes=live.own_minutes,
            entry_until=live.entry_until,
        )
        try:
            with db.session().begin_nested():
                courses.edit_section(
                    group.id,
                    edit,
                    self.plan.starts_on,
                    closed=self.closed,
                    zone=self.centre.zone,
                    actor=self.actor,
                    now=self.now,
                )
        except errors.Conflict as clash:
            if clash.code not in ("courses.room_taken", "courses.teacher_taken"):
                raise
            return clash
        return None

    def _open_and_fill(self, group: Group) -> None:
        coming = self._coming(group)
        if not coming:
            return
        try:
            section_id = self._open(group)
        except courses.Unready as refusal:
            for learner_id in coming:
                self._refuse(group, learner_id, refusal)
            raise _NobodyBooked from None
        before = (self.booked, self.moved)
        late = []
        for learner_id in coming:
            one = _Coming(group, section_id, learner_id)
            if (refusal_of := self._enter(one)) is not None:
                late.append((one, refusal_of))
            self._tell()
        if (self.booked, self.moved) == before:
            for one, refusal_of in late:
                self._refuse(group, one.learner_id, refusal_of)
            raise _NobodyBooked
        self._waiting_for += late
        self.ids[group.id] = section_id
        self.opened += 1

    def _open(self, group: Group) -> str:
        course = self.offered[group.course]
        room = self.rooms.get(group.room)
        most = min(course.section_max, room.capacity) if room else course.section_max
        return courses.open_section(
            courses.NewSection(
                course_id=course.id,
                term_id=self.term.id,
                name=self.names[group.id],
                # A person may have put more people into a group, with a reason: the door lets in as many.
                seats=max(most, len(group.learners)),
                room_id=group.room or None,
                teacher_id=group.teacher or None,
                meetings=_weekly((), group.meetings),
                starts_on=self.plan.starts_on,
                ends_on=self.term.ends_on,
            ),
            closed=self.closed,
            zone=self.centre.zone,
            actor=self.actor,
            now=self.now,
        )

    def _pair_twins(self) -> None:
        """Groups that teach the same at other times share one roll from now on; who was paired otherwise is parted first."""
        known = {group.id: group for group in self.plan.groups}
        for group in self.plan.groups:
            was = self.base.get(group.id, group).twin
            if group.id in self.running and was and was != group.twin:
                mixed.part_twins(group.id)
        for group in self.plan.groups:
            other = known.get(group.twin)
            if other is None or other.twin != group.id or group.id > other.id:
                continue
            ids = (self.ids.get(group.id), self.ids.get(other.id))
            if None in ids or _shares_a_roll(*ids):
                continue
            mixed.pair(str(ids[0]), str(ids[1]))

    # People.

    def _coming(self, group: Group) -> list[str]:
        """Who comes into a group and was not in it before. Who got a seat elsewhere meanwhile is refused like by the door."""
        new = [one for one in group.learners if self.had.get(one) != group.id]
        at_home = [one for one in new if one in self.waiting or self._moves(one)]
        for one in new:
            if one not in at_home and not self._is_in(one, group):
                self._refuse(group, one, errors.Conflict("scheduling.seated_already"))
        return [one for one in at_home if not self._is_in(one, group)]

    def _moves(self, learner_id: str) -> bool:
        """Whether somebody still has the seat from which the plan moves her."""
        seat = self.seats.get(learner_id)
        return seat is not None and self.had.get(learner_id) == seat.section_id

    def _is_in(self, learner_id: str, group: Group) -> bool:
        seat = self.seats.get(learner_id)
        return seat is not None and seat.section_id == group.id

    def _seat(self, one: _Coming) -> None:
        refusal = self._enter(one)
        if refusal is not None:
            self._waiting_for.append((one, refusal))

    def _enter(self, one: _Coming) -> errors.OnwardError | None:
        """Through the booking door, or from one section to the other. Returns why not."""
        first = self.plan.starts_on
        try:
            with db.session().begin_nested():
                if one.learner_id in self.waiting:
                    courses.book(one.section_id, one.learner_id, from_date=first, actor=self.actor, now=self.now)
                else:
                    seat = self.seats[one.learner_id]
                    courses.transfer(seat.id, one.section_id, reason=REASON, on=first, actor=self.actor, now=self.now)
        except errors.OnwardError as refusal:
            return refusal
        if one.learner_id in self.waiting:
            self.booked += 1
        else:
            self.moved += 1
        return None

    def _try_again(self) -> None:
        """Seats and care places that others have left since are free now; then pairs change places; the rest is refused."""
        if not self._waiting_for:
            return
        while self._waiting_for:
            late, self._waiting_for = self._waiting_for, []
            for one, _ in late:
                self._seat(one)
            if len(self._waiting_for) == len(late):
                break
        for one, refusal in self._swapped(self._waiting_for):
            self._refuse(one.group, one.learner_id, refusal)
        self._tell()

    def _swapped(self, late: Iterable[tuple[_Coming, errors.OnwardError]]) -> list[tuple[_Coming, errors.OnwardError]]:
        """Two who want into each other's full section change places. Returns who is left."""
        left: list[tuple[_Coming, errors.OnwardError]] = []
        for one, refusal in late:
            other = next((two for two in left if self._face(one, two[0])), None)
            if other is None or not self._swap(one, other[0]):
                left.append((one, refusal))
            else:
                left.remove(other)
        return left

    def _face(self, one: _Coming, two: _Coming) -> bool:
        mine, hers = self.seats.get(one.learner_id), self.seats.get(two.learner_id)
        return bool(mine and hers and mine.section_id == two.section_id and hers.section_id == one.section_id)

    def _swap(self, one: _Coming, two: _Coming) -> bool:
        first, second = self.seats[one.learner_id].id, self.seats[two.learner_id].id
        try:
            with db.session().begin_nested():
                courses.swap(first, second, reason=REASON, on=self.plan.starts_on, actor=self.actor, now=self.now)
        except errors.OnwardError:
            return False
        self.moved += 2
        return True

    def _refuse(self, group: Group, learner_id: str, refusal: errors.OnwardError) -> None:
        name = self.names.get(group.id) or group.name
        facts = queries.kept(refusal.facts)
        self.refused.append({"learner": learner_id, "section": name, "code": refusal.code, "facts": facts})

    def _note_kept(self) -> None:
        """Nobody is dropped: who has a seat and no group in the plan keeps the seat, and is listed."""
        wanted = {person for group in self.plan.groups for person in group.learners}
        for learner_id, section_id in self.had.items():
            seat = self.seats.get(learner_id)
            if learner_id not in wanted and seat is not None and seat.section_id == section_id:
                self.kept.append({"learner": learner_id, "section": seat.section})

    @property
    def real(self) -> Groups:
        """The plan as it is now: with the true ids, and with those who have a seat."""
        found = []
        for group in self.plan.groups:
            if group.id not in self.ids:
                continue
            section_id = self.ids[group.id]
            seated = tuple(sorted(one.learner_id for one in course_queries.enrolments_of_section(section_id)))
            name = self.names.get(group.id) or group.name
            twin = self.ids.get(group.twin, "")
            found.append(replace(group, id=section_id, existing=True, name=name, learners=seated, twin=twin))
        return tuple(found)

    @property
    def figures(self) -> dict[str, int]:
        """What was done, in numbers."""
        return {"opened": self.opened, "changed": self.changed, "booked": self.booked, "moved": self.moved}


REASON = "timetable"


def _shares_a_roll(section_id: str | None, other_id: str | None) -> bool:
    return other_id in {one.id for one in course_queries.twins(section_id or "")}


def _weekly(before: tuple[WeeklyMeeting, ...], meetings: tuple[Meeting, ...]) -> tuple[WeeklyMeeting, ...]:
    """Meetings as a section keeps them. One that is moved keeps its rhythm of every n weeks."""
    old = {(int(one.weekday), f"{one.starts:%H:%M}", f"{one.ends:%H:%M}"): one for one in before}
    gone = iter(sorted((key, one) for key, one in old.items() if key not in meetings)) if old else iter(())
    found = []
    for key in meetings:
        day, starts, ends = key
        rhythm = old.get(key) or next((one for _, one in gone), None)
        new = WeeklyMeeting(day, wall(starts), wall(ends))
        found.append(replace(new, every=rhythm.every, anchor=rhythm.anchor) if rhythm else new)
    return tuple(found)
