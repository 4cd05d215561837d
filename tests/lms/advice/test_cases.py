"""Advice without a name: a code leads back, nothing tells who it is, and only the visitor makes the link."""

import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from lms.accounts.models import AuditEntry
from lms.advice import models, queries, services
from lms.advice.domain import cases
from lms.kernel import db
from lms.messages import queries as messages
from lms.messages.models import Task
from tests.cast import Cast, gather
from tests.houses import House
from tests.lms.advice.test_points import SHEET

QUESTION = "Mein Vermieter wirft mich raus. Was kann ich tun?"
TODAY = date(2026, 11, 24)


@pytest.fixture
def cast(house: House) -> Cast:
    cast = gather(house)
    data = {"sheet": (io.BytesIO(SHEET.encode()), "points.csv")}
    house.client(cast.manager).post("/advice/points", data=data)
    return cast


def _point() -> str:
    return queries.points_near("10119")[0].id


def _open(house: House, words: str = QUESTION) -> str:
    """The code of a new thread."""
    with db.transaction(house.engine):
        point_id = _point()
    page = house.client().post(
        "/advice/online",
        data={"point": point_id, "topic": "housing", "words": words},
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
    )
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r">([A-Z0-9]{4}(?:-[A-Z0-9]{4}){2})<", page.text)
    assert found is not None
    return found[1]


def _tasks(house: House, cast: Cast) -> list[messages.TaskInfo]:
    with house.acting(cast.caseworker):
        return [one for one in messages.open_tasks(cast.caseworker) if one.code == "advice.case_task"]


def test_a_visitor_asks_without_a_name_comes_back_with_the_code_and_goes_on(house: House, cast: Cast) -> None:
    code = _open(house)
    (task,) = _tasks(house, cast)
    assert QUESTION not in str(task)
    desk = house.client(cast.caseworker)
    assert "1 question waits for an answer" in desk.get("/advice/cases").text
    assert QUESTION in desk.get(task.link).text
    answer = {"words": "Bleiben Sie ruhig.", "refer_to": "Tenants office, Torstrasse 9, 030 999", "read": "1"}
    # Whoever asks goes on while somebody writes the answer: that is read first, and nobody is asked twice.
    house.client().post("/advice/online/write", data={"code": code, "words": "Ich habe zwei Kinder."})
    early = desk.post(task.link, data=answer)
    assert early.status_code == 409
    assert "Somebody has written meanwhile." in early.text
    assert "Bleiben Sie ruhig." in early.text
    assert len(_tasks(house, cast)) == 1
    assert desk.post(task.link, data=answer | {"read": "2"}).status_code == 302
    assert _tasks(house, cast) == []
    # Another device, signs typed carelessly.
    visitor = house.client()
    page = visitor.post("/advice/online/thread", data={"code": code.lower().replace("-", " ")}).text
    assert "Bleiben Sie ruhig." in page
    assert "Tenants office, Torstrasse 9, 030 999" in page
    assert cast.caseworker.name not in page
    page = visitor.post("/advice/online/write", data={"code": code, "words": "Danke!"}).text
    assert "Nobody has answered yet." in page
    assert len(_tasks(house, cast)) == 1
    assert page.index(QUESTION) < page.index("zwei Kinder") < page.index("Bleiben Sie ruhig.") < page.index("Danke!")
    assert desk.get("/advice/cases").text.count("Waits") == 1


