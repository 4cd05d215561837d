"""Whatever teachers mark and people do, in any order: no mark before joining, one mark a person, nobody lost, charged once."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from lms.accounts.services import audit
from lms.courses import models, queries, services
from lms.courses.domain.attendance import PRESENT, Given
from lms.kernel import db, errors, plugins
from lms.kernel.vocabulary import AbsenceReason, Attendance
from lms.kernel.vocabulary import EnrolmentState as State
from tests.cast import Cast, gather
from tests.houses import NOON, House
from tests.lms.courses.test_last_seats import crowd

SOAK = int(os.environ.get("ONWARD_SOAK", "1"))
"""How many times the work of an ordinary run: `make soak` sets it."""
PEOPLE = 4
ZONE = "Europe/Berlin"
person, which = st.integers(0, PEOPLE - 1), st.integers(0, 40)
mark = st.sampled_from(
    [
        Given(Attendance.PRESENT),
        Given(Attendance.UNKNOWN),
        Given(Attendance.UNKNOWN, AbsenceReason.ILL),
        Given(Attendance.UNKNOWN, AbsenceReason.WORK_SHIFT),
    ]
)


class Marking(RuleBasedStateMachine):
    """Four people, one class over some weeks, two teachers with phones that may be late. A refusal changes nothing."""

    house: ClassVar[House]
    cast: ClassVar[Cast]
    people: ClassVar[list[str]]
    steps: ClassVar[int] = 0
    done: ClassVar[dict[str, int]] = {}

    @initialize()
    def open_the_term(self) -> None:
        """One transaction for the whole run; every deed in a savepoint, as a door would hold it."""
        self.now = NOON - timedelta(days=14)
        self.sent: list[tuple[str, dict[str, Given], services.Batch]] = []
        self.marked: set[tuple[str, str]] = set()
        self.arrived: set[tuple[str, str]] = set()
        self.stack = ExitStack()
        me = self.cast.administrator
        self.session = self.stack.enter_context(db.transaction(self.house.engine))
        self.stack.enter_context(audit.acting(me))
        self.stack.enter_context(db.scoped(me.provider_id))
        self.calendar = queries.sessions_between(date.min, date(2026, 12, 4), section_ids=[self.cast.section_id])

    def teardown(self) -> None:
        """Nothing of the run stays."""
        if hasattr(self, "session"):
            self.session.rollback()
            self.stack.close()

    def do(self, name: str, deed: Callable[[], object]) -> None:
        """A deed that may be refused."""
        before = self._marks()
        try:
            with self.session.begin_nested():
                deed()
        except errors.OnwardError:
            self.session.expire_all()
            assert self._marks() == before
        else:
            type(self).done[name] = type(self).done.get(name, 0) + 1
        type(self).steps += 1
        self._everything_holds()

    @property
    def at(self) -> dict[str, Any]:
        """Who and when."""
        return {"actor": self.cast.administrator, "now": self.now}

    @property
    def today(self) -> date:
        """The day at the centre."""
        return (self.now + timedelta(hours=1)).date()

    def _seats(self, *states: State) -> list[queries.EnrolmentInfo]:
        found = queries.enrolments_of_section(self.cast.section_id, seated=False)
        return sorted((one for one in found if one.state in states), key=lambda one: one.id)

    def _pick(self, number: int, *states: State) -> str:
        found = self._seats(*states)
        return found[number % len(found)].id if found else ""

    # --- deeds -------------------------------------------------------------------------------------------------------

    @rule(who=person)
    def join(self, who: int) -> None:
        """Somebody joins in any week."""
        learner = self.people[who]
        self.do("join", lambda: services.book(self.cast.section_id, learner, from_date=self.today, **self.at))

    @rule(number=which, what=st.sampled_from(["pause", "resume", "leave"]))
    def change(self, number: int, what: str) -> None:
        """Somebody stays away for a while, comes back, or leaves for good."""
        states = {"pause": (State.ENROLLED,), "resume": (State.PAUSED,), "leave": (State.ENROLLED, State.PAUSED)}
        key, on = self._pick(number, *states[what]), {"on": self.today, **self.at}
        deeds: dict[str, Callable[[], object]] = {
            "pause": lambda: services.pause(key, reason="family", **on),
            "resume": lambda: services.resume(key, **on),
            "leave": lambda: services.leave(key, reason="moved_away", **on),
        }
        if key:
            self.do(what, deeds[what])

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        """Time goes on."""
        self.now = min(self.now + timedelta(days=days), NOON + timedelta(days=7))
        self.do("days", lambda: None)

    @rule(session=which, given=mark, who=which, teacher=st.booleans(), seen=st.none() | st.integers(0, 3))
    def take(self, session: int, given: Given, who: int, teacher: bool, seen: int | None) -> None:
        """A register of any day with whoever stands in it, and somebody who perhaps does not."""
        one = self.calendar[session % len(self.calendar)]
        everybody = self._seats(*State)
        marks = {person.enrolment_id: given for person in queries.register(one.id).people}
        if everybody:
            marks[everybody[who % len(everybody)].id] = Given(Attendance.PRESENT)
        batch = services.Batch(f"batch-{len(self.sent)}", seen, "phone", {key: self._earlier(who) for key in marks})
        self.sent.append((one.id, marks, batch))
        self._send(len(self.sent) - 1, "take", teacher=teacher)

    def _earlier(self, number: int) -> Any:
        return self.now - timedelta(minutes=7 * (number % 5))

    @rule(number=which, teacher=st.booleans())
    def send_again(self, number: int, teacher: bool) -> None:
        """A batch that was sent before arrives once more."""
        if self.sent:
            self._send(number % len(self.sent), "again", teacher=teacher)

    def _send(self, number: int, name: str, *, teacher: bool) -> None:
        session_id, marks, batch = self.sent[number]
        actor = self.cast.teacher if teacher else self.cast.administrator
        self.do(
            name,
            lambda: services.save_register(
                session_id, marks, zone=ZONE, reason="Late.", batch=batch, actor=actor, now=self.now
            ),
        )

    @rule(session=which, who=person, minutes=st.integers(-40, 30))
    def arrive(self, session: int, who: int, minutes: int) -> None:
        """Somebody scans a code: in the session of the day if there is one, else for whatever day she likes."""
        today = [one for one in self.calendar if one.day == self.today]
        one = today[0] if today else self.calendar[session % len(self.calendar)]
        now = one.starts_at + timedelta(minutes=minutes) if today else self.now
        learner = self.people[who]
        self.arrived.add((one.id, learner))
        self.do(
            "arrive",
            lambda: services.arrive(one.id, learner, way="code", zone=ZONE, actor=self.cast.teacher, now=now),
        )

    # --- what always holds -------------------------------------------------------------------------------------------

    def _marks(self) -> dict[tuple[str, str], tuple[str, str, int]]:
        rows = self.session.execute(
            select(
                models.Mark.session_id,
                models.Mark.enrolment_id,
                models.Mark.attendance,
                models.Mark.reason,
                models.Mark.minutes,
            )
        )
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}

    def _everything_holds(self) -> None:
        marks = self._marks()
        days = {one.id: one.day for one in self.calendar}
        seats = {one.id: one for one in self._seats(*State)}
        # A mark is never lost, and never stands for somebody who had not joined, or in the future.
        assert self.marked <= set(marks)
        self.marked = set(marks)
        for (session_id, enrolment_id), (attendance, _reason, minutes) in marks.items():
            assert days[session_id] >= seats[enrolment_id].from_date
            assert days[session_id] <= self.today
            assert (minutes > 0) == (attendance in PRESENT)
        self._one_mark_a_person(marks, seats)
        self._charged_once(marks, seats)
        self._nobody_is_lost(days, seats)
        versions = self.session.execute(
            select(models.MarkBatch.session_id, func.count(), func.max(models.MarkBatch.number)).group_by(
                models.MarkBatch.session_id
            )
        )
        assert all(count == highest for _session, count, highest in versions)

    def _one_mark_a_person(self, marks: Any, seats: dict[str, queries.EnrolmentInfo]) -> None:
        once = [(session_id, seats[enrolment_id].learner_id) for session_id, enrolment_id in marks]
        assert len(once) == len(set(once))

    def _charged_once(self, marks: Any, seats: dict[str, queries.EnrolmentInfo]) -> None:
        """The ledger says what the marks say, to the minute; who marked herself is charged when the register is saved."""
        entry = models.LedgerEntry
        charged = {
            (session_id, learner_id): minutes
            for session_id, learner_id, minutes in self.session.execute(
                select(entry.session_id, entry.learner_id, func.sum(entry.minutes)).group_by(
                    entry.session_id, entry.learner_id
                )
            )
        }
        due = {(one, seats[key].learner_id): minutes for (one, key), (_mark, _why, minutes) in marks.items()}
        assert all(minutes in (0, due.get(key, 0)) for key, minutes in charged.items())
        by_self = {(one, learner) for one, learner in due if charged.get((one, learner), 0) != due[one, learner]}
        assert by_self <= self.arrived

    def _nobody_is_lost(self, days: dict[str, date], seats: dict[str, queries.EnrolmentInfo]) -> None:
        """Whoever has a seat stands in the register of today's or the next session, markable or greyed."""
        coming = next((key for key, day in days.items() if day >= self.today), None)
        if coming is None:
            return
        found = queries.register(coming)
        shown = {one.enrolment_id: one for one in found.everybody}
        for key, seat in seats.items():
            if seat.state in (State.ENROLLED, State.PAUSED):
                assert key in shown
                assert (shown[key].standing == "paused") == (seat.state == State.PAUSED)


def test_whatever_is_marked_and_whoever_comes_and_goes(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    Marking.house, Marking.cast, Marking.people = sqlite_house, cast, crowd(sqlite_house, cast, PEOPLE)
    plugins.install(sqlite_house.registry.without("childcare", "curricula", "placement", "scheduling"))
    run_state_machine_as_test(
        Marking,
        settings=settings(
            max_examples=14 * SOAK,
            stateful_step_count=50,
            deadline=None,
            database=None,
            derandomize=SOAK == 1,
            # An ordinary run shows the steps as they were; a long one looks for the fewest that do it.
            phases=(Phase.generate,) if SOAK == 1 else tuple(Phase),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Marking.steps >= 500 * SOAK
    # Every deed was done, not only tried.
    assert set(Marking.done) == {"join", "pause", "resume", "leave", "days", "take", "again", "arrive"}
