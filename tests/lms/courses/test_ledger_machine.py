"""The ledger under any order of deeds: registers, corrections, budgets, transfers, months that close. One charge an hour."""

import os
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from lms.courses import models, queries, services
from lms.courses.domain.attendance import Given
from lms.courses.domain.budgets import AtZero, BudgetKind, Rule
from lms.courses.queries import budgets as granted
from lms.courses.queries import ledger
from lms.courses.services import budgets, months
from lms.courses.services import ledger as charging
from lms.kernel import clock, errors
from lms.kernel.vocabulary import Attendance, Level, Track
from lms.learners import services as learners
from lms.organisations import services as organisations
from tests.cast import Cast, add_section, gather
from tests.houses import House

PROGRAMME = "de_integrationskurs"
MONTHS = (date(2026, 11, 1), date(2026, 12, 1))
AFTER = date(2027, 1, 10)
MARKS = (
    Given(Attendance.PRESENT),
    Given(Attendance.LATE, arrived=time(9, 30)),
    Given(Attendance.LEFT_EARLY, left=time(10)),
    Given(Attendance.UNKNOWN),
)


class Ledger(RuleBasedStateMachine):
    """One house for all runs; every run begins with a learner of its own, so that none sees the rows of another."""

    house: House
    cast: Cast
    sections: list[str]
    sessions: list[str]
    steps = 0
    """Deeds and the looks after them, in all runs; without the look that each run begins with."""
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.now = clock.now()
        self.refused: set[str] = set()
        self.closed: dict[tuple[str, date], tuple[str, str]] = {}
        with self.house.acting(self.cast.administrator) as session:
            new = session.get_one(models.Course, self.cast.course_id)
            self.learner_id = self._learner()
            self.funders = [organisations.add_funder("One"), organisations.add_funder("Two")]
            new.funder_id = self.funders[0]
            session.flush()
            self.enrolments = [self._book(self.sections[0])]

    def _learner(self) -> str:
        number = f"M-{type(self).runs}-{len(self.sessions)}"
        new = learners.NewLearner(number, "Machine", number)
        learner_id = learners.register(self.cast.centre_id, new, actor=self.cast.administrator, now=self.now)
        learners.set_level(learner_id, Level.PRE_A1)
        learners.assign_track(
            learner_id, Track.LITERACY_FIRST_SCRIPT, reason="machine", actor=self.cast.administrator, now=self.now
        )
        return learner_id

    def _book(self, section_id: str) -> str:
        return services.book(
            section_id, self.learner_id, from_date=date(2026, 11, 2), actor=self.cast.administrator, now=self.now
        )[0]

    # --- deeds ---

    @rule(place=st.integers(0, 11), mark=st.sampled_from(MARKS))
    def save(self, place: int, mark: Given) -> None:
        """A register, or a correction of one."""
        session_id = self.sessions[place % len(self.sessions)]
        with self.house.acting(self.cast.teacher):
            mine = [one for one in queries.register(session_id).people if one.learner_id == self.learner_id]
            for one in mine:
                services.save_register(
                    session_id, {one.enrolment_id: mark}, zone="Europe/Berlin", reason="machine",
                    actor=self.cast.teacher, now=self.now,
                )  # fmt: skip

    @rule(
        kind=st.sampled_from(BudgetKind),
        funder=st.integers(0, 1),
        minutes=st.sampled_from((100, 200, 400)),
        late=st.booleans(),
    )
    def grant(self, kind: BudgetKind, funder: int, minutes: int, late: bool) -> None:
        """A budget from the beginning, or from December on."""
        with self.house.acting(self.cast.administrator):
            budgets.grant(
                self.learner_id, PROGRAMME, kind, self.funders[funder], minutes, from_date=MONTHS[late],
                actor=self.cast.administrator, now=self.now,
            )  # fmt: skip

    @rule(minutes=st.sampled_from((0, 150, 500)))
    def change(self, minutes: int) -> None:
        """More or fewer minutes; fewer than used is refused where the budget is firm."""
        with self.house.acting(self.cast.administrator):
            for one in granted.budgets_of([self.learner_id]).get(self.learner_id, [])[:1]:
                try:
                    budgets.change(
                        one.id, minutes=minutes, until=None, reference="", reason="machine",
                        actor=self.cast.administrator, now=self.now,
                    )  # fmt: skip
                except errors.Conflict:
                    assert one.firm
                    assert one.used > minutes

    @rule(funder=st.integers(0, 1), at_zero=st.sampled_from(AtZero), needs=st.booleans())
    def rules(self, funder: int, at_zero: AtZero, needs: bool) -> None:
        """A funder changes what it asks."""
        with self.house.acting(self.cast.manager):
            budgets.set_rule(
                self.funders[funder], Rule(at_zero, 50, needs_budget=needs), actor=self.cast.manager, now=self.now
            )

    @rule(place=st.integers(0, 11), which=st.integers(0, 5))
    def recharge(self, place: int, which: int) -> None:
        """An hour goes to another budget, where that is possible."""
        with self.house.acting(self.cast.manager) as session:
            known = granted.budgets_of([self.learner_id]).get(self.learner_id, [])
            if known:
                try:
                    with session.begin_nested():
                        charging.recharge(
                            self.sessions[place % len(self.sessions)], self.learner_id,
                            known[which % len(known)].id, reason="machine",
                            actor=self.cast.manager, now=self.now,
                        )  # fmt: skip
                except errors.OnwardError as refused:
                    self.refused.add(refused.code)

    @rule(day=st.sampled_from((date(2026, 11, 10), date(2026, 12, 2))))
    def transfer(self, day: date) -> None:
        """She changes to the other class; her budgets come along."""
        with self.house.acting(self.cast.administrator) as session:
            seats = queries.enrolments_of([self.learner_id]).get(self.learner_id, [])
            other = [one for one in self.sections if seats and one != seats[0].section_id]
            if seats and other and seats[0].from_date < day:
                try:
                    with session.begin_nested():
                        services.transfer(
                            seats[0].id, other[0], reason="machine", on=day, actor=self.cast.administrator, now=self.now
                        )
                except errors.Conflict:
                    # Back to a class she left before: the door may say no, the ledger has to hold either way.
                    return

    @precondition(lambda self: len(self.closed) < 4)
    @rule(funder=st.integers(0, 1), month=st.sampled_from(MONTHS))
    def close(self, funder: int, month: date) -> None:
        """A month closes once."""
        key = (self.funders[funder], month)
        with self.house.acting(self.cast.manager) as session:
            try:
                with session.begin_nested():
                    closed_id = months.close(*key, today=AFTER, actor=self.cast.manager, now=self.now)
            except errors.Conflict:
                assert key in self.closed
                return
            assert key not in self.closed
            self.closed[key] = (closed_id, months.digest(ledger.entries(month=month, funder_id=key[0])))

    @precondition(lambda self: self.closed)
    @rule(which=st.integers(0, 3))
    def reopen(self, which: int) -> None:
        """A month opens again, with a reason."""
        key = sorted(self.closed)[which % len(self.closed)]
        with self.house.acting(self.cast.manager):
            months.reopen(self.closed.pop(key)[0], reason="machine", actor=self.cast.manager, now=self.now)

    # --- what always holds ---

    @invariant()
    def counted(self) -> None:
        """One more step."""
        type(self).steps += 1

    @invariant()
    def every_hour_is_charged_once_or_held_back_with_a_reason(self) -> None:
        """Per session: nothing, or exactly what was attended; where less is charged, the last row says why."""
        with self.house.acting(self.cast.manager) as session:
            marks = session.execute(
                select(models.Mark.session_id, models.Mark.minutes).where(models.Mark.learner_id == self.learner_id)
            )
            attended = {row[0]: row[1] for row in marks}
            entries = ledger.entries(learner_ids=[self.learner_id])
        assert {one.session_id for one in entries} <= set(attended)
        for session_id, minutes in attended.items():
            rows = [one for one in entries if one.session_id == session_id]
            total = sum(one.minutes for one in rows)
            assert 0 <= total <= minutes
            assert total == minutes or rows[-1].refused
            assert [one.version for one in rows] == list(range(len(rows)))
            assert len(_standing(rows)) <= 1

    @invariant()
    def budgets_have_used_what_the_ledger_says(self) -> None:
        """Sums are equal, and a firm budget is never over."""
        row = models.LedgerEntry
        with self.house.acting(self.cast.manager) as session:
            sums = session.execute(
                select(row.budget_id, func.sum(row.minutes))
                .where(row.learner_id == self.learner_id)
                .group_by(row.budget_id)
            )
            charged = {one[0]: int(one[1]) for one in sums}
            for one in granted.budgets_of([self.learner_id]).get(self.learner_id, []):
                assert one.used == charged.get(one.id, 0)
                assert not one.firm or one.used <= one.minutes

    @invariant()
    def nothing_changes_in_a_closed_month(self) -> None:
        """The digest of every closed month is the one it was closed with."""
        with self.house.acting(self.cast.manager):
            for (funder_id, month), (_id, digest) in self.closed.items():
                assert months.digest(ledger.entries(month=month, funder_id=funder_id)) == digest

    @invariant()
    def nothing_is_refused_but_for_a_reason_we_know(self) -> None:
        """Taking an hour elsewhere is refused with one of these."""
        assert self.refused <= {
            "courses.absent", "courses.charged_there", "budget.used_up", "budget.not_in_force", "ledger.same_hour",
        }  # fmt: skip

    def teardown(self) -> None:
        """Give the seat back, so that the next run finds one."""
        with self.house.acting(self.cast.administrator):
            for one in queries.enrolments_of([self.learner_id]).get(self.learner_id, []):
                services.leave(one.id, reason="machine", on=AFTER, actor=self.cast.administrator, now=self.now)