def test_neither_code_nor_address_of_the_device_nor_an_hour_is_kept_anywhere(house: House, cast: Cast) -> None:
    code = _open(house, "Ask about my stay")
    house.client(cast.caseworker).get("/advice/cases")
    with house.crossing() as session:
        for table in sorted(db.Base.metadata.tables):
            rows = str(session.execute(text(f'select * from "{table}"')).all())
            assert code not in rows, table
            assert cases.plain_code(code) not in rows, table
            assert "203.0.113.77" not in rows, table
            if table not in ("advice_message",):
                assert "Ask about my stay" not in rows, table
        # Neither does a key tell when it was made, nor the task or its history.
        keys = [*session.scalars(select(models.Case.id)), *session.scalars(select(models.Message.id))]
        assert not any(key.startswith(db.new_id()[:3]) for key in keys)
        (task,) = session.scalars(select(Task).where(Task.code == "advice.case_task"))
        told = session.scalars(select(AuditEntry.at).where(AuditEntry.subject_id == task.id))
        assert {(one.hour, one.minute) for one in (task.at, *told)} == {(0, 0)}
    assert {column.name for column in models.Case.__table__.columns} == {
        "id", "provider_id", "number", "digest", "locale", "topic", "opened_on", "last_on", "waits", "learner_id",
    }  # fmt: skip


def test_only_the_visitor_signed_in_links_the_thread_and_takes_the_link_back(house: House, cast: Cast) -> None:
    code = _open(house)
    desk = house.client(cast.caseworker)
    with house.acting(cast.caseworker):
        (found,) = queries.cases()[0]
    path = f"/advice/cases/{found.id}"
    assert "Nobody knows." in desk.get(path).text
    leyla = house.client(cast.leyla)
    assert "Link this with me" in leyla.post("/advice/online/thread", data={"code": code}).text
    assert "Link this with me" not in house.client().post("/advice/online/thread", data={"code": code}).text
    assert house.client(cast.caseworker).post("/advice/online/link", data={"code": code}).status_code == 404
    leyla.post("/advice/online/link", data={"code": code})
    assert "Leyla Demir has said: this is me." in desk.get(path).text
    # Somebody else who learns the code does not take her name away.
    house.client(cast.amina).post("/advice/online/link", data={"code": code, "deed": "unlink"})
    assert "Leyla Demir has said: this is me." in desk.get(path).text
    leyla.post("/advice/online/link", data={"code": code, "deed": "unlink"})
    assert "Leyla Demir" not in desk.get(path).text


def test_a_wrong_code_an_empty_question_and_another_provider_get_nothing(house: House, cast: Cast) -> None:
    _open(house)
    visitor = house.client()
    wrong = visitor.post("/advice/online/thread", data={"code": "AAAA-AAAA-AAAA"})
    assert wrong.status_code == 404
    assert "We do not know this code." in wrong.text
    with db.transaction(house.engine):
        point_id = _point()
    empty = visitor.post("/advice/online", data={"point": point_id, "topic": "work", "words": " "})
    assert empty.status_code == 422
    assert "Write your question first." in empty.text
    long = visitor.post("/advice/online", data={"point": point_id, "topic": "work", "words": "x" * 2001})
    assert long.status_code == 422
    assert "It may have 2,000 letters and signs." in long.text
    nowhere = visitor.post("/advice/online", data={"topic": "work", "words": "x"})
    assert "Choose who should answer." in nowhere.text
    with house.acting(cast.caseworker):
        (found,) = queries.cases()[0]
    outsider = house.client(cast.outsider)
    assert outsider.get(f"/advice/cases/{found.id}").status_code == 404
    assert house.client(cast.teacher).get(f"/advice/cases/{found.id}").status_code == 404


def test_a_thread_of_nobody_goes_half_a_year_after_its_last_message_and_a_linked_one_stays(
    house: House, cast: Cast
) -> None:
    code, _other = _open(house), _open(house)
    house.client(cast.leyla).post("/advice/online/link", data={"code": code})
    with house.acting(cast.caseworker):
        assert services.forget_old_cases(TODAY + cases.KEPT) == 0
        assert services.forget_old_cases(TODAY + cases.KEPT + timedelta(days=1)) == 1
        (left,) = queries.cases()[0]
    assert left.learner_id == cast.leyla.learner_id


def test_codes_have_no_signs_that_are_mistaken_for_each_other() -> None:
    picked = iter(range(100))
    code = cases.new_code(lambda signs: signs[next(picked) % len(signs)])
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", code)
    assert not set("01OIBS5Z28") & set(cases.SIGNS)
    assert cases.plain_code(" acd-e fgh ") == "ACDEFGH"
