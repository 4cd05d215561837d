"""The review in the house: situations that look alike are told apart, a stop changes nothing, nobody else sees it."""

import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest

from curricula import jobs as work
from curricula import queries, services
from curricula.domain.causes import Action
from curricula.services.reviewing import ask_for_review
from lms.accounts import models as accounts
from lms.kernel import clock, db, errors, jobs, signals
from lms.kernel.jobs import ledger, worker
from lms.kernel.vocabulary import ProgressState, Skill
from lms.learners import queries as learner_queries
from lms.learners import services as learners
from lms.messages import queries as messages
from tests.cast import Cast
from tests.curricula.lives import LENGTH, TODAY, Lives, at, check, open_course, open_group, run_review, work_teacher
from tests.houses import House


def _states(house: House, lives: Lives) -> dict[str, str]:
    names = {who.learner_id: name for name, who in lives.people.items()}
    with house.acting(lives.cast.manager):
        return {names[one.learner_id]: one.state for one in queries.open_findings()}


EXPECTED = {
    "Rosa": ProgressState.BLOCKED,
    "Farah": ProgressState.SKILL_BLOCKED,
    "Bilal": ProgressState.PROGRESSING,
    "Dina": ProgressState.LOW_ATTENDANCE,
    "Emil": ProgressState.NOT_ENOUGH_EVIDENCE,
    "Gita": ProgressState.SUPPLY_STALLED,
}


def _open_b2(house: House, cast: Cast, course_id: str) -> str:
    teacher = work_teacher(house, cast)
    starts_on = TODAY + timedelta(days=6)
    return open_group(house, cast, course_id, name="B2", starts_on=starts_on, weekdays=(0, 1), teacher_id=teacher)


def test_situations_that_look_alike_are_told_apart(house: House, lives: Lives) -> None:
    counts = run_review(house, lives.cast)
    assert _states(house, lives) == EXPECTED
    assert counts == {state.value: list(EXPECTED.values()).count(state) for state in ProgressState}


def test_minutes_of_earlier_levels_do_not_speak_against_somebody(sqlite_house: House, lives: Lives) -> None:
    with sqlite_house.acting(lives.cast.teacher):
        services.pass_module(
            lives.learner_id("Rosa"), "general_4", on_day=TODAY - timedelta(weeks=20), actor=lives.cast.teacher,
            now=at(TODAY),
        )  # fmt: skip
        (found,) = queries.review_facts([learner_queries.learner(lives.learner_id("Rosa"))], TODAY)
    assert found.facts.level_entered_on == TODAY - timedelta(weeks=20)
    minutes = sorted({one.attended_minutes_at for one in found.facts.assessments})
    # Eight weeks of three lessons a week with 135 minutes each came before the first check of this level.
    assert 6 * 3 * LENGTH < minutes[0] < 9 * 3 * LENGTH
    assert minutes[-1] <= found.facts.attended_minutes


def test_a_finding_shows_its_five_facts(house: House, lives: Lives) -> None:
    run_review(house, lives.cast)
    with house.acting(lives.cast.teacher):
        found = queries.open_finding_of(lives.learner_id("Farah"))
    assert found is not None
    assert found.facts["expected"] == 120 * 45
    assert found.ratio == pytest.approx(found.facts["attended"] / found.facts["expected"], abs=0.001)
    assert found.facts["attendance"] == 1.0
    assert sorted(found.facts["blocked_skills"]) == ["reading", "writing"]
    assert found.facts["effort"] == "high"
    assert found.hints[0][0] == "literacy_need_missed"
    assert found.actions[0] == "ask_health"
    assert found.review_on == TODAY + timedelta(weeks=8)


def test_a_blocked_course_is_told_and_the_teacher_gets_a_task_once(house: House, lives: Lives) -> None:
    heard: list[tuple[str, str]] = []

    def hear(learner_id: str, *, state: str, **_facts: object) -> None:
        heard.append((learner_id, state))

    with signals.learner_stalled.connected_to(hear):
        run_review(house, lives.cast)
        run_review(house, lives.cast, TODAY + timedelta(days=1))
    assert sorted(heard) == sorted(
        [(lives.learner_id("Rosa"), "blocked"), (lives.learner_id("Farah"), "skill_blocked")]
    )
    with house.acting(lives.cast.teacher):
        asked = [one for one in messages.open_tasks(lives.cast.teacher) if one.code == "curricula.task.talk"]
    # Six people sit in the class: one is shown at a time.
    assert len(asked) == 1
    with house.acting(lives.cast.administrator):
        gaps = [one for one in messages.open_tasks(lives.cast.administrator) if one.link.startswith("/missing-links")]
    assert [(one.code, one.facts["count"]) for one in gaps] == [("curricula.task.bridge_after", 1)]
    assert gaps[0].facts["module"]


def test_the_next_night_refreshes_a_finding_and_keeps_the_decision(house: House, lives: Lives) -> None:
    run_review(house, lives.cast)
    with house.acting(lives.cast.teacher):
        before = queries.open_finding_of(lives.learner_id("Rosa"))
        assert before is not None
        services.confirm(
            before.id,
            [Action.ASK_HEALTH],
            review_on=TODAY + timedelta(weeks=8),
            actor=lives.cast.teacher,
            now=at(TODAY),
        )
    run_review(house, lives.cast, TODAY + timedelta(days=1))
    with house.acting(lives.cast.teacher):
        after = queries.open_finding_of(lives.learner_id("Rosa"))
    assert after is not None
    assert (after.id, after.found_on, after.review_day) == (before.id, TODAY, TODAY + timedelta(days=1))
    assert (after.confirmed_by, after.chosen) == ("Marta Klein", ["ask_health"])


