"""Drafts that people change by hand: judged before they are saved, one version at a time, published from a day on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.courses.services import mixed
from lms.kernel import clock, errors
from lms.kernel.contracts import WeekInterval
from lms.kernel.jobs import worker
from lms.kernel.vocabulary import Level, Track
from lms.learners.services import NewLearner
from lms.messages.models import Outgoing, Task
from lms.organisations import services as organisations
from scheduling import models, queries, services
from scheduling.domain.constraints import Rule
from scheduling.domain.draft import Change, Group, kept
from scheduling.domain.impact import Judged, Kind
from tests.cast import Cast, add_learner, add_section, gather
from tests.houses import NOON, House
from tests.scheduling import town as towns

MONDAY = date(2026, 11, 30)
MORNINGS = ((0, "09:00", "11:15"), (1, "09:00", "11:15"), (3, "09:00", "11:15"))


@dataclass
class Town:
    """The cast, a second class at midday with a teacher of its own, and a draft of the plan in force."""

    house: House
    cast: Cast
    midday_id: str
    rosa: str
    draft_id: str

    @property
    def actor(self) -> Any:
        return self.cast.administrator

    def draft(self) -> queries.DraftInfo:
        with self.house.acting(self.actor):
            return queries.draft(self.draft_id)

    def group(self, group_id: str) -> Group:
        return next(one for one in self.draft().groups if one.id == group_id)

    def look(self, change: Change) -> services.Look:
        with self.house.acting(self.actor):
            return services.look(queries.draft(self.draft_id), change)

    def make(self, change: Change, *, reason: str = "", version: int | None = None) -> int:
        seen = self.draft().version if version is None else version
        with self.house.acting(self.actor):
            return services.make(self.draft_id, seen, change, reason=reason, actor=self.actor, now=clock.now())

    def publish(self) -> dict[str, Any]:
        with self.house.acting(self.actor):
            return services.publish_draft(self.draft_id, actor=self.actor, now=clock.now())

    def seats(self, section_id: str) -> set[str]:
        with self.house.acting(self.actor):
            return {one.learner_id for one in courses.enrolments_of_section(section_id)}


def settle(house: House) -> Town:
    cast = gather(house)
    with house.acting(cast.administrator):
        rosa = organisations.add_staff("Rosa Blum", "teacher", centre_id=cast.centre_id)
        organisations.qualify(rosa, Track.LITERACY_FIRST_SCRIPT, valid_until=date(2028, 1, 1))
        organisations.set_hours(rosa, [WeekInterval(day, time(8), time(18)) for day in range(5)])
    midday_id = add_section(
        house, cast, name="Alpha C", starts=time(12, 30), ends=time(14, 45), room_id=cast.small_room_id, teacher_id=rosa
    )
    with house.acting(cast.administrator):
        me, now = cast.administrator, clock.now()
        for section_id, who in (
            (cast.section_id, cast.leyla),
            (cast.section_id, cast.amina),
            (midday_id, cast.mahmoud),
        ):
            course_services.book(section_id, who.learner_id or "", from_date=MONDAY, actor=me, now=now)
        draft_id = services.begin_from_published(cast.centre_id, cast.term_id, MONDAY, actor=me, now=now)
    return Town(house, cast, midday_id, rosa, draft_id)


@pytest.fixture
def town(sqlite_house: House) -> Town:
    return settle(sqlite_house)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(errors.OnwardError) as caught:
        yield
    assert caught.value.code == code


def test_a_draft_begins_with_the_plan_in_force(town: Town) -> None:
    draft = town.draft()
    assert {one.name for one in draft.groups} == {"Alpha B", "Alpha C"}
    assert town.group(town.cast.section_id).meetings == MORNINGS
    assert draft.groups == draft.base


def test_a_look_says_what_a_move_breaks_and_keeps_nothing(town: Town) -> None:
    found = town.look(Change(town.midday_id, room=town.cast.room_id, meeting=(0, "12:30", "14:45"), slot="0-morning"))
    assert Rule.ROOM_TWICE in {one.rule for one in found.impact.broken}
    assert found.impact.kind is Kind.RULES
    assert found.impact.people == (town.cast.mahmoud.learner_id,)
    assert town.draft().version == 0


def test_a_harmless_move_is_kept_with_its_maker(town: Town) -> None:
    assert town.make(Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot="2-midday")) == 1
    assert [one[0] for one in town.group(town.midday_id).meetings] == [1, 2, 3]
    with town.house.acting(town.actor):
        step = queries.steps(town.draft_id)[0]
    assert (step.deed, step.by, step.reason, step.broke) == ("move", "Jonas Weber", "", [])


def test_what_breaks_a_rule_needs_a_reason_that_is_kept(town: Town) -> None:
    change = Change(town.cast.section_id, meeting=MORNINGS[0], slot="2-evening")
    with refused("scheduling.reason_missing"):
        town.make(change)
    town.make(change, reason="Marta agreed to stay.")
    with town.house.acting(town.actor):
        step = queries.steps(town.draft_id)[0]
    assert step.reason == "Marta agreed to stay."
    assert str(Rule.TEACHER_AVAILABLE) in {one["rule"] for one in step.broke}


def test_a_lock_holds_its_part_and_no_other(town: Town) -> None:
    with town.house.acting(town.actor):
        services.lock(town.draft_id, 0, town.midday_id, ["time"], actor=town.actor, now=clock.now())
    with refused("scheduling.locked.time"):
        town.make(Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot="2-midday"))
    assert town.make(Change(town.midday_id, room=town.cast.room_id)) == 2


def test_a_change_is_taken_back_and_the_one_before_it_too(town: Town) -> None:
    town.make(Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot="2-midday"))
    town.make(Change(town.midday_id, room=town.cast.room_id))
    before = town.draft().base
    for version in (2, 3):
        with town.house.acting(town.actor):
            services.undo(town.draft_id, version, actor=town.actor, now=clock.now())
    assert town.draft().groups == before
    with refused("scheduling.nothing_to_undo"), town.house.acting(town.actor):
        services.undo(town.draft_id, 4, actor=town.actor, now=clock.now())


def test_a_learner_goes_to_another_group_without_a_search(town: Town) -> None:
    amina = town.cast.amina.learner_id or ""
    town.make(Change(town.midday_id, learner=amina), reason="Asked for it.")
    assert amina in town.group(town.midday_id).learners
    assert amina not in town.group(town.cast.section_id).learners


def test_of_two_who_change_one_version_one_is_told(house: House) -> None:
    town = settle(house)
    start = Barrier(2)

    def move(slot: str) -> str:
        try:
            start.wait()
            town.make(Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot=slot), version=0)
        except errors.Conflict as refusal:
            return refusal.code
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        outcome = sorted(pool.map(move, ["2-midday", "4-midday"]))
    assert outcome == ["kept", "scheduling.stale"]
    assert town.draft().version == 1


def test_publishing_changes_sessions_from_the_first_day_on_and_moves_people(house: House) -> None:
    town = settle(house)
    amina = town.cast.amina.learner_id or ""
    town.make(Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot="2-midday"))
    town.make(Change(town.midday_id, learner=amina), reason="Asked for it.")
    outcome = town.publish()
    assert (outcome["booked"], outcome["refused"]) == (1, [])
    assert amina in town.seats(town.midday_id)
    with house.acting(town.actor):
        days = [
            one.day
            for one in courses.sessions_between(date(2026, 11, 2), date(2026, 12, 6), section_ids=[town.midday_id])
            if one.state == "planned"
        ]
        written = queries.publications(town.cast.centre_id)
    assert [day.weekday() for day in days if day >= MONDAY] == [1, 2, 3]
    assert {day.weekday() for day in days if day < MONDAY} == {0, 1, 3}
    assert [(one.valid_from, one.valid_to, one.draft_id) for one in written] == [
        (MONDAY, date(2027, 2, 26), town.draft_id)
    ]
    assert written[0].figures == {"opened": 0, "changed": 1, "booked": 0, "moved": 1}


def test_whose_week_changes_hears_it_and_nobody_else(town: Town) -> None:
    literacy = {"track": Track.LITERACY_FIRST_SCRIPT, "level": Level.PRE_A1}
    eva = add_learner(
        town.house,
        town.cast.provider_id,
        town.cast.centre_id,
        NewLearner("E-1", "Eva", "Post", email="eva@example.org"),
        **literacy,
    )
    with town.house.acting(town.actor):
        now = clock.now()
        course_services.book(town.midday_id, eva.learner_id or "", from_date=MONDAY, actor=town.actor, now=now)
    town.make(Change(town.midday_id, meeting=(0, "12:30", "14:45"), slot="2-midday"))
    town.publish()
    with town.house.crossing() as session:
        (letter,) = session.scalars(select(Outgoing))
        assert (letter.address, letter.subject) == ("eva@example.org", "Your class from Mon 30 November")
        assert "Wed 2 December, 12:30, Sun" in letter.body
        tasks = {(one.code, one.facts.get("people")) for one in session.scalars(select(Task))}
    assert {("scheduling.call_about_plan", 1), ("scheduling.told_teacher", None)} <= tasks


def test_two_classes_change_rooms_and_hours_with_each_other(town: Town) -> None:
    first, second = town.cast.section_id, town.midday_id
    town.make(Change(first, room=town.cast.small_room_id))
    town.make(Change(second, room=town.cast.room_id))
    for day in (0, 1, 3):
        town.make(Change(first, meeting=(day, "09:00", "11:15"), slot=f"{day}-midday"), reason="change")
    for day in (0, 1, 3):
        town.make(Change(second, meeting=(day, "12:30", "14:45"), slot=f"{day}-morning"), reason="change")
    town.publish()
    with town.house.acting(town.actor):
        assert courses.section(first).room_id == town.cast.small_room_id
        assert {one.starts for one in courses.section(second).meetings} == {time(9)}


def test_the_search_mends_a_draft_keeps_what_is_locked_and_can_be_taken_back(sqlite_house: House) -> None:
    cast = towns.found(sqlite_house)
    me = cast.administrator
    with sqlite_house.acting(me):
        now = clock.now()
        run_id = services.solve_now(cast.centre_id, cast.term_id, MONDAY, iterations=1, seed=1, actor=me, now=now)
        services.publish(run_id, actor=me, now=now)
    with sqlite_house.acting(me), clock.shifted_to(NOON.replace(hour=13)):
        draft_id = services.begin_from_published(cast.centre_id, cast.term_id, MONDAY, actor=me, now=clock.now())
        (group,) = queries.draft(draft_id).groups
        services.lock(draft_id, 0, group.id, ["room", "learners"], actor=me, now=clock.now())
        away = Change(group.id, meeting=group.meetings[0], slot=f"{group.meetings[0][0]}-evening")
        services.make(draft_id, 1, away, reason="to see", actor=me, now=clock.now())
        services.request_mending(draft_id, 2, actor=me, now=clock.now())
        assert queries.being_searched(queries.draft(draft_id))
    with clock.shifted_to(NOON.replace(hour=14)):
        assert worker.run_one(sqlite_house.engine)
    with sqlite_house.acting(me):
        draft = queries.draft(draft_id)
        assert (draft.version, queries.steps(draft_id)[0].deed, queries.being_searched(draft)) == (3, "search", False)
        demand = queries.build_problem(draft.centre_id, draft.term_id, draft.starts_on)
        assert Judged(demand.problem, draft.groups).verdict.feasible
        assert (draft.groups[0].room, set(draft.groups[0].learners)) == (group.room, set(group.learners))
        services.undo(draft_id, 3, actor=me, now=clock.now())
        assert any(one[1] == "18:00" for one in queries.draft(draft_id).groups[0].meetings)


def _twins_in_the_draft(town: Town, first: str, second: str) -> None:
    """What a search writes into a plan when a rotating worker needs the same class at two times."""
    with town.house.acting(town.actor) as session:
        row = session.get_one(models.Draft, town.draft_id)
        twin = {town.cast.section_id: first, town.midday_id: second}
        row.groups = kept(replace(one, twin=twin[one.id]) for one in queries.draft(town.draft_id).groups)


def test_twin_groups_of_a_published_plan_share_one_roll_until_a_plan_parts_them(town: Town) -> None:
    cast, me = town.cast, town.actor
    _twins_in_the_draft(town, town.midday_id, cast.section_id)
    page = town.house.client(me).get(f"/timetable/drafts/{town.draft_id}/groups/{cast.section_id}").text
    assert "share one register when this timetable is published" in page
    town.publish()
    with town.house.acting(me):
        assert [one.id for one in courses.twins(cast.section_id)] == [town.midday_id]
        (seat,) = courses.enrolments_of([cast.amina.learner_id or ""])[cast.amina.learner_id or ""]
        assert mixed.swap_week(seat.id, MONDAY, actor=me, now=clock.now()) == 3
        there = courses.sessions_between(MONDAY, MONDAY, section_ids=[town.midday_id])[0]
        assert seat.id in {one.enrolment_id for one in courses.register(there.id).people}
        draft_id = services.begin_from_published(cast.centre_id, cast.term_id, MONDAY, actor=me, now=clock.now())
        assert {one.twin for one in queries.draft(draft_id).groups} == {cast.section_id, town.midday_id}
    town.draft_id = draft_id
    _twins_in_the_draft(town, "", "")
    with clock.shifted_to(NOON + timedelta(minutes=5)):
        town.publish()
        with town.house.acting(me):
            assert courses.twins(cast.section_id) == []
