"""At the door: codes and cards, the lock of the pad, who is late, what happened, and the sheet for the kindergarten."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from childcare import queries, services
from childcare.domain import door
from lms.kernel import clock, errors
from tests.cast import Cast
from tests.childcare import nursery
from tests.houses import NOON, House

MORNING = NOON - timedelta(hours=1, minutes=20)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return nursery.found(sqlite_house)


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.carer, "now": clock.now()}


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("2580", None),
        ("258013", None),
        ("258", "childcare.code_length"),
        ("25801347", "childcare.code_length"),
        ("25a0", "childcare.code_length"),
        ("٢٥٨٠", "childcare.code_length"),
        ("1111", "childcare.code_simple"),
        ("1234", "childcare.code_simple"),
        ("9876", "childcare.code_simple"),
    ],
)
def test_a_code_has_four_to_six_digits_and_is_not_easy_to_guess(code: str, trouble: str | None) -> None:
    assert door.code_trouble(code) == trouble


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour_after_the_last() -> None:
    tries = [MORNING + timedelta(minutes=number) for number in range(5)]
    assert door.locked_until(tries[:4], MORNING + timedelta(minutes=5)) is None
    assert door.locked_until(tries, MORNING + timedelta(minutes=5)) == MORNING + timedelta(minutes=19)
    assert door.locked_until(tries, MORNING + timedelta(minutes=16)) is None


@pytest.mark.parametrize(("minutes", "late"), [(-20, None), (0, None), (10, None), (11, 11), (75, 75)])
def test_late_is_more_than_the_grace(minutes: int, late: int | None) -> None:
    ends = datetime.fromisoformat("2026-11-24T11:15:00+01:00")
    assert door.minutes_late(ends, ends + timedelta(minutes=minutes), 10) == late


def test_a_code_checks_in_and_out_and_wrong_ones_lock_the_pad(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    with sqlite_house.acting(cast.carer):
        uncle = services.add_collector(place.child_id, "Salim", "uncle", **by(cast))
    code = f"/childcare/children/{place.child_id}/people/{uncle}/code"
    assert "easy to guess" in client.post(code, data={"code": "1234"}).text
    assert "The code is set." in client.post(code, data={"code": "2580"}, follow_redirects=True).text
    parents = f"/childcare/children/{place.child_id}/people/parent/code"
    # Two people with one code: nobody would know who came.
    assert client.post(parents, data={"code": "2580"}).status_code == 422
    assert client.post(parents, data={"code": "1357"}).status_code == 302
    pad, lock = f"/childcare/{place.booking_id}/code", f"/childcare/{place.booking_id}/door"
    with clock.shifted_to(MORNING):
        said = client.post(pad, data={"code": "1357"}, follow_redirects=True).text
        assert "Sami is here, brought by Leyla Demir." in said
        for left in (4, 3, 2, 1, 0):
            said = client.post(pad, data={"code": "0000"}, follow_redirects=True).text
            assert f"This code is not right. {left} more" in said
        assert "The pad is locked until" in client.get(lock).text
        said = client.post(pad, data={"code": "2580"}, follow_redirects=True).text
        assert "Too many wrong codes. The pad is locked until 10:55." in said
        assert nursery.place_of(sqlite_house, cast).left_at is None
    with clock.shifted_to(MORNING + timedelta(minutes=16)):
        said = client.post(pad, data={"code": "2580"}, follow_redirects=True).text
    assert "Sami was collected by Salim, uncle." in said


def test_a_card_opens_and_lateness_is_counted_and_one_code_for_all_locks(sqlite_house: House, cast: Cast) -> None:
    _a_card_opens_the_children_of_today_and_the_one_before_works_no_more(sqlite_house, cast)
    _a_late_parent_is_called_and_the_minutes_stand_on_record(sqlite_house, cast)
    _one_code_tried_at_every_child_locks_the_house(sqlite_house, cast)


def test_what_is_written_about_a_child_goes_where_it_should(sqlite_house: House, cast: Cast) -> None:
    _a_child_is_checked_in_on_its_own_day_only(sqlite_house, cast)
    _an_incident_is_written_added_to_and_printed_for_the_parent(sqlite_house, cast)
    _a_sheet_for_the_kindergarten_needs_the_parents_yes(sqlite_house, cast)
    _hours_are_summed_by_who_pays_and_name_no_child(sqlite_house, cast)


def _one_code_tried_at_every_child_locks_the_house(sqlite_house: House, cast: Cast) -> None:
    place = nursery.place_of(sqlite_house, cast)
    with sqlite_house.acting(cast.carer):
        for number in range(door.MOST_WRONG_IN_HOUSE):
            services.note_wrong_code(f"other-{number}", cast.centre_id, clock.now())
        answer = services.by_code(place.booking_id, "2580", **by(cast))
    assert (answer.ok, answer.code) == (False, "childcare.pad_locked")


def _a_card_opens_the_children_of_today_and_the_one_before_works_no_more(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    address = f"/childcare/children/{place.child_id}/people/parent/card"
    assert "<svg" in client.post(address).text
    with sqlite_house.acting(cast.carer):
        parent = queries.collectors(place.child_id, place.learner_id, nursery.TUESDAY)[0]
        token = services.make_card(parent.id, **by(cast))
    assert parent.has_card
    with clock.shifted_to(MORNING):
        opened = client.post(
            "/childcare/scan", data={"token": f"http://x/childcare/cards/{token}"}, follow_redirects=True
        )
        assert "This card is for 1 child of today" in opened.text
        assert "Sami" in opened.text
        with sqlite_house.acting(cast.carer):
            services.make_card(parent.id, **by(cast))
        refused = client.get(f"/childcare/cards/{token}")
    assert refused.status_code == 409
    assert "This card opens nothing any more." in refused.text


def _a_late_parent_is_called_and_the_minutes_stand_on_record(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    with clock.shifted_to(MORNING):
        client.post(f"/childcare/{place.booking_id}/in")
    with clock.shifted_to(MORNING + timedelta(minutes=60)):
        assert "Sami is still here." in client.get("/childcare").text
        client.post(f"/childcare/{place.booking_id}/out", data={"who": "parent", "note": "The bus"})
        assert "25 minutes late" in client.get("/childcare").text
    gone = nursery.place_of(sqlite_house, cast)
    assert (gone.collected_by, gone.late_minutes) == ("Leyla Demir", 25)


def _an_incident_is_written_added_to_and_printed_for_the_parent(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    asked = client.get(f"/childcare/incidents?child={place.child_id}").text
    assert "Nothing has happened so far." in asked
    form = {"child_id": place.child_id, "day": "2026-11-24", "time": "10:05", "kind": "fall", "what": ""}
    assert client.post("/childcare/incidents", data=form).status_code == 422
    ahead = client.post("/childcare/incidents", data=form | {"what": "Fell", "time": "23:00"})
    assert "This time is still to come." in ahead.text
    with clock.shifted_to(MORNING):
        kept = client.post("/childcare/incidents", data=form | {"what": "Fell over the doorstep"})
        assert "nobody told yet" in client.get("/childcare/incidents").text
        client.post(kept.location, data={"what": "The parent was told at 11:20"})
        paper = client.get(f"{kept.location}/paper").text
    assert "Fell over the doorstep" in paper
    assert "The parent was told at 11:20" in paper
    assert "Carer" in paper


def _a_sheet_for_the_kindergarten_needs_the_parents_yes(sqlite_house: House, cast: Cast) -> None:
    place, client = nursery.place_of(sqlite_house, cast), sqlite_house.client(cast.carer)
    child = f"/childcare/children/{place.child_id}"
    assert client.post(f"{child}/handover/yes").status_code == 409
    client.post(f"{child}/handover", data={"kindergarten": "Kita Lindenblatt", "habits": "Sleeps with the blue cloth"})
    refused = client.get(f"{child}/sheet")
    assert (refused.status_code, "The parent has not agreed yet." in refused.text) == (409, True)
    client.post(f"{child}/handover/yes")
    assert "Sleeps with the blue cloth" in client.get(f"{child}/sheet").text
    # Another kindergarten is another question.
    client.post(f"{child}/handover", data={"kindergarten": "Kita Sonne", "habits": ""})
    assert client.get(f"{child}/sheet").status_code == 409
    client.post(f"{child}/handover/yes")
    client.post(f"{child}/handover/no")
    assert client.get(f"{child}/sheet").status_code == 409


def _hours_are_summed_by_who_pays_and_name_no_child(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.carer):
        place = nursery.place_of(sqlite_house, cast)
        services.check_in(place.booking_id, actor=cast.carer, now=NOON - timedelta(hours=3))
        services.check_out(place.booking_id, "parent", actor=cast.carer, now=NOON - timedelta(hours=1))
        (row,) = queries.hours_by_basis(cast.centre_id, date(2026, 11, 1))
    assert (row.basis, row.group, row.children, row.attended, row.present_minutes) == (
        "Federal office",
        "Bear",
        1,
        1,
        120,
    )
    table = sqlite_house.client(cast.administrator).get("/childcare/hours.csv?month=2026-11")
    assert table.mimetype == "text/csv"
    assert "Federal office,Bear,1" in table.text
    assert "Sami" not in table.text
    with sqlite_house.acting(cast.carer):
        services.keep_record(place.child_id, funding="City")
    assert "City" in sqlite_house.client(cast.administrator).get("/childcare/hours?month=2026-11").text


def _a_child_is_checked_in_on_its_own_day_only(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.carer):
        thursday = queries.children_on(date(2026, 11, 26), cast.centre_id)[0]
        with pytest.raises(errors.Conflict, match="not_today"):
            services.check_in(thursday.booking_id, **by(cast))
    assert time(9) == thursday.starts