def test_progress_closes_a_finding_and_opens_another(house: House, lives: Lives) -> None:
    run_review(house, lives.cast)
    later = TODAY + timedelta(days=1)
    check(house, lives.cast, lives.people["Rosa"], rising=tuple(Skill), days=(TODAY, later))
    with house.acting(lives.cast.teacher):
        old = queries.open_finding_of(lives.learner_id("Emil"))
    check(house, lives.cast, lives.people["Emil"])
    run_review(house, lives.cast, later)
    with house.acting(lives.cast.teacher):
        new = queries.open_finding_of(lives.learner_id("Emil"))
        assert old is not None
        assert new is not None
        assert new.id != old.id
        assert queries.finding(old.id).closed_at is not None
        assert new.state == ProgressState.WATCH


class _StopsAtOnce(jobs.Progress):
    @property
    def stop_wanted(self) -> bool:
        return True


def _picture(house: House, lives: Lives) -> list[queries.FindingInfo]:
    with house.acting(lives.cast.manager):
        return queries.open_findings()


def test_a_review_stopped_in_the_middle_leaves_yesterdays_findings_whole(house: House, lives: Lives) -> None:
    run_review(house, lives.cast, TODAY - timedelta(days=1))
    yesterday = _picture(house, lives)
    answer = work.review_one({"provider_id": lives.cast.provider_id}, _StopsAtOnce(), at(TODAY))
    assert answer["stopped"]
    assert _picture(house, lives) == yesterday


def test_a_review_killed_while_it_writes_leaves_yesterdays_findings_whole_and_is_done_again(
    house: House, lives: Lives
) -> None:
    run_review(house, lives.cast, TODAY - timedelta(days=1))
    yesterday = _picture(house, lives)
    check(house, lives.cast, lives.people["Rosa"], rising=tuple(Skill), days=(TODAY - timedelta(days=1),))
    with house.acting(lives.cast.manager):
        assert ask_for_review(lives.cast.provider_id, now=clock.now())
    killed = [sys.executable, "-m", "tests.curricula.killed", house.settings.database_url, clock.now().isoformat()]
    assert subprocess.run(killed, check=False).returncode == -signal.SIGKILL
    assert _picture(house, lives) == yesterday
    assert _last_day(house, lives) == TODAY - timedelta(days=1)
    with clock.shifted_to(clock.now() + timedelta(minutes=30)):
        with db.transaction(house.engine):
            assert ledger.reap(clock.now()) == 1
        assert worker.run_all_due(house.engine) == 1
    assert _last_day(house, lives) == TODAY
    assert _states(house, lives) == EXPECTED


def _last_day(house: House, lives: Lives) -> date:
    with house.acting(lives.cast.manager):
        run = queries.latest_run()
    assert run is not None
    return run.day


def test_the_clock_asks_for_every_provider_and_the_worker_keeps_the_findings(house: House, lives: Lives) -> None:
    asked = work.review_all({}, jobs.Progress(), at(TODAY))
    assert asked == {"asked": 2}
    assert work.review_all({}, jobs.Progress(), at(TODAY)) == {"asked": 0}
    assert worker.run_all_due(house.engine) == 2
    assert _states(house, lives) == EXPECTED


def test_another_provider_sees_nothing_and_changes_nothing(house: House, lives: Lives) -> None:
    run_review(house, lives.cast)
    before = _picture(house, lives)
    with house.acting(lives.cast.outsider):
        assert queries.open_findings() == []
        assert queries.latest_run() is None
        with pytest.raises(errors.NotFound):
            queries.finding(before[0].id)
        services.review_progress(TODAY, actor=lives.cast.outsider, now=at(TODAY))
    assert _picture(house, lives) == before


def test_a_review_is_one_line_in_the_audit(house: House, lives: Lives) -> None:
    run_review(house, lives.cast)
    with house.crossing() as session:
        rows = session.query(accounts.AuditEntry).filter_by(subject_kind="curricula_review_run").all()
    assert [(row.action, row.actor) for row in rows] == [("review", "Birgit Sommer")]


def test_a_seat_in_the_next_course_ends_the_wait_at_once(house: House, lives: Lives) -> None:
    run_review(house, lives.cast)
    cast = lives.cast
    course_id = open_course(house, cast, "b2", programme="de_berufssprachkurse", level="b1")
    section_id = _open_b2(house, cast, course_id)
    run_review(house, cast, TODAY + timedelta(days=1))
    # Now there is a course: nobody waits, although nobody has booked.
    assert _states(house, lives)["Gita"] == ProgressState.PROGRESSING
    with house.acting(cast.manager):
        run = queries.latest_run()
        assert run is not None
        assert run.next_steps == 1
        assert queries.gaps(cast.centre_id, TODAY) == []
    assert section_id


def test_a_course_at_a_time_of_work_is_no_next_course(house: House, lives: Lives) -> None:
    cast = lives.cast
    course_id = open_course(house, cast, "b2", programme="de_berufssprachkurse", level="b1")
    _open_b2(house, cast, course_id)
    with house.acting(cast.administrator):
        learners.set_availability(lives.learner_id("Gita"), shift="early", rotation_anchor=None, travel_minutes=30)
    run_review(house, cast)
    with house.acting(cast.administrator):
        gap = queries.gaps(cast.centre_id, TODAY)[0]
    assert [one.lacks for one in gap.waiting] == ["time"]
    assert gap.waiting[0].weeks == 3
    assert {one.pattern.key for one in gap.new_groups} == {"evenings"}
