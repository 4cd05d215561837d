"""Whatever people do with seats and lists, in any order: capacity, one seat a person, the order of the list, nobody lost."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from lms.accounts.services import audit
from lms.courses import models, queries, services
from lms.courses.domain import enrolment_waiting as waiting
from lms.courses.domain.enrolment import Cause
from lms.kernel import clock, db, errors, plugins
from lms.kernel.vocabulary import EnrolmentState as State
from tests.cast import Cast, add_section, gather
from tests.houses import NOON, House
from tests.lms.courses.test_last_seats import crowd

SOAK = int(os.environ.get("ONWARD_SOAK", "1"))
"""How many times the work of an ordinary run: `make soak` sets it."""
PEOPLE, SECTIONS = 5, 2
person = st.integers(0, PEOPLE - 1)
section = st.integers(0, SECTIONS - 1)
some = st.integers(0, 40)
OPEN = (State.WAITING, State.OFFERED, State.ENROLLED, State.PAUSED)


class Enrolling(RuleBasedStateMachine):
    """Five people, two sections with a seat or two, one office. A step that is refused changes nothing."""

    house: ClassVar[House]
    cast: ClassVar[Cast]
    people: ClassVar[list[str]]
    sections: ClassVar[list[str]]
    steps: ClassVar[int] = 0
    done: ClassVar[dict[str, int]] = {}

    @initialize()
    def open_the_office(self) -> None:
        """One transaction for the whole run; every deed in a savepoint, as a door would hold it."""
        self.now = NOON
        self.known: dict[str, tuple[str, State]] = {}
        self.stack = ExitStack()
        me = self.cast.administrator
        self.session = self.stack.enter_context(db.transaction(self.house.engine))
        self.stack.enter_context(audit.acting(me))
        self.stack.enter_context(db.scoped(me.provider_id))
        self.by: dict[str, Any] = {"actor": me}
        self.rows = self._look()
        self.closes: dict[str, datetime] = {}

    def teardown(self) -> None:
        """Nothing of the run stays."""
        if hasattr(self, "session"):
            self.session.rollback()
            self.stack.close()

    def do(self, name: str, deed: Callable[[], object]) -> None:
        """A deed that may be refused. What was offered by it went to the first of those who could have had it."""
        before = self.rows
        try:
            with self.session.begin_nested():
                deed()
        except (errors.Conflict, errors.Invalid):
            assert self._look() == before
        else:
            type(self).done[name] = type(self).done.get(name, 0) + 1
            self.rows = self._look()
            self._offered_in_order(before)
        type(self).steps += 1
        self._everything_holds()

    def _look(self) -> dict[str, queries.Placed]:
        everybody = queries.placed_of(self.people)
        return {one.id: one for ones in everybody.values() for one in ones}

    def _offered_in_order(self, before: dict[str, queries.Placed]) -> None:
        order = queries.waiting_rule().order
        for one in self.rows.values():
            if one.state is not State.OFFERED or (one.id in before and before[one.id].state is State.OFFERED):
                continue
            for other in self.rows.values():
                passed_by = (
                    other.section_id == one.section_id
                    and other.state is State.WAITING
                    and not other.unanswered
                    and other.id in before
                    and before[other.id].state is State.WAITING
                    and not before[other.id].unanswered
                )
                if passed_by:
                    entries = [queries.entry_of(one), queries.entry_of(other)]
                    assert waiting.in_order(entries, order)[0].enrolment_id == one.id

    def pick(self, number: int, *states: State) -> str:
        """One of the enrolments in a state, by number; empty without one."""
        found = sorted(key for key, one in self.rows.items() if one.state in states)
        return found[number % len(found)] if found else ""

    @property
    def at(self) -> dict[str, Any]:
        """Who and when."""
        return {**self.by, "now": self.now}

    @property
    def today(self) -> date:
        """The day at the centre."""
        return (self.now + timedelta(hours=1)).date()

    # --- deeds -------------------------------------------------------------------------------------------------------

    @rule(who=person, where=section)
    def book(self, who: int, where: int) -> None:
        """The office gives a seat."""
        self.do("book", lambda: services.book(self.sections[where], self.people[who], from_date=self.today, **self.at))

    @rule(who=person, where=section, need=st.integers(0, 3), days=st.none() | st.integers(0, 90))
    def wait(self, who: int, where: int, need: int, days: int | None) -> None:
        """Onto the list."""
        needed_by = None if days is None else NOON.date() + timedelta(days=days)
        self.do(
            "wait",
            lambda: services.wait(self.sections[where], self.people[who], need=need, needed_by=needed_by, **self.at),
        )

    @precondition(lambda self: self.pick(0, *OPEN))
    @rule(number=some)
    def leave(self, number: int) -> None:
        """Somebody goes."""
        if key := self.pick(number, *OPEN):
            self.do("leave", lambda: services.leave(key, reason="work", on=self.today, **self.at))

    @precondition(lambda self: self.pick(0, State.ENROLLED, State.PAUSED))
    @rule(number=some)
    def pause_or_come_back(self, number: int) -> None:
        """Away for a while, or back."""
        if key := self.pick(number, State.ENROLLED, State.PAUSED):
            if self.rows[key].state is State.PAUSED:
                self.do("resume", lambda: services.resume(key, on=self.today, **self.at))
            else:
                self.do("pause", lambda: services.pause(key, reason="birth", on=self.today, **self.at))

    @precondition(lambda self: self.pick(0, State.ENROLLED, State.PAUSED))
    @rule(number=some)
    def finish(self, number: int) -> None:
        """The course is over for somebody."""
        if key := self.pick(number, State.ENROLLED, State.PAUSED):
            self.do("finish", lambda: services.finish(key, on=self.today, **self.at))

    @precondition(lambda self: self.pick(0, State.ENROLLED, State.PAUSED))
    @rule(number=some, where=section)
    def transfer(self, number: int, where: int) -> None:
        """To another section."""
        if key := self.pick(number, State.ENROLLED, State.PAUSED):
            self.do(
                "transfer", lambda: services.transfer(key, self.sections[where], reason="", on=self.today, **self.at)
            )

    @precondition(lambda self: self.pick(0, State.ENROLLED, State.PAUSED))
    @rule(number=some, other=some)
    def swap(self, number: int, other: int) -> None:
        """Two people change places."""
        first, second = (self.pick(one, State.ENROLLED, State.PAUSED) for one in (number, other))
        if first and second:
            self.do("swap", lambda: services.swap(first, second, reason="", on=self.today, **self.at))

    @precondition(lambda self: self.pick(0, State.OFFERED))
    @rule(number=some, yes=st.booleans())
    def answer(self, number: int, yes: bool) -> None:
        """Yes or no to an offer."""
        if key := self.pick(number, State.OFFERED):
            self.do("answer", lambda: (services.accept if yes else services.decline)(key, **self.at))

    @precondition(lambda self: self.pick(0, State.OFFERED))
    @rule(number=some)
    def withdraw(self, number: int) -> None:
        """The office takes an offer back."""
        if key := self.pick(number, State.OFFERED):
            self.do("withdraw", lambda: services.withdraw(key, reason="a slip", **self.at))

    @precondition(lambda self: self.pick(0, State.WAITING))
    @rule(number=some)
    def still_waits(self, number: int) -> None:
        """Somebody on a list was heard of."""
        if key := self.pick(number, State.WAITING):
            self.do("still", lambda: services.still_waits(key, **self.at))

    @precondition(lambda self: self.pick(0, *State))
    @rule(number=some)
    def take_back(self, number: int) -> None:
        """The last step of somebody, whoever made it."""
        if key := self.pick(number, *State):
            self.do("undo", lambda: services.take_back_step(key, **self.at))

    @precondition(lambda self: self.pick(0, State.LEFT, State.COMPLETED))
    @rule(number=some, where=section)
    def second_chance(self, number: int, where: int) -> None:
        """Another attempt."""
        if key := self.pick(number, State.LEFT, State.COMPLETED):
            cause = Cause.EXAM_FAILED
            self.do(
                "second",
                lambda: services.second_chance(key, self.sections[where], cause=cause, from_date=self.today, **self.at),
            )

    @rule(where=section, number=st.integers(1, 3))
    def seats(self, where: int, number: int) -> None:
        """More seats or fewer."""
        self.do("seats", lambda: services.set_seats(self.sections[where], number, **self.at))

    @rule(where=section, days=st.none() | st.integers(-2, 20))
    def last_day(self, where: int, days: int | None) -> None:
        """Another last day to join."""
        day = None if days is None else self.today + timedelta(days=days)
        self.do("last day", lambda: services.set_last_day_to_join(self.sections[where], day, **self.at))

    @rule(order=st.sampled_from(waiting.Order), silence=st.sampled_from(waiting.Silence), hours=st.integers(1, 72))
    def other_rule(self, order: waiting.Order, silence: waiting.Silence, hours: int) -> None:
        """The provider changes its mind."""
        found = waiting.Rule(order=order, silence=silence, offer_hours=hours)
        self.do("rule", lambda: services.set_waiting_rule(found, **self.at))

    @precondition(lambda self: self.now < NOON + timedelta(days=80))
    @rule(hours=st.integers(1, 60))
    def time_goes_by(self, hours: int) -> None:
        """And the clockwork does its round."""
        self.now += timedelta(hours=hours)

        def round_() -> None:
            for key in queries.sections_to_look_at(self.now):
                services.look_after(key, **self.at)

        self.do("round", round_)

    # --- what always holds -------------------------------------------------------------------------------------------

    def _everything_holds(self) -> None:
        row = models.Section
        found = self.session.execute(select(row.id, row.taken, row.seats, row.entry_until, row.ends_on)).all()
        for key, taken, seats, entry_until, ends_on in found:
            if key in self.sections:
                last = waiting.last_entry_day(entry_until, ends_on)
                self.closes[key] = clock.instant(last + timedelta(days=1), time(), "Europe/Berlin")
                self._seats_are_counted_and_never_one_too_many(key, taken, seats)
                if taken < seats:
                    self._nobody_waits_beside_an_empty_chair(key)
        self._nobody_is_twice_in_one_place()
        self._offers_end_with_the_last_day_to_join()
        self._nobody_is_lost()

    def _seats_are_counted_and_never_one_too_many(self, key: str, taken: int, seats: int) -> None:
        held = sum(one.holds_seat for one in self.rows.values() if one.section_id == key)
        assert held == taken <= seats

    def _nobody_is_twice_in_one_place(self) -> None:
        open_ones = [(one.learner_id, one.section_id) for one in self.rows.values() if one.state in models.OPEN]
        assert len(open_ones) == len(set(open_ones))

    def _nobody_waits_beside_an_empty_chair(self, key: str) -> None:
        waits = [one for one in self.rows.values() if one.section_id == key and one.state is State.WAITING]
        assert self.now >= self.closes[key] or all(one.unanswered for one in waits)

    def _offers_end_with_the_last_day_to_join(self) -> None:
        """Who is offered a seat has one offer, and it holds no longer than people may join."""
        found = queries.offers_of(self.rows)
        for key, one in self.rows.items():
            out = [offer for offer in found.get(key, ()) if not offer.answer]
            assert len(out) == (one.state is State.OFFERED)
            assert all(self.now < offer.expires_at <= self.closes[one.section_id] for offer in out)

    def _nobody_is_lost(self) -> None:
        """Every step is written down in order; who is gone has a reason, a result, or the class she moved to."""
        assert set(self.known) <= set(self.rows)
        for key, one in self.rows.items():
            if self.known.get(key) == (one.learner_id, one.state):
                continue
            self.known[key] = (one.learner_id, one.state)
            steps = queries.history(key)
            assert [step.number for step in steps] == list(range(len(steps)))
            assert [step.before for step in steps] == [None, *(step.after for step in steps[:-1])]
            assert steps[-1].after is one.state
            assert one.state is not State.LEFT or one.reason
            if one.state is State.TRANSFERRED:
                assert self.rows[steps[-1].facts["to"]].learner_id == one.learner_id
            assert (one.until is None) == (one.state in models.OPEN)


def test_whatever_people_do_nobody_loses_a_seat_or_a_place(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    Enrolling.house, Enrolling.cast = sqlite_house, cast
    Enrolling.people = crowd(sqlite_house, cast, PEOPLE)
    Enrolling.sections = [
        add_section(
            sqlite_house, cast, name=f"At {hour}", seats=seats, starts=time(hour), ends=time(hour + 1), weekdays=(1,)
        )
        for hour, seats in ((13, 1), (15, 2))
    ]
    plugins.install(sqlite_house.registry.without("childcare", "curricula", "placement", "scheduling"))
    run_state_machine_as_test(
        Enrolling,
        settings=settings(
            max_examples=30 * SOAK,
            stateful_step_count=50,
            deadline=None,
            database=None,
            derandomize=SOAK == 1,
            # An ordinary run shows the steps as they were; a long one looks for the fewest that do it.
            phases=(Phase.generate,) if SOAK == 1 else tuple(Phase),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Enrolling.steps >= 1000 * SOAK
    # Every deed was done, not only tried.
    assert set(Enrolling.done) == {
        "book", "wait", "leave", "pause", "resume", "finish", "transfer", "swap", "answer", "withdraw", "still", "undo",
        "second", "seats", "last day", "rule", "round",
    }  # fmt: skip
