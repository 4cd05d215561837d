"""A plan that people change by hand: its groups, the changes that can be made to it, and what differs between two. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from lms.kernel import errors
from scheduling.domain.compare import Meeting
from scheduling.domain.problem import Lock, Pattern, Problem, Room, Slot, Teacher
from scheduling.domain.timetable import Section, Timetable
from scheduling.domain.week import overlapping, wall

INTENSIVE = 4
"""So many meetings a week make a group intensive."""
PARTS = ("time", "room", "teacher", "learners")
"""What of a group can be locked."""
NOBODY = "nobody:"
"""Stands before the id of a group where it has no room or no teacher yet."""


@dataclass(frozen=True)
class Group:
    """One section of a draft with its true weekly times."""

    id: str
    existing: bool
    name: str
    course: str
    meetings: tuple[Meeting, ...]
    room: str
    teacher: str
    learners: tuple[str, ...]
    twin: str = ""

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots of the week that its meetings touch."""
        return tuple(dict.fromkeys(slot for one in self.meetings for slot in slots_of(one)))


Groups = tuple[Group, ...]


@dataclass(frozen=True)
class Change:
    """What somebody wants to do to one group. What is None stays.

    `meeting` is moved to `slot`; `learner` comes into the group, or leaves it for none where `out` is set.
    """

    group: str
    meeting: Meeting | None = None
    slot: str | None = None
    pattern: str | None = None
    room: str | None = None
    teacher: str | None = None
    learner: str | None = None
    out: bool = False


