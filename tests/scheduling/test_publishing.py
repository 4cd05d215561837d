"""Publishing in the background: claimed by the button, carried out once or not at all, given back with the reason."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from lms.accounts.models import AuditEntry
from lms.courses import queries as courses
from lms.kernel import clock, db, errors
from lms.kernel.jobs import ledger, worker
from lms.messages import queries as messages
from scheduling import services
from scheduling.queries.live import BROKE_OFF
from tests.cast import Cast, add_section
from tests.houses import NOON, House
from tests.lms.courses.people import seat
from tests.scheduling import town

LEASE = timedelta(seconds=40)


def names_of_sections(house: House, cast: Cast) -> list[str]:
    with house.acting(cast.administrator):
        return [one.name for one in courses.sections(centre_id=cast.centre_id) if one.state == "published"]


def booked(house: House, cast: Cast) -> int:
    with house.acting(cast.administrator):
        found = courses.sections(centre_id=cast.centre_id)
        return sum(len(courses.enrolments_of_section(one.id)) for one in found)


def test_the_button_claims_the_run_and_nobody_is_booked_in_the_request(house: House) -> None:
    cast = town.found(house)
    run = town.search(house, cast)
    assert town.press_publish(house, cast, run).location == f"/timetable/runs/{run.id}"
    assert town.look(house, cast, run.id).state == "publishing"
    assert booked(house, cast) == 0
    assert worker.run_one(house.engine)
    assert town.look(house, cast, run.id).state == "published"
    assert booked(house, cast) == 7


def test_the_page_shows_the_publication_and_leads_on_when_it_has_ended(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    run = town.search(sqlite_house, cast)
    town.press_publish(sqlite_house, cast, run)
    client = sqlite_house.client(cast.administrator)
    page = client.get(f"/timetable/runs/{run.id}").text
    assert "Publishing the timetable" in page
    assert "people will be booked in a moment" in page
    assert f'data-poll="/timetable/runs/{run.id}/look"' in page
    assert "Look again" in page
    assert "data-done" not in client.get(f"/timetable/runs/{run.id}/look").text
    assert "A timetable is being published." in client.get("/timetable").text
    worker.run_one(sqlite_house.engine)
    assert f'data-done="/timetable/runs/{run.id}"' in client.get(f"/timetable/runs/{run.id}/look").text


def test_what_was_told_of_a_publication_stands_on_the_page(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    run = town.search(sqlite_house, cast)
    town.press_publish(sqlite_house, cast, run)
    with db.transaction(sqlite_house.engine):
        entry = ledger.claim(clock.now())
        assert entry is not None
        ledger.beat(entry.id, entry.attempt, clock.now(), {"opened": 1, "booked": 3, "refused": 1})
    piece = sqlite_house.client(cast.administrator).get(f"/timetable/runs/{run.id}/look").text
    assert ">3<" in piece
    assert "of 7 people are booked" in piece
    assert "1 new class is open" in piece
    assert "1 person was refused at the door." in piece
    assert 'value="4" max="7"' in piece


def test_the_service_tells_every_booking_as_it_goes(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    run = town.search(sqlite_house, cast)
    told: list[Any] = []
    with sqlite_house.acting(cast.administrator):
        services.publish(run.id, actor=cast.administrator, now=clock.now(), told=told.append)
    assert [one["booked"] for one in told] == [1, 2, 3, 4, 5, 6, 7, 7]
    assert told[-1] == {"opened": 1, "booked": 7, "refused": 0}


def test_of_two_who_publish_the_same_plan_at_once_one_is_refused(house: House) -> None:
    cast = town.found(house)
    run = town.search(house, cast)
    clients = [house.client(cast.administrator) for _ in range(2)]
    shift = clock.shift()

    def press(client: Any) -> int:
        clock.use_shift(shift)
        return int(client.post(f"/timetable/runs/{run.id}/publish").status_code)

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(press, clients)) == [302, 409]
    assert worker.run_all_due(house.engine) == 1
    assert booked(house, cast) == 7


def test_a_second_plan_and_a_new_search_wait_until_the_first_is_published(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    first, second = town.search(sqlite_house, cast), town.search(sqlite_house, cast)
    town.press_publish(sqlite_house, cast, first)
    refused = town.press_publish(sqlite_house, cast, second)
    assert refused.status_code == 409
    assert "A timetable is being published." in refused.text
    answer = sqlite_house.client(cast.administrator).post("/timetable", data={"term": cast.term_id, "seconds": 10})
    assert answer.status_code == 409


def test_a_room_that_was_taken_meanwhile_gives_the_plan_back_with_the_reason(house: House) -> None:
    cast = town.found(house)
    run = town.search(house, cast)
    planned = run.sections[0]
    _, starts, ends = planned.meetings[0]
    add_section(
        house,
        cast,
        name="Faster",
        weekdays=[day for day, _, _ in planned.meetings],
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        room_id=planned.room,
    )
    town.publish(house, cast, run)
    back = town.look(house, cast, run.id)
    assert (back.state, back.trouble["code"], back.published_at) == ("done", "courses.room_taken", None)
    assert names_of_sections(house, cast) == ["Faster"]
    assert booked(house, cast) == 0
    page = house.client(cast.administrator).get(f"/timetable/runs/{run.id}").text
    assert "This timetable was not published. Nothing has changed for anybody." in page
    with house.acting(cast.administrator):
        assert "scheduling.not_published" in {task.code for task in messages.open_tasks(cast.administrator)}


def test_a_plan_that_was_given_back_can_be_published_again(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    first, second = town.search(sqlite_house, cast), town.search(sqlite_house, cast)
    town.press_publish(sqlite_house, cast, first)
    with sqlite_house.acting(cast.administrator):
        services.give_back(
            first.id, errors.Conflict("courses.room_taken", section="A"), actor=cast.administrator, now=clock.now()
        )
    assert worker.run_one(sqlite_house.engine)
    assert booked(sqlite_house, cast) == 0
    assert town.publish(sqlite_house, cast, second).status_code == 302
    assert town.look(sqlite_house, cast, second.id).state == "published"
    assert booked(sqlite_house, cast) == 7


def kill_a_worker(house: House) -> None:
    """The next worker dies after the third booking."""
    worker_ = [sys.executable, "-m", "tests.scheduling.killed", house.settings.database_url, clock.now().isoformat()]
    assert subprocess.run(worker_, check=False).returncode == -signal.SIGKILL


def test_a_publication_that_is_killed_in_the_middle_begins_again_and_books_once(house: House) -> None:
    cast = town.found(house)
    run = town.search(house, cast)
    town.press_publish(house, cast, run)
    kill_a_worker(house)
    assert town.look(house, cast, run.id).state == "publishing"
    assert (booked(house, cast), names_of_sections(house, cast)) == (0, [])
    with clock.shifted_to(clock.now() + LEASE):
        with db.transaction(house.engine):
            assert ledger.reap(clock.now()) == 1
        assert worker.run_all_due(house.engine) == 1
    published = town.look(house, cast, run.id)
    assert (published.state, published.figures["booked"], published.refused) == ("published", 7, [])
    assert booked(house, cast) == 7


def test_a_publication_that_another_worker_finished_is_left_as_it_is(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    run = town.search(sqlite_house, cast)
    town.publish(sqlite_house, cast, run)
    published = town.look(sqlite_house, cast, run.id)
    with db.transaction(sqlite_house.engine):
        entry = ledger.find(published.publication_id or "", provider_id=cast.provider_id)
        entry.state, entry.attempt = "waiting", 1
    assert worker.run_one(sqlite_house.engine)
    assert town.look(sqlite_house, cast, run.id) == published
    assert booked(sqlite_house, cast) == 7


def test_a_publication_whose_workers_all_died_may_be_asked_for_again(house: House) -> None:
    cast = town.found(house)
    run = town.search(house, cast)
    town.press_publish(house, cast, run)
    for attempt in range(3):
        with clock.shifted_to(NOON + (2 * attempt + 1) * LEASE), db.transaction(house.engine):
            assert ledger.claim(clock.now()) is not None
        with clock.shifted_to(NOON + (2 * attempt + 2) * LEASE), db.transaction(house.engine):
            assert ledger.reap(clock.now()) == 1
    page = house.client(cast.administrator).get(f"/timetable/runs/{run.id}").text
    assert "Publishing broke off three times." in page
    assert house.client(cast.administrator).get(f"/timetable/runs/{run.id}/publish").status_code == 200
    assert BROKE_OFF not in page
    assert town.publish(house, cast, run).status_code == 302
    assert (town.look(house, cast, run.id).state, town.look(house, cast, run.id).trouble) == ("published", {})
    assert booked(house, cast) == 7


def test_whoever_published_is_asked_to_look_at_who_was_refused(sqlite_house: House) -> None:
    cast = town.found(sqlite_house, neighbours=5)
    run = town.search(sqlite_house, cast)
    cast.section_id = add_section(sqlite_house, cast, name="By hand", weekdays=(4,))
    seat(sqlite_house, cast, cast.amina.learner_id)
    town.publish(sqlite_house, cast, run)
    page = sqlite_house.client(cast.administrator).get("/tasks").text
    assert "The timetable is published: 7 have a seat, 1 person was refused." in page


def test_the_audit_names_who_pressed_the_button(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    run = town.search(sqlite_house, cast)
    town.publish(sqlite_house, cast, run)
    with sqlite_house.crossing() as session:
        entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "publish"))
    assert (entry.actor, entry.user_id) == (cast.administrator.name, cast.administrator.user_id)
    assert town.look(sqlite_house, cast, run.id).published_by == cast.administrator.name
