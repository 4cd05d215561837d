"""The centre problem as JSON: numbered slots, patterns, courses, rooms, teachers and learners; and its solutions.

Everything is numbered by its place in its list. Slots carry a day (0 is Monday) and a block of the day (0 to 3).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import time
from typing import Any, TypeVar

from lms.kernel import errors
from lms.kernel.vocabulary import Weekday
from scheduling.domain.problem import (
    CareGroup,
    Childcare,
    Costs,
    Course,
    Household,
    Learner,
    Lock,
    Pattern,
    Problem,
    Room,
    Rules,
    Slot,
    Teacher,
    is_qualified,
)
from scheduling.domain.timetable import Section, Timetable

_Made = TypeVar("_Made")
_BLOCKS = (
    (time(8, 30), time(11, 45)),
    (time(12, 0), time(15, 15)),
    (time(15, 30), time(18, 45)),
    (time(19, 0), time(21, 15)),
)
"""Wall times for the four blocks, which the format leaves open: morning, midday, afternoon, evening."""


def read_problem(data: Mapping[str, Any], *, decided: bool = True) -> Problem:
    """The problem of one JSON document. Raises `errors.Invalid` naming the part that cannot be read.

    `decided`: with what its key `requirements` decides about sections, teachers and rooms.
    """
    part = "document"
    try:
        if not isinstance(data, Mapping):
            raise TypeError("a JSON object is expected")
        for part in ("rules", *_NEEDED):
            data[part]
        part = "rules"
        rules = _rules(data)
        parts: dict[str, Any] = {}
        for part, reader in _READERS.items():
            parts[part] = reader(data)
        problem = Problem(**parts, rules=rules)
        part = "requirements"
        found = requirements(data, problem)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise errors.Invalid("timetable.centre.unreadable", part=part, detail=_reason(error)) from error
    for one in found if decided else ():
        problem = apply(problem, one)
    return problem


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _rules(data: Mapping[str, Any]) -> Rules:
    rules = data["rules"]
    _whole(rules["section_min"]), _whole(rules["section_max"])
    share = rules["min_share"]
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise ValueError(f"min_share is {share!r}, it must be a number between 0 and 1")
    known = {one.name for one in fields(Costs)}
    return Rules(share, Costs(**{name: _whole(points) for name, points in rules["cost"].items() if name in known}))


def _whole(value: Any) -> int:
    """A whole number from 0 on."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is no whole number from 0 on")
    return value


def _numbered(data: Mapping[str, Any], part: str, make: Callable[[int, Any], _Made]) -> tuple[_Made, ...]:
    """Every entry of a list; whatever is wrong with one is told with its number."""
    made = []
    for i, entry in enumerate(_list(data[part])):
        try:
            if not isinstance(entry, Mapping):
                raise ValueError("a JSON object is expected")
            made.append(make(i, entry))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise ValueError(f"number {i}: {_reason(error)}") from error
    return tuple(made)


def _inside(numbers: Any, known: Sequence[object], what: str) -> tuple[str, ...]:
    """Numbers of entries of a list, as names."""
    for n in _list(numbers):
        if isinstance(n, bool) or not isinstance(n, int) or not 0 <= n < len(known):
            raise ValueError(f"there is no {what} {n!r}")
    return _names(numbers)


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"a list is expected where {value!r} stands")
    return value


def _slots(data: Mapping[str, Any]) -> tuple[Slot, ...]:
    def one(i: int, s: Mapping[str, Any]) -> Slot:
        if _whole(s["block"]) >= len(_BLOCKS):
            raise ValueError(f"there is no block {s['block']}")
        if _whole(s["day"]) >= len(Weekday):
            raise ValueError(f"there is no day {s['day']}")
        return Slot(str(i), Weekday(s["day"]), *_BLOCKS[s["block"]])

    return _numbered(data, "slots", one)


def _patterns(data: Mapping[str, Any]) -> tuple[Pattern, ...]:
    def one(i: int, p: Mapping[str, Any]) -> Pattern:
        slots = _inside(p["slots"], data["slots"], "slot")
        if not slots or len(set(slots)) < len(slots):
            raise ValueError("a pattern needs slots, each of them once")
        return Pattern(str(i), slots, bool(p["intensive"]))

    return _numbered(data, "patterns", one)


def _courses(data: Mapping[str, Any]) -> tuple[Course, ...]:
    rules = data["rules"]

    def one(i: int, c: Mapping[str, Any]) -> Course:
        return Course(
            str(i),
            _whole(c["sections"]),
            rules["section_min"],
            rules["section_max"],
            qualification=str(i),
            equipment=frozenset(c.get("equipment", ())),
            site=str(c.get("site", "")),
        )

    return _numbered(data, "courses", one)


def _rooms(data: Mapping[str, Any]) -> tuple[Room, ...]:
    def one(i: int, r: Mapping[str, Any]) -> Room:
        return Room(
            str(i),
            _whole(r["capacity"]),
            step_free=bool(r.get("step_free", True)),
            site=str(r.get("site", "")),
            equipment=frozenset(r.get("equipment", ())),
            taken=frozenset(_inside(r.get("taken", ()), data["slots"], "slot")),
        )

    return _numbered(data, "rooms", one)


