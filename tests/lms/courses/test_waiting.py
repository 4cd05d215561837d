"""The waiting list: it advances at once, in the order of the rule, never after the deadline, and says what it did."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from lms.courses import jobs, models, queries, services
from lms.courses.domain import enrolment_waiting as waiting
from lms.courses.domain.enrolment import LeaveReason
from lms.kernel import clock, db, errors, plugins
from lms.kernel.actor import Actor
from lms.kernel.jobs import Progress
from lms.kernel.vocabulary import EnrolmentState as State
from lms.kernel.vocabulary import Level, Track
from lms.messages import queries as messages
from tests.cast import add_section, gather
from tests.houses import NOON, House

TODAY = date(2026, 11, 24)


class Desk:
    """A section with one seat, and the office beside it."""

    def __init__(self, house: House) -> None:
        self.house, self.cast = house, gather(house)
        self.section_id = add_section(house, self.cast, name="One seat", seats=1, starts=time(13), ends=time(15))
        plugins.install(house.registry.without("curricula", "childcare", "placement", "scheduling"))
        self.me = self.cast.administrator

    def book(self, who: Actor, section_id: str = "") -> str:
        with self.house.acting(self.me):
            found, _ = services.book(
                section_id or self.section_id, who.learner_id or "", from_date=TODAY, actor=self.me, now=clock.now()
            )
        return found

    def another_module(self, name: str, starts: time, ends: time) -> str:
        """A group of another module."""
        with self.house.acting(self.me):
            course_id = services.add_course(
                self.cast.centre_id,
                programme="de_integrationskurs",
                module_key="orientation",
                title="Orientation",
                track=Track.REGULAR,
                level=Level.A2,
                minutes=100 * 45,
                section_min=6,
                section_max=16,
            )
        return add_section(self.house, self.cast, name=name, starts=starts, ends=ends, course_id=course_id)

    def wait(self, who: Actor, section_id: str = "", **more: object) -> str:
        with self.house.acting(self.me):
            return services.wait(
                section_id or self.section_id,
                who.learner_id or "",
                actor=self.me,
                now=clock.now(),
                **more,  # type: ignore[arg-type]
            )

    def leave(self, enrolment_id: str) -> None:
        with self.house.acting(self.me):
            services.leave(enrolment_id, reason=LeaveReason.WORK, on=TODAY, actor=self.me, now=clock.now())

    def do(self, deed: str, enrolment_id: str, who: Actor | None = None, **more: object) -> None:
        who = who or self.me
        with self.house.acting(who):
            getattr(services, deed)(enrolment_id, actor=who, now=clock.now(), **more)

    def rule(self, **changes: object) -> None:
        with self.house.acting(self.me):
            services.set_waiting_rule(
                replace(waiting.Rule(), **changes),
                actor=self.me,
                now=clock.now(),  # type: ignore[arg-type]
            )

    def last_day(self, day: date | None) -> None:
        with self.house.acting(self.me):
            services.set_last_day_to_join(self.section_id, day, actor=self.me, now=clock.now())

    def place(self, enrolment_id: str) -> queries.Placed:
        with self.house.acting(self.me):
            return queries.placed(enrolment_id)

    def state(self, enrolment_id: str) -> State:
        return self.place(enrolment_id).state

    def taken(self) -> int:
        with self.house.acting(self.me):
            return queries.section(self.section_id).taken

    def later(self, **by: float) -> AbstractContextManager[None]:
        return clock.shifted_to(NOON + timedelta(**by))

    def clockwork(self) -> None:
        db.use_engine(self.house.engine)
        jobs.look_after_lists({}, Progress(), clock.now())


@pytest.fixture
def desk(sqlite_house: House) -> Desk:
    return Desk(sqlite_house)


@pytest.fixture
def both(house: House) -> Desk:
    return Desk(house)


def test_a_freed_seat_is_offered_to_the_next_one_at_once(both: Desk) -> None:
    held = both.book(both.cast.leyla)
    first, second = both.wait(both.cast.mahmoud), both.wait(both.cast.amina)
    both.leave(held)
    assert [both.state(one) for one in (held, first, second)] == [State.LEFT, State.OFFERED, State.WAITING]
    assert both.taken() == 1
    both.do("accept", first, both.cast.mahmoud)
    both.do("accept", first, both.cast.mahmoud)
    assert both.state(first) is State.ENROLLED
    assert both.taken() == 1


def test_a_declined_seat_goes_to_the_next_one_at_once(both: Desk) -> None:
    held = both.book(both.cast.leyla)
    first, second = both.wait(both.cast.mahmoud), both.wait(both.cast.amina)
    both.leave(held)
    both.do("decline", first, both.cast.mahmoud)
    assert [both.state(one) for one in (first, second)] == [State.LEFT, State.OFFERED]
    with pytest.raises(errors.Conflict, match="offer_over"):
        both.do("accept", first, both.cast.mahmoud)


def test_nobody_waits_while_a_seat_is_free(desk: Desk) -> None:
    assert desk.state(desk.wait(desk.cast.leyla)) is State.OFFERED


def test_more_seats_are_offered_at_once(desk: Desk) -> None:
    desk.book(desk.cast.leyla)
    first, second = desk.wait(desk.cast.mahmoud), desk.wait(desk.cast.amina)
    with desk.house.acting(desk.me):
        services.set_seats(desk.section_id, 3, actor=desk.me, now=clock.now())
    assert [desk.state(one) for one in (first, second)] == [State.OFFERED, State.OFFERED]
    with desk.house.acting(desk.me), pytest.raises(errors.Conflict, match="seats_held"):
        services.set_seats(desk.section_id, 2, actor=desk.me, now=clock.now())


def test_the_last_day_to_join_stops_the_list(desk: Desk) -> None:
    held = desk.book(desk.cast.leyla)
    first = desk.wait(desk.cast.mahmoud)
    desk.last_day(TODAY - timedelta(days=1))
    desk.leave(held)
    assert desk.state(first) is State.WAITING
    with pytest.raises(errors.Conflict, match="entry_closed"):
        desk.wait(desk.cast.amina)
    with pytest.raises(errors.Conflict, match="entry_closed"):
        desk.do("offer", first)
    with pytest.raises(errors.Conflict, match="entry_closed"):
        desk.book(desk.cast.amina)
    desk.last_day(TODAY)
    assert desk.state(first) is State.OFFERED


def test_an_offer_ends_with_the_last_day_to_join(desk: Desk) -> None:
    desk.last_day(TODAY)
    first = desk.wait(desk.cast.leyla)
    with desk.house.acting(desk.me):
        offer = queries.open_offer(first)
    assert offer is not None
    assert offer.expires_at == clock.instant(date(2026, 11, 25), time(), "Europe/Berlin")
    with desk.later(days=1), pytest.raises(errors.Conflict, match="offer_over"):
        desk.do("accept", first, desk.cast.leyla)


@pytest.mark.parametrize(
    ("silence", "state", "first_again"),
    [("keep", State.WAITING, True), ("end_of_list", State.WAITING, False), ("leave", State.LEFT, None)],
)
def test_silence_has_the_consequence_that_the_provider_chose(
    desk: Desk, silence: str, state: State, first_again: bool | None
) -> None:
    desk.rule(silence=waiting.Silence(silence), offer_hours=24)
    held = desk.book(desk.cast.leyla)
    first, second = desk.wait(desk.cast.mahmoud), desk.wait(desk.cast.amina)
    desk.leave(held)
    with desk.later(hours=25):
        desk.clockwork()
        assert [desk.state(first), desk.state(second)] == [state, State.OFFERED]
        assert desk.taken() == 1
        if first_again is None:
            return
        # Nobody is asked again before somebody heard of her; then she stands where the rule says.
        third = desk.wait(desk.cast.leyla)
        with desk.house.acting(desk.me):
            order = [one.id for one in queries.on_the_list(desk.section_id)]
        assert order == [first, third]
        desk.do("decline", second, desk.cast.amina)
        assert desk.state(third) is State.OFFERED
        desk.do("still_waits", first, desk.cast.mahmoud)
        desk.do("decline", third, desk.cast.leyla)
        assert desk.state(first) is State.OFFERED


def test_the_order_is_the_provider_s_rule(desk: Desk) -> None:
    desk.book(desk.cast.leyla)
    by_day = desk.wait(desk.cast.mahmoud, needed_by=date(2027, 1, 1))
    by_need = desk.wait(desk.cast.amina, needed_by=date(2027, 2, 1), need=3)

    def order() -> list[str]:
        with desk.house.acting(desk.me):
            return [one.id for one in queries.on_the_list(desk.section_id)]

    assert order() == [by_day, by_need]
    desk.rule(order=waiting.Order.NEED)
    assert order() == [by_need, by_day]
    desk.rule(order=waiting.Order.DEADLINE)
    assert order() == [by_day, by_need]


def test_out_of_turn_needs_a_reason_that_is_kept(desk: Desk) -> None:
    held = desk.book(desk.cast.leyla)
    first, second = desk.wait(desk.cast.mahmoud), desk.wait(desk.cast.amina)
    desk.leave(held)
    with desk.house.acting(desk.me), pytest.raises(errors.Invalid, match="out_of_turn"):
        services.offer_instead(first, second, reason=" ", actor=desk.me, now=clock.now())
    with desk.house.acting(desk.me):
        services.offer_instead(first, second, reason="Starts a job in January", actor=desk.me, now=clock.now())
        reasons = [queries.history(one)[-1].reason for one in (first, second)]
    assert [desk.state(first), desk.state(second)] == [State.WAITING, State.OFFERED]
    assert reasons == ["Starts a job in January"] * 2


def test_an_offer_can_be_taken_back_with_a_reason(desk: Desk) -> None:
    held = desk.book(desk.cast.leyla)
    first, second = desk.wait(desk.cast.mahmoud), desk.wait(desk.cast.amina)
    desk.leave(held)
    with pytest.raises(errors.Invalid, match="withdraw_why"):
        desk.do("withdraw", first, reason="")
    desk.do("withdraw", first, reason="Moved to Hamburg, she says")
    assert [desk.state(first), desk.state(second)] == [State.WAITING, State.OFFERED]
    with desk.house.acting(desk.me):
        assert [one.answer for one in queries.offers_of([first])[first]] == ["withdrawn"]


def test_who_was_told_what_and_how_is_kept(desk: Desk) -> None:
    first = desk.wait(desk.cast.leyla)
    with desk.house.acting(desk.me):
        told = [(one.about, one.channel) for one in queries.notices_of(first)]
        tasks = [one.code for one in messages.open_tasks(desk.me)]
    assert sorted(told) == [("offer", "office"), ("offer", "page")]
    assert tasks == ["courses.call_offer"]
    desk.do("accept", first, desk.cast.leyla)
    with desk.house.acting(desk.me):
        assert messages.open_tasks(desk.me) == []


def test_everybody_is_asked_every_sixty_days_whether_she_still_waits(desk: Desk) -> None:
    desk.book(desk.cast.leyla)
    first = desk.wait(desk.cast.mahmoud)
    db.use_engine(desk.house.engine)

    def asked() -> int:
        return int(jobs.ask_who_still_waits({}, Progress(), clock.now())["asked"])

    with desk.later(days=59):
        assert asked() == 0
    with desk.later(days=60):
        assert [asked(), asked()] == [1, 0]
        assert desk.place(first).asked_on == TODAY + timedelta(days=60)
        desk.do("still_waits", first, desk.cast.mahmoud)
    with desk.later(days=119):
        assert asked() == 0


def test_who_cannot_take_the_seat_keeps_her_place_and_says_why(desk: Desk) -> None:
    held = desk.book(desk.cast.leyla)
    clashing = desk.another_module("Same time", time(13), time(15))
    desk.book(desk.cast.mahmoud, clashing)
    first, second = desk.wait(desk.cast.mahmoud), desk.wait(desk.cast.amina)
    desk.leave(held)
    assert [desk.state(one) for one in (first, second)] == [State.WAITING, State.OFFERED]
    assert desk.place(first).obstacle == ("courses.two_at_once", {"section": "Same time"})


def test_nobody_stands_twice_on_one_list(desk: Desk) -> None:
    desk.book(desk.cast.leyla)
    desk.wait(desk.cast.mahmoud)
    for who in (desk.cast.leyla, desk.cast.mahmoud):
        with pytest.raises(errors.Conflict, match="booked_already"):
            desk.wait(who)


def test_a_booking_takes_somebody_off_the_list_and_accepts_what_was_offered(desk: Desk) -> None:
    held = desk.book(desk.cast.leyla)
    first = desk.wait(desk.cast.mahmoud)
    desk.leave(held)
    assert desk.book(desk.cast.mahmoud) == first
    assert desk.state(first) is State.ENROLLED
    assert desk.taken() == 1


# --- not now, and a seat elsewhere -----------------------------------------------------------------------------------


def offered(desk: Desk, *waiting_people: Actor) -> list[str]:
    """Leyla leaves the only seat; the first of these people is offered it."""
    held = desk.book(desk.cast.leyla)
    found = [desk.wait(one) for one in waiting_people]
    desk.leave(held)
    return found


def test_who_says_not_now_keeps_her_place_and_is_asked_again_after_the_rule_s_days(both: Desk) -> None:
    first, second = offered(both, both.cast.mahmoud, both.cast.amina)
    both.do("not_now", first, both.cast.mahmoud)
    assert [both.state(one) for one in (first, second)] == [State.WAITING, State.OFFERED]
    assert both.place(first).rests_until == TODAY + timedelta(days=14)
    assert both.place(first).unanswered == 0
    both.do("not_now", first, both.cast.mahmoud)
    both.leave(second)
    with both.later(days=13):
        both.clockwork()
        assert both.state(first) is State.WAITING
    with both.later(days=14):
        both.clockwork()
        assert both.state(first) is State.OFFERED
    with both.house.acting(both.me):
        assert [one.answer for one in queries.offers_of([first])[first]] == ["", "not_now"]


def test_not_now_goes_to_the_end_of_the_list_where_the_provider_says_so(desk: Desk) -> None:
    desk.rule(not_now=waiting.NotNow.END_OF_LIST, not_now_days=1)
    first, second = offered(desk, desk.cast.mahmoud, desk.cast.amina)
    with desk.later(hours=1):
        desk.do("not_now", first, desk.cast.mahmoud)
    assert (desk.place(first).waiting_since or NOON) >= NOON + timedelta(hours=1)
    desk.do("decline", second, desk.cast.amina)
    with desk.later(days=1):
        desk.clockwork()
    assert desk.state(first) is State.OFFERED


def test_not_now_is_taken_back_within_the_day_and_the_seat_is_hers_again_if_nobody_took_it(desk: Desk) -> None:
    (first,) = offered(desk, desk.cast.mahmoud)
    desk.do("not_now", first, desk.cast.mahmoud)
    assert desk.state(first) is State.WAITING
    desk.do("take_back_step", first)
    assert (desk.state(first), desk.place(first).rests_until) == (State.OFFERED, None)


def test_who_has_a_seat_in_the_same_module_says_first_that_she_gives_it_up(both: Desk) -> None:
    """Mahmoud waits for the afternoon and sits in the morning: yes to the one is the end of the other, in one act."""
    morning = both.book(both.cast.mahmoud, both.cast.section_id)
    (first,) = offered(both, both.cast.mahmoud)
    with pytest.raises(errors.Conflict, match="seat_elsewhere"):
        both.do("accept", first, both.cast.mahmoud)
    assert both.state(morning) is State.ENROLLED
    both.do("accept", first, both.cast.mahmoud, leaving=[morning])
    assert [both.state(one) for one in (morning, first)] == [State.TRANSFERRED, State.ENROLLED]
    found = both.place(first)
    assert (found.follows_id, found.from_date) == (morning, TODAY)
    with both.house.acting(both.me):
        assert queries.section(both.cast.section_id).taken == 0
    both.do("take_back_step", first)
    assert [both.state(one) for one in (morning, first)] == [State.ENROLLED, State.OFFERED]


def test_a_seat_in_another_module_may_be_kept_beside_it_or_given_up_with_the_yes(desk: Desk) -> None:
    evening = desk.another_module("Evening", time(18), time(20))
    beside = desk.book(desk.cast.mahmoud, evening)
    (first,) = offered(desk, desk.cast.mahmoud)
    desk.do("accept", first, desk.cast.mahmoud)
    assert [desk.state(one) for one in (beside, first)] == [State.ENROLLED, State.ENROLLED]
    desk.leave(first)
    again = desk.wait(desk.cast.mahmoud)
    desk.do("accept", again, desk.cast.mahmoud, leaving=[beside])
    assert [desk.state(one) for one in (beside, again)] == [State.LEFT, State.ENROLLED]
    with pytest.raises(errors.NotFound):
        desk.do("accept", again, desk.cast.mahmoud, leaving=["nobody"])


def test_when_the_deadline_of_an_offer_passes_the_office_gets_a_task_to_call(desk: Desk) -> None:
    (first,) = offered(desk, desk.cast.mahmoud)
    with desk.later(days=4):
        desk.clockwork()
        with desk.house.acting(desk.me):
            codes = [one.code for one in messages.open_tasks(desk.me)]
    assert codes == ["courses.call_expired"]
    assert desk.place(first).unanswered == 1


# --- days on which people come in ------------------------------------------------------------------------------------


def test_the_booking_door_holds_the_days_on_which_people_come_in(both: Desk) -> None:
    """The group began on 2 November and takes new people on Mondays: Tuesday is refused with the next day."""
    with both.house.acting(both.me) as session:
        found = session.get(models.Section, both.section_id)
        assert found is not None
        found.entry_weekdays = [0]
    with pytest.raises(errors.Conflict) as refused:
        both.book(both.cast.leyla)
    assert (refused.value.code, refused.value.facts["day"]) == ("courses.entry_weekday", date(2026, 11, 30))
    assert both.taken() == 0
    with both.house.acting(both.me):
        monday = queries.entry_day(queries.section(both.section_id), TODAY)
        services.book(
            both.section_id, both.cast.leyla.learner_id or "", from_date=monday, actor=both.me, now=clock.now()
        )
    assert both.taken() == 1


def test_no_seat_is_offered_when_the_next_day_to_begin_comes_after_the_last_one_to_join(desk: Desk) -> None:
    first, _second = [*offered(desk, desk.cast.mahmoud), ""]
    desk.do("withdraw", first, reason="wrong group")
    with desk.house.acting(desk.me) as session:
        found = session.get(models.Section, desk.section_id)
        assert found is not None
        found.entry_weekdays, found.entry_until = [0], TODAY + timedelta(days=2)
    desk.do("still_waits", first)
    assert desk.state(first) is State.WAITING
    assert (desk.place(first).obstacle or ("",))[0] == "courses.entry_closed"
