"""Two records of one person become one with everything kept about her, and part again without a trace."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from curricula import services as curricula
from curricula.domain.stalled import Effort
from curricula.services.past import PastCheck, take_over
from lms.casework import services as casework
from lms.courses import services as courses
from lms.kernel import clock, db, errors
from lms.kernel.actor import Role
from lms.kernel.vocabulary import Level, Skill
from lms.learners import queries, services
from placement import services as placement
from tests.cast import Cast, add_learner, gather
from tests.houses import House

DAY = date(2026, 11, 20)
OWN = {"learners_learner", "learners_availability", "learners_merge", "accounts_audit_entry", "learners_level_record"}


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture
def twin(house: House, cast: Cast) -> str:
    """A second record of Leyla, with something kept by every area and plug-in."""
    actor = add_learner(
        house, cast.provider_id, cast.centre_id, services.NewLearner("L-77", "Leyla", "Demir", date(1994, 3, 2))
    )
    learner_id = actor.learner_id or ""
    house.actor("Leyla Demir", Role.LEARNER, cast.provider_id, learner_id=learner_id, person_id=actor.person_id)
    fill(house, cast, learner_id)
    return learner_id


def fill(house: House, cast: Cast, learner_id: str) -> None:
    """An interview, a check, effort, a level, a passed module, a caseworker, a plan with a step."""
    me, now = cast.caseworker, clock.now()
    with house.acting(me):
        placement.save_interview(learner_id, {"schooling_years": 4}, actor=me, now=now)
        take_over([PastCheck(learner_id, "reading", DAY, 40, "a1", 600)], [], actor=me, now=now)
        curricula.record_effort(learner_id, Effort.HIGH, said_by="teacher", day=DAY, actor=me, now=now)
        services.record_level(learner_id, Skill.READING, Level.A1, source="test", on_day=DAY, actor=me, now=now)
        courses.record_completion(learner_id, "literacy_basic", passed=True, on_day=DAY, actor=me, now=now)
        casework.assign(learner_id, me.staff_id or "", actor=me, now=now)
        casework.make_plan(learner_id, "work", actor=me, now=now)
        casework.add_step(learner_id, "Application", "Learner", date(2026, 12, 1), actor=me, now=now)


def kept_rows(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that says whose it is, by table, without the history of changes."""
    with house.crossing() as session:
        tables = [
            one
            for one in db.Base.metadata.sorted_tables
            if one.name not in {"accounts_audit_entry", "learners_merge"}
            and {"learner_id", "person_id"} & set(one.c.keys())
        ]
        return {
            one.name: [tuple(row) for row in session.execute(select(one).order_by(*one.primary_key.columns))]
            for one in tables
        }


def tables_of(house: House, learner_id: str, person_id: str) -> set[str]:
    """Tables in which a record has rows that a merge should move."""
    found = set()
    with house.crossing() as session:
        for one in db.Base.metadata.sorted_tables:
            column, value = ("learner_id", learner_id) if "learner_id" in one.c else ("person_id", person_id)
            if column in one.c and one.name not in OWN | {"learners_person", "learners_child"}:
                counted = text(f"select count(*) from {one.name} where {column} = :value")
                if session.execute(counted, {"value": value}).scalar_one():
                    found.add(one.name)
    return found


def test_everything_moves_and_undo_puts_everything_back(house: House, cast: Cast, twin: str) -> None:
    me, kept = cast.administrator, cast.leyla.learner_id or ""
    with house.acting(me):
        person_id = queries.learner(twin).person_id
    held, before = tables_of(house, twin, person_id), kept_rows(house)
    assert held >= {
        "accounts_membership",
        "casework_assignment",
        "casework_plan",
        "casework_step",
        "courses_completion",
        "curricula_assessment",
        "curricula_effort",
        "placement_interview",
    }
    with house.acting(me):
        merge_id = services.merge(kept, twin, actor=me, now=clock.now())
    assert tables_of(house, twin, person_id) == set()
    assert tables_of(house, kept, cast.leyla.person_id or "") >= held
    with house.acting(me):
        assert [one.level for one in queries.levels([kept])[kept]] == ["a1"]
    with house.acting(me):
        services.undo_merge(merge_id, actor=me, now=clock.now())
    assert kept_rows(house) == before


def test_what_the_kept_record_has_of_its_own_stands(house: House, cast: Cast, twin: str) -> None:
    me, kept = cast.administrator, cast.leyla.learner_id or ""
    fill(house, cast, kept)
    with house.acting(me):
        person_id = queries.learner(twin).person_id
    before = kept_rows(house)
    with house.acting(me):
        merge_id = services.merge(kept, twin, actor=me, now=clock.now())
    # A plan stays together with its steps, and one interview, check or word a day is enough.
    stayed = {"casework_plan", "casework_step", "placement_interview", "curricula_assessment", "curricula_effort"}
    assert tables_of(house, twin, person_id) >= stayed
    assert "accounts_membership" not in tables_of(house, twin, person_id)
    with house.acting(me):
        services.undo_merge(merge_id, actor=me, now=clock.now())
    assert kept_rows(house) == before


def test_a_record_that_took_another_in_takes_it_along_and_they_part_in_reverse_order(house: House, cast: Cast) -> None:
    me, now = cast.administrator, clock.now()
    first, second, third = (
        add_learner(house, cast.provider_id, cast.centre_id, services.NewLearner(number, "Ana", "Reyes")).learner_id
        or ""
        for number in ("L-81", "L-82", "L-83")
    )
    with house.acting(me):
        services.record_level(first, Skill.READING, Level.A1, source="test", on_day=DAY, actor=me, now=now)
        inner = services.merge(second, first, actor=me, now=now)
        outer = services.merge(third, second, actor=me, now=now)
        assert [one.level for one in queries.levels([third])[third]] == ["a1"]
    with house.acting(me), pytest.raises(errors.Conflict):
        services.undo_merge(inner, actor=me, now=now)
    with house.acting(me):
        services.undo_merge(outer, actor=me, now=now)
        assert list(queries.levels([second, third])) == [second]
        services.undo_merge(inner, actor=me, now=now)
        assert list(queries.levels([first, second, third])) == [first]
