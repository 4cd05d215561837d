"""The centre problem as JSON: numbered slots, patterns, courses, rooms, teachers and learners; and its solutions.

Everything is numbered by its place in its list. Slots carry a day (0 is Monday) and a block of the day (0 to 3).
"""

from collections.abc import Mapping
from datetime import time
from typing import Any

from lms.kernel import errors
from lms.kernel.vocabulary import Weekday
from scheduling.domain.problem import (
    CareGroup,
    Childcare,
    Costs,
    Course,
    Learner,
    Pattern,
    Problem,
    Room,
    Rules,
    Slot,
    Teacher,
    is_qualified,
)
from scheduling.domain.timetable import Section, Timetable

_BLOCKS = (
    (time(8, 30), time(11, 45)),
    (time(12, 0), time(15, 15)),
    (time(15, 30), time(18, 45)),
    (time(19, 0), time(21, 15)),
)
"""Wall times for the four blocks, which the format leaves open: morning, midday, afternoon, evening."""


def read_problem(data: Mapping[str, Any]) -> Problem:
    """The problem of one JSON document. Raises `errors.Invalid` naming the part that cannot be read."""
    part = "document"
    try:
        part = "rules"
        rules = data["rules"]
        parts: dict[str, Any] = {}
        for part, reader in _READERS.items():
            parts[part] = reader(data)
        return Problem(**parts, rules=Rules(float(rules["min_share"]), Costs(**rules["cost"])))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise errors.Invalid("timetable.centre.unreadable", part=part, detail=repr(error)) from error


def _slots(data: Mapping[str, Any]) -> tuple[Slot, ...]:
    return tuple(Slot(str(i), Weekday(s["day"]), *_BLOCKS[s["block"]]) for i, s in enumerate(data["slots"]))


def _patterns(data: Mapping[str, Any]) -> tuple[Pattern, ...]:
    known = range(len(data["slots"]))
    for pattern in data["patterns"]:
        if not pattern["slots"] or any(s not in known for s in pattern["slots"]):
            raise ValueError(f"pattern with unknown slots or none: {pattern['slots']}")
    return tuple(Pattern(str(i), _names(p["slots"]), bool(p["intensive"])) for i, p in enumerate(data["patterns"]))


def _courses(data: Mapping[str, Any]) -> tuple[Course, ...]:
    rules = data["rules"]
    return tuple(
        Course(str(i), c["sections"], rules["section_min"], rules["section_max"], qualification=str(i))
        for i, c in enumerate(data["courses"])
    )


def _rooms(data: Mapping[str, Any]) -> tuple[Room, ...]:
    return tuple(Room(str(i), r["capacity"]) for i, r in enumerate(data["rooms"]))


def _teachers(data: Mapping[str, Any]) -> tuple[Teacher, ...]:
    return tuple(
        Teacher(str(i), frozenset(_names(t["courses"])), frozenset(_names(t["slots"])), t["meetings"])
        for i, t in enumerate(data["teachers"])
    )


def _learners(data: Mapping[str, Any]) -> tuple[Learner, ...]:
    return tuple(
        Learner(
            str(i),
            str(person["course"]),
            tuple(frozenset(_names(week)) for week in person["weeks"]),
            children=_names(person["children"]),
            intensive=bool(person["intensive"]),
        )
        for i, person in enumerate(data["learners"])
    )


def _childcare(data: Mapping[str, Any]) -> Childcare:
    care = data["childcare"]
    open_slots = _names(care["slots"])
    groups = tuple(
        CareGroup(str(i), g["ratio"], dict.fromkeys(open_slots, g["places"])) for i, g in enumerate(care["groups"])
    )
    return Childcare(groups, dict.fromkeys(open_slots, care["staff"]))


_READERS = {
    "slots": _slots,
    "patterns": _patterns,
    "courses": _courses,
    "rooms": _rooms,
    "teachers": _teachers,
    "learners": _learners,
    "childcare": _childcare,
}


def _names(numbers: list[int]) -> tuple[str, ...]:
    return tuple(str(n) for n in numbers)


