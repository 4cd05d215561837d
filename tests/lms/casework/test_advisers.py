"""Languages of staff beside those of learners, and a talk that is booked in the language of the person."""

from datetime import time, timedelta

import pytest

from lms.casework import services
from lms.casework.domain.events import EventKind, NewEvent
from lms.kernel import clock, language
from lms.learners import services as learners
from lms.organisations import services as organisations
from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(house: House) -> Cast:
    """Leyla's first language is Tigrinya, Mahmoud's Arabic; Hanna the caseworker and Marta the teacher offer talks."""
    cast = gather(house)
    by = {"actor": cast.administrator, "now": clock.now()}
    with house.acting(cast.administrator):
        learners.change_facts(cast.leyla.learner_id or "", {"first_language": "Tigrinya"}, **by)
        learners.change_facts(cast.mahmoud.learner_id or "", {"first_language": "Arabisch"}, **by)
        learners.change_facts(cast.amina.learner_id or "", {"first_language": "ar"}, **by)
        for who, title in ((cast.caseworker, "Questions about work"), (cast.teacher, "Questions about learning")):
            day = clock.local(clock.now(), "Europe/Berlin").date() + timedelta(days=2)
            talk = NewEvent(EventKind.ONE_TO_ONE, title, day, time(9), time(9, 30), host_id=who.staff_id)
            services.publish_event(cast.centre_id, talk, **by)
    return cast


def test_the_report_shows_which_language_of_learners_nobody_of_staff_speaks(house: House, cast: Cast) -> None:
    office = house.client(cast.manager)
    page = office.get("/staff/languages").text
    assert "2 languages of learners are spoken by nobody of staff." in page
    row = page.split("<bdi>Arabic</bdi></th>")[1].split("</tr>")[0]
    assert ">2</td>" in row
    assert "nobody speaks it" in row
    kept = {
        "staff_id": cast.teacher.staff_id,
        "language": ["ar"],
        "more": "English, Kurmanji",
        "background": ["diaspora"],
    }
    assert office.post("/staff/languages", data=kept).status_code == 302
    page = office.get("/staff/languages").text
    assert "1 language of learners is spoken by nobody of staff." in page
    assert "no caseworker</span>" in page.split("<bdi>Arabic</bdi></th>")[1].split("</tr>")[0]
    assert "Kurmanji" in page
    assert "is active in a community from abroad" in page
    long = {"staff_id": cast.teacher.staff_id, "more": "x" * 60}
    assert office.post("/staff/languages", data=long).status_code == 422
    for wrong in (cast.outsider.staff_id or "nobody", ""):
        assert office.post("/staff/languages", data={"staff_id": wrong, "language": "ar"}).status_code == 404
    for who in (cast.teacher, cast.caseworker, cast.leyla):
        assert house.client(who).get("/staff/languages").status_code == 404


def test_a_talk_is_booked_with_somebody_who_speaks_the_language_of_the_person(house: House, cast: Cast) -> None:
    with house.acting(cast.manager):
        organisations.keep_languages(cast.caseworker.staff_id or "", ["ti", "de"], ["newcomer"])
        organisations.keep_languages(cast.teacher.staff_id or "", ["ar"], [])
    client, leyla = house.client(cast.caseworker), cast.leyla.learner_id
    assert f'href="/casework/{leyla}/advisers"' in client.get(f"/casework/{leyla}").text
    page = client.get(f"/casework/{leyla}/advisers").text
    assert "1 adviser speaks Tigrinya." in page
    assert "Marta Klein" not in page
    assert "Marta Klein" in client.get(f"/casework/{leyla}/advisers?language=ar").text
    assert "Marta Klein" not in client.get(f"/casework/{leyla}/advisers?language=&background=newcomer").text
    book = page.split(f'action="/casework/{leyla}/advisers/')[1].split('"')[0]
    after = client.post(f"/casework/{leyla}/advisers/{book}", follow_redirects=True).text
    assert "Leyla Demir has a place with Hanna Lindqvist." in after
    assert "Places that are kept" in after
    amina = client.post(f"/casework/{cast.amina.learner_id}/advisers/{book}")
    assert amina.status_code == 409
    assert client.post(f"/casework/{leyla}/advisers/{book}/back").status_code == 302
    assert client.post(f"/casework/{leyla}/advisers/{book}/back").status_code == 409
    assert client.post(f"/casework/{leyla}/advisers/nothing").status_code == 404
    assert house.client(cast.outsider).get(f"/casework/{leyla}/advisers").status_code == 404
    assert house.client(cast.teacher).get(f"/casework/{leyla}/advisers").status_code == 404


def test_a_learner_sees_the_talks_in_a_language_alone(house: House, cast: Cast) -> None:
    with house.acting(cast.manager):
        organisations.keep_languages(cast.caseworker.staff_id or "", ["ti"], [])
        organisations.keep_languages(cast.teacher.staff_id or "", ["ar"], [])
    client = house.client(cast.leyla)
    everything = client.get("/my-events").text
    assert "Questions about work" in everything
    assert "Questions about learning" in everything
    own = client.get("/my-events?language=ti").text
    assert "Questions about work" in own
    assert "Questions about learning" not in own


def test_a_language_is_one_however_it_is_written() -> None:
    assert {language.tongue_code(one) for one in ("ar", "Arabic", " arabisch ", "العربية")} == {"ar"}
    assert language.tongue_code("Kurmanji") == "kurmanji"
