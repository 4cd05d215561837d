"""Any order of changes and words: what the person confirmed is never rewritten, and a change after it needs a reason."""

from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from lms.casework import queries, services
from lms.casework.domain.content import Change, Content, changed
from lms.kernel import clock, db, errors
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
DAYS = st.integers(0, 90).map(lambda days: TODAY + timedelta(days=days))


class Plans(RuleBasedStateMachine):
    """One person's plan in the hands of a caseworker and of herself."""

    house: ClassVar[House]
    cast: ClassVar[Cast]

    def __init__(self) -> None:
        """One transaction for the whole life; nothing of it stays."""
        super().__init__()
        self.stack = ExitStack()
        self.session = self.stack.enter_context(db.transaction(self.house.engine))
        self.stack.enter_context(db.scoped(self.cast.provider_id))
        self.learner = self.cast.leyla.learner_id or ""
        self.confirmed: dict[int, Content] = {}
        services.make_plan(self.learner, "work", actor=self.cast.caseworker, now=clock.now())

    def teardown(self) -> None:
        """Take it all back."""
        self.session.rollback()
        self.stack.close()

    def _plan(self, version: int | None = None) -> queries.PlanInfo:
        found = queries.plan(self.cast.leyla.person_id or "", TODAY, version=version)
        assert found is not None
        return found

    def _change(self, change: Change, reason: str) -> None:
        before = self._plan()
        wanted = changed(before.content, change) != before.content
        if wanted and before.person is not None and not reason:
            with pytest.raises(errors.Invalid, match="reason_missing"):
                services.revise(self.learner, change, actor=self.cast.caseworker, now=clock.now())
            assert self._plan() == before
            return
        services.revise(self.learner, change, reason=reason, actor=self.cast.caseworker, now=clock.now())
        after = self._plan()
        if after.content != before.content:
            assert after.version == before.version + (before.person is not None)
            assert after.state == "draft"

    @rule(due_on=DAYS, reason=st.sampled_from(["", "The person asked for it."]))
    def add_a_step(self, due_on: date, reason: str) -> None:
        by: dict[str, Any] = {"actor": self.cast.caseworker, "now": clock.now()}
        if self._plan().person is not None and not reason:
            with pytest.raises(errors.Invalid, match="reason_missing"):
                services.add_step(self.learner, "Step", "Leyla", due_on, **by)
            return
        services.add_step(self.learner, "Step", "Leyla", due_on, reason=reason, **by)

    @precondition(lambda self: self._plan().steps)
    @rule(due_on=DAYS, reason=st.sampled_from(["", "The shop is closed."]), data=st.data())
    def move_a_step(self, due_on: date, reason: str, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from([one.key for one in self._plan().steps]))
        self._change(Change(dates={key: due_on}), reason)

    @rule(lessons=st.integers(1, 45), reason=st.sampled_from(["", "A new shift."]))
    def change_the_pace(self, lessons: int, reason: str) -> None:
        self._change(Change(weekly_lessons=lessons), reason)

    @precondition(lambda self: any(one.done_on is None for one in self._plan().steps))
    @rule()
    def finish_a_step(self) -> None:
        before = self._plan()
        step = next(one for one in before.steps if one.done_on is None)
        services.finish_step(self.learner, step.id, actor=self.cast.caseworker, now=clock.now())
        assert self._plan().state == before.state

    @rule()
    def staff_agrees(self) -> None:
        services.agree(self.learner, actor=self.cast.caseworker, now=clock.now())
        assert self._plan().staff is not None

    @rule(aloud=st.booleans())
    def she_agrees(self, aloud: bool) -> None:
        if aloud:
            services.confirm_for(self.learner, "aloud", "ar", actor=self.cast.caseworker, now=clock.now())
        else:
            services.agree(self.learner, language="ar", actor=self.cast.leyla, now=clock.now())
        found = self._plan()
        self.confirmed.setdefault(found.version, found.content)

    @invariant()
    def what_she_confirmed_is_what_stands(self) -> None:
        for version, content in self.confirmed.items():
            found = self._plan(version)
            assert found.person is not None
            assert found.person.language == "ar"
            assert _agreed(found.content) == _agreed(content)

    @invariant()
    def versions_have_no_gap_and_later_ones_a_reason(self) -> None:
        found = queries.versions(self.cast.leyla.person_id or "")
        assert [one.version for one in found] == list(range(len(found), 0, -1))
        assert all(one.reason for one in found[:-1])
        assert all(one.state == "older" for one in found[1:])


def _agreed(content: Content) -> Any:
    """All that a word is about: not how far a step is."""
    steps = [(one.key, one.title, one.owner, one.due_on, one.follows) for one in content.steps]
    return content.goals, steps, content.weekly_lessons, content.review_on


def test_no_order_of_deeds_rewrites_what_she_agreed_to(sqlite_house: House) -> None:
    Plans.house, Plans.cast = sqlite_house, gather(sqlite_house)
    run_state_machine_as_test(
        Plans,
        settings=settings(
            max_examples=6, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
