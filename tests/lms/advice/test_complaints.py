"""Complaints: by voice or word, with a number to keep, read by one person alone, counted without names, forgotten in time."""

import io
import re
from datetime import date, timedelta

import pytest

from lms.accounts import models as accounts
from lms.advice import models, services
from lms.advice.domain import complaints
from lms.kernel.actor import Actor
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
VOICE = b"\x1a\x45\xdf\xa3" + b"voice" * 40
SAID = "The door was locked and nobody came."


def complain(house: House, who: Actor, **more: object) -> str:
    """Her number, as her page shows it."""
    answer = house.client(who).post(
        "/my-complaint", data={"about": "unsafe", "words": SAID} | more, follow_redirects=True
    )
    found = re.search(r'receipt__number"><bdi dir="ltr">(\d{4} \d{4})<', answer.text)
    assert found, answer.text
    return found.group(1)


def name_reader(house: House, cast: Cast, who: Actor) -> None:
    """The manager names the one who reads."""
    answer = house.client(cast.manager).post("/complaints/reader", data={"staff_id": who.staff_id})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("about", "words", "sound", "field"),
    [
        ("", SAID, b"", "about"),
        ("unsafe", " ", b"", "words"),
        ("unsafe", "", b"no sound at all", "sound"),
        ("unsafe", "x" * (complaints.LONGEST + 1), b"", "words"),
    ],
)
def test_what_cannot_be_sent_is_named_by_its_field(about: str, words: str, sound: bytes, field: str) -> None:
    trouble = complaints.trouble(about, words, sound)
    assert trouble is not None
    assert trouble[0] == field


def test_a_number_is_understood_in_any_digits_and_with_or_without_its_space() -> None:
    assert complaints.written("1234 5678") == complaints.written("١٢٣٤٥٦٧٨") == "1234 5678"
    assert complaints.written("1234 567") == ""


def test_a_complaint_by_voice_reaches_its_one_reader_and_its_number_tells_what_becomes_of_it(house: House) -> None:
    cast = gather(house)
    name_reader(house, cast, cast.caseworker)
    assert 'href="/my-complaint"' in house.client(cast.leyla).get("/help").text
    assert "Only Hanna Lindqvist reads it." in house.client(cast.leyla).get("/my-complaint").text
    number = complain(house, cast.leyla, words="", sound=(io.BytesIO(VOICE), "answer.webm"))

    hanna = house.client(cast.caseworker)
    assert f"A complaint has come: {number}. Only you can read it." in hanna.get("/tasks").text
    address = re.findall(r'href="(/complaints/\w+)"', hanna.get("/complaints").text)[0]
    assert "somebody who does not give a name" in hanna.get(address).text
    heard = hanna.get(f"{address}/voice")
    assert (heard.data, heard.mimetype) == (VOICE, "audio/webm")
    leyla, asked = house.client(cast.leyla), f"/my-complaint?number={number}"
    hanna.post(f"{address}/look")
    assert re.search(r'<li aria-current="step">.{1,900}title">Somebody looks into it<', leyla.get(asked).text, re.S)
    assert hanna.post(f"{address}/answer", data={"answer": " "}).status_code == 422
    assert hanna.post(f"{address}/answer", data={"answer": "x" * 2001}).status_code == 422
    hanna.post(f"{address}/answer", data={"answer": "The door has a bell now."})
    assert hanna.post(f"{address}/answer", data={"answer": "No."}).status_code == 409
    assert "The door has a bell now." in leyla.get(asked).text
    assert "No complaint waits for an answer." in hanna.get("/complaints").text
    assert "Nothing is asked of you now." in hanna.get("/tasks").text


