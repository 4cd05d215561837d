"""Why people are not placed. Every claim is checked by adding the missing thing and asking the judge and the engine."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from scheduling.domain.constraints import judge
from scheduling.domain.explain import Missing, nearest_missing, why_not
from scheduling.domain.problem import CareGroup, Childcare, Course, Learner, Pattern, Problem, Room, Teacher
from scheduling.domain.spare import Gap, Lack, Spare
from scheduling.domain.timetable import Timetable
from scheduling.solvers import Budget, solve
from tests.scheduling.problems import ALWAYS, EVENINGS, MORNINGS, centre, lesson, person, small, timetable


def _more(numbers: Mapping[str, int], slots: tuple[str, ...], n: int) -> dict[str, int]:
    return {slot: old + (n if slot in slots else 0) for slot, old in numbers.items()}


def added(problem: Problem, gap: Gap) -> Problem:
    """The problem in which the missing thing is really there."""
    care, courses = problem.childcare, problem.courses
    match gap.kind:
        case Lack.CARE_PLACE:
            assert care is not None
            groups = tuple(
                replace(g, places=_more(g.places, gap.slots, gap.count)) if g.id == gap.group else g
                for g in care.groups
            )
            return replace(problem, childcare=replace(care, groups=groups))
        case Lack.CARER:
            assert care is not None
            return replace(problem, childcare=replace(care, staff=_more(care.staff, gap.slots, gap.count)))
        case Lack.CARE_HOURS:
            assert care is not None
            groups = tuple(
                replace(g, places={**g.places, **dict.fromkeys(gap.slots, max(g.places.values()))}) for g in care.groups
            )
            staff = {**care.staff, **dict.fromkeys(gap.slots, max(care.staff.values()))}
            return replace(problem, childcare=Childcare(groups, staff))
        case Lack.SEAT:
            rooms = tuple(replace(r, capacity=r.capacity + 1) for r in problem.rooms)
            larger = tuple(replace(c, section_max=c.section_max + 1) for c in courses)
            return replace(problem, rooms=rooms, courses=larger)
        case Lack.GROUP:
            smaller = tuple(replace(c, section_min=gap.count) if c.id == gap.course else c for c in courses)
            return replace(problem, courses=smaller)
        case Lack.SECTION:
            more = tuple(replace(c, max_sections=c.max_sections + 1) if c.id == gap.course else c for c in courses)
            return replace(problem, courses=more)
        case Lack.TEACHER:
            held = frozenset({problem.course[gap.course].qualification})
            extra = Teacher(f"+{len(problem.teachers)}", held, frozenset(gap.slots), len(gap.slots))
            return replace(problem, teachers=(*problem.teachers, extra))
        case Lack.ROOM:
            return replace(problem, rooms=(*problem.rooms, Room("", 99)))
        case Lack.STEP_FREE:
            return replace(problem, rooms=tuple(replace(r, step_free=True) for r in problem.rooms))
        case Lack.PATTERN:
            return replace(problem, patterns=(*problem.patterns, Pattern(gap.pattern, gap.slots)))
        case Lack.NOTHING | Lack.FREE_TIME:
            return problem


def with_all(problem: Problem, missing: Missing) -> Problem:
    for gap in missing.needs:
        problem = added(problem, gap)
    return problem


def care(places: int = 2, staff: int = 1, ratio: int = 2) -> Childcare:
    return Childcare((CareGroup("toddler", ratio, dict.fromkeys(MORNINGS, places)),), dict.fromkeys(MORNINGS, staff))


def two(**facts: object) -> tuple[Learner, ...]:
    return tuple(person(name, **facts) for name in ("amina", "bilal"))  # type: ignore[arg-type]


SEATED = timetable(lesson("s1", "amina"))
PARENTS = two(children=("toddler",))
ONE_GROUP = (Course("a1", 1, 1, 3, "a1"),)


@pytest.mark.parametrize(
    ("problem", "kind", "facts"),
    [
        (small(learners=PARENTS, childcare=care(places=1)), Lack.CARE_PLACE, {"group": "toddler", "slots": MORNINGS}),
        (small(learners=PARENTS, childcare=care(ratio=1)), Lack.CARER, {"slots": MORNINGS, "count": 1}),
        (
            small(learners=two(free=set(MORNINGS)), courses=(Course("a1", 1, 1, 1, "a1"),)),
            Lack.SEAT,
            {"section": "s1", "count": 1},
        ),
        (
            small(learners=(person("amina"), person("bilal", free=set(EVENINGS))), courses=ONE_GROUP),
            Lack.SECTION,
            {"course": "a1"},
        ),
        (
            small(
                learners=(person("amina"), person("bilal", free=set(EVENINGS))),
                teachers=(Teacher("rosa", frozenset({"a1"}), frozenset(MORNINGS), 4),),
            ),
            Lack.TEACHER,
            {"course": "a1", "pattern": "evenings", "slots": EVENINGS},
        ),
        (
            small(
                learners=(person("amina", children=("toddler",)), person("bilal", free={"mon-am", "tue-pm"})),
                patterns=(Pattern("mornings", MORNINGS), Pattern("mixed", ("mon-am", "tue-pm"))),
                rooms=(Room("hall", 3),),
            ),
            Lack.ROOM,
            {"pattern": "mixed"},
        ),
        (
            small(
                learners=(person("amina"), person("bilal", step_free=True, free=set(MORNINGS))),
                courses=ONE_GROUP,
                rooms=(Room("hall", 3, step_free=False),),
            ),
            Lack.STEP_FREE,
            {"section": "s1"},
        ),
        (
            small(
                learners=(person("amina"), person("zahra"), person("bilal", free=set(EVENINGS))),
                courses=(Course("a1", 2, 2, 3, "a1"),),
            ),
            Lack.GROUP,
            {"course": "a1", "pattern": "evenings", "count": 1, "limit": 2},
        ),
        (
            small(learners=(person("amina"), person("bilal", free=set(EVENINGS), children=("toddler",)))),
            Lack.CARE_HOURS,
            {"slots": EVENINGS},
        ),
        (
            small(learners=(person("amina"), person("bilal", free={"mon-pm", "tue-am"}))),
            Lack.PATTERN,
            {"slots": ("mon-pm", "tue-am")},
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Lack) else "",
)
def test_the_nearest_missing_thing_is_named_and_seats_the_one_who_waits(
    problem: Problem, kind: Lack, facts: dict[str, object]
) -> None:
    seated = tuple(p.id for p in problem.learners if p.id != "bilal")
    plan = timetable(lesson("s1", *seated))
    assert judge(problem, plan).feasible
    (missing,) = nearest_missing(problem, plan)
    assert missing.kind is kind
    assert {name: getattr(missing.needs[0], name) for name in facts} == facts
    assert missing.learners == missing.seats == ("bilal",)
    without = solve(problem, Budget(iterations=1))
    with_it = solve(with_all(problem, missing), Budget(iterations=1))
    assert with_it.placed == len(problem.learners)
    assert with_it.placed > len(seated)
    assert without.placed >= len(seated)


def test_one_more_care_place_seats_whoever_it_is_for_and_no_more() -> None:
    learners = tuple(person(name, children=("toddler",)) for name in ("amina", "bilal", "carla"))
    problem = small(learners=learners, childcare=care(places=1))
    (missing,) = nearest_missing(problem, SEATED)
    assert set(missing.learners) == {"bilal", "carla"}
    assert len(missing.seats) == 1
    assert solve(with_all(problem, missing), Budget(iterations=1)).placed == 2


def test_somebody_who_is_never_free_is_told_so_and_no_resource_is_promised() -> None:
    problem = small(learners=(person("amina"), person("bilal", free=set())))
    (missing,) = nearest_missing(problem, SEATED)
    assert missing.kind is Lack.FREE_TIME
    assert missing.learners == ("bilal",)
    assert missing.seats == ()
    assert why_not(problem, SEATED, "bilal") == ()


def test_somebody_who_could_sit_down_now_lacks_nothing() -> None:
    (missing,) = nearest_missing(small(), SEATED)
    assert missing.kind is Lack.NOTHING
    assert missing.seats == ("bilal",)
    assert why_not(small(), SEATED, "bilal")[0].section == "s1"
    assert why_not(small(), SEATED, "bilal")[0].gaps == ()


def test_two_things_missing_at_once_are_named_together() -> None:
    problem = small(
        learners=two(children=("toddler",), free=set(MORNINGS)),
        courses=(Course("a1", 1, 1, 1, "a1"),),
        childcare=care(places=1),
    )
    (missing,) = nearest_missing(problem, SEATED)
    assert {gap.kind for gap in missing.needs} == {Lack.CARE_PLACE, Lack.SEAT}
    assert missing.seats == ("bilal",)
    assert solve(with_all(problem, missing), Budget(iterations=1)).placed == 2


def test_what_seats_most_people_comes_first() -> None:
    waiting = tuple(person(f"evening {n}", free=set(EVENINGS)) for n in range(3))
    problem = small(
        learners=(person("amina"), person("never", free=set()), *waiting),
        teachers=(Teacher("rosa", frozenset({"a1"}), frozenset(MORNINGS), 4),),
    )
    first, second = nearest_missing(problem, SEATED)
    assert first.kind is Lack.TEACHER
    assert len(first.seats) == 3
    assert second.kind is Lack.FREE_TIME


def test_options_of_a_newcomer_are_ranked_by_what_is_missing() -> None:
    problem = small(learners=(*two(), person("zahra", free=ALWAYS)), courses=(Course("a1", 2, 1, 2, "a1"),))
    options = why_not(problem, timetable(lesson("s1", "amina", "bilal")), "zahra")
    now = {(option.pattern, option.section) for option in options if not option.gaps}
    assert now == {("mornings", ""), ("evenings", "")}
    assert [len(option.gaps) for option in options] == sorted(len(option.gaps) for option in options)
    full = next(option for option in options if option.section == "s1")
    assert [gap.kind for gap in full.gaps] == [Lack.SEAT]


@pytest.mark.parametrize("seed", range(8))
def test_every_promise_in_a_random_centre_is_kept_when_the_thing_is_added(seed: int) -> None:
    problem = centre(seed, learners=40, rooms=2, teachers=3)
    plan = solve(problem, Budget(iterations=0), seed).timetable
    waiting = {learner.id for learner in plan.unplaced(problem)}
    found = nearest_missing(problem, plan)
    assert waiting
    assert sorted(name for missing in found for name in missing.learners) == sorted(waiting)
    for missing in found:
        spare = Spare(problem, plan, missing.needs)
        spare.fill()
        richer, filled = with_all(problem, missing), Timetable(tuple(spare.sections))
        assert judge(richer, filled).violations == ()
        assert set(missing.seats) <= filled.placed
