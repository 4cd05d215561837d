"""Problems for tests: a house small enough to think through, and random centres of any size."""

import random
from dataclasses import replace
from datetime import date, time
from typing import Any

from lms.kernel.vocabulary import Weekday
from scheduling.domain.problem import (
    CareGroup,
    Childcare,
    Course,
    Learner,
    Pattern,
    Problem,
    Room,
    Rules,
    Slot,
    Teacher,
)
from scheduling.domain.rules import SOFTENABLE
from scheduling.domain.timetable import Section, Timetable

_HOURS = (
    (time(8, 30), time(11, 45)),
    (time(12, 0), time(15, 15)),
    (time(15, 30), time(18, 45)),
    (time(19, 0), time(21, 15)),
)
MORNINGS = ("mon-am", "tue-am")
EVENINGS = ("mon-pm", "tue-pm")
ALWAYS = frozenset(MORNINGS + EVENINGS)


def slots(*names: str) -> tuple[Slot, ...]:
    days = {"mon": Weekday.MONDAY, "tue": Weekday.TUESDAY}
    blocks = {"am": _HOURS[0], "pm": _HOURS[3]}
    return tuple(Slot(name, days[name[:3]], *blocks[name[4:]]) for name in names)


def person(name: str, *, free: frozenset[str] | set[str] = ALWAYS, course: str = "a1", **facts: Any) -> Learner:
    """A learner with the same free hours every week."""
    return Learner(name, course, facts.pop("weeks", (frozenset(free),)), **facts)


def small(**changes: Any) -> Problem:
    """One course, two patterns (mornings, evenings), two rooms, two teachers, two learners, care in the morning."""
    problem = Problem(
        slots=slots("mon-am", "mon-pm", "tue-am", "tue-pm"),
        patterns=(Pattern("mornings", MORNINGS), Pattern("evenings", EVENINGS)),
        courses=(Course("a1", max_sections=2, section_min=1, section_max=3, qualification="a1"),),
        rooms=(Room("hall", 3), Room("attic", 2, step_free=False)),
        teachers=(
            Teacher("rosa", frozenset({"a1"}), ALWAYS, max_meetings=4),
            Teacher("tomas", frozenset({"a1"}), ALWAYS, max_meetings=4),
        ),
        learners=(person("amina"), person("bilal")),
        childcare=Childcare(
            groups=(CareGroup("toddler", ratio=2, places=dict.fromkeys(MORNINGS, 2)),),
            staff=dict.fromkeys(MORNINGS, 1),
        ),
    )
    return replace(problem, **changes)


def lesson(name: str = "s1", *learners: str, **changes: Any) -> Section:
    """A morning section of Rosa's in the hall."""
    return replace(Section(name, "a1", "mornings", "hall", "rosa", learners), **changes)


def timetable(*sections: Section) -> Timetable:
    return Timetable(sections)


def centre(seed: int, *, learners: int = 30, sections: int = 5, rooms: int = 2, teachers: int = 4) -> Problem:
    """A random centre: shifts, rotations of up to three weeks, children of two ages, scarce teachers."""
    rng = random.Random(seed)
    week = tuple(
        Slot(f"{day.name[:3].lower()}{b}", day, *_HOURS[b]) for day in list(Weekday)[:5] for b in range(len(_HOURS))
    )
    names = [slot.id for slot in week]
    courses = tuple(
        Course(f"c{k}", max(1, sections // 3), 3, 9, qualification=f"c{k}", level=f"c{k}") for k in range(3)
    )
    open_slots = [name for name in names if name[-1] != "3"]
    care = Childcare(
        groups=(
            CareGroup("baby", 3, dict.fromkeys(open_slots, max(2, learners // 20))),
            CareGroup("child", 6, dict.fromkeys(open_slots, max(3, learners // 10))),
        ),
        staff=dict.fromkeys(open_slots, max(1, learners // 30)),
    )
    return Problem(
        slots=week,
        patterns=_patterns(),
        courses=courses,
        rooms=tuple(Room(f"r{i}", rng.randint(6, 12), step_free=rng.random() < 0.7) for i in range(rooms)),
        teachers=tuple(
            Teacher(
                f"t{i}",
                frozenset(rng.sample([c.id for c in courses], 2)),
                frozenset(name for name in names if rng.random() < 0.85),
                rng.randint(4, 10),
            )
            for i in range(teachers)
        ),
        learners=tuple(_learner(rng, f"l{i}", names) for i in range(learners)),
        childcare=care,
        rules=Rules(),
    )


def _patterns() -> tuple[Pattern, ...]:
    pairs = [("mon", "wed"), ("tue", "thu")]
    found = [Pattern(f"{a}{b}{n}", (f"{a}{n}", f"{b}{n}")) for a, b in pairs for n in range(4)]
    days = ("mon", "tue", "wed", "thu")
    return (*found, *(Pattern(f"daily{n}", tuple(f"{d}{n}" for d in days), intensive=True) for n in range(2)))


def _learner(rng: random.Random, name: str, names: list[str]) -> Learner:
    blocks = rng.choice([{0, 1}, {2, 3}, {0, 1, 2, 3}, {1, 2}])
    other = blocks if rng.random() < 0.7 else set(range(4)) - blocks or blocks
    weeks = [blocks, other, blocks][: rng.choice([1, 2, 3])]
    return Learner(
        name,
        f"c{rng.choice([0, 0, 1, 2])}",
        tuple(frozenset(n for n in names if int(n[-1]) in free and rng.random() < 0.95) for free in weeks),
        children=tuple(rng.choice(["baby", "child"]) for _ in range(rng.choice([0, 0, 0, 1, 2]))),
        step_free=rng.random() < 0.05,
        intensive=rng.choice([True, False, False, None]),
        priority=rng.choice([0, 0, 3]),
    )


def rich(seed: int, *, twins: bool = True, learners: int = 24) -> Problem:
    """A random centre with everything: two sites, equipment, families, twin classes, and rules that only cost points."""
    rng, problem = random.Random(seed), centre(seed, learners=learners, rooms=3)
    rooms = tuple(
        replace(
            room,
            capacity=rng.choice([2, 4, 8, 12]),
            site="north" if i % 2 else "south",
            equipment=frozenset({"lab"} if rng.random() < 0.4 else ()),
        )
        for i, room in enumerate(problem.rooms)
    )
    people = list(problem.learners)
    for n in range(4):
        shared = ("baby",) if rng.random() < 0.5 else ()
        for i in rng.sample(range(len(people)), 2):
            own = shared or (rng.choice(["baby", "child"]),)
            people[i] = replace(people[i], household=f"h{n}", children=own, shared=shared)
    costs = replace(problem.rules.costs, gap=rng.choice([0, 2, 5]), siblings=rng.choice([1, 6]), priority=1)
    soft = {str(rule): rng.choice([0, 3, 10, 40]) for rule in SOFTENABLE if rng.random() < 0.7}
    return replace(
        problem,
        rooms=rooms,
        courses=tuple(
            replace(one, twins=twins, equipment=frozenset({"lab"} if i == 0 else ()))
            for i, one in enumerate(problem.courses)
        ),
        learners=tuple(people),
        teachers=tuple(
            replace(one, lapsing={min(one.qualifications): date(2027, 1, 1)} if rng.random() < 0.3 else {})
            for one in problem.teachers
        ),
        rules=replace(problem.rules, costs=costs, soft=soft),
        travel={("north", "south"): rng.choice([10, 200])} if rng.random() < 0.5 else {},
    )