def test_nobody_but_the_reader_sees_a_complaint_and_managers_see_counts(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    name_reader(sqlite_house, cast, cast.caseworker)
    complain(sqlite_house, cast.leyla, named="1")
    hanna = sqlite_house.client(cast.caseworker)
    address = re.findall(r'href="(/complaints/\w+)"', hanna.get("/complaints").text)[0]
    assert "Leyla Demir" in hanna.get(address).text
    for who in (cast.manager, cast.administrator, cast.teacher, cast.outsider):
        client = sqlite_house.client(who)
        assert client.get(address).status_code == 404
        assert client.get(f"{address}/voice").status_code == 404
        assert client.post(f"{address}/answer", data={"answer": "no"}).status_code == 404
        assert SAID not in client.get("/complaints").text
        assert "Leyla" not in client.get("/complaints").text
    page = sqlite_house.client(cast.manager).get("/complaints").text
    row = page.split("I do not feel safe</th>")[1].split("</tr>")[0]
    assert re.findall(r'data-label="[^"]+">(\d+)<', row) == ["1", "0", "0"]
    assert sqlite_house.client(cast.caseworker).post("/complaints/reader", data={}).status_code == 404
    # What is written down of every change says neither what nor who.
    with sqlite_house.crossing() as session:
        for entry in session.query(accounts.AuditEntry):
            assert SAID not in str(entry.changes)
            if "complaint" in entry.subject_kind or "complaint" in str(entry.changes):
                assert "Leyla" not in f"{entry.actor} {entry.changes}"
                assert entry.user_id != cast.leyla.user_id


def test_without_a_reader_it_waits_and_the_manager_is_asked_to_name_one(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    number = complain(sqlite_house, cast.amina)
    manager = sqlite_house.client(cast.manager)
    assert "nobody may read it yet" in manager.get("/tasks").text
    assert "Nobody reads complaints yet." in manager.get("/complaints").text
    nobody = manager.post("/complaints/reader", data={"staff_id": cast.outsider.staff_id or ""})
    assert nobody.status_code == 422
    assert "Choose the person who reads complaints." in nobody.text
    name_reader(sqlite_house, cast, cast.administrator)
    assert number in sqlite_house.client(cast.administrator).get("/tasks").text
    assert "1 complaint waits for an answer." in sqlite_house.client(cast.administrator).get("/complaints").text
    # With another reader the first one sees nothing any more.
    name_reader(sqlite_house, cast, cast.teacher)
    assert number not in sqlite_house.client(cast.administrator).get("/complaints").text
    assert number in sqlite_house.client(cast.teacher).get("/complaints").text


def test_a_number_opens_nothing_elsewhere_and_a_wrong_one_says_so(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    number = complain(sqlite_house, cast.leyla)
    stranger = sqlite_house.client(cast.outsider)
    assert stranger.get(f"/my-complaint?number={number}").status_code == 404
    wrong = sqlite_house.client(cast.amina).get("/my-complaint?number=12")
    assert wrong.status_code == 422
    assert "A number has eight digits." in wrong.text
    other = "1111 1111" if number != "1111 1111" else "2222 2222"
    absent = sqlite_house.client(cast.amina).get(f"/my-complaint?number={other}")
    assert absent.status_code == 404
    assert "There is no complaint with this number." in absent.text


def test_half_a_year_after_the_answer_only_the_count_is_left(house: House) -> None:
    cast = gather(house)
    name_reader(house, cast, cast.caseworker)
    complain(house, cast.leyla, named="1", sound=(io.BytesIO(VOICE), "answer.webm"))
    with house.acting(cast.caseworker) as session:
        key = session.query(models.Complaint.id).scalar()
    house.client(cast.caseworker).post(f"/complaints/{key}/answer", data={"answer": "A bell."})
    with house.acting(cast.caseworker):
        assert services.forget_what_was_said(TODAY + complaints.KEPT) == 0
        assert services.forget_what_was_said(TODAY + complaints.KEPT + timedelta(days=1)) == 1
        assert services.forget_what_was_said(TODAY + complaints.KEPT + timedelta(days=2)) == 0
    with house.acting(cast.caseworker) as session:
        row = session.get(models.Complaint, key)
        assert (row.words, row.who, row.answer, row.sound, row.about) == ("–", "", "", None, "unsafe")
