"""Marks that come in batches: taken once, merged with a colleague's, late ones with their day, none lost on a full disk."""

import threading
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from lms.courses import models, queries, services
from lms.courses.domain.attendance import Given
from lms.kernel import clock, errors
from lms.kernel.plugins import Registry
from lms.kernel.vocabulary import Attendance
from tests.cast import gather
from tests.houses import NOON, House
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import MONDAY, THURSDAY, Classroom, opened, seat, session_on

HERE, LATE = Given(Attendance.PRESENT), Given(Attendance.LATE, "", time(9, 20))
ZONE = "Europe/Berlin"


def batch(key: str, marks: dict[str, str], *, seen: int = 0, ago: int = 0, **more: Any) -> dict[str, Any]:
    """What a phone sends."""
    return {
        "key": f"batch-number-{key}",
        "seen": seen,
        "marks": [{"id": one, "mark": mark, "time": "", "ago": ago} for one, mark in marks.items()],
        **more,
    }


def send(client: FlaskClient, session_id: str, body: dict[str, Any]) -> Any:
    return client.post(f"/register/{session_id}/marks", json=body)


def test_the_same_batch_sent_twice_counts_once(house: House) -> None:
    cast = gather(house)
    leyla, session = seat(house, cast, cast.leyla.learner_id), session_on(house, cast)
    client = house.client(cast.teacher)
    first, second = [send(client, session.id, batch("1", {leyla: "present"})).get_json() for _ in range(2)]
    assert (first["changed"], first["repeated"]) == (1, False)
    assert (second["changed"], second["repeated"], second["version"]) == (1, True, 1)
    with house.acting(cast.teacher):
        assert queries.charged(session.id)[0] == {cast.leyla.learner_id: 135}
        assert queries.register_version(session.id) == 1


def test_two_teachers_at_once_both_see_the_merged_result(noon: Classroom) -> None:
    today, client = noon.session_on(), noon.client(noon.cast.teacher)
    send(client, today.id, batch("mine", {noon.leyla: "present"}))
    with noon.house.acting(noon.cast.administrator):
        services.save_register(
            today.id, {noon.mahmoud: LATE}, zone=ZONE, actor=noon.cast.administrator, now=clock.now()
        )
    now = client.get(f"/register/{today.id}/marks").get_json()
    assert now["version"] == 2
    assert now["marks"][noon.leyla]["mark"] == "present"
    assert now["marks"][noon.mahmoud] == {"mark": "late", "time": "09:20", "by": noon.cast.administrator.name}


@pytest.mark.parametrize(("ago", "stands"), [(0, "unknown"), (600_000, "late")])
def test_the_later_of_two_decisions_stands_and_the_teacher_is_told(noon: Classroom, ago: int, stands: str) -> None:
    today, cast = noon.session_on(), noon.cast
    five_minutes_ago = clock.now() - timedelta(minutes=5)
    with noon.house.acting(cast.administrator):
        services.save_register(today.id, {noon.leyla: LATE}, zone=ZONE, actor=cast.administrator, now=five_minutes_ago)
    client = noon.client(cast.teacher)
    answer = send(client, today.id, batch("x", {noon.leyla: "not_known"}, ago=ago)).get_json()
    assert noon.marks(today.id)[noon.leyla][0] == stands
    assert cast.administrator.name in answer["told"][0]
    assert "Leyla Demir" in answer["told"][0]
    assert answer["go"] == f"/register/{today.id}"
    assert answer["told"][0] in client.get(answer["go"]).text


def test_a_form_sends_only_what_its_teacher_changed(noon: Classroom) -> None:
    today, cast = noon.session_on(), noon.cast
    client = noon.client(cast.teacher)
    client.post(f"/register/{today.id}", data={f"mark-{noon.leyla}": "present", f"mark-{noon.mahmoud}": "present"})
    shown = {"seen": "1", f"was-{noon.leyla}": "present", f"was-{noon.mahmoud}": "present"}
    with noon.house.acting(cast.administrator):
        services.save_register(today.id, {noon.leyla: LATE}, zone=ZONE, actor=cast.administrator, now=clock.now())
    client.post(f"/register/{today.id}", data={**shown, f"mark-{noon.leyla}": "present", f"mark-{noon.mahmoud}": "ill"})
    assert noon.marks(today.id) == {noon.leyla: ("late", ""), noon.mahmoud: ("excused", "ill")}


