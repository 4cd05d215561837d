"""Registers in bulk: the columns say what the rule says of each person, and files that cannot be are refused."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from curricula.domain import bulk, stalled
from curricula.domain.hours import Profile
from curricula.domain.progress import Assessment
from curricula.queries import registers
from lms.cli import bench_data
from lms.kernel import errors
from lms.kernel.vocabulary import Level, ProgressState, Skill

EPOCH = date(1970, 1, 1)
COUNT = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("registers")
    bench_data.write(COUNT, COUNT * 100, folder)
    return folder


def test_same_numbers_give_the_same_registers(folder: Path, tmp_path: Path) -> None:
    bench_data.write(COUNT, COUNT * 100, tmp_path)
    names = sorted(one.relative_to(folder) for one in folder.rglob("*.parquet"))
    assert [(folder / name).read_bytes() for name in names] == [(tmp_path / name).read_bytes() for name in names]


def test_columns_say_what_the_rule_says_of_each_person(folder: Path) -> None:
    import pyarrow.parquet as parquet

    found = registers.review(folder)
    day = date.fromisoformat(found["day"])
    marks = parquet.read_table(folder / "marks").to_pandas()
    people = parquet.read_table(folder / "enrolments.parquet").to_pandas()
    checks = parquet.read_table(folder / "checks.parquet").to_pandas()
    own = [
        stalled.state_of(
            _facts(one, marks[marks.enrolment == one.enrolment], checks[checks.enrolment == one.enrolment], day)
        )
        for one in people.itertuples()
    ]
    states, entered = registers._people(folder)
    totals = bulk.Totals.of(COUNT)
    today = (day - EPOCH).days
    for part in registers._marks(folder):
        assert bulk.add_marks(totals, entered, part, today)
    bulked = [bulk.STATES[place] for place in registers._decided(totals, states, folder, today)]
    assert bulked == own
    assert len(set(own)) >= 7


def _facts(person, marks, checks, day: date) -> stalled.LearnerFacts:  # type: ignore[no-untyped-def]
    window = marks[marks.day >= day - timedelta(weeks=12)]
    days = sorted(set(marks.day))
    gaps = zip(days, [*days[1:], day], strict=True)
    efforts = (None, stalled.Effort.LOW, stalled.Effort.MEDIUM, stalled.Effort.HIGH)
    return stalled.LearnerFacts(
        on=day,
        profile=Profile(person.profile),
        level=Level.A1,
        level_entered_on=person.entered,
        attended_minutes=int(marks[marks.day >= person.entered].attended.sum()),
        window_offered=int(window.offered.sum()),
        window_attended=int(window.attended.sum()),
        assessments=tuple(
            Assessment(skill, one.day, float(getattr(one, skill.value)), float(one.error), int(one.attended))
            for one in checks.itertuples()
            for skill in Skill
            if getattr(one, skill.value) == getattr(one, skill.value)
        ),
        effort_teacher=efforts[person.effort],
        pauses=tuple(stalled.Pause(one, other) for one, other in gaps if (other - one).days > 42),
        placement_disputed=bool(person.disputed),
        level_met=bool(person.level_met),
        next_course_known=bool(person.level_met),
        next_course_starts=day if person.course_soon else None,
    )


def test_marks_out_of_order_are_refused(folder: Path) -> None:
    _, entered = registers._people(folder)
    who, days, *rest = next(iter(registers._marks(folder)))
    assert not bulk.add_marks(bulk.Totals.of(COUNT), entered, (who, days[::-1].copy(), *rest), 30_000)


def test_folder_without_marks_is_refused_by_the_name_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(errors.Invalid) as refused:
        registers.review(tmp_path)
    assert refused.value.facts == {"name": "enrolments.parquet"}


def test_thresholds_of_a_provider_hold_for_columns_too(folder: Path) -> None:
    people, entered = registers._people(folder)
    totals = bulk.Totals.of(COUNT)
    today = (date.fromisoformat(registers.review(folder)["day"]) - EPOCH).days
    for part in registers._marks(folder):
        bulk.add_marks(totals, entered, part, today)
    strict = replace(stalled.Thresholds(), regular_attendance=0.99)
    every = registers._Checks(folder).people(people, 0)
    low = bulk.STATES.index(ProgressState.LOW_ATTENDANCE)
    assert (bulk.decide(totals, every, today, strict) == low).sum() > (bulk.decide(totals, every, today) == low).sum()