def _teachers(data: Mapping[str, Any]) -> tuple[Teacher, ...]:
    def one(i: int, t: Mapping[str, Any]) -> Teacher:
        courses, slots = _inside(t["courses"], data["courses"], "course"), _inside(t["slots"], data["slots"], "slot")
        return Teacher(str(i), frozenset(courses), frozenset(slots), _whole(t["meetings"]))

    return _numbered(data, "teachers", one)


def _learners(data: Mapping[str, Any]) -> tuple[Learner, ...]:
    care = data["childcare"]
    groups = care["groups"] if care else ()

    def one(i: int, person: Mapping[str, Any]) -> Learner:
        return Learner(
            str(i),
            _inside([person["course"]], data["courses"], "course")[0],
            tuple(frozenset(_inside(week, data["slots"], "slot")) for week in _list(person["weeks"])),
            children=_inside(person["children"], groups, "age group") if care else _names(person["children"]),
            step_free=bool(person.get("step_free", False)),
            intensive=bool(person["intensive"]),
        )

    return _numbered(data, "learners", one)


def _childcare(data: Mapping[str, Any]) -> Childcare | None:
    care = data["childcare"]
    if care is None:
        return None
    open_slots = _inside(care["slots"], data["slots"], "slot")

    def one(i: int, g: Mapping[str, Any]) -> CareGroup:
        if not _whole(g["ratio"]):
            raise ValueError("ratio must be 1 or more")
        return CareGroup(str(i), g["ratio"], dict.fromkeys(open_slots, _whole(g["places"])))

    return Childcare(_numbered(care, "groups", one), dict.fromkeys(open_slots, _whole(care["staff"])))


def _travel(data: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """Optional: minutes between two sites, as [site, site, minutes]."""
    ways = data.get("travel", ())
    if not all(isinstance(way, list | tuple) and len(way) == 3 for way in ways):
        raise ValueError("every way is written [site, site, minutes]")
    return {(str(here), str(there)): _whole(minutes) for here, there, minutes in ways}


def _households(data: Mapping[str, Any]) -> tuple[Household, ...]:
    """Optional: adults who share children. Children without care stand there as null."""

    def one(i: int, h: Mapping[str, Any]) -> Household:
        children = tuple("" if child is None else str(child) for child in h["children"])
        return Household(str(i), _inside(h["adults"], data["learners"], "learner"), children)

    return _numbered({"households": data.get("households", ())}, "households", one)


@dataclass(frozen=True)
class Named:
    """A requirement of the document under its own name: seats for people, or what is decided."""

    name: str
    seats: tuple[str, ...] = ()
    lock: Lock | None = None
    teacher: str = ""
    room: str = ""
    slots: frozenset[str] = frozenset()


def requirements(data: Mapping[str, Any], problem: Problem) -> tuple[Named, ...]:
    """What the optional key `requirements` asks for. Each entry has a `name`, a `kind` and the kind's own keys."""

    def one(i: int, r: Mapping[str, Any]) -> Named:
        name, kind = str(r["name"]), r["kind"]
        slots = frozenset(_inside(r.get("slots", list(range(len(problem.slots)))), problem.slots, "slot"))
        if kind == "seats":
            people = r.get("learners")
            course = r.get("course")
            asked = _inside(people, problem.learners, "learner") if people is not None else tuple(problem.learner)
            return Named(
                name, seats=tuple(p for p in asked if course is None or problem.learner[p].course == str(course))
            )
        if kind == "teacher_off":
            return Named(name, teacher=_inside([r["teacher"]], problem.teachers, "teacher")[0], slots=slots)
        if kind == "room_off":
            return Named(name, room=_inside([r["room"]], problem.rooms, "room")[0], slots=slots)
        if kind == "section":
            return Named(name, lock=_lock_of(name, r, problem))
        raise ValueError(f"there is no kind {kind!r}; seats, section, teacher_off and room_off are known")

    return _numbered({"requirements": data.get("requirements", ())}, "requirements", one)


def _lock_of(name: str, r: Mapping[str, Any], problem: Problem) -> Lock:
    def part(key: str, known: Sequence[object]) -> str:
        return _inside([r[key]], known, key)[0] if r.get(key) is not None else ""

    people = r.get("learners")
    return Lock(
        name,
        _inside([r["course"]], problem.courses, "course")[0],
        part("pattern", problem.patterns),
        part("room", problem.rooms),
        part("teacher", problem.teachers),
        _inside(people, problem.learners, "learner") if people is not None else None,
    )


def apply(problem: Problem, named: Named) -> Problem:
    """The problem with this requirement in it. Seats are no fact of a problem: whoever asks for a conflict names them."""
    if named.lock:
        return replace(problem, locks=(*problem.locks, named.lock))
    if named.teacher:
        away = (replace(t, slots=t.slots - named.slots) if t.id == named.teacher else t for t in problem.teachers)
        return replace(problem, teachers=tuple(away))
    if named.room:
        shut = (replace(r, taken=r.taken | named.slots) if r.id == named.room else r for r in problem.rooms)
        return replace(problem, rooms=tuple(shut))
    return problem


_NEEDED = ("slots", "patterns", "courses", "rooms", "teachers", "learners", "childcare")
_READERS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "slots": _slots,
    "patterns": _patterns,
    "courses": _courses,
    "rooms": _rooms,
    "teachers": _teachers,
    "learners": _learners,
    "childcare": _childcare,
    "travel": _travel,
    "households": _households,
}


