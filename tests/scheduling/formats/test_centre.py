"""The centre problem as JSON, and its cost against the format's own formulas."""

import json
import random
from collections import Counter
from typing import Any

import pytest

from lms.kernel import errors
from scheduling import solvers
from scheduling.domain.constraints import judge
from scheduling.domain.problem import Costs, Rules
from scheduling.formats import centre
from tests.scheduling.problems import small

Document = dict[str, Any]


def document(seed: int, learners: int = 24) -> Document:
    """A random small problem in the format's own words."""
    rng = random.Random(seed)
    slots = [{"day": day, "block": block} for day in range(6) for block in range(4)]
    patterns = [[day * 4 + block for day in days] for days in ((0, 2), (1, 3), (0, 1, 2, 3)) for block in range(4)]
    people = []
    for _ in range(learners):
        weeks = [[s for s in range(24) if rng.random() < 0.85] for _ in range(rng.choice([1, 2, 3]))]
        children = [rng.randrange(2) for _ in range(rng.choice([0, 0, 1, 4]))]
        people.append(
            {"course": rng.randrange(2), "children": children, "weeks": weeks, "intensive": rng.random() < 0.4}
        )
    return {
        "slots": slots,
        "patterns": [{"slots": p, "intensive": len(p) >= 4} for p in patterns],
        "courses": [{"sections": 3}, {"sections": 2}],
        "rooms": [{"capacity": rng.randint(6, 12)} for _ in range(3)],
        "teachers": [
            {"courses": [0, 1][i % 2 :], "slots": [s for s in range(24) if rng.random() < 0.9], "meetings": 8}
            for i in range(3)
        ],
        "learners": people,
        "childcare": {
            "groups": [{"places": 4, "ratio": 3}, {"places": 5, "ratio": 4}],
            "staff": 2,
            "slots": [s for s in range(24) if s % 4 != 3],
        },
        "rules": {
            "section_max": 8,
            "section_min": 3,
            "min_share": 0.74,
            "cost": {"unplaced": 60, "share": 20, "intensity": 4, "carer": 1, "meeting": 2},
        },
    }


