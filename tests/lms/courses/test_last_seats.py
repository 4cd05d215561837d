"""Sixty people want five seats at once, and everybody taps twice: five get one, whatever the database."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

from sqlalchemy import func, select

from lms.courses import models, services
from lms.kernel import clock, errors, plugins
from lms.kernel.actor import Actor, system
from lms.kernel.vocabulary import EnrolmentState, Level, Track
from lms.learners import services as learners
from tests.cast import Cast, add_section, gather
from tests.houses import House

SEATS, PEOPLE, THREADS = 5, 60, 8
FROM = date(2026, 11, 24)


def crowd(house: House, cast: Cast, size: int) -> list[str]:
    """Learners who fit the course."""
    me = system("test", cast.provider_id)
    with house.acting(me):
        found = []
        for number in range(size):
            new = learners.NewLearner(f"C-{number}", f"Given {number}", f"Family {number}")
            learner_id = learners.register(cast.centre_id, new, actor=me, now=clock.now())
            learners.set_level(learner_id, Level.PRE_A1)
            learners.assign_track(learner_id, Track.LITERACY_FIRST_SCRIPT, reason="test", actor=me, now=clock.now())
            found.append(learner_id)
    return found


def stage(house: House, size: int) -> tuple[Cast, str, list[str]]:
    """A section with five seats and a crowd before it; capacity is the host's own business, so plug-ins stay out."""
    cast = gather(house)
    section_id = add_section(house, cast, name="Five seats", seats=SEATS, starts=time(13), ends=time(15))
    plugins.install(house.registry.without("childcare", "curricula", "placement", "scheduling"))
    return cast, section_id, crowd(house, cast, size)


def all_at_once(deeds: Sequence[Callable[[], str]]) -> list[str]:
    """Do everything in eight threads, each with a share; all begin together. Answers with the outcomes."""
    gate, shift = threading.Barrier(THREADS), clock.shift()

    def run(share: Sequence[Callable[[], str]]) -> list[str]:
        clock.use_shift(shift)
        gate.wait(timeout=30)
        return [deed() for deed in share]

    with ThreadPoolExecutor(THREADS) as pool:
        return [outcome for share in pool.map(run, [deeds[n::THREADS] for n in range(THREADS)]) for outcome in share]


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


def test_five_seats_go_to_five_of_sixty_though_everybody_asks_twice(house: House) -> None:
    cast, section_id, people = stage(house, PEOPLE)

    def deed(learner_id: str) -> Callable[[], str]:
        return lambda: book(house, cast.administrator, section_id, learner_id)

    outcomes = all_at_once([deed(learner_id) for learner_id in people for _ in range(2)])
    assert len(outcomes) == 2 * PEOPLE
    assert outcomes.count("booked") == SEATS
    assert set(outcomes) <= {"booked", "courses.section_full", "courses.booked_already", "courses.two_at_once"}
    assert held(house, section_id) == (SEATS, SEATS, SEATS)


def book(house: House, actor: Actor, section_id: str, learner_id: str) -> str:
    """The product's door."""
    try:
        with house.acting(actor):
            services.book(section_id, learner_id, from_date=FROM, actor=actor, now=clock.now())
    except errors.Conflict as refusal:
        return refusal.code
    return "booked"


def test_a_check_before_the_write_would_give_away_too_many_seats(postgres_house: House) -> None:
    """The negative control: the same crowd and the same threads find a race where there is one."""
    cast, section_id, people = stage(postgres_house, THREADS)
    looked = threading.Barrier(THREADS)

    def careless(learner_id: str) -> Callable[[], str]:
        def deed() -> str:
            with postgres_house.acting(cast.administrator) as session:
                section = session.scalars(select(models.Section).where(models.Section.id == section_id)).one()
                free = section.taken < section.seats
                looked.wait(timeout=30)
                if not free:
                    return "courses.section_full"
                section.taken = section.taken + 1
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

    outcomes = all_at_once([careless(learner_id) for learner_id in people])
    taken, enrolments, _ = held(postgres_house, section_id)
    assert outcomes.count("booked") == enrolments == THREADS > SEATS
    assert taken == 1
