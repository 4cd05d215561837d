"""Pages of scheduling: what waits, what is in the way, the search, the confirmation."""

from datetime import date

import pytest

from lms.kernel import clock, language
from lms.kernel.jobs import worker
from lms.kernel.language import Marked
from lms.organisations import services as organisations
from scheduling import queries
from scheduling.domain.checks import Check, Fine
from scheduling.domain.spare import Lack
from scheduling.solvers import Message
from scheduling.views.run import last_steps
from tests import houses
from tests.cast import Cast
from tests.houses import House
from tests.queries import counted
from tests.scheduling import town


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return town.found(sqlite_house)


def test_the_page_says_who_waits_and_what_was_checked(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.administrator).get("/timetable").text
    assert "7 people wait for a seat." in page
    assert "classes would begin on Mon 30 November" in page
    assert "Every course has a teacher with a valid paper." in page
    assert "Make a timetable" in page


def test_a_course_without_a_teacher_at_any_time_is_named(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator):
        organisations.set_hours(cast.teacher.staff_id or "", [])
    page = sqlite_house.client(cast.administrator).get("/timetable").text
    assert "Alpha B: no teacher with a valid paper works when any of the 7 people can come." in page


def test_when_nobody_waits_there_is_a_way_on_and_no_button(sqlite_house: House, cast: Cast) -> None:
    run = town.search(sqlite_house, cast)
    town.publish(sqlite_house, cast, run)
    client = sqlite_house.client(cast.administrator)
    page = client.get("/timetable").text
    assert "Nobody waits for a seat." in page
    assert "Make a timetable" not in page
    assert "Published" in page
    refused = client.post("/timetable", data={"term": cast.term_id, "seconds": 10})
    assert refused.status_code == 409
    assert "There is nothing to search for." in refused.text


def test_without_a_monday_left_in_any_term_the_page_asks_for_one(sqlite_house: House, cast: Cast) -> None:
    with clock.shifted_to(houses.NOON.replace(year=2027, month=3)):
        client = sqlite_house.client(cast.administrator)
        assert "There is no term to plan." in client.get("/timetable").text
        assert "Add the next term first." in client.post("/timetable", data={"seconds": 10}).text


def test_a_time_of_search_that_is_not_offered_is_refused(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.administrator)
    assert client.post("/timetable", data={"term": cast.term_id, "seconds": 7}).status_code == 422


def test_a_running_search_is_looked_at_in_pieces(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.administrator)
    run_id = town.ask(client, cast)
    page = client.get(f"/timetable/runs/{run_id}").text
    assert "Looking for a better timetable" in page
    assert f'data-poll="/timetable/runs/{run_id}/look"' in page
    assert "You can leave this page. We keep the best one and tell you." in page
    assert "Look again" in page
    assert "A search is running." in client.get("/timetable").text
    assert "data-done" not in client.get(f"/timetable/runs/{run_id}/look").text
    worker.run_one(sqlite_house.engine)
    piece = client.get(f"/timetable/runs/{run_id}/look").text
    assert f'data-done="/timetable/runs/{run_id}"' in piece
    assert "<html" not in piece
    assert "Checked before the start" in client.get(f"/timetable/runs/{run_id}/aside").text


def test_the_result_shows_the_plan_and_publishing_asks_first(sqlite_house: House, cast: Cast) -> None:
    run = town.search(sqlite_house, cast)
    client = sqlite_house.client(cast.administrator)
    page = client.get(f"/timetable/runs/{run.id}").text
    assert "7 of 7 learners have a seat" in page
    assert "Everybody has a seat." in page
    assert "Marta Klein" in page
    asked = client.get(f"/timetable/runs/{run.id}/publish").text
    assert "7 people get a seat from Mon 30 November." in asked
    assert "1 new class opens" in asked
    town.publish(sqlite_house, cast, run)
    told = client.get(f"/timetable/runs/{run.id}").text
    assert "7 people have a seat." in told
    assert "1 new class is open. Nobody was refused." in told
    assert "/week?from=2026-11-30" in told
    assert client.get(f"/timetable/runs/{run.id}/publish").status_code == 409


def test_the_next_plan_is_compared_with_the_published_one(sqlite_house: House, cast: Cast) -> None:
    town.publish(sqlite_house, cast, town.search(sqlite_house, cast))
    town.add_mother(sqlite_house, cast, "R-1")
    run = town.search(sqlite_house, cast)
    page = sqlite_house.client(cast.administrator).get(f"/timetable/runs/{run.id}").text
    assert "Against the published timetable" in page
    assert ">+1<" in page


@pytest.mark.parametrize("who", ["teacher", "manager", "caseworker", "carer", "leyla", "outsider"])
def test_a_timetable_is_absent_for_others(sqlite_house: House, cast: Cast, who: str) -> None:
    run_id = town.ask(sqlite_house.client(cast.administrator), cast)
    client = sqlite_house.client(getattr(cast, who))
    for path in ("", "/look", "/aside", "/publish"):
        assert client.get(f"/timetable/runs/{run_id}{path}").status_code == 404
    for path in ("/stop", "/publish"):
        assert client.post(f"/timetable/runs/{run_id}{path}").status_code == 404
    if who != "outsider":
        assert client.get("/timetable").status_code == 404


def test_the_page_asks_no_more_for_more_people(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.administrator)
    with counted(sqlite_house.engine) as few:
        client.get("/timetable")
    for number in range(4):
        town.add_mother(sqlite_house, cast, f"R-{number}")
    with counted(sqlite_house.engine) as more:
        client.get("/timetable")
    assert len(more) <= len(few) + 2


def test_every_code_of_the_search_has_a_sentence() -> None:
    assert [code for kind in (Check, Fine, Lack, Message) for code in kind if not language.knows(code)] == []


def test_last_steps_tell_the_newest_first(sqlite_house: House) -> None:
    with sqlite_house.app.test_request_context():
        steps = last_steps(((0.0, 0, 60), (3.2, 41, 60), (17.0, 50, 60), (38.4, 50, 58)))
    assert steps == [(38, "limit proven: 58"), (17, "9 more have a seat"), (3, "first timetable: 41 seats")]


def test_facts_of_a_refusal_come_back_as_they_went_in() -> None:
    facts = {"child": "Sami", "weekday": Marked("Tuesday"), "day": date(2026, 11, 24), "number": 3}
    back = queries.revived(queries.kept(facts))
    assert back == facts
    assert isinstance(back["weekday"], Marked)
