"""People mark themselves: only now, only in their own class; cards at the door; paper typed in."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lms.accounts import queries as accounts
from lms.accounts.services import people as accounts_people
from lms.courses import queries, services
from lms.courses.domain import attendance_codes
from lms.courses.domain.attendance import Given
from lms.kernel import clock
from lms.kernel.plugins import Registry
from lms.kernel.vocabulary import AbsenceReason, Attendance
from tests.cast import add_section
from tests.houses import NOON
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import MONDAY, THURSDAY, TUESDAY, Classroom, add_people, opened


@pytest.fixture
def morning(class_template: Template, tmp_path: Path, registry: Registry) -> Iterator[Classroom]:
    """The class five minutes after nine; the code is on the wall."""
    with opened(class_template, tmp_path, clock_of(5), registry) as classroom:
        classroom.client(classroom.cast.teacher).post(f"/register/{classroom.session_on().id}/check")
        yield classroom


def clock_of(minutes: int) -> datetime:
    """An instant of Tuesday, so many minutes after nine in Berlin."""
    return NOON - timedelta(hours=3) + timedelta(minutes=minutes)


def code_of(classroom: Classroom, day: date = TUESDAY) -> str:
    session = classroom.session_on(day)
    with classroom.house.acting(classroom.cast.teacher):
        known = queries.self_check(session.id)
    assert known is not None
    return attendance_codes.code(known.secret, session.id, clock.now())


def scan(client: FlaskClient, session_id: str, code: str) -> str:
    """What a phone shows after the scan."""
    return client.get(f"/here/{session_id}/{code}", follow_redirects=True).text


def test_a_scan_and_one_button(morning: Classroom) -> None:
    today, leyla = morning.session_on(), morning.client(morning.cast.leyla)
    assert "I am here" in scan(leyla, today.id, code_of(morning))
    assert "Good. You are here." in leyla.post("/here", follow_redirects=True).text
    assert morning.marks(today.id)[morning.leyla] == ("present", "")
    teacher = morning.client(morning.cast.teacher)
    assert "1 of 2 are here" in teacher.get(f"/register/{today.id}/check").text
    with morning.house.acting(morning.cast.teacher):
        # Until the teacher has saved the register it is open, and nobody is charged.
        assert queries.session(today.id).marked_at is None
        assert queries.charged(today.id)[0] == {}
    teacher.post(f"/register/{today.id}", data={f"mark-{morning.mahmoud}": "present", "seen": "1"})
    with morning.house.acting(morning.cast.teacher):
        assert set(queries.charged(today.id)[0]) == {morning.cast.leyla.learner_id, morning.cast.mahmoud.learner_id}


def test_a_code_marks_no_other_day_and_no_other_class(morning: Classroom) -> None:
    today, leyla, code = morning.session_on(), morning.client(morning.cast.leyla), code_of(morning)
    for day in (MONDAY, THURSDAY):
        other = morning.session_on(day)
        assert "This code is closed." in scan(leyla, other.id, code)
        assert leyla.post("/here").status_code == 404
        teacher = morning.client(morning.cast.teacher)
        assert teacher.post(f"/register/{other.id}/check").status_code == 409
        assert morning.marks(other.id)[morning.leyla] == ("", "")
    assert morning.marks(today.id)[morning.leyla] == ("", "")


def test_an_old_picture_is_refused_and_the_next_one_works(morning: Classroom) -> None:
    today, leyla, code = morning.session_on(), morning.client(morning.cast.leyla), code_of(morning)
    with clock.shifted_to(morning.instant + timedelta(minutes=3)):
        assert "This picture is old." in scan(leyla, today.id, code)
        assert "I am here" in scan(leyla, today.id, code_of(morning))
        leyla.post("/here")
    assert morning.marks(today.id)[morning.leyla] == ("present", "")


def test_an_early_try_does_not_break_a_later_one(class_template: Template, tmp_path: Path, registry: Registry) -> None:
    with opened(class_template, tmp_path, clock_of(-40), registry) as early:
        today = early.session_on()
        early.client(early.cast.teacher).post(f"/register/{today.id}/check")
        leyla = early.client(early.cast.leyla)
        scan(leyla, today.id, code_of(early))
        refused = leyla.post("/here")
        assert (refused.status_code, "It is too early." in refused.text) == (409, True)
        assert early.marks(today.id)[early.leyla] == ("", "")
        with clock.shifted_to(clock_of(2)):
            leyla = early.house.client(early.cast.leyla)
            scan(leyla, today.id, code_of(early))
            leyla.post("/here")
        assert early.marks(today.id)[early.leyla] == ("present", "")


def test_somebody_who_is_not_in_the_class_is_told_so(morning: Classroom) -> None:
    today, amina = morning.session_on(), morning.client(morning.cast.amina)
    scan(amina, today.id, code_of(morning))
    refused = amina.post("/here")
    assert (refused.status_code, "You are not in this class." in refused.text) == (404, True)
    with morning.house.acting(morning.cast.teacher):
        assert queries.register_version(today.id) == 0


def test_a_mark_with_a_reason_is_the_teachers_and_why_is_answered(morning: Classroom) -> None:
    today, teacher = morning.session_on(), morning.client(morning.cast.teacher)
    teacher.post(f"/register/{today.id}", data={f"mark-{morning.leyla}": "ill", f"mark-{morning.mahmoud}": "not_known"})
    with clock.shifted_to(clock_of(30)):
        for who, status in ((morning.cast.leyla, 409), (morning.cast.mahmoud, 302)):
            client = morning.house.client(who)
            scan(client, today.id, code_of(morning))
            assert client.post("/here").status_code == status
    marks = morning.marks(today.id)
    assert marks[morning.leyla] == ("excused", "ill")
    assert marks[morning.mahmoud] == ("late", "")


def test_who_has_to_sign_in_first_keeps_what_she_scanned(morning: Classroom) -> None:
    today, phone = morning.session_on(), morning.client()
    assert "Now show who you are." in scan(phone, today.id, code_of(morning))
    cookie = morning.client(morning.cast.leyla).get_cookie("onward")
    assert cookie is not None
    phone.set_cookie("onward", cookie.value)
    with clock.shifted_to(morning.instant + timedelta(minutes=4)):
        assert "Good. You are here." in phone.post("/here", follow_redirects=True).text
    assert morning.marks(today.id)[morning.leyla] == ("present", "")


def card_of(classroom: Classroom, learner_id: str | None) -> str:
    me = classroom.cast.administrator
    with classroom.house.acting(me):
        membership = accounts.learner_membership(learner_id or "", me.provider_id or "")
        return accounts_people.make_card(membership or "", actor=me, now=clock.now())


def test_a_card_at_the_door_marks_its_learner(morning: Classroom) -> None:
    today, teacher = morning.session_on(), morning.client(morning.cast.teacher)
    token = card_of(morning, morning.cast.mahmoud.learner_id)
    address = f"/register/{today.id}/card"
    said = teacher.post(address, data={"card": f"https://onward.example/card/{token}"}, follow_redirects=True).text
    assert "Mahmoud Hassan is here." in said
    assert morning.marks(today.id)[morning.mahmoud] == ("present", "")
    again = teacher.post(address, data={"card": token}, follow_redirects=True).text
    assert "Mahmoud Hassan was marked as here before." in again
    other = teacher.post(address, data={"card": card_of(morning, morning.cast.amina.learner_id)})
    assert (other.status_code, "Amina Karimi is not in this class." in other.text) == (404, True)
    assert "This card does not work here." in teacher.post(address, data={"card": "nonsense"}).text


def test_a_closed_code_stays_closed(morning: Classroom) -> None:
    today, code = morning.session_on(), code_of(morning)
    morning.client(morning.cast.teacher).post(f"/register/{today.id}/check", data={"close": "1"})
    assert "This code is closed." in scan(morning.client(morning.cast.leyla), today.id, code)


# --- paper -----------------------------------------------------------------------------------------------------------


def test_paper_to_sign_asks_for_the_letters_that_are_typed_in_and_nobodys_sign_becomes_another_mark(
    noon: Classroom,
) -> None:
    teacher, monday = noon.client(noon.cast.teacher), noon.session_on(MONDAY)
    page = teacher.get(f"/register/{noon.session_on().id}/paper").text
    assert ("Signature" in page, "Leyla Demir" in page) == (True, True)
    written, programme = (re.sub(r"<[^>]+>", "", part) for part in re.findall(r'class="list-signs">(.*?)</p>', page))
    assert "x Here; l0920 Late, came 09:20; g1045 Left at 10:45; i Ill;" in written
    assert "W change of provider or course;" in programme
    address = f"/sections/{noon.cast.section_id}/sheet"
    grid = re.findall(r'class="key">(.*?)</kbd> (.*?)</li>', teacher.get(f"{address}?session={monday.id}").text)
    assert written.split(": ", 1)[1].split("; ") == [f"{key} {means}" for key, means in grid]
    for sign, means in re.findall(r"(\w) ([^;]+)", programme.split(": ", 1)[1]):
        cell = {"session": monday.id, "reason": "Paper.", f"cell-{monday.id}-{noon.mahmoud}": sign}
        taken = teacher.post(address, data=cell)
        marked = noon.marks(monday.id).get(noon.mahmoud, ("", ""))
        kept = {"X": ("present", ""), "U": ("unknown", ""), "P": ("excused", "internship")}
        assert (taken.status_code == 302) == (sign in kept), means
        assert marked == kept.get(sign, marked), means


def test_fifteen_people_of_an_old_sheet_go_in_with_one_reason(noon: Classroom) -> None:
    add_people(noon.house, noon.cast, 13)
    monday, client = noon.session_on(MONDAY), noon.client(noon.cast.teacher)
    section = noon.cast.section_id
    page = client.get(f"/sections/{section}/sheet?session={monday.id}").text
    fields = dict(re.findall(r'name="(cell-[^"]+)" value="([^"]*)"', page))
    assert list(fields.values()) == ["x"] * 15
    own = f"cell-{monday.id}-"
    fields |= {own + noon.leyla: "l0920", own + noon.mahmoud: "s", "session": monday.id, "reason": ""}
    refused = client.post(f"/sections/{section}/sheet", data=fields)
    assert (refused.status_code, "Write one sentence" in refused.text) == (422, True)
    assert 'value="l0920"' in refused.text
    wrong = client.post(f"/sections/{section}/sheet", data={**fields, own + noon.leyla: "q", "reason": "Paper."})
    assert "Leyla Demir, Mon 23 November: “q” means nothing here." in wrong.text
    saved = client.post(
        f"/sections/{section}/sheet", data={**fields, "reason": "Taken on paper."}, follow_redirects=True
    )
    assert "1 register is in." in saved.text
    marks = noon.marks(monday.id)
    assert marks[noon.leyla] == ("late", "")
    assert marks[noon.mahmoud] == ("unexcused", "work_shift")
    assert sum(mark == ("present", "") for mark in marks.values()) == 13
    assert "Taken on paper." in client.get(f"/register/{monday.id}").text


def test_a_sheet_that_corrects_one_person_leaves_what_was_saved_of_the_others_and_what_a_colleague_saved_meanwhile(
    noon: Classroom,
) -> None:
    monday, client = noon.session_on(MONDAY), noon.client(noon.cast.teacher)
    address = f"/sections/{noon.cast.section_id}/sheet"

    def save(given: dict[str, Given]) -> None:
        with noon.house.acting(noon.cast.teacher):
            services.save_register(
                monday.id, given, zone="Europe/Berlin", reason="Book.", actor=noon.cast.teacher, now=clock.now()
            )

    save({noon.leyla: Given(Attendance.PRESENT, "", time(9, 5)), noon.mahmoud: Given(Attendance.PRESENT)})
    page = client.get(f"{address}?session={monday.id}").text
    fields = dict(re.findall(r'name="((?:was-)?cell-[^"]+|seen-[^"]+)" value="([^"]*)"', page))
    sent = {**fields, "session": monday.id, "reason": "Taken on paper."}
    assert client.post(address, data={**sent, f"cell-{monday.id}-{noon.mahmoud}": "i"}).status_code == 302
    with noon.house.acting(noon.cast.teacher):
        kept = {one.enrolment_id: (one.attendance, one.arrived) for one in queries.register(monday.id).people}
    assert kept == {noon.leyla: ("present", time(9, 5)), noon.mahmoud: ("excused", None)}
    save({noon.leyla: Given(Attendance.UNKNOWN, AbsenceReason.ILL)})
    # Sent again as it was first shown: nothing of it was changed, so nothing of it is said.
    assert client.post(address, data=sent).status_code == 302
    assert noon.marks(monday.id) == {noon.leyla: ("excused", "ill"), noon.mahmoud: ("excused", "ill")}


def test_a_sheet_offers_the_open_registers_and_no_other_class(noon: Classroom) -> None:
    other = add_section(noon.house, noon.cast, name="Alpha A")
    client = noon.client(noon.cast.teacher)
    page = client.get(f"/sections/{noon.cast.section_id}/sheet").text
    assert page.count('name="session"') == 6
    with noon.house.acting(noon.cast.teacher):
        foreign = queries.sessions_between(MONDAY, MONDAY, section_ids=[other])[0].id
    assert client.get(f"/sections/{noon.cast.section_id}/sheet?session={foreign}").status_code == 404