def _standing(rows: list[ledger.EntryInfo]) -> list[tuple[str | None, str | None]]:
    """Whom a session is charged to in the end: pairs of funder and budget whose minutes do not cancel out."""
    sums: dict[tuple[str | None, str | None], int] = {}
    for one in rows:
        key = (one.funder_id, one.budget_id)
        sums[key] = sums.get(key, 0) + one.minutes
    return [key for key, total in sums.items() if total]


@pytest.fixture
def machine(sqlite_house: House, tmp_path: Path) -> Iterator[type[Ledger]]:
    """The machine on a house in January, with two classes of two months."""
    with clock.shifted_to(clock.instant(AFTER, time(12), "Europe/Berlin")):
        cast = gather(sqlite_house)
        other = add_section(sqlite_house, cast, name="Other", weekdays=(2,), starts=time(9), ends=time(11))
        with sqlite_house.acting(cast.teacher):
            days = [date(2026, 11, day) for day in (3, 10, 17, 24)] + [date(2026, 12, day) for day in (1, 8)]
            found = queries.sessions_between(days[0], days[-1], section_ids=[cast.section_id, other])
        sessions = [one.id for one in found if one.day in days or one.section_id == other][:12]
        Ledger.house, Ledger.cast, Ledger.sections, Ledger.sessions = (
            sqlite_house,
            cast,
            [cast.section_id, other],
            sessions,
        )
        yield Ledger


def test_one_charge_an_hour_whatever_happens(machine: type[Ledger]) -> None:
    """500 steps at least; `make soak` sets ONWARD_SOAK to how many times as many."""
    times = int(os.environ.get("ONWARD_SOAK", "1"))
    run_state_machine_as_test(
        machine,
        settings=settings(
            # Two more than needed: a run ends early where nothing is left to do.
            max_examples=22 * times,
            stateful_step_count=26,
            deadline=None,
            derandomize=times == 1,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # With the machines of enrolment with its waiting list (1,000) and of attendance (500) it makes 2,000.
    assert machine.steps - machine.runs >= 500 * times
