"""Everything a provider owns goes out as CSV and XLSX: every table of host and plug-ins, and nobody else's rows."""

import csv
import io
from datetime import date
from zipfile import ZipFile

import pytest

from lms.exchange.services import everything
from lms.exchange.services.files import SECRET
from lms.kernel import clock, db
from lms.learners import services as registering
from tests.cast import add_learner, add_provider, gather
from tests.houses import House


def test_every_table_of_a_provider_and_its_people_goes_out_with_every_column(registry: object) -> None:
    owned = {
        mapper.class_.__tablename__
        for mapper in db.Base.registry.mappers
        if getattr(mapper.class_, "__kind__", None) in (db.Kind.PROVIDER, db.Kind.PERSON)
    }
    # What was said in confidence stays between those who said it and those who may read it.
    quiet = {"wellbeing_consent", "wellbeing_check", "wellbeing_series", "wellbeing_clinical", "advice_idea"}
    assert {table.name for table in everything.tables()} == owned - quiet
    left_out = {(table.name, name) for table in everything.tables() for name in set(table.c.keys()) & SECRET}
    # Hashes and secrets open doors; they are no facts.
    assert left_out == {
        ("childcare_collector", "secret"),
        ("childcare_collector", "token_hash"),
        ("companions_volunteer", "token_hash"),
        ("courses_self_check", "secret"),
        ("curricula_follow_up", "token_hash"),
        ("curricula_posting_link", "token_hash"),
        ("curricula_signing_key", "private_pem"),
        ("exchange_feed", "token_hash"),
        ("referrals_referral", "token_hash"),
        ("referrals_school", "token_hash"),
        ("referrals_school_referral", "token_hash"),
    }


@pytest.mark.parametrize("kind", everything.FORMATS)
def test_a_provider_takes_its_own_rows_and_nobody_elses(house: House, kind: str) -> None:
    cast = gather(house)
    provider_id, centre_id = add_provider(house, "Weststadt")
    add_learner(house, provider_id, centre_id, registering.NewLearner("W-1", "Zofia", "Nowak", date(1990, 1, 1)))
    file = io.BytesIO()
    with house.acting(cast.manager):
        figures = everything.write(file, kind, actor=cast.manager, now=clock.now())
    with ZipFile(file) as archive:
        names = archive.namelist()
        said = "".join(_said(archive.read(name), kind) for name in names)
        people = _said(archive.read(f"learners_person.{kind}"), kind)
    assert len(names) == figures.tables == len(everything.tables())
    assert figures.rows > 100
    assert all(name in people for name in ("Leyla", "Mahmoud", "Amina"))
    assert "Zofia" not in said
    assert provider_id not in said


def _said(content: bytes, kind: str) -> str:
    if kind == "csv":
        return "\n".join(",".join(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    with ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_only_a_manager_takes_everything(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    manager = sqlite_house.client(cast.manager)
    assert "every table" in manager.get("/everything").text
    answer = manager.post("/everything", data={"format": "csv"})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    answer.close()
    assert manager.post("/everything", data={"format": "exe"}).status_code == 404
    assert sqlite_house.client(cast.administrator).post("/everything", data={"format": "csv"}).status_code == 404


def test_the_pages_of_a_file_and_of_erasures_say_what_happens(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    manager, learner_id = sqlite_house.client(cast.manager), cast.mahmoud.learner_id
    assert "Nobody was erased." in manager.get("/erasures").text
    assert f"/people/{learner_id}/file" in manager.get(f"/people/{learner_id}").text
    page = manager.get(f"/people/{learner_id}/file").text
    assert "What stays, and why" in page
    answer = manager.post(f"/people/{learner_id}/file")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    unsure = manager.post(f"/people/{learner_id}/erase", data={"reason": "asked"})
    assert (unsure.status_code, "tick the box" in unsure.text) == (422, True)
    assert manager.post(f"/people/{learner_id}/erase", data={"reason": "asked", "sure": "1"}).status_code == 302
    assert "Mahmoud" in manager.get("/erasures").text
    assert "This person is erased on" in manager.get(f"/people/{learner_id}").text
    assert sqlite_house.client(cast.administrator).get(f"/people/{learner_id}/file").status_code == 404