def kept(groups: Iterable[Group]) -> list[dict[str, Any]]:
    """Groups as JSON keeps them."""
    return [
        {one.name: _plain(getattr(group, one.name)) for one in fields(Group)}
        for group in groups
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def revived(stored: Iterable[Mapping[str, Any]]) -> Groups:
    """Groups from JSON."""
    return tuple(
        Group(
            id=one["id"],
            existing=one["existing"],
            name=one["name"],
            course=one["course"],
            meetings=tuple((int(day), str(starts), str(ends)) for day, starts, ends in one["meetings"]),
            room=one["room"],
            teacher=one["teacher"],
            learners=tuple(one["learners"]),
            twin=one.get("twin", ""),
        )
        for one in stored
    )


def slots_of(meeting: Meeting) -> tuple[str, ...]:
    """The slots that a meeting touches."""
    day, starts, ends = meeting
    return overlapping(day, wall(starts), wall(ends))


# --- changing --------------------------------------------------------------------------------------------------------


def changed(groups: Groups, change: Change, problem: Problem) -> Groups:
    """The plan after a change. Raises NotFound for what is not there, Conflict for what cannot be."""
    group = _find(groups, change.group)
    after = group
    if change.pattern is not None:
        after = replace(after, meetings=_pattern_times(problem, change.pattern))
    if change.meeting is not None and change.slot is not None:
        after = replace(after, meetings=_moved(after, change.meeting, _slot(problem, change.slot)))
    if change.room is not None:
        after = replace(after, room=_known(change.room, problem.room))
    if change.teacher is not None:
        after = replace(after, teacher=_known(change.teacher, problem.teacher))
    if change.learner is not None:
        return _seated(groups, after, change.learner, change.out, problem)
    return tuple(after if one.id == group.id else one for one in groups)


def _find(groups: Groups, group_id: str) -> Group:
    found = next((one for one in groups if one.id == group_id), None)
    if found is None:
        raise errors.NotFound("scheduling.absent")
    return found


def _slot(problem: Problem, slot_id: str) -> Slot:
    if slot_id not in problem.slot:
        raise errors.NotFound("scheduling.absent")
    return problem.slot[slot_id]


def _known(name: str, known: Mapping[str, object]) -> str:
    if name and name not in known:
        raise errors.NotFound("scheduling.absent")
    return name


def _pattern_times(problem: Problem, pattern_id: str) -> tuple[Meeting, ...]:
    if pattern_id not in problem.pattern:
        raise errors.NotFound("scheduling.absent")
    return tuple(sorted(_times(problem.slot[slot]) for slot in problem.pattern[pattern_id].slots))


def _times(slot: Slot) -> Meeting:
    return int(slot.weekday), f"{slot.start:%H:%M}", f"{slot.end:%H:%M}"


def _moved(group: Group, meeting: Meeting, slot: Slot) -> tuple[Meeting, ...]:
    """The meeting in another slot. On another day at the same time of day it keeps its own hours."""
    if meeting not in group.meetings:
        raise errors.NotFound("scheduling.absent")
    others = [one for one in group.meetings if one != meeting]
    same_day = (int(slot.weekday), meeting[1], meeting[2])
    new = same_day if slots_of(same_day) == (slot.id,) else _times(slot)
    if any(slot.id in slots_of(one) for one in others):
        raise errors.Conflict("scheduling.meets_then_already", group=group.name)
    return tuple(sorted([*others, new]))


def _seated(groups: Groups, group: Group, learner: str, out: bool, problem: Problem) -> Groups:
    if learner not in problem.learner:
        raise errors.NotFound("scheduling.absent")
    without = tuple(
        replace(one, learners=tuple(person for person in one.learners if person != learner)) for one in groups
    )
    if out:
        return without
    return tuple(replace(one, learners=(*one.learners, learner)) if one.id == group.id else one for one in without)


def locked_parts(before: Groups, after: Groups, locks: Mapping[str, Sequence[str]]) -> list[tuple[Group, str]]:
    """Which locks a change does not keep."""
    old = {one.id: one for one in before}
    broken = []
    for one in after:
        was = old.get(one.id, one)
        parts = {
            "time": set(was.meetings) != set(one.meetings),
            "room": was.room != one.room,
            "teacher": was.teacher != one.teacher,
            "learners": set(was.learners) != set(one.learners),
        }
        broken += [(one, part) for part in locks.get(one.id, ()) if parts.get(part)]
    return broken


def touched(before: Groups, after: Groups) -> tuple[Groups, Groups]:
    """The groups that differ, as they were and as they are; a group that is new or gone stands on one side only."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    was = tuple(one for one in before if new.get(one.id) != one)
    return was, tuple(one for one in after if old.get(one.id) != one)


def put_back(groups: Groups, was: Groups, now: Groups) -> Groups:
    """The plan with a change taken back. Raises Conflict where somebody changed the same group since."""
    current, old, new = ({one.id: one for one in part} for part in (groups, was, now))
    for one in (*now, *was):
        if current.get(one.id) != new.get(one.id):
            raise errors.Conflict("scheduling.changed_since", group=one.name)
    stays = tuple(old.get(one.id, one) for one in groups if one.id in old or one.id not in new)
    return (*stays, *(one for one in was if one.id not in current))


# --- as a timetable --------------------------------------------------------------------------------------------------


def as_timetable(problem: Problem, groups: Groups) -> tuple[Problem, Timetable]:
    """The plan as the judge reads it, and the problem with what the plan needs beside it.

    A group without a room or a teacher yet gets one of its own that breaks no rule. People who are no part of the problem
    any more are left out.
    """
    by_slots = {frozenset(one.slots): one for one in problem.patterns}
    patterns: dict[str, Pattern] = {}
    sections = []
    for group in groups:
        pattern = by_slots.get(frozenset(group.slots)) or _own_pattern(group)
        patterns[pattern.id] = pattern
        sections.append(
            Section(
                group.id,
                group.course,
                pattern.id,
                group.room if group.room in problem.room else NOBODY + group.id,
                group.teacher if group.teacher in problem.teacher else NOBODY + group.id,
                tuple(one for one in group.learners if one in problem.learner),
                group.twin,
            )
        )
    rooms = tuple(_any_room(one.room, problem) for one in sections if one.room.startswith(NOBODY))
    teachers = tuple(_any_teacher(one.teacher, problem) for one in sections if one.teacher.startswith(NOBODY))
    own = tuple(one for one in patterns.values() if one.id not in problem.pattern)
    wider = replace(
        problem,
        patterns=(*problem.patterns, *own),
        rooms=(*problem.rooms, *rooms),
        teachers=(*problem.teachers, *teachers),
        locks=(),
    )
    return wider, Timetable(tuple(one for one in sections if one.course in problem.course))


def _own_pattern(group: Group) -> Pattern:
    return Pattern("+".join(("", *sorted(group.slots))), group.slots, len(group.meetings) >= INTENSIVE)


def _any_room(name: str, problem: Problem) -> Room:
    return Room(name, len(problem.learners) + 1, equipment=frozenset().union(*(c.equipment for c in problem.courses)))


def _any_teacher(name: str, problem: Problem) -> Teacher:
    return Teacher(
        name, frozenset(c.qualification for c in problem.courses), frozenset(problem.slot), 7 * len(problem.slots)
    )


def as_locks(problem: Problem, groups: Groups, locks: Mapping[str, Sequence[str]]) -> tuple[Lock, ...]:
    """What is locked, as engines and the judge read it."""
    _, timetable = as_timetable(problem, groups)
    return tuple(
        Lock(
            section.id,
            section.course,
            section.pattern if "time" in parts else "",
            section.room if "room" in parts and section.room in problem.room else "",
            section.teacher if "teacher" in parts and section.teacher in problem.teacher else "",
            section.learners if "learners" in parts else None,
        )
        for section in timetable.sections
        if (parts := locks.get(section.id))
    )


# --- what differs ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupDifference:
    """One group of two plans. Where it is in one of them only, the other is None."""

    before: Group | None
    after: Group | None

    @property
    def parts(self) -> tuple[str, ...]:
        """What of it differs: new, gone, or time, room, teacher, learners."""
        if self.before is None:
            return ("new",)
        if self.after is None:
            return ("gone",)
        differ = {
            "time": set(self.before.meetings) != set(self.after.meetings),
            "room": self.before.room != self.after.room,
            "teacher": self.before.teacher != self.after.teacher,
            "learners": set(self.before.learners) != set(self.after.learners),
        }
        return tuple(part for part in PARTS if differ[part])

    @property
    def joined(self) -> tuple[str, ...]:
        """Who is in it after and was not before."""
        return _only(self.after, self.before)

    @property
    def left(self) -> tuple[str, ...]:
        """Who was in it before and is not after."""
        return _only(self.before, self.after)


def _only(first: Group | None, second: Group | None) -> tuple[str, ...]:
    had = set(second.learners) if second else set()
    return tuple(one for one in first.learners if one not in had) if first else ()


def differences(before: Groups, after: Groups) -> list[GroupDifference]:
    """Groups that differ between two plans, by name."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    pairs = [GroupDifference(old.get(key), new.get(key)) for key in dict.fromkeys([*new, *old])]
    return [one for one in pairs if one.parts]


def from_timetable(problem: Problem, groups: Groups, found: Timetable, names: Mapping[str, str]) -> Groups:
    """The plan that an engine found for a draft, in the draft's form.

    A group whose slots stay keeps its own hours, and people who are no part of the problem stay in it. A running group
    that the engine left empty stays, for it is not ours to close. `names` are those of new groups.
    """
    known, strangers = {one.id: one for one in groups}, set[str]()
    for group in groups:
        strangers.update(one for one in group.learners if one not in problem.learner)
    made = {section.id: _group(problem, section, known.get(section.id), strangers, names) for section in found.sections}
    placed = {person for one in made.values() for person in one.learners}
    left = tuple(
        replace(one, learners=tuple(person for person in one.learners if person not in placed))
        for one in groups
        if one.existing and one.id not in made
    )
    order = [one.id for one in groups]
    new = [one for key, one in made.items() if key not in known]
    return (*sorted((*(made[key] for key in made if key in known), *left), key=lambda one: order.index(one.id)), *new)


def _group(
    problem: Problem, section: Section, before: Group | None, strangers: set[str], names: Mapping[str, str]
) -> Group:
    slots = problem.pattern[section.pattern].slots
    meetings = tuple(sorted(_times(problem.slot[slot]) for slot in slots))
    room, teacher = ("" if one.startswith(NOBODY) else one for one in (section.room, section.teacher))
    if before is None:
        name = names.get(section.course, section.course)
        return Group(section.id, False, name, section.course, meetings, room, teacher, section.learners, section.twin)
    if set(before.slots) == set(slots):
        meetings = before.meetings
    # Who stays keeps the order, so that a group with the same people is the same group.
    stay = [one for one in before.learners if one in strangers or one in section.learners]
    people = (*stay, *(one for one in section.learners if one not in before.learners))
    return replace(before, meetings=meetings, room=room, teacher=teacher, learners=people, twin=section.twin)
