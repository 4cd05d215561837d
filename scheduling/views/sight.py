"""The week of a draft as a board: rows rooms or teachers, columns days, classes stacked by time; care places below."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from time import monotonic

from flask_babel import gettext as _

from lms.kernel import errors
from lms.organisations.queries import Room
from scheduling import queries
from scheduling.domain.compare import Meeting
from scheduling.domain.draft import Change, Group, Groups, changed, locked_parts
from scheduling.domain.impact import Impact, Judged, Kind, near
from scheduling.domain.rules import Violation
from scheduling.domain.timetable import children_present
from scheduling.domain.week import BLOCKS, SATURDAY_BLOCKS, daypart, slot_id, wall
from scheduling.views.breaks import Words, words_for

DAYS = tuple(range(6))
NONE = "none"
"""The row of groups that have no room or no teacher yet."""
ROOMS, TEACHERS = "rooms", "teachers"
PATIENCE = 3.0
"""Seconds for weighing all places of a class; the places beyond that are weighed when somebody asks for them."""


@dataclass(frozen=True)
class Lesson:
    """One weekly meeting of a group on the board."""

    group: Group
    meeting: Meeting
    block: str
    locked: bool
    broken: int

    @property
    def key(self) -> str:
        """What names it in an address: group and meeting."""
        day, starts, _ends = self.meeting
        return f"{self.group.id}.{day}.{starts}"


@dataclass(frozen=True)
class Row:
    """A room or a teacher with the classes of each day."""

    key: str
    name: str
    note: str
    room: Room | None
    days: tuple[tuple[Lesson, ...], ...]


@dataclass(frozen=True)
class CareRow:
    """A care group: by day (word, children, places)."""

    name: str
    picture: str
    note: str
    days: tuple[tuple[tuple[str, int, int], ...], ...]


@dataclass(frozen=True)
class CareMove:
    """One half of a day of a care group that a change makes fuller or emptier; `row` and `part` are its place on the board."""

    row: int
    day: int
    part: int
    name: str
    word: str
    before: int
    after: int
    places: int


@dataclass(frozen=True)
class Place:
    """One place of the board for a class, with what putting it there would do; None where it cannot be put."""

    row: str
    day: int
    block: str
    slot: str
    impact: Impact | None


class Sight:
    """Everything that pages of one draft show."""

    def __init__(self, draft: queries.DraftInfo) -> None:
        self.draft = draft
        self.demand = queries.build_problem(draft.centre_id, draft.term_id, draft.starts_on)
        self.problem = self.demand.problem
        self.judged = Judged(self.problem, draft.groups)

    @cached_property
    def words(self) -> Words:
        return words_for(self.draft, self.demand)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        return self.judged.verdict.violations

    def group(self, group_id: str) -> Group | None:
        """A group of the draft."""
        return next((one for one in self.draft.groups if one.id == group_id), None)

    def seats(self, group: Group) -> int:
        """How many people the group takes."""
        course, room = self.problem.course.get(group.course), self.problem.room.get(group.room)
        most = course.section_max if course else len(group.learners)
        return min(most, room.capacity) if room else most

    # The board.

    def rows(self, by: str) -> list[Row]:
        """Rooms or teachers, and a last row for groups that have none yet."""
        names = self.words.names
        kept: list[tuple[str, str, str, Room | None]] = []
        if by == TEACHERS:
            kept += [(key, name, "", None) for key, name in sorted(names.teachers.items(), key=lambda one: one[1])]
            none = _("No teacher yet")
        else:
            kept += [(room.id, room.name, str(room.capacity), room) for room in names.rooms.values()]
            none = _("No room yet")
        known = {key for key, *_more in kept}
        found = [Row(key, name, note, room, self._days(by, key, known)) for key, name, note, room in kept]
        last = Row(NONE, none, "", None, self._days(by, NONE, known))
        return [*found, last] if any(last.days) else found

    def _days(self, by: str, key: str, known: set[str]) -> tuple[tuple[Lesson, ...], ...]:
        def row_of(group: Group) -> str:
            own = group.teacher if by == TEACHERS else group.room
            return own if own in known else NONE

        lessons = [one for one in self.lessons if row_of(one.group) == key]
        return tuple(
            tuple(sorted((one for one in lessons if one.meeting[0] == day), key=lambda one: one.meeting[1]))
            for day in DAYS
        )

    @cached_property
    def lessons(self) -> list[Lesson]:
        broken: dict[str, int] = {}
        for one in self.violations:
            if "section" in one.facts:
                broken[str(one.facts["section"])] = broken.get(str(one.facts["section"]), 0) + 1
        return [
            Lesson(
                group, meeting, daypart(wall(meeting[1])), bool(self.draft.locks.get(group.id)), broken.get(group.id, 0)
            )
            for group in self.draft.groups
            for meeting in group.meetings
        ]

    def care_moves(self, groups: Groups) -> list[CareMove]:
        """Where another plan brings more or fewer children into care than this one."""
        pairs = zip(self._care_now, self.care(Judged(self.problem, groups)), strict=True)
        return [
            CareMove(number, day, part, was.name, word, taken, will.days[day][part][1], places)
            for number, (was, will) in enumerate(pairs)
            for day in DAYS
            for part, (word, taken, places) in enumerate(was.days[day])
            if taken != will.days[day][part][1]
        ]

    def care_by_slot(self, lesson: Lesson, *, seconds: float = PATIENCE) -> dict[str, list[CareMove]]:
        """What a class at each slot of the week would change in care, as far as it can be counted in the time."""
        found: dict[str, list[CareMove]] = {}
        if not any(self.problem.learner[one].care for one in lesson.group.learners if one in self.problem.learner):
            return found
        end = monotonic() + seconds
        for day, block, slot in self.slots():
            if monotonic() > end or slot == slot_id(lesson.meeting[0], lesson.block):
                continue
            with suppress(errors.Conflict):
                after = changed(
                    self.draft.groups, Change(lesson.group.id, meeting=lesson.meeting, slot=slot), self.problem
                )
                found[f"{day}|{block}"] = self.care_moves(after)
        return found

    @cached_property
    def _care_now(self) -> list[CareRow]:
        return self.care()

    def care(self, judged: Judged | None = None) -> list[CareRow]:
        """Children against places: in the morning, and in the block after it in which places are scarcest."""
        care, plan = self.problem.childcare, judged or self.judged
        if care is None:
            return []
        present = children_present(plan.problem, plan.timetable.sections)
        known = {one.key: one for one in self.demand.care_groups}

        def pair(group: str, day: int, keys: Sequence[str]) -> tuple[int, int] | None:
            slots = [slot_id(day, key) for key in keys]
            counts = [
                (present.get(slot, Counter()).get(group, 0), care_group.places.get(slot, 0))
                for slot in slots
                for care_group in care.groups
                if care_group.id == group and slot in care.staff
            ]
            return max(counts, key=lambda one: (one[0] - one[1], one[0])) if counts else None

        parts = ((_("am"), [BLOCKS[0].key]), (_("pm"), [block.key for block in BLOCKS[1:]]))
        return [
            CareRow(
                known[one.id].name if one.id in known else one.id,
                known[one.id].picture if one.id in known else "",
                "",
                tuple(
                    tuple((word, *found) for word, keys in parts if (found := pair(one.id, day, keys)) is not None)
                    for day in DAYS
                ),
            )
            for one in care.groups
        ]

    # Where a class could go.

    def slots(self) -> Iterator[tuple[int, str, str]]:
        """(day, block, slot id) of every slot of the week."""
        for day in DAYS:
            for block in BLOCKS[:SATURDAY_BLOCKS] if day == DAYS[-1] else BLOCKS:
                yield day, block.key, slot_id(day, block.key)

    def lesson(self, key: str) -> Lesson | None:
        """A class by its name in an address."""
        return next((one for one in self.lessons if one.key == key), None)

    def change_to(self, lesson: Lesson, by: str, row: str, slot: str | None) -> Change:
        """What dropping a class on a place of the board means."""
        own = lesson.group.teacher if by == TEACHERS else lesson.group.room
        chosen = "" if row == NONE else row
        there = slot is not None and slot != slot_id(lesson.meeting[0], lesson.block)
        return Change(
            lesson.group.id,
            meeting=lesson.meeting if there else None,
            slot=slot if there else None,
            room=chosen if by == ROOMS and chosen != own else None,
            teacher=chosen if by == TEACHERS and chosen != own else None,
        )

    def weigh(self, change: Change, judged: Judged | None = None) -> Impact | None:
        """What a change would do, None for one that cannot be or is locked. `judged` is a part of the plan to look at."""
        part = judged or self.judged
        try:
            after = changed(part.groups, change, part.asked)
        except errors.Conflict:
            return None
        locked = locked_parts(part.groups, after, self.draft.locks)
        return None if locked else part.after(after)

    def places(self, lesson: Lesson, by: str, rows: Sequence[str], *, seconds: float = PATIENCE) -> list[Place]:
        """Every place for a class, its own row first, as far as they can be weighed in the time."""
        own = (lesson.group.teacher if by == TEACHERS else lesson.group.room) or NONE
        order = sorted((row for row in rows if row != NONE), key=lambda row: row != own)
        found: list[Place] = []
        end = monotonic() + seconds
        judged = Judged(*near(self.problem, self.draft.groups, lesson.group.id))
        for row in order:
            for day, block, slot in self.slots():
                if monotonic() > end:
                    return found
                change = self.change_to(lesson, by, row, slot)
                if change.slot is not None or change.room is not None or change.teacher is not None:
                    found.append(Place(row, day, block, slot, self.weigh(change, judged)))
        return found

    def seatings(self, learner: str) -> list[tuple[Group, Impact | None]]:
        """Every other group of the course that somebody is in or waits for, the best first."""
        wanted = self.problem.learner[learner].course
        now = next((one.id for one in self.draft.groups if learner in one.learners), None)
        found = [
            (one, self.weigh(Change(one.id, learner=learner)))
            for one in self.draft.groups
            if one.course == wanted and one.id != now
        ]
        return sorted(found, key=lambda pair: _rank(pair[1]))


def nearest(lesson: Lesson, places: Sequence[Place], row: str) -> Place | None:
    """The nearest place that breaks nothing: in the same row first, then by days, then by hours."""
    order = [block.key for block in BLOCKS]

    def distance(place: Place) -> tuple[bool, int, int]:
        blocks = abs(order.index(place.block) - order.index(lesson.block))
        return place.row != row, abs(place.day - lesson.meeting[0]), blocks

    harmless = [one for one in places if one.impact is not None and one.impact.kind is Kind.FITS]
    return min(harmless, key=distance, default=None)


def _rank(impact: Impact | None) -> tuple[int, int]:
    if impact is None:
        return 3, 0
    return list(Kind).index(impact.kind), impact.total.change
