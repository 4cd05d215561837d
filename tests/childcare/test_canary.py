"""Teachers see "care booked: yes or no". Words planted in a child's file reach no page and no answer of theirs."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient

from childcare import queries, services
from lms.accounts.services import people
from lms.courses import services as courses
from lms.kernel import clock
from lms.kernel.actor import Role
from tests.cast import Cast
from tests.childcare import nursery
from tests.houses import NOON, House

CANARIES = ("Sami", "Zwetschgenallergie", "Asthmaspray", "Onkel Ferhat", "Beule", "Sonnenkita", "Bear", "Schlaftuch")
MOST_PAGES = 100


def test_no_word_of_a_childs_file_reaches_a_teacher(sqlite_house: House) -> None:
    house = sqlite_house
    cast = nursery.found(house, children=2)
    with clock.shifted_to(NOON - timedelta(hours=2)):
        plant(house, cast)
        seen = dict(
            walk(house.client(cast.teacher), ["/today", "/week", "/classes", f"/people/{cast.leyla.learner_id}"])
        )
        assert len(seen) > 15
        assert "Care place booked" in seen[f"/people/{cast.leyla.learner_id}"]
        token = _token(house, cast)
        answers = dict(api(house, token))
    assert len(answers) > 5
    found = [(path, word) for path, text in (seen | answers).items() for word in CANARIES if word in text]
    assert found == []


def plant(house: House, cast: Cast) -> None:
    """Everything that can be known of a child, and tasks about it: a place that is gone, a list, care that failed."""
    place = nursery.place_of(house, cast)
    by: dict[str, Any] = {"actor": cast.carer, "now": clock.now()}
    with house.acting(cast.carer):
        services.keep_record(place.child_id, allergies="Zwetschgenallergie", medicine="Asthmaspray", needs="Schlaftuch")
        services.add_collector(place.child_id, "Onkel Ferhat", "uncle", **by)
        services.add_incident(cast.centre_id, place.child_id, happened_at=by["now"], kind="fall", what="Beule", **by)
        services.keep_handover(
            place.child_id, kindergarten="Sonnenkita", applied_on=None, starts_on=None, habits="Schlaftuch", **by
        )
        bear = queries.groups(cast.centre_id)[0]
        services.change_group(bear.id, name="Bear", picture="bear", places=2, room_id=None)
    office: dict[str, Any] = {"actor": cast.administrator, "now": clock.now()}
    with house.acting(cast.administrator):
        # A mother who waits for a class because the group is full: the obstacle is kept with her.
        courses.wait(cast.section_id, nursery.add_mother(house, cast, "R-9", date(2025, 1, 1)), **office)
        seat = next(iter(courses_of(cast)))
        courses.pause(seat, reason="birth", on=nursery.TUESDAY + timedelta(days=2), **office)
        courses.resume(seat, on=nursery.TUESDAY + timedelta(days=2), **office)
        services.care_failed(cast.centre_id, nursery.TUESDAY, [cast.leyla.learner_id or ""], **office)


def courses_of(cast: Cast) -> list[str]:
    from lms.courses.queries import enrolments_of

    return [one.id for one in enrolments_of([cast.leyla.learner_id or ""])[cast.leyla.learner_id or ""]]


def walk(client: FlaskClient, begin: list[str]) -> Iterator[tuple[str, str]]:
    """Every page that can be reached by links from some pages."""
    waiting, known, opened = list(begin), set(begin), 0
    while waiting and opened < MOST_PAGES:
        path, opened = waiting.pop(0), opened + 1
        answer = client.get(path)
        if answer.status_code != 200 or not (answer.mimetype or "").startswith("text"):
            continue
        yield path, answer.text
        for found in re.findall(r'href="(/[^"#]*)"', answer.text):
            link = found.replace("&amp;", "&")
            if link not in known and not link.startswith(("/static", "/language", "/sign-out")):
                known.add(link)
                waiting.append(link)


def _token(house: House, cast: Cast) -> str:
    with house.acting(cast.administrator):
        return people.make_api_token(cast.provider_id, Role.TEACHER, "canary", now=clock.now())


def api(house: House, token: str) -> Iterator[tuple[str, str]]:
    """Every list of the REST interface that takes no argument, and one of each kind below it."""
    client = house.app.test_client()
    head = {"Authorization": f"Bearer {token}"}
    described = client.get("/api/openapi.json").get_json()
    for path in described["paths"]:
        if "{" not in path:
            answer = client.get(path if path.startswith("/api") else f"/api{path}", headers=head)
            yield path, answer.text