def read_solution(data: Mapping[str, Any]) -> Timetable:
    """The timetable of one JSON document. Raises `errors.Invalid` if a part is missing."""
    try:
        return Timetable(
            tuple(
                Section(
                    str(i),
                    str(s["course"]),
                    str(s["pattern"]),
                    str(s["room"]),
                    str(s["teacher"]),
                    _names(s["learners"]),
                )
                for i, s in enumerate(data["sections"])
            )
        )
    except (KeyError, TypeError) as error:
        raise errors.Invalid("timetable.centre.unreadable", part="sections", detail=repr(error)) from error


def write_solution(problem: Problem, timetable: Timetable) -> dict[str, Any]:
    """The timetable as the format's numbers: places in the problem's lists."""
    course, pattern = _places(problem.course), _places(problem.pattern)
    room, teacher, learner = _places(problem.room), _places(problem.teacher), _places(problem.learner)
    return {
        "sections": [
            {
                "course": course[s.course],
                "pattern": pattern[s.pattern],
                "room": room[s.room],
                "teacher": teacher[s.teacher],
                "learners": [learner[person] for person in s.learners],
            }
            for s in timetable.sections
        ]
    }


def _places(named: Mapping[str, object]) -> dict[str, int]:
    return {name: place for place, name in enumerate(named)}


def write_problem(problem: Problem) -> dict[str, Any]:
    """The problem as JSON. Raises `errors.Invalid` where the format has no word for a fact of the problem."""
    slot, course, group = _places(problem.slot), _places(problem.course), _places(problem.care_group)
    costs = problem.rules.costs
    if costs.priority or not all(room.step_free for room in problem.rooms):
        raise errors.Invalid("timetable.centre.not_expressible", part="rules")
    if any(person.intensive is None for person in problem.learners):
        raise errors.Invalid("timetable.centre.not_expressible", part="learners")
    starts = [start for start, _ in _BLOCKS]
    if any(s.start not in starts for s in problem.slots):
        raise errors.Invalid("timetable.centre.not_expressible", part="slots")
    return {
        "slots": [{"day": int(s.weekday), "block": starts.index(s.start)} for s in problem.slots],
        "patterns": [{"slots": [slot[s] for s in p.slots], "intensive": p.intensive} for p in problem.patterns],
        "courses": [{"sections": c.max_sections} for c in problem.courses],
        "rooms": [{"capacity": r.capacity} for r in problem.rooms],
        "teachers": [_teacher_out(problem, t, slot) for t in problem.teachers],
        "learners": [
            {
                "course": course[person.course],
                "children": [group[child] for child in person.children],
                "weeks": [sorted(slot[s] for s in week) for week in person.weeks],
                "intensive": person.intensive,
            }
            for person in problem.learners
        ],
        "childcare": _childcare_out(problem, slot),
        "rules": {
            "section_max": _one("courses", {c.section_max for c in problem.courses}),
            "section_min": _one("courses", {c.section_min for c in problem.courses}),
            "min_share": problem.rules.min_share,
            "cost": {
                "unplaced": costs.unplaced,
                "share": costs.share,
                "intensity": costs.intensity,
                "carer": costs.carer,
                "meeting": costs.meeting,
            },
        },
    }


def _teacher_out(problem: Problem, teacher: Teacher, slot: Mapping[str, int]) -> dict[str, Any]:
    courses = [i for i, c in enumerate(problem.courses) if is_qualified(teacher, c)]
    return {"courses": courses, "slots": sorted(slot[s] for s in teacher.slots), "meetings": teacher.max_meetings}


def _childcare_out(problem: Problem, slot: Mapping[str, int]) -> dict[str, Any]:
    care = problem.childcare
    if care is None:
        # Without care nobody needs a place, so groups and hours may be empty only if no learner brings children.
        if any(person.children for person in problem.learners):
            raise errors.Invalid("timetable.centre.not_expressible", part="childcare")
        return {"groups": [], "staff": 0, "slots": []}
    return {
        "groups": [
            {"places": _one("childcare", {g.places.get(s, 0) for s in care.staff}), "ratio": g.ratio}
            for g in care.groups
        ],
        "staff": _one("childcare", set(care.staff.values())),
        "slots": sorted(slot[s] for s in care.staff),
    }


def _one(part: str, values: set[int]) -> int:
    """The single value that the format can hold; 0 for none at all."""
    if len(values) > 1:
        raise errors.Invalid("timetable.centre.not_expressible", part=part)
    return next(iter(values), 0)