def test_marks_of_the_day_that_arrive_a_day_later_need_no_reason(
    class_template: Template, tmp_path: Path, registry: Registry
) -> None:
    with opened(class_template, tmp_path, NOON + timedelta(days=1), registry) as wednesday:
        today, client = wednesday.session_on(), wednesday.client(wednesday.cast.teacher)
        yesterday_morning = 26 * 3_600_000
        late = batch("late", {wednesday.leyla: "present"}, ago=yesterday_morning)
        assert send(client, today.id, late).status_code == 200
        assert "Taken on the day without network, sent later." in client.get(f"/register/{today.id}").text
        fresh = send(client, today.id, batch("fresh", {wednesday.leyla: "ill"}, seen=1))
        assert fresh.status_code == 422
        assert fresh.get_json()["code"] == "courses.old_register"


def test_a_batch_for_the_future_a_cancelled_session_or_nonsense_is_refused(noon: Classroom) -> None:
    thursday, client = noon.session_on(THURSDAY), noon.client(noon.cast.teacher)
    answer = send(client, thursday.id, batch("1", {noon.leyla: "present"}))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "courses.session_ahead")
    today = noon.session_on()
    for body in (
        {},
        batch("1", {noon.leyla: "asleep"}),
        {**batch("1", {}), "marks": ["x"]},
        {**batch("1", {}), "key": 1},
    ):
        assert send(client, today.id, body).status_code == 422
    with noon.house.acting(noon.cast.administrator) as session:
        session.get(models.Session, today.id).state = "cancelled"
    answer = send(client, today.id, batch("2", {noon.leyla: "present"}))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "courses.session_cancelled")
    assert noon.marks(today.id)[noon.leyla] == ("", "")


def test_who_pauses_or_left_is_greyed_and_left_out(noon: Classroom) -> None:
    today, cast = noon.session_on(), noon.cast
    with noon.house.acting(cast.administrator):
        services.pause(noon.leyla, on=MONDAY, reason="family", actor=cast.administrator, now=clock.now())
        services.leave(noon.mahmoud, on=MONDAY, reason="moved", actor=cast.administrator, now=clock.now())
    client = noon.client(cast.teacher)
    page = client.get(f"/register/{today.id}").text
    assert page.count("data-greyed=") == 2
    assert "data-row=" not in page
    assert "Pauses" in page
    assert "Left Mon 23 November" in page
    # A phone that did not know it yet sends both: neither is marked, and its teacher reads why.
    answer = send(client, today.id, batch("old", {noon.leyla: "present", noon.mahmoud: "not_known"})).get_json()
    assert len(answer["told"]) == 2
    with noon.house.acting(cast.teacher) as session:
        assert session.scalars(select(models.Mark)).all() == []


def test_a_late_joiner_is_not_in_the_register_of_before_and_never_absent(noon: Classroom) -> None:
    amina = seat(noon.house, noon.cast, noon.cast.amina.learner_id, since=THURSDAY)
    today, client = noon.session_on(), noon.client(noon.cast.teacher)
    assert "Amina" not in client.get(f"/register/{today.id}").text
    with noon.house.acting(noon.cast.teacher), pytest.raises(errors.NotFound):
        services.save_register(today.id, {amina: HERE}, zone=ZONE, actor=noon.cast.teacher, now=clock.now())


# --- trouble while saving --------------------------------------------------------------------------------------------


