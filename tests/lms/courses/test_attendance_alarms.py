"""Away several times in a row: steps, what went out, false alarms taken back; a share that is out of reach."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from lms.courses import queries, services
from lms.courses.domain.attendance import Given
from lms.courses.domain.attendance_alerts import Deed, Step
from lms.courses.queries import roll
from lms.kernel import clock
from lms.kernel.vocabulary import AbsenceReason, Attendance
from lms.messages import queries as messages
from tests.lms.courses.people import TUESDAY, Classroom, apologise, session_on

ZONE = "Europe/Berlin"
HERE, AWAY = Given(Attendance.PRESENT), Given(Attendance.UNKNOWN)
DAYS = [date(2026, 11, day) for day in (9, 10, 12, 16, 17, 19, 23, 24)]
"""Monday, Tuesday and Thursday, to the Tuesday of today."""


SAVED = ["at once"]
"""How registers are saved: `at once`, or `looked first` as the page does, where others would have to wait."""


@pytest.fixture(autouse=True, params=["at once", "looked first"])
def saved(request: pytest.FixtureRequest) -> None:
    """Every alarm is the same, whichever way its register came in."""
    SAVED[:] = [request.param]


def mark(classroom: Classroom, day: date, given: Given, *, who: str = "") -> None:
    actor, now, reason = classroom.cast.teacher, clock.now(), "Taken on paper."
    with classroom.house.acting(actor):
        session_id, marks = session_on_day(classroom, day), {who or classroom.leyla: given}
        if SAVED == ["looked first"]:
            ready = looked(classroom, session_id, marks)
            services.save_prepared(ready, zone=ZONE, reason=reason, actor=actor, now=now)
        else:
            services.save_register(session_id, marks, zone=ZONE, reason=reason, actor=actor, now=now)


def looked(classroom: Classroom, session_id: str, marks: Mapping[str, Given]) -> services.ReadyRegister:
    found, actor = roll.roll(session_id), classroom.cast.teacher
    return services.foresee(services.prepare_register(found, marks, services.Batch(), actor=actor, now=clock.now()))


def session_on_day(classroom: Classroom, day: date) -> str:
    return queries.sessions_between(day, day, section_ids=[classroom.cast.section_id])[0].id


def away(classroom: Classroom, days: Sequence[date]) -> None:
    for day in days:
        mark(classroom, day, AWAY)


def went_out(classroom: Classroom, *, standing: bool = True) -> list[tuple[str, int, str]]:
    with classroom.house.acting(classroom.cast.manager):
        found = queries.alerts(learner_id=classroom.cast.leyla.learner_id, standing=standing)
    return sorted((one.deed, one.after, one.channel) for one in found if one.kind == "in_a_row")


def test_steps_follow_one_another_and_each_is_sent_once(noon: Classroom) -> None:
    away(noon, DAYS[:1])
    assert went_out(noon) == []
    away(noon, DAYS[1:2])
    assert went_out(noon) == [("list", 2, "list")]
    away(noon, DAYS[2:5])
    away(noon, DAYS[4:5])
    assert went_out(noon) == [("list", 2, "list"), ("message", 3, "page"), ("task", 5, "task")]
    with noon.house.acting(noon.cast.caseworker):
        [task] = [one for one in messages.open_tasks(noon.cast.caseworker) if one.code == "courses.task.away"]
    assert task.facts["number"] == 5
    assert (task.facts["first"], task.facts["last"]) == (DAYS[0], DAYS[4])


def test_a_corrected_mark_takes_a_false_alarm_back_and_the_log_keeps_it(noon: Classroom) -> None:
    away(noon, DAYS[:5])
    mark(noon, DAYS[4], HERE)
    assert went_out(noon) == [("list", 2, "list"), ("message", 3, "page")]
    log = noon.client(noon.cast.manager).get("/absences").text
    assert "Taken back by Marta Klein" in log
    assert "away 5 times in a row" in log
    assert len(went_out(noon, standing=False)) == 3
    with noon.house.acting(noon.cast.caseworker):
        assert [one for one in messages.open_tasks(noon.cast.caseworker) if one.code == "courses.task.away"] == []


def test_a_correction_of_one_stretch_leaves_what_was_told_of_another(noon: Classroom) -> None:
    away(noon, DAYS[:2])
    mark(noon, DAYS[2], HERE)
    away(noon, DAYS[3:6])
    assert went_out(noon) == [("list", 2, "list"), ("list", 2, "list"), ("message", 3, "page")]
    mark(noon, DAYS[1], HERE)
    assert went_out(noon) == [("list", 2, "list"), ("message", 3, "page")]
    mark(noon, DAYS[6], HERE)
    assert went_out(noon) == [("list", 2, "list"), ("message", 3, "page")], "being there again makes nothing untrue"
    mark(noon, DAYS[4], HERE)
    assert went_out(noon) == []


@pytest.mark.parametrize("between", [True, False])
def test_two_registers_that_were_read_before_either_was_saved_raise_the_alarm_of_both(
    noon: Classroom, between: bool
) -> None:
    teacher = noon.cast.teacher
    with noon.house.acting(teacher):
        first, second = session_on_day(noon, DAYS[0]), session_on_day(noon, DAYS[1])
        ready = {one: looked(noon, one, {noon.leyla: AWAY}) for one in (first, second)}
    assert all(one.foreseen is not None for one in ready.values()), "one absence is nothing to be told of"
    for one in (first, second) if between else (second,):
        with noon.house.acting(teacher):
            services.save_prepared(ready[one], zone=ZONE, reason="On paper.", actor=teacher, now=clock.now())
    assert went_out(noon) == ([("list", 2, "list")] if between else [])


def test_an_alarm_that_others_raised_since_the_register_was_read_is_taken_back_by_it(noon: Classroom) -> None:
    teacher = noon.cast.teacher
    with noon.house.acting(teacher):
        here = looked(noon, session_on_day(noon, DAYS[1]), {noon.leyla: HERE})
    away(noon, [DAYS[0], DAYS[2]])
    assert went_out(noon) == [("list", 2, "list")]
    with noon.house.acting(teacher):
        services.save_prepared(here, zone=ZONE, reason="On paper.", actor=teacher, now=clock.now())
    assert went_out(noon) == []


def test_excused_and_announced_absences_raise_no_alarm(noon: Classroom) -> None:
    for day in DAYS[:5]:
        mark(noon, day, Given(Attendance.UNKNOWN, AbsenceReason.ILL))
    assert went_out(noon) == []
    with clock.shifted_to(noon.instant - timedelta(hours=4)):
        apologise(noon.house, noon.cast, session_on(noon.house, noon.cast).id, AbsenceReason.WORK_SHIFT)
    mark(noon, DAYS[6], AWAY)
    mark(noon, TUESDAY, Given(Attendance.UNKNOWN, AbsenceReason.WORK_SHIFT))
    assert went_out(noon) == []


def test_her_teacher_and_she_herself_see_it_until_she_is_there_again(noon: Classroom) -> None:
    away(noon, DAYS[4:7])
    with clock.shifted_to(noon.instant - timedelta(hours=4)):
        assert "Away 3 times" in noon.house.client(noon.cast.teacher).get("/teach").text
        assert "We missed you." in noon.house.client(noon.cast.leyla).get("/today").text
    mark(noon, TUESDAY, HERE)
    assert went_out(noon) == [("list", 2, "list"), ("message", 3, "page")]
    assert "We missed you." not in noon.client(noon.cast.leyla).get("/today").text
    assert "Away 3 times" not in noon.client(noon.cast.manager).get(f"/sections/{noon.cast.section_id}").text


def test_a_provider_has_steps_of_its_own_or_none(noon: Classroom) -> None:
    manager = noon.client(noon.cast.manager)
    manager.post("/absences/steps", data={"after": ["1", ""], "deed": ["task", "list"]})
    away(noon, DAYS[:1])
    assert went_out(noon) == [("task", 1, "task")]
    manager.post("/absences/steps", data={"after": [""], "deed": ["list"]})
    away(noon, DAYS[1:5])
    assert went_out(noon) == [("task", 1, "task")]
    refused = manager.post("/absences/steps", data={"after": ["61"], "deed": ["list"]})
    assert refused.status_code == 422
    assert "Write a number of sessions from 1 to 60." in refused.text
    with noon.house.acting(noon.cast.manager):
        services.set_steps([Step(2, Deed.LIST)], actor=noon.cast.manager, now=clock.now())
        assert queries.alert_steps() == [Step(2, Deed.LIST)]


def test_a_share_that_can_no_longer_be_reached_is_told_once_and_taken_back(noon: Classroom) -> None:
    manager, cast = noon.client(noon.cast.manager), noon.cast
    rule = {"programme": "de_integrationskurs", "percent": "98", "window_weeks": "12"}
    assert manager.post("/absences/rule", data=rule).status_code == 302
    away(noon, DAYS[5:8])

    def warned() -> list[str]:
        with noon.house.acting(cast.manager):
            found = queries.alerts(learner_id=cast.leyla.learner_id, standing=True)
        return [one.channel for one in found if one.kind == "out_of_reach"]

    assert warned() == ["task"]
    record = noon.client(cast.caseworker).get(f"/people/{cast.leyla.learner_id}").text
    assert "98 of 100 can no longer be reached" in record
    assert "Of all planned lessons" in record
    for day in DAYS[5:8]:
        mark(noon, day, HERE)
    assert warned() == []


def test_held_and_planned_shares_stand_side_by_side(noon: Classroom) -> None:
    mark(noon, DAYS[7], HERE)
    mark(noon, DAYS[6], AWAY)
    with noon.house.acting(noon.cast.manager):
        seats = queries.enrolments_of([noon.cast.leyla.learner_id or ""])[noon.cast.leyla.learner_id or ""]
        [found] = queries.standings(seats, TUESDAY).values()
        sessions = queries.sessions_between(date(2026, 11, 2), date(2027, 2, 26), section_ids=[noon.cast.section_id])
    assert found.whole.of_held(found.rule) == 0.5
    assert found.whole.of_planned(found.rule) == 1 / len(sessions)
    assert (found.whole.held, found.window.held) == (270, 270)
