"""Three hundred people want thirty seats at once, and everybody sends three times: thirty get one, whatever the database."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import pytest
from sqlalchemy import func, insert, select, text, update

from lms.courses import models, services
from lms.kernel import clock, db, errors, plugins
from lms.kernel.actor import Actor, system
from lms.kernel.vocabulary import EnrolmentState, Level, Track
from lms.learners import services as learners
from tests import postgres
from tests.cast import Cast, add_section, gather
from tests.houses import House

SEATS, PEOPLE, TIMES, THREADS = 30, 300, 3, 16
FROM = date(2026, 11, 24)
AT_ONCE = 12
"""Transactions that are open together in the negative control: no more than a pool of connections holds."""


def crowd(house: House, cast: Cast, size: int) -> list[str]:
    """Learners who fit the course."""
    me = system("test", cast.provider_id)
    with house.acting(me):
        new = [
            learners.NewLearner(
                f"C-{number}",
                f"Given {number}",
                f"Family {number}",
                placed_track=Track.LITERACY_FIRST_SCRIPT,
                placed_level=Level.PRE_A1,
            )
            for number in range(size)
        ]
        return learners.register_many(cast.centre_id, new, sheet="test", actor=me, now=clock.now())


def stage(house: House) -> tuple[Cast, str, list[str]]:
    """Thirty seats and a crowd before them; capacity is the host's own business, so plug-ins stay out."""
    cast = gather(house)
    section_id = add_section(house, cast, name="Thirty seats", seats=SEATS, starts=time(13), ends=time(15))
    plugins.install(house.registry.without("childcare", "curricula", "placement", "scheduling"))
    return cast, section_id, crowd(house, cast, PEOPLE)


def all_at_once(deeds: Sequence[Callable[[], str]], threads: int = THREADS) -> list[str]:
    """Do everything in so many threads, each with a share; all begin together. Answers with the outcomes."""
    gate, shift = threading.Barrier(threads), clock.shift()

    def run(share: Sequence[Callable[[], str]]) -> list[str]:
        clock.use_shift(shift)
        gate.wait(timeout=120)
        return [deed() for deed in share]

    with ThreadPoolExecutor(threads) as pool:
        return [outcome for share in pool.map(run, [deeds[n::threads] for n in range(threads)]) for outcome in share]


def held(house: House, section_id: str) -> tuple[int, int, int]:
    """Seats counted by the section, enrolments that hold one, and different learners among them."""
    with house.crossing() as session:
        taken = session.scalar(select(models.Section.taken).where(models.Section.id == section_id))
        enrolments, people = session.execute(
            select(func.count(), func.count(models.Enrolment.learner_id.distinct())).where(
                models.Enrolment.section_id == section_id, models.Enrolment.state.in_(models.HOLDS_SEAT)
            )
        ).one()
    return taken or 0, enrolments, people


def test_thirty_seats_go_to_thirty_of_three_hundred_though_everybody_asks_three_times(house: House) -> None:
    cast, section_id, people = stage(house)

    def deed(learner_id: str) -> Callable[[], str]:
        return lambda: book(house, cast.administrator, section_id, learner_id)

    outcomes = all_at_once([deed(learner_id) for learner_id in people for _ in range(TIMES)])
    assert len(outcomes) == TIMES * PEOPLE
    assert outcomes.count("booked") == SEATS
    assert set(outcomes) <= {"booked", "courses.section_full", "courses.booked_already"}
    assert held(house, section_id) == (SEATS, SEATS, SEATS)


def book(house: House, actor: Actor, section_id: str, learner_id: str) -> str:
    """The product's door."""
    try:
        with house.acting(actor):
            services.book(section_id, learner_id, from_date=FROM, actor=actor, now=clock.now())
    except errors.Conflict as refusal:
        return refusal.code
    return "booked"


def test_without_the_constraint_and_with_a_look_before_the_write_too_many_get_a_seat(
    house: House, request: pytest.FixtureRequest
) -> None:
    """The negative control: the same section and the same threads find a race where there is one."""
    cast, section_id, people = stage(house)
    _take_the_constraints_off(house, request)
    looked = threading.Barrier(AT_ONCE)

    def careless(learner_id: str) -> Callable[[], str]:
        def deed() -> str:
            # Two transactions, as on a page that asks first and books later: SQLite lets nobody else write within one.
            with db.reading(), house.acting(cast.administrator) as session:
                section = session.scalars(select(models.Section).where(models.Section.id == section_id)).one()
                taken, seats = section.taken, section.seats
            looked.wait(timeout=120)
            if taken >= seats:
                return "courses.section_full"
            with house.acting(cast.administrator) as session:
                session.execute(update(models.Section).where(models.Section.id == section_id).values(taken=taken + 1))
                session.add(
                    models.Enrolment(
                        section_id=section_id,
                        learner_id=learner_id,
                        state=EnrolmentState.ENROLLED,
                        from_date=FROM,
                        at=clock.now(),
                    )
                )
            return "booked"

        return deed

    with house.acting(cast.administrator):
        _fill_but_one(section_id, people)
    # One seat is left, and twelve sendings come at once: three of them by each of four people.
    late = [person for person in people[-4:] for _ in range(3)]
    outcomes = all_at_once([careless(learner_id) for learner_id in late], AT_ONCE)
    taken, enrolments, learners_seated = held(house, section_id)
    assert outcomes.count("booked") == AT_ONCE
    assert enrolments == SEATS - 1 + AT_ONCE > SEATS
    assert learners_seated == SEATS - 1 + 4
    assert taken == SEATS


def _take_the_constraints_off(house: House, request: pytest.FixtureRequest) -> None:
    url = house.settings.database_url
    if house.engine.dialect.name == "postgresql":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        url = server.owner_url(house.engine.url.database or "")
    owner = db.make_engine(url)
    try:
        with owner.begin() as connection:
            connection.execute(text("drop index uq_courses_enrolment_open"))
            if connection.dialect.name == "postgresql":
                connection.execute(text("alter table courses_section drop constraint ck_courses_section_seats"))
    finally:
        owner.dispose()


def _fill_but_one(section_id: str, people: Sequence[str]) -> None:
    session = db.session()
    session.execute(
        insert(models.Enrolment),
        [
            {
                "id": db.new_id(),
                "provider_id": db.require_provider(),
                "section_id": section_id,
                "learner_id": learner_id,
                "state": EnrolmentState.ENROLLED,
                "from_date": FROM,
                "at": clock.now(),
            }
            for learner_id in people[: SEATS - 1]
        ],
    )
    section = session.get(models.Section, section_id)
    assert section is not None
    section.taken = SEATS - 1
