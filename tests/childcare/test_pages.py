"""Pages of childcare, and what host pages show of it: the carers' day, coming and going, records, the fire list."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from childcare import demo, queries, services
from lms.accounts.models import AuditEntry
from lms.courses import services as courses
from lms.kernel import clock, db
from lms.kernel.actor import system
from lms.kernel.vocabulary import AbsenceReason
from lms.learners.services import join_household
from lms.organisations import services as organisations
from tests.cast import Cast
from tests.childcare import nursery
from tests.houses import NOON, House
from tests.lms.courses.people import session_on

MORNING = NOON - timedelta(hours=1, minutes=20)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return nursery.found(sqlite_house)


def day_page(house: House, cast: Cast, query: str = "") -> str:
    with clock.shifted_to(MORNING):
        return house.client(cast.carer).get(f"/childcare{query}").text


def test_the_day_says_who_is_here_and_who_is_to_come(sqlite_house: House, cast: Cast) -> None:
    page = day_page(sqlite_house, cast)
    assert "Tuesday 24 November" in page
    assert "0 children are here, 1 to come. 1 carer on duty." in page
    assert "Sami" in page
    assert "2 y 4 m" in page
    assert "With Leyla Demir" in page
    assert "under 3 years, 8 places, 34 m²" in page


def test_a_child_is_checked_in_with_one_tap_and_taken_back_with_another(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    with clock.shifted_to(MORNING):
        told = client.post(f"/childcare/{place.booking_id}/in", follow_redirects=True).text
        assert "Sami is here." in told
        assert "1 child is here, 0 to come." in told
        assert f"/childcare/{place.booking_id}/undo" in told
        back = client.post(f"/childcare/{place.booking_id}/undo", follow_redirects=True).text
        assert "0 children are here" in back


def test_who_has_gone_stands_below_who_is_here_and_who_did_not_come_says_so(sqlite_house: House) -> None:
    cast = nursery.found(sqlite_house, children=3)
    gone, here, late = (nursery.place_of(sqlite_house, cast, name) for name in ("Sami", "Child R-0", "Child R-1"))
    client = sqlite_house.client(cast.carer)
    with clock.shifted_to(MORNING):
        for place in (gone, here):
            client.post(f"/childcare/{place.booking_id}/in")
        client.post(f"/childcare/{gone.booking_id}/out", data={"who": "parent"})

        def order() -> list[str]:
            page = client.get("/childcare").text
            return sorted((one.name for one in (gone, here, late)), key=lambda name: page.index(f"<bdi>{name}</bdi>"))

        assert order() == ["Child R-0", "Child R-1", "Sami"]
        # A card is read by the camera where the browser can; without it the page says the other ways.
        scan = client.get("/childcare/scan").text
        assert "js/pages/childcare_scan.js" in scan
        assert "Choose the child and let the person type the code." in scan
    with clock.shifted_to(NOON):
        assert "Has not come." in client.get("/childcare").text
        assert order() == ["Child R-0", "Child R-1", "Sami"]


def test_whoever_is_on_the_list_collects_and_nobody_else(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    with sqlite_house.acting(cast.carer):
        uncle = services.add_collector(place.child_id, "Salim", "uncle", actor=cast.carer, now=clock.now())
    with clock.shifted_to(MORNING):
        assert "Check in Sami" in client.get(f"/childcare/{place.booking_id}/door").text
        client.post(f"/childcare/{place.booking_id}/in", data={"who": "parent"})
        asked = client.get(f"/childcare/{place.booking_id}/door").text
        assert "Check out Sami" in asked
        assert "Salim" in asked
        assert client.post(f"/childcare/{place.booking_id}/out", data={"who": ""}).status_code == 422
        refused = client.post(f"/childcare/{place.booking_id}/out", data={"who": "stranger"})
        assert refused.status_code == 409
        assert "This person is not on the list. Keep the child here. Call the parent." in refused.text
        told = client.post(f"/childcare/{place.booking_id}/out", data={"who": uncle}, follow_redirects=True).text
    assert "Collected by Salim, uncle" in told


def test_the_parent_agrees_by_telephone_and_somebody_collects_today_only(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    with clock.shifted_to(MORNING):
        client.post(f"/childcare/{place.booking_id}/in")
        address = f"/childcare/{place.booking_id}/today"
        assert "Ask the parent first." in client.post(address, data={"name": "Elsa"}).text
        said = client.post(
            address, data={"name": "Elsa", "relation": "neighbour", "called": "y"}, follow_redirects=True
        )
        assert "Elsa may collect Sami today. Look at a paper with a picture." in said.text
    with sqlite_house.acting(cast.carer):
        today = queries.collectors(place.child_id, place.learner_id, nursery.TUESDAY)
        later = queries.collectors(place.child_id, place.learner_id, nursery.TUESDAY + timedelta(days=1))
    assert [one.title for one in today] == ["Leyla Demir", "Elsa, neighbour"]
    assert [one.title for one in later] == ["Leyla Demir"]


def test_a_child_that_has_not_come_cannot_be_collected(sqlite_house: House, cast: Cast) -> None:
    place = nursery.place_of(sqlite_house, cast)
    answer = sqlite_house.client(cast.carer).post(f"/childcare/{place.booking_id}/out", data={"who": "Leyla"})
    assert answer.status_code == 409
    assert "This child has not come yet." in answer.text


def test_the_page_warns_from_when_carers_are_missing(sqlite_house: House) -> None:
    cast = nursery.found(sqlite_house, children=5)
    page = day_page(sqlite_house, cast)
    assert "Now 2 carers are needed and 1 on duty." in page
    assert "5 children are there then, most of them in Bear." in page
    assert "half-hours__short" in page
    assert "So it warns and does not refuse." in page
    assert "Not verified" in page
    with clock.shifted_to(MORNING - timedelta(hours=3)):
        early = sqlite_house.client(cast.carer).get("/childcare").text
    assert "From 09:00 2 carers are needed and 1 on duty." in early


def test_without_carers_enough_before_only_what_is_to_come_is_warned_of(sqlite_house: House) -> None:
    cast = nursery.found(sqlite_house, children=5)
    with clock.shifted_to(NOON + timedelta(hours=1)):
        page = sqlite_house.client(cast.carer).get("/childcare").text
    assert "carers are needed and" not in page


def say_she_cannot_come(house: House, cast: Cast, session_id: str) -> None:
    with house.acting(cast.leyla):
        courses.apologise(
            session_id, cast.leyla.learner_id or "", AbsenceReason.CHILD_ILL, actor=cast.leyla, now=clock.now()
        )


def test_a_child_that_comes_after_all_has_its_place_again_by_one_press(sqlite_house: House, cast: Cast) -> None:
    session = session_on(sqlite_house, cast)
    with clock.shifted_to(MORNING - timedelta(hours=2)):
        say_she_cannot_come(sqlite_house, cast, session.id)
        client = sqlite_house.client(cast.carer)
        told = client.post(f"/childcare/away/{session.id}/{cast.leyla.learner_id}", follow_redirects=True).text
        assert "Sami has the place again." in told
        assert "Check in" in told
        assert client.post(f"/childcare/away/{session.id}/{cast.leyla.learner_id}").status_code == 404


def test_a_parent_who_said_she_cannot_come_is_marked(sqlite_house: House, cast: Cast) -> None:
    session = session_on(sqlite_house, cast)
    with clock.shifted_to(MORNING - timedelta(hours=2)):
        say_she_cannot_come(sqlite_house, cast, session.id)
        page = sqlite_house.client(cast.carer).get("/childcare").text
    assert "Another child can have it." in page
    assert "Comes after all" in page


def test_a_child_who_grows_into_another_group_is_announced(sqlite_house: House, cast: Cast) -> None:
    nursery.book(sqlite_house, cast, nursery.add_mother(sqlite_house, cast, "R-9", date(2023, 12, 1)))
    assert "Fox group from Tue 1 December" in day_page(sqlite_house, cast)


def test_another_day_is_looked_at_and_nobody_is_checked_in_there(sqlite_house: House, cast: Cast) -> None:
    page = day_page(sqlite_house, cast, "?day=2026-11-26")
    assert "Thursday 26 November" in page
    assert "1 place is booked." in page
    assert "Check in" not in page
    assert "Nobody is expected in this group." in day_page(sqlite_house, cast, "?day=2026-11-25")


def test_a_record_is_kept_shown_as_a_mark_and_every_look_is_noted(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    known = {"allergies": "Nuts", "medicine": "Pen in the red bag", "picture": "koala", "emergency_consent": "y"}
    assert client.post(f"/childcare/children/{place.child_id}", data=known).status_code == 302
    page = client.get("/childcare").text
    assert "Nuts" in page
    assert "koala.svg" in page
    record = client.get(f"/childcare/children/{place.child_id}").text
    assert "Pen in the red bag" in record
    with sqlite_house.crossing():
        about = list(db.session().scalars(select(AuditEntry).where(AuditEntry.subject_id == place.child_id)))
    looks = [(one.actor, one.changes) for one in about if one.action == "read"]
    assert looks == [("Nadia Haddad", {"what": "day"}), ("Nadia Haddad", {"what": "record"})]
    # The audit is for managers: it says which part changed and never what was written.
    changed = [one.changes for one in about if one.action == "change"]
    assert changed == [{"parts": ["allergies", "emergency_consent", "medicine", "picture"]}]


def test_a_picture_that_is_not_offered_is_not_kept(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    client.post(f"/childcare/children/{place.child_id}", data={"picture": "../../secret"})
    assert nursery.place_of(sqlite_house, cast).picture == ""


def test_the_fire_list_names_who_is_in_the_house(sqlite_house: House) -> None:
    cast = nursery.found(sqlite_house, children=2)
    place, client = nursery.place_of(sqlite_house, cast, "Child R-0"), sqlite_house.client(cast.carer)
    assert "No child is checked in now." in client.get("/childcare/fire-list").text
    client.post(f"/childcare/{place.booking_id}/in")
    page = client.get("/childcare/fire-list").text
    assert "1 child is in the house" in page
    assert "Child R-0" in page
    assert "030 55" in page
    assert "On duty: Nadia Haddad" in page
    assert "Sami" not in page


@pytest.mark.parametrize("who", ["teacher", "administrator", "manager", "caseworker", "leyla", "outsider"])
def test_children_are_absent_for_everybody_else(sqlite_house: House, cast: Cast, who: str) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(getattr(cast, who))
    paths = ("", "/fire-list", f"/{place.booking_id}/out", f"/children/{place.child_id}")
    assert {client.get(f"/childcare{path}").status_code for path in paths} == {404}
    deeds = (f"/{place.booking_id}/in", f"/{place.booking_id}/out", f"/children/{place.child_id}")
    assert {client.post(f"/childcare{path}").status_code for path in deeds} == {404}


def test_a_carer_of_another_centre_finds_no_child(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(system("test", cast.provider_id)):
        other = organisations.add_centre("Nordstadt", "Europe/Berlin")
    place = nursery.place_of(sqlite_house, cast)
    away = sqlite_house.actor("Tom Reuter", cast.carer.role, cast.provider_id, centre_id=other)  # type: ignore[arg-type]
    client = sqlite_house.client(away)
    assert "There is no care group yet." in client.get("/childcare").text
    assert client.post(f"/childcare/{place.booking_id}/in").status_code == 404
    assert client.get(f"/childcare/children/{place.child_id}").status_code == 404


# --- on the host's pages ---------------------------------------------------------------------------------------------


def test_a_mother_sees_that_the_place_is_kept(sqlite_house: House, cast: Cast) -> None:
    with clock.shifted_to(MORNING):
        page = sqlite_house.client(cast.leyla).get("/today").text
        assert "Sami: Bear group" in page
        assert "Place is kept" in page
        assert 'data-say="Sami: Bear group. Place is kept."' in page
        session = session_on(sqlite_house, cast)
        asked = sqlite_house.client(cast.leyla).get(f"/cannot-come/{session.id}").text
    assert "Another child can have the place of Sami this time." in asked


def test_a_teacher_sees_that_a_place_is_booked_and_never_whose(sqlite_house: House, cast: Cast) -> None:
    nursery.book(sqlite_house, cast, cast.amina.learner_id)
    session = session_on(sqlite_house, cast)
    client = sqlite_house.client(cast.teacher)
    register = client.get(f"/register/{session.id}").text
    assert register.count('aria-label="Care place booked"') == 1
    record = client.get(f"/people/{cast.leyla.learner_id}").text
    assert "Care place booked" in record
    for page in (register, record):
        assert "Sami" not in page
        assert "Bear" not in page
    assert "Places from today" not in record
    assert "Places from today" in sqlite_house.client(cast.administrator).get(f"/people/{cast.leyla.learner_id}").text


def test_the_week_board_shows_places_taken_by_half_day(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.administrator).get("/week?as=table").text
    care = page[page.index("Childcare places of this week") :]
    assert "Bear" in care
    assert "Fox" in care
    board = sqlite_house.client(cast.administrator).get("/week").text
    assert '<bdi dir="ltr">1/8</bdi>' in board
    assert "8 places" in board


def test_the_household_week_shows_the_childs_hours(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator):
        join_household([cast.leyla.learner_id or "", cast.mahmoud.learner_id or ""])
    page = sqlite_house.client(cast.caseworker).get(f"/casework/{cast.mahmoud.learner_id}?week=2026-11-24").text
    assert "Sami" in page
    assert "Bear group" in page
    assert "week__block--care" in page


def test_the_demonstration_writes_records_and_begins_the_day(sqlite_house: House) -> None:
    cast = nursery.found(sqlite_house, children=4)
    me = system("Demonstration", cast.provider_id)
    facts = {"centre_id": cast.centre_id, "today": nursery.TUESDAY, "now": MORNING}
    with sqlite_house.acting(me):
        assert demo.take_part("today", facts, me) == {"here": 4, "collected": 0}
        assert demo.take_part("today", facts | {"now": NOON}, me) == {"here": 0, "collected": 0}
    page = day_page(sqlite_house, cast)
    assert "4 children are here" in page
    assert "Nuts" in page
    assert "mouse.svg" in page