def test_a_full_disk_says_so_and_keeps_nothing_half_written(noon: Classroom) -> None:
    today, client, app = noon.session_on(), noon.client(noon.cast.teacher), noon.house.app
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fill(connection: Any, _record: Any, _proxy: Any) -> None:
        cursor = connection.cursor()
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
        cursor.close()

    def roomy(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.cursor().execute("PRAGMA max_page_count=1073741823")

    marks = batch("full", {noon.leyla: "present", noon.mahmoud: "late"})
    marks["marks"][1]["time"] = "09:20"
    long = {**marks, "reason": "x" * 400_000}
    event.listen(noon.house.engine, "checkout", fill)
    try:
        answer = send(client, today.id, long)
    finally:
        event.remove(noon.house.engine, "checkout", fill)
    assert answer.status_code == 503
    assert noon.marks(today.id) == {noon.leyla: ("", ""), noon.mahmoud: ("", "")}
    # The phone has kept it, because nobody acknowledged it: sent again with room on the disk it is in.
    event.listen(noon.house.engine, "checkout", roomy)
    assert send(client, today.id, marks).get_json()["changed"] == 2
    event.remove(noon.house.engine, "checkout", roomy)
    assert noon.marks(today.id)[noon.mahmoud] == ("late", "")


def test_a_database_that_is_lost_at_the_commit_loses_no_acknowledged_mark(house: House) -> None:
    cast = gather(house)
    leyla, session = seat(house, cast, cast.leyla.learner_id), session_on(house, cast)
    client = house.client(cast.teacher)
    client.get(f"/register/{session.id}/marks")
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    lost: list[bool] = []

    def lose(connection: Any) -> None:
        if not lost:
            lost.append(True)
            connection.connection.driver_connection.close() if connection.dialect.name == "postgresql" else None
            raise OperationalError("commit", {}, Exception("server closed the connection"))

    event.listen(house.engine, "commit", lose)
    try:
        answer = send(client, session.id, batch("1", {leyla: "present"}))
    finally:
        event.remove(house.engine, "commit", lose)
    assert (answer.status_code, lost) == (503, [True])
    with house.acting(cast.teacher):
        assert queries.register_version(session.id) == 0
        assert queries.charged(session.id)[0] == {}
    again = send(client, session.id, batch("1", {leyla: "present"})).get_json()
    assert (again["changed"], again["repeated"]) == (1, False)


def test_one_batch_in_eight_requests_at_once_is_charged_once(house: House) -> None:
    cast = gather(house)
    leyla, session = seat(house, cast, cast.leyla.learner_id), session_on(house, cast)
    clients, shift = [house.client(cast.teacher) for _ in range(8)], clock.shift()
    answers: list[int] = []

    def go(client: FlaskClient, number: int) -> None:
        clock.use_shift(shift)
        body = batch("same" if number % 2 else f"own-{number}", {leyla: "present"})
        answers.append(send(client, session.id, body).status_code)

    threads = [threading.Thread(target=go, args=(client, number)) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8
    with house.acting(cast.teacher) as db_session:
        assert queries.charged(session.id)[0] == {cast.leyla.learner_id: 135}
        numbers = sorted(db_session.scalars(select(models.MarkBatch.number)))
        assert numbers == [1, 2, 3, 4, 5]


def test_one_form_in_eight_requests_at_once_is_saved_once_and_every_one_is_answered(house: House) -> None:
    cast = gather(house)
    leyla, session = seat(house, cast, cast.leyla.learner_id), session_on(house, cast)
    clients, shift = [house.client(cast.teacher) for _ in range(8)], clock.shift()
    answers: list[int] = []

    def go(client: FlaskClient) -> None:
        clock.use_shift(shift)
        form = {f"mark-{leyla}": "present", "once": "the-same-form"}
        answers.append(client.post(f"/register/{session.id}", data=form).status_code)

    threads = [threading.Thread(target=go, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 8
    with house.acting(cast.teacher) as db_session:
        assert db_session.scalars(select(models.MarkBatch.number)).all() == [1]


def test_another_provider_cannot_send_a_batch(noon: Classroom) -> None:
    today = noon.session_on()
    assert send(noon.client(noon.cast.outsider), today.id, batch("1", {noon.leyla: "present"})).status_code == 404
