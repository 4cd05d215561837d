"""The review of a night looks only at those whose facts may have changed, and says the same as a review of everybody."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from curricula import models, queries, services
from curricula.domain.stalled import Effort
from curricula.queries.findings import RunInfo, facts_of
from curricula.services.rules import set_rule
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.kernel import clock
from lms.kernel.vocabulary import Attendance, Level, Skill
from lms.learners import services as learners
from tests.curricula.lives import (
    LENGTH,
    TODAY,
    Lives,
    add_person,
    at,
    check,
    sit,
)
from tests.houses import House

_SAID = (
    "learner_id", "centre_id", "section_id", "teacher_id", "state", "found_on", "review_day", "ratio", "hints",
    "actions", "review_on", "confirmed_by", "chosen", "digest", "look_again_on", "expected", "attended", "answers", "entered_on",
)  # fmt: skip


def _said(row: models.Finding) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SAID} | {"facts": facts_of(row)}


class _TakeBackError(Exception):
    pass


def _review(house: House, lives: Lives, day: date, *, whole: bool, keep: bool = True) -> tuple[Mapping[str, int], Any]:
    """What a review says in the end: learners by state, and every open finding."""
    found: tuple[Mapping[str, int], Any] = {}, {}
    try:
        with house.acting(lives.cast.manager) as session:
            counts = services.review_progress(day, actor=lives.cast.manager, now=at(day, 4), whole=whole)
            session.expire_all()
            rows = session.scalars(select(models.Finding).where(models.Finding.closed_at.is_(None)))
            found = counts, {row.learner_id: _said(row) for row in rows}
            if not keep:
                raise _TakeBackError
    except _TakeBackError:
        pass
    return found


def _run(house: House, lives: Lives) -> RunInfo:
    with house.acting(lives.cast.manager):
        run = queries.latest_run()
    assert run is not None
    return run


def _mark(house: House, lives: Lives, before: date, day: date, random: Random) -> None:
    """Registers of the days since the last review, in which most people come."""
    with house.acting(lives.cast.teacher):
        known = courses.sessions_between(before, day, section_ids=[lives.section_id])
        sessions = [one for one in known if before <= one.day < day and one.marked_at is None]
        seats = courses.enrolments_of_section(lives.section_id)
        marks = []
        for session in sessions:
            for seat in (one for one in seats if one.from_date <= session.day and random.random() < 0.8):
                here = random.random() < 0.7
                attendance = Attendance.PRESENT if here else random.choice([Attendance.EXCUSED, Attendance.UNEXCUSED])
                marks.append(
                    course_services.PastMark(session.id, seat.id, seat.learner_id, attendance, LENGTH if here else 0)
                )
        course_services.take_over_marks(marks, actor=lives.cast.teacher, now=at(day, 0))


def _change(house: House, lives: Lives, day: date, random: Random) -> str:
    """Something of what happens in a day at a centre. Returns what."""
    name = random.choice(sorted(lives.people))
    who, cast = lives.people[name], lives.cast
    learner_id, deed = who.learner_id or "", random.choice(_DEEDS)
    yesterday = day - timedelta(days=1)
    with clock.shifted_to(at(yesterday, 15)):
        if deed == "check":
            check(house, cast, who, rising=tuple(random.sample(list(Skill), 2)), days=(yesterday,))
        elif deed == "come":
            lives.people[f"New{len(lives.people)}"] = new = add_person(house, cast, f"New{len(lives.people)}")
            sit(house, cast, new, lives.section_id, yesterday)
        with house.acting(cast.teacher):
            if deed == "effort":
                services.record_effort(
                    learner_id, random.choice(list(Effort)), said_by="teacher", day=yesterday, actor=cast.teacher,
                    now=at(yesterday, 15),
                )  # fmt: skip
            elif deed == "pass":
                services.pass_module(
                    learner_id, "general_5", on_day=yesterday, actor=cast.teacher, now=at(yesterday, 15)
                )
        with house.acting(cast.administrator):
            if deed == "record":
                learners.set_literacy(
                    learner_id, random.choice(["none", "latin", "unknown"]), random.choice([3, 10, 13])
                )
            elif deed == "level":
                learners.set_level(learner_id, random.choice([Level.A1, Level.A2, Level.B1]))
            elif deed == "week":
                learners.set_availability(learner_id, shift="early", rotation_anchor=None, travel_minutes=30)
            elif deed == "leave":
                seats = [one for one in courses.enrolments_of_section(lives.section_id) if one.learner_id == learner_id]
                for one in seats:
                    course_services.leave(
                        one.id, reason="moved", on=yesterday, actor=cast.administrator, now=at(yesterday, 15)
                    )
    return deed


_DEEDS = ("check", "check", "effort", "effort", "come", "pass", "record", "level", "week", "leave", "nothing")


@pytest.mark.parametrize("seed", range(5))
def test_every_night_says_what_a_review_of_everybody_says(sqlite_house: House, lives: Lives, seed: int) -> None:
    random = Random(seed)
    house, before = sqlite_house, TODAY + timedelta(days=random.randrange(50))
    _mark(house, lives, TODAY, min(before, TODAY + timedelta(days=seed * 7)), random)
    # The first teaches the model, so that the second decides by what it has learnt.
    for _ in range(2):
        _review(house, lives, before, whole=True)
    few = 0
    for _ in range(7):
        day = before + timedelta(days=random.choice([1, 1, 1, 2, 3]))
        deeds = [_change(house, lives, day, random) for _ in range(random.randrange(3))]
        if random.random() < 0.6:
            _mark(house, lives, before, day, random)
        expected = _review(house, lives, day, whole=True, keep=False)
        assert _review(house, lives, day, whole=False) == expected, (before, day, deeds)
        run = _run(house, lives)
        few += run.looked < run.learners
        before = day
    assert few


def test_on_postgresql_a_night_says_what_a_review_of_everybody_says(house: House, lives: Lives) -> None:
    _review(house, lives, TODAY, whole=True)
    _review(house, lives, TODAY, whole=True)
    day = TODAY + timedelta(days=2)
    check(house, lives.cast, lives.people["Rosa"], rising=tuple(Skill), days=(TODAY,))
    _mark(house, lives, TODAY, day, Random(1))
    expected = _review(house, lives, day, whole=True, keep=False)
    assert _review(house, lives, day, whole=False) == expected
    # After a day with nothing but a lesson, most are only counted.
    _mark(house, lives, day, day + timedelta(days=1), Random(2))
    expected = _review(house, lives, day + timedelta(days=1), whole=True, keep=False)
    assert _review(house, lives, day + timedelta(days=1), whole=False) == expected
    run = _run(house, lives)
    assert run.counted > 0
    assert run.looked + run.counted <= run.learners


def test_a_night_without_anything_new_looks_only_at_those_who_wait_for_a_course(
    sqlite_house: House, lives: Lives
) -> None:
    for _ in range(2):
        _review(sqlite_house, lives, TODAY, whole=True)
    _review(sqlite_house, lives, TODAY + timedelta(days=1), whole=False)
    run = _run(sqlite_house, lives)
    assert (run.whole, run.looked, run.learners) == (False, 1, 6)
    with sqlite_house.acting(lives.cast.manager):
        assert {one.review_day for one in queries.open_findings()} == {TODAY + timedelta(days=1)}


def test_new_numbers_and_four_weeks_make_the_night_look_at_everybody(sqlite_house: House, lives: Lives) -> None:
    for _ in range(2):
        _review(sqlite_house, lives, TODAY, whole=True)
    tomorrow, monday, later = (TODAY + timedelta(days=days) for days in (1, 6, 29))
    with sqlite_house.acting(lives.cast.manager):
        set_rule(
            {"blocked_ratio": 2.0}, holds_from=tomorrow, reason="Short lessons", actor=lives.cast.manager, now=at(TODAY)
        )
    for day, whole in ((tomorrow, True), (tomorrow + timedelta(days=1), False), (monday, False), (later, True)):
        _review(sqlite_house, lives, day, whole=False)
        assert _run(sqlite_house, lives).whole is whole
