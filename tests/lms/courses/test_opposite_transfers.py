"""People move from A to B and from B to A at the same moment: nobody waits for ever, no class is ever one over."""

from datetime import date, time
from functools import partial

import pytest

from lms.courses import queries, services
from lms.courses.services import fits
from lms.kernel import clock, errors, plugins
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import EnrolmentState as State
from lms.messages import queries as messages
from tests.cast import Cast, add_section, gather
from tests.houses import House
from tests.lms.courses.test_last_seats import all_at_once, crowd, held

TODAY = date(2026, 11, 24)
SIZE = 4


class Two:
    """Two classes of one module at different times, with so many seats each, all of them taken."""

    def __init__(self, house: House, size: int = SIZE) -> None:
        self.house, self.cast = house, gather(house)
        plugins.install(house.registry.without("childcare", "curricula", "placement", "scheduling"))
        self.sections = [
            add_section(house, self.cast, name=name, seats=size, starts=time(hour), ends=time(hour + 2))
            for name, hour in (("Afternoon", 13), ("Evening", 18))
        ]
        people = crowd(house, self.cast, 2 * size)
        self.seats = [
            [self.book(section, person) for person in people[number::2]] for number, section in enumerate(self.sections)
        ]

    @property
    def me(self) -> Actor:
        return self.cast.administrator

    def book(self, section_id: str, learner_id: str) -> str:
        with self.house.acting(self.me):
            return services.book(section_id, learner_id, from_date=TODAY, actor=self.me, now=clock.now())[0]

    def move(self, enrolment_id: str, to: str) -> str:
        try:
            with self.house.acting(self.me):
                services.transfer(enrolment_id, to, reason="", on=TODAY, actor=self.me, now=clock.now())
        except errors.Conflict as refused:
            return refused.code
        return "moved"

    def swap(self, one: str, other: str) -> str:
        try:
            with self.house.acting(self.me):
                services.swap(one, other, reason="", on=TODAY, actor=self.me, now=clock.now())
        except errors.Conflict as refused:
            return refused.code
        return "swapped"

    def taken(self) -> list[tuple[int, int, int]]:
        return [held(self.house, one) for one in self.sections]


def test_of_opposite_moves_between_full_classes_none_succeeds_and_a_swap_of_the_same_people_does(
    postgres_house: House,
) -> None:
    """Everybody moves at once, one way and the other; two people are also swapped, twice, from either side."""
    two = Two(postgres_house)
    (afternoon, evening), (here, there) = two.sections, two.seats
    deeds = [partial(two.move, one, evening) for one in here[1:]]
    deeds += [partial(two.move, one, afternoon) for one in there[1:]]
    deeds += [partial(two.swap, here[0], there[0]), partial(two.swap, there[0], here[0])]
    outcomes = all_at_once(deeds, len(deeds))
    assert outcomes.count("swapped") == 1
    assert outcomes.count("courses.section_full") == 2 * (SIZE - 1)
    assert two.taken() == [(SIZE, SIZE, SIZE)] * 2


def test_with_one_free_seat_opposite_moves_never_fill_a_class_over(postgres_house: House) -> None:
    """One seat is free in the evening. Whoever moves there makes room behind her, and so on; each class holds its number."""
    two = Two(postgres_house)
    with postgres_house.acting(two.me):
        services.set_seats(two.sections[1], SIZE + 1, actor=two.me, now=clock.now())
    (afternoon, evening), (here, there) = two.sections, two.seats
    deeds = [partial(two.move, one, evening) for one in here]
    deeds += [partial(two.move, one, afternoon) for one in there]
    outcomes = all_at_once(deeds, len(deeds))
    assert set(outcomes) <= {"moved", "courses.section_full"}
    assert outcomes.count("moved") >= 1
    (some, *more), (others, *rest) = two.taken()
    assert some + others == 2 * SIZE
    assert some <= SIZE
    assert others <= SIZE + 1
    assert [*more, *rest] == [some, some, others, others]


@pytest.fixture
def wishes(sqlite_house: House) -> Two:
    return Two(sqlite_house, 1)


def test_two_who_want_each_other_s_full_class_are_offered_to_the_office_as_one_act(wishes: Two) -> None:
    house, cast, (afternoon, evening) = wishes.house, wishes.cast, wishes.sections
    (here,), (there,) = wishes.seats
    assert _wishes(house, cast, here, evening) == fits.WANTED_FULL
    assert _wishes(house, cast, there, afternoon) == fits.COULD_SWAP
    with house.acting(wishes.me):
        (task,) = messages.open_tasks(wishes.me)
    assert (task.code, task.link) == ("courses.could_swap", f"/enrolments/{there}?swap={here}")
    client = house.client(wishes.me)
    page = client.get(task.link).text
    assert f'<option value="{here}" selected' in page
    client.post(f"/enrolments/{there}/swap", data={"partner_id": here, "on": TODAY.isoformat()})
    with house.acting(wishes.me):
        states = [queries.placed(one).state for one in (here, there)]
    assert states == [State.TRANSFERRED, State.TRANSFERRED]
    assert wishes.taken() == [(1, 1, 1)] * 2


def _wishes(house: House, cast: Cast, enrolment_id: str, section_id: str) -> str:
    with house.acting(cast.administrator):
        learner_id = queries.placed(enrolment_id).learner_id
        return fits.ask_for_time(learner_id, section_id, today=TODAY, actor=cast.administrator, now=clock.now())
