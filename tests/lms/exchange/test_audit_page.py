"""The audit for a provider's manager: who looked at what, by person, day and kind, and never what stood there."""

import csv
import io
from datetime import timedelta

import pytest

from lms.accounts.services import audit
from lms.exchange.views import audit as views
from lms.kernel import clock
from lms.kernel.actor import Actor
from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def read(house: House, who: Actor, subject_id: str, what: str = "plan", kind: str = "learners_learner") -> None:
    with house.acting(who):
        audit.read(kind, [subject_id], what, now=clock.now())


def seen(house: House, cast: Cast, question: str = "") -> list[tuple[str, ...]]:
    """Rows of the manager's page: who, deed, what, about whom."""
    page = house.client(cast.manager).get(f"/audit.csv?{question}").data.decode("utf-8-sig")
    return [(row["who"], row["deed"], row["what"], row["about"]) for row in csv.DictReader(io.StringIO(page))]


def test_a_manager_reads_who_looked_at_whom_and_is_written_down_herself(house: House, cast: Cast) -> None:
    read(house, cast.caseworker, cast.leyla.learner_id or "")
    client = house.client(cast.manager)
    page = client.get("/audit?deed=read").text
    for said in ("Hanna Lindqvist", "looked at", "The plan", "Leyla Demir"):
        assert said in page
    again = client.get("/audit?deed=read").text
    assert "Birgit Sommer" in again
    assert "This list" in again
    assert ("Birgit Sommer", "read", "audit", "") in seen(house, cast)
    assert ("Birgit Sommer", "read", "audit_file", "") in seen(house, cast)


def test_what_stood_there_is_on_no_page(house: House, cast: Cast) -> None:
    secret = "gall stones, and the husband drinks"
    leyla = cast.leyla.learner_id or ""
    with house.acting(cast.caseworker), audit.because(secret):
        audit.record("change", "casework_check_in", "row", changes={"text": ["", secret], "learner_id": [leyla, leyla]})
    client = house.client(cast.manager)
    page, file = client.get("/audit").text, client.get("/audit.csv").text
    assert "gall" not in page + file
    # Whom it is about is told, by a right that she has anyway.
    assert ("Hanna Lindqvist", "change", "", "Leyla Demir") in seen(house, cast, "area=casework")


def test_a_sign_in_names_whose_it_is_and_nobody_of_another_provider(house: House, cast: Cast) -> None:
    house.client(cast.caseworker)
    with house.acting(cast.administrator):
        audit.record("end_sessions", "accounts_user", cast.outsider.user_id or "")
    found = seen(house, cast, "area=accounts&deed=other")
    assert ("onward", "sign_in", "", "Hanna Lindqvist") in found
    assert ("Jonas Weber", "end_sessions", "", "") in found
    assert "signed in" in house.client(cast.manager).get("/audit?area=accounts").text


def test_she_finds_by_who_did_it_and_about_whom(house: House, cast: Cast) -> None:
    read(house, cast.caseworker, cast.leyla.learner_id or "")
    read(house, cast.teacher, cast.mahmoud.learner_id or "", "record")
    assert {row[0] for row in seen(house, cast, "q=hanna&deed=read")} == {"Hanna Lindqvist"}
    assert {row[3] for row in seen(house, cast, "q=Demir&deed=read")} == {"Leyla Demir"}
    assert seen(house, cast, "q=100%25") == []


def test_she_finds_by_day_and_by_kind(house: House, cast: Cast) -> None:
    leyla = cast.leyla.learner_id or ""
    with clock.shifted_to(clock.now() - timedelta(days=10)):
        read(house, cast.caseworker, leyla, "guidance")
    read(house, cast.carer, "child", "fire_list", "childcare_child_record")
    day = (clock.now() - timedelta(days=10)).date()
    assert ("Hanna Lindqvist", "read", "guidance", "Leyla Demir") not in seen(house, cast)
    assert seen(house, cast, f"from={day}&to={day}&deed=read") == [
        ("Hanna Lindqvist", "read", "guidance", "Leyla Demir")
    ]
    assert seen(house, cast, "area=childcare") == [("Nadia Haddad", "read", "fire_list", "")]
    with house.acting(cast.administrator):
        audit.record("make_card", "accounts_membership", "one")
    assert {row[1] for row in seen(house, cast, "deed=other&q=Jonas")} == {"make_card"}
    assert {row[1] for row in seen(house, cast, "deed=changes&area=learners")} <= {"add", "change", "remove"}
    assert seen(house, cast, "deed=changes&area=learners")


def test_a_provider_sees_its_own_audit_only(house: House, cast: Cast) -> None:
    read(house, cast.outsider, cast.outsider.user_id or "")
    read(house, cast.caseworker, cast.leyla.learner_id or "")
    assert {row[0] for row in seen(house, cast, "deed=read")} == {"Hanna Lindqvist"}


@pytest.mark.parametrize("who", ["teacher", "administrator", "caseworker", "carer", "outsider", "leyla"])
def test_the_audit_is_absent_for_everybody_else(house: House, cast: Cast, who: str) -> None:
    client = house.client(getattr(cast, who))
    assert client.get("/audit").status_code == 404
    assert client.get("/audit.csv").status_code == 404


def test_a_long_list_has_pages_and_a_file_has_an_end(house: House, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(views.PAGE + 1):
        read(house, cast.caseworker, cast.leyla.learner_id or "", f"what {number}")
    client = house.client(cast.manager)
    first, second = (client.get(f"/audit?q=Hanna&deed=read&page={page}").text for page in (1, 2))
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (views.PAGE, 1)
    assert "q=Hanna" in first
    monkeypatch.setattr(views, "MOST", views.PAGE)
    assert client.get("/audit.csv?q=Hanna&deed=read").status_code == 409
    assert "/audit.csv" not in client.get("/audit?q=Hanna&deed=read").text


@pytest.mark.parametrize(
    "question", ["from=yesterday&to=never", "from=2026-11-20&to=2026-11-01", "page=-3", "deed=x&area=%25"]
)
def test_what_is_no_day_and_no_kind_changes_nothing(house: House, cast: Cast, question: str) -> None:
    assert house.client(cast.manager).get(f"/audit?{question}").status_code == 200
