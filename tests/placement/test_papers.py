"""Copies of papers: taken by their content, shown to those who may see, noted, taken out, in her file and in the backup."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from lms.accounts.models import AuditEntry
from lms.kernel import clock, db, papers
from lms.kernel.operations import back_up
from lms.learners import queries as learners
from placement import queries
from placement.queries import papers as copies
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import people

PHOTO = b"\xff\xd8\xff\xe0" + bytes(2000)
PDF = b"%PDF-1.7\n" + bytes(2000)
PAPER = {"kind": "certificate", "document": "Goethe A2", "issued": "2026-01-05", "before_arrival": "yes"}


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture
def teacher(house: House, cast: Cast) -> FlaskClient:
    return house.client(cast.teacher)


def add(client: FlaskClient, learner_id: str | None, content: bytes, name: str, **change: str) -> TestResponse:
    data = PAPER | change | {"file": (io.BytesIO(content), name)}
    return client.post(f"/placement/{learner_id}/papers", data=data, content_type="multipart/form-data")


def the_copy(house: House, cast: Cast, learner_id: str | None) -> copies.PaperFileInfo:
    with house.acting(cast.teacher):
        (found,) = copies.files([learner_id or ""]).values()
    return found


def test_a_photo_lies_with_the_paper_and_every_look_is_written_down(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    assert add(teacher, learner_id, PHOTO, "../My scan <1>.PNG").status_code == 302
    found = the_copy(house, cast, learner_id)
    assert (found.name, found.media_type, found.size) == ("My scan 1.jpg", "image/jpeg", len(PHOTO))
    address = f"/placement/{learner_id}/papers/{found.record_id}/copy"
    assert address in teacher.get(f"/placement/{learner_id}/papers").text
    answer = teacher.get(address)
    assert answer.data == PHOTO
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("inline")
    with house.acting(cast.teacher):
        looks = db.session().query(AuditEntry).filter_by(subject_id=found.id, action="read").all()
    assert [one.actor for one in looks] == [cast.teacher.name]


def test_others_do_not_see_it_and_another_learner_has_it_not(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner = people.add(house, cast, people.LUCIA)
    other = people.add(house, cast, people.SAMIRA).learner_id
    add(teacher, learner.learner_id, PDF, "a.pdf")
    found = the_copy(house, cast, learner.learner_id)
    address = f"/placement/{learner.learner_id}/papers/{found.record_id}/copy"
    assert teacher.get(address).headers["Content-Disposition"].startswith("attachment")
    assert house.client(cast.administrator).get(address).status_code == 200
    for actor in (cast.outsider, cast.manager, learner):
        assert house.client(actor).get(address).status_code == 404
    assert teacher.get(f"/placement/{other}/papers/{found.record_id}/copy").status_code == 404
    assert teacher.post(f"/placement/{other}/papers/{found.record_id}/copy/remove").status_code == 404
    assert house.client(cast.administrator).post(f"{address}/remove").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "This file is neither a photo nor a PDF."),
        (PHOTO + bytes(papers.LARGEST), "This file is too large. Choose one of at most 8 MB."),
    ],
)
def test_any_other_file_is_refused_in_a_plain_sentence_and_nothing_is_kept(
    house: House, cast: Cast, teacher: FlaskClient, content: bytes, words: str
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    page = add(teacher, learner_id, content, "certificate.pdf")
    assert page.status_code == 422
    assert words in page.text
    assert 'value="Goethe A2"' in page.text
    with house.acting(cast.teacher):
        assert not queries.records([learner_id or ""])


def test_a_form_refused_for_another_reason_asks_for_the_file_once_more(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    page = add(teacher, learner_id, PHOTO, "a.jpg", document=" ")
    assert page.status_code == 422
    assert "Choose the file once more. The rest is still here." in page.text


def test_a_copy_is_added_later_and_taken_out_and_goes_with_its_paper(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    teacher.post(f"/placement/{learner_id}/papers", data=PAPER)
    with house.acting(cast.teacher):
        (record,) = queries.records([learner_id or ""])[learner_id or ""]
    address = f"/placement/{learner_id}/papers/{record.id}/copy"
    assert "Choose a photo or a PDF first." in teacher.post(address).text
    for content in (PHOTO, PDF):
        data = {"file": (io.BytesIO(content), "a")}
        assert teacher.post(address, data=data, content_type="multipart/form-data").status_code == 302
    assert the_copy(house, cast, learner_id).media_type == "application/pdf"
    assert teacher.post(f"{address}/remove").status_code == 302
    assert teacher.post(f"{address}/remove").status_code == 404
    teacher.post(address, data={"file": (io.BytesIO(PDF), "a")}, content_type="multipart/form-data")
    teacher.post(f"/placement/{learner_id}/papers/{record.id}/remove")
    with house.acting(cast.teacher):
        assert not copies.files([learner_id or ""])


def test_a_copy_is_in_her_file_and_in_the_backup_and_goes_with_its_paper(
    house: House, cast: Cast, teacher: FlaskClient, tmp_path: Path
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id or ""
    add(teacher, learner_id, PHOTO, "a.jpg")
    with house.acting(cast.teacher):
        kept = queries.kept_about(learners.learner(learner_id).person_id)
    assert kept["paper_files"][0]["media_type"] == "image/jpeg"
    assert kept["paper_files"][0]["content_base64"]
    copy = tmp_path / "copy.zip"
    back_up(house.engine, house.app.extensions["onward.registry"], copy, now=clock.now())
    with zipfile.ZipFile(copy) as archive:
        assert json.loads(archive.read("manifest.json"))["tables"]["placement_paper_file"]["rows"] == 1
    with house.crossing() as session:
        session.execute(text("delete from placement_earlier_record"))
        assert session.execute(text("select count(*) from placement_paper_file")).scalar_one() == 0