def cost_by_formula(data: Document, solution: Document) -> Counter[str]:
    """The cost as the format defines it, worked out from the JSON alone."""
    price, total, seated = data["rules"]["cost"], Counter[str](), 0
    children: Counter[tuple[int, int]] = Counter()
    for section in solution["sections"]:
        pattern = data["patterns"][section["pattern"]]
        total["meeting"] += price["meeting"] * len(pattern["slots"])
        for number in section["learners"]:
            learner, seated = data["learners"][number], seated + 1
            rates = [len(set(pattern["slots"]) & set(week)) / len(pattern["slots"]) for week in learner["weeks"]]
            total["share"] += int(price["share"] * (1 - sum(rates) / len(rates)) + 0.5)
            total["intensity"] += price["intensity"] * (learner["intensive"] is not pattern["intensive"])
            children.update((slot, group) for slot in pattern["slots"] for group in learner["children"])
    ratios = [group["ratio"] for group in data["childcare"]["groups"]]
    total["carer"] = sum(price["carer"] * -(-n // ratios[group]) for (_, group), n in children.items())
    total["unplaced"] = price["unplaced"] * (len(data["learners"]) - seated)
    return total


@pytest.mark.parametrize("seed", range(4))
def test_the_judge_counts_as_the_format_defines(seed: int) -> None:
    data = document(seed)
    problem = centre.read_problem(data)
    plan = solvers.solve(problem, solvers.Budget(iterations=0), seed).timetable
    verdict = judge(problem, plan)
    formula = cost_by_formula(data, centre.write_solution(problem, plan))
    assert plan.sections
    assert {part: getattr(verdict.cost, part) for part in formula} == dict(formula)
    assert verdict.cost.total == formula.total()


def test_a_problem_survives_the_way_out_and_in() -> None:
    data = document(1)
    problem = centre.read_problem(data)
    again = json.loads(json.dumps(centre.write_problem(problem)))
    assert centre.read_problem(again) == problem


def test_a_solution_survives_the_way_out_and_in() -> None:
    problem = centre.read_problem(document(2))
    plan = solvers.solve(problem, solvers.Budget(iterations=0)).timetable
    again = centre.read_solution(json.loads(json.dumps(centre.write_solution(problem, plan))))
    assert judge(problem, again).feasible
    assert [(s.course, s.pattern, s.room, s.teacher, s.learners) for s in again.sections] == [
        (s.course, s.pattern, s.room, s.teacher, s.learners) for s in plan.sections
    ]


@pytest.mark.parametrize(
    "part", ["slots", "patterns", "courses", "rooms", "teachers", "learners", "childcare", "rules"]
)
def test_a_missing_part_is_named(part: str) -> None:
    data = document(1)
    del data[part]
    with pytest.raises(errors.Invalid) as refused:
        centre.read_problem(data)
    assert refused.value.facts["part"] in {part, "patterns", "courses"}


def test_a_pattern_with_a_slot_that_does_not_exist_is_refused() -> None:
    data = document(1)
    data["patterns"][0]["slots"] = [99]
    with pytest.raises(errors.Invalid) as refused:
        centre.read_problem(data)
    assert refused.value.facts["part"] == "patterns"


def test_a_solution_without_sections_is_refused() -> None:
    with pytest.raises(errors.Invalid):
        centre.read_solution({"groups": []})


def test_facts_that_the_format_cannot_hold_are_refused_and_not_dropped() -> None:
    with pytest.raises(errors.Invalid) as refused:
        centre.write_problem(small(rules=Rules(costs=Costs(priority=1))))
    assert refused.value.code == "timetable.centre.not_expressible"


def test_optional_keys_survive_the_way_out_and_in() -> None:
    data = document(1)
    data["rooms"][0] |= {"site": "north", "equipment": ["computers"], "taken": [3], "step_free": False}
    data["courses"][1] |= {"site": "north", "equipment": ["computers"]}
    data["travel"] = [["north", "south", 30]]
    data["households"] = [{"adults": [0, 1], "children": [1, None]}]
    data["requirements"] = [{"name": "first", "kind": "section", "course": 0, "pattern": 2, "learners": [0]}]
    problem = centre.read_problem(data)
    assert problem.locks[0].section == "first"
    assert problem.households[0].children == ("1", "")
    assert centre.read_problem(json.loads(json.dumps(centre.write_problem(problem)))) == problem


def test_a_requirement_takes_hours_from_teachers_and_rooms() -> None:
    data = document(1)
    data["requirements"] = [
        {"name": "ill", "kind": "teacher_off", "teacher": 0},
        {"name": "let", "kind": "room_off", "room": 1, "slots": [0, 1]},
        {"name": "all", "kind": "seats", "course": 1},
    ]
    problem = centre.read_problem(data)
    assert problem.teachers[0].slots == frozenset()
    assert problem.rooms[1].taken == {"0", "1"}
    assert centre.read_problem(data, decided=False).teachers[0].slots


@pytest.mark.parametrize(
    ("part", "number", "change", "reason"),
    [
        ("rooms", 1, {"capacity": -1}, "whole number"),
        ("rooms", 1, {"capacity": "18"}, "whole number"),
        ("learners", 3, {"course": 9}, "no course 9"),
        ("learners", 3, {"weeks": [[99]]}, "no slot 99"),
        ("learners", 3, {"children": [7]}, "no age group 7"),
        ("teachers", 0, {"slots": None}, "number 0"),
        ("slots", 2, {"block": 7}, "no block 7"),
        ("courses", 0, {"sections": 1.5}, "whole number"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_number_and_reason(
    part: str, number: int, change: Document, reason: str
) -> None:
    data = document(1)
    data[part][number] |= change
    with pytest.raises(errors.Invalid) as refused:
        centre.read_problem(data)
    assert refused.value.facts["part"] == part
    assert f"number {number}" in refused.value.facts["detail"]
    assert reason in refused.value.facts["detail"]


@pytest.mark.parametrize("data", [[], "problem", None, 3])
def test_a_document_that_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(errors.Invalid):
        centre.read_problem(data)