def _names(numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(n) for n in numbers)


def read_solution(data: Mapping[str, Any]) -> Timetable:
    """The timetable of one JSON document. Raises `errors.Invalid` naming the section that cannot be read."""

    def one(i: int, s: Mapping[str, Any]) -> Section:
        course, pattern, room, teacher = (str(_whole(s[part])) for part in ("course", "pattern", "room", "teacher"))
        people = _names([_whole(person) for person in s["learners"]])
        return Section(str(s.get("name", i)), course, pattern, room, teacher, people)

    try:
        return Timetable(_numbered(data, "sections", one))
    except (KeyError, TypeError, ValueError) as error:
        raise errors.Invalid("timetable.centre.unreadable", part="sections", detail=_reason(error)) from error


def write_solution(problem: Problem, timetable: Timetable) -> dict[str, Any]:
    """The timetable as the format's numbers: places in the problem's lists."""
    decided = {lock.section for lock in problem.locks}
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
            | ({"name": s.id} if s.id in decided else {})
            for s in timetable.sections
        ]
    }


def _places(named: Mapping[str, object]) -> dict[str, int]:
    return {name: place for place, name in enumerate(named)}


def write_problem(problem: Problem) -> dict[str, Any]:
    """The problem as JSON. Raises `errors.Invalid` where the format has no word for a fact of the problem."""
    slot, course, group = _places(problem.slot), _places(problem.course), _places(problem.care_group)
    costs = problem.rules.costs
    if costs.priority or costs.gap or costs.siblings or problem.rules.soft:
        raise errors.Invalid("timetable.centre.not_expressible", part="rules")
    if any(course.twins for course in problem.courses):
        raise errors.Invalid("timetable.centre.not_expressible", part="courses")
    if any(person.intensive is None or person.later or person.shared for person in problem.learners):
        raise errors.Invalid("timetable.centre.not_expressible", part="learners")
    starts = [start for start, _ in _BLOCKS]
    if any(s.start not in starts for s in problem.slots):
        raise errors.Invalid("timetable.centre.not_expressible", part="slots")
    return {
        "slots": [{"day": int(s.weekday), "block": starts.index(s.start)} for s in problem.slots],
        "patterns": [{"slots": [slot[s] for s in p.slots], "intensive": p.intensive} for p in problem.patterns],
        "courses": [
            {"sections": c.max_sections} | _if_set(equipment=sorted(c.equipment), site=c.site) for c in problem.courses
        ],
        "rooms": [_room_out(room, slot) for room in problem.rooms],
        "teachers": [_teacher_out(problem, t, slot) for t in problem.teachers],
        "learners": [
            {
                "course": course[person.course],
                "children": [group[child] for child in person.children],
                "weeks": [sorted(slot[s] for s in week) for week in person.weeks],
                "intensive": person.intensive,
            }
            | _if_set(step_free=person.step_free)
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
    } | _if_set(
        travel=[[here, there, minutes] for (here, there), minutes in problem.travel.items()],
        households=_households_out(problem),
        requirements=_locks_out(problem),
    )


def _if_set(**facts: Any) -> dict[str, Any]:
    """Optional keys, only where there is something to say."""
    return {key: value for key, value in facts.items() if value}


def _room_out(room: Room, slot: Mapping[str, int]) -> dict[str, Any]:
    facts: dict[str, Any] = {"capacity": room.capacity}
    if not room.step_free:
        facts["step_free"] = False
    return facts | _if_set(
        site=room.site, equipment=sorted(room.equipment), taken=sorted(slot[s] for s in room.taken if s in slot)
    )


def _households_out(problem: Problem) -> list[dict[str, Any]]:
    learner, group = _places(problem.learner), _places(problem.care_group)
    return [
        {"adults": [learner[one] for one in h.adults], "children": [group.get(child) for child in h.children]}
        for h in problem.households
    ]


def _locks_out(problem: Problem) -> list[dict[str, Any]]:
    known = {part: _places(getattr(problem, part)) for part in ("course", "pattern", "room", "teacher", "learner")}
    return [
        {"name": lock.section, "kind": "section", "course": known["course"][lock.course]}
        | {part: known[part][getattr(lock, part)] for part in ("pattern", "room", "teacher") if getattr(lock, part)}
        | ({} if lock.learners is None else {"learners": [known["learner"][one] for one in lock.learners]})
        for lock in problem.locks
    ]


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
