"""A centre in which nothing runs yet and some people wait: what a first timetable is made for."""

import threading
from datetime import date, time
from typing import Any

from flask.testing import FlaskClient

from lms.courses import services as courses
from lms.kernel import clock, db, jobs
from lms.kernel.contracts import WeekInterval
from lms.kernel.jobs import worker
from lms.kernel.vocabulary import Level, Track
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from scheduling import queries
from tests.cast import Cast, add_learner, gather
from tests.houses import House
from tests.postgres import wait_until

MONDAY = date(2026, 11, 30)
LITERACY = {"track": Track.LITERACY_FIRST_SCRIPT, "level": Level.PRE_A1}
TODDLER = date(2024, 5, 1)


def found(house: House, *, neighbours: int = 4) -> Cast:
    """The cast without its class, a teacher who works until six, and so many more people who wait: seven in all."""
    cast = gather(house)
    with house.acting(cast.administrator):
        courses.close_section(cast.section_id, actor=cast.administrator, now=clock.now())
        all_day = [WeekInterval(day, time(8), time(18)) for day in range(5)]
        organisations.set_hours(cast.teacher.staff_id or "", all_day)
    for number in range(neighbours):
        add_learner(
            house, cast.provider_id, cast.centre_id, NewLearner(f"N-{number}", "Nadja", f"No{number}"), **LITERACY
        )
    return cast


def open_care(house: House, cast: Cast, *, places: int = 4, carer_works: bool = True) -> None:
    """A group for children under three, all day, with or without a carer on duty."""
    from childcare import services as care

    all_day = [WeekInterval(day, time(8, 30), time(17, 45)) for day in range(5)]
    with house.acting(cast.administrator):
        care.add_group(cast.centre_id, "Bear", "bear", from_months=0, to_months=36, places=places)
        care.set_care_hours(cast.centre_id, all_day)
        organisations.set_hours(cast.carer.staff_id or "", all_day if carer_works else [])


def add_mother(house: House, cast: Cast, number: str, *, born: date = TODDLER) -> str:
    """Somebody who waits with a child of two, unless it was born on another day. Returns her learner id."""
    new = NewLearner(number, "Rahel", number, children=((f"Child {number}", born),))
    return add_learner(house, cast.provider_id, cast.centre_id, new, **LITERACY).learner_id or ""


def ask(client: FlaskClient, cast: Cast, seconds: int = 10) -> str:
    """Press the button. Returns the id of the run."""
    answer = client.post("/timetable", data={"term": cast.term_id, "seconds": seconds})
    assert answer.status_code == 302, answer.text
    return str(answer.location.rsplit("/", 1)[1])


def search(house: House, cast: Cast) -> queries.RunInfo:
    """Press the button and let the worker do its work."""
    run_id = ask(house.client(cast.administrator), cast)
    assert worker.run_one(house.engine)
    return look(house, cast, run_id)


def search_until(house: House, cast: Cast, placed: int) -> queries.RunInfo:
    """Press the button, watch the search from outside, and press stop as soon as so many people sit."""
    client, shift = house.client(cast.administrator), clock.shift()
    run_id = ask(client, cast, 60)

    def work() -> None:
        clock.use_shift(shift)
        worker.run_one(house.engine)

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(lambda: _seated(house, cast, run_id) >= placed, "the search found no seats")
    client.post(f"/timetable/runs/{run_id}/stop")
    thread.join(timeout=120)
    return look(house, cast, run_id)


def _seated(house: House, cast: Cast, run_id: str) -> int:
    run = look(house, cast, run_id)
    with house.acting(cast.administrator):
        return max(queries.look(run).placed, run.placed)


def look(house: House, cast: Cast, run_id: str) -> queries.RunInfo:
    """The run as it stands."""
    with house.acting(cast.administrator):
        return queries.run(run_id)


def entry_of(house: House, cast: Cast, run: queries.RunInfo) -> jobs.Entry:
    """The entry of a run in the ledger of jobs."""
    with house.acting(cast.administrator):
        entry = jobs.find(run.job_id or "", provider_id=cast.provider_id)
        db.session().expunge(entry)
        return entry


def press_publish(house: House, cast: Cast, run: queries.RunInfo) -> Any:
    """Press the last button."""
    return house.client(cast.administrator).post(f"/timetable/runs/{run.id}/publish")


def publish(house: House, cast: Cast, run: queries.RunInfo) -> Any:
    """Press the last button and let the worker do its work, if there is any."""
    answer = press_publish(house, cast, run)
    assert worker.run_one(house.engine) == (answer.status_code == 302)
    return answer
