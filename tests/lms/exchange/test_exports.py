"""Files for funders in the house: who is in them, who is not and why, the log, the pages, and outside systems."""

import csv
import hashlib
import io
from datetime import date
from zipfile import ZipFile

import pytest

from lms.accounts.services import people as accounts
from lms.courses import queries, services
from lms.courses.domain.attendance import Given
from lms.courses.domain.budgets import AtZero, BudgetKind, Rule
from lms.courses.services import budgets, months
from lms.exchange.domain import funder_forms
from lms.exchange.queries import funders
from lms.exchange.services import funders as exports
from lms.kernel import clock, db, errors
from lms.kernel.actor import Role
from lms.kernel.vocabulary import Attendance
from tests.cast import Cast, gather
from tests.houses import House

NOVEMBER = date(2026, 11, 1)
LATER = date(2026, 12, 5)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    """Leyla came twice, Mahmoud once with a budget that is used up; Leyla has left since."""
    house, cast = sqlite_house, gather(sqlite_house)
    now = clock.now()
    with house.acting(cast.administrator) as session:
        for who in (cast.leyla, cast.mahmoud):
            services.book(
                cast.section_id, who.learner_id or "", from_date=date(2026, 11, 2), actor=cast.administrator, now=now
            )
        budgets.set_rule(cast.funder_id, Rule(AtZero.REFUSE, needs_reference=True), actor=cast.manager, now=now)
        for who, minutes in ((cast.leyla, 6000), (cast.mahmoud, 10)):
            budgets.grant(
                who.learner_id or "", "de_integrationskurs", BudgetKind.MAIN, cast.funder_id, minutes,
                from_date=date(2026, 11, 1), reference=f"BA {minutes}", actor=cast.administrator, now=now,
            )  # fmt: skip
        session.flush()
    with house.acting(cast.teacher):
        for one in queries.sessions_between(date(2026, 11, 23), date(2026, 11, 24), section_ids=[cast.section_id]):
            given = {person.enrolment_id: Given(Attendance.PRESENT) for person in queries.register(one.id).people}
            services.save_register(
                one.id, given, zone="Europe/Berlin", reason="paper", actor=cast.teacher, now=clock.now()
            )
    with house.acting(cast.administrator):
        seat = queries.enrolments_of([cast.leyla.learner_id or ""])[cast.leyla.learner_id or ""][0]
        services.leave(seat.id, reason="moved away", on=date(2026, 11, 24), actor=cast.administrator, now=now)
    return cast


def _close(house: House, cast: Cast) -> None:
    with house.acting(cast.manager):
        months.close(cast.funder_id, NOVEMBER, today=LATER, actor=cast.manager, now=clock.now())


def _make(house: House, cast: Cast, kind: str = "csv") -> bytes:
    with house.acting(cast.manager):
        return exports.make(
            cast.funder_id, NOVEMBER, kind, sheet="November", actor=cast.manager, now=clock.now()
        ).content


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_somebody_who_has_left_is_in_the_file(sqlite_house: House, cast: Cast) -> None:
    _close(sqlite_house, cast)
    rows = _rows(_make(sqlite_house, cast))
    assert [(row["Family name"], row["Day"], row["Lessons"]) for row in rows] == [
        ("Demir", "2026-11-23", "3,00"), ("Demir", "2026-11-24", "3,00"),
    ]  # fmt: skip


def test_every_row_that_stays_out_says_every_reason(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.manager):
        found = funders.preview(cast.funder_id, NOVEMBER)
    reasons = {(line.facts["family_name"], trouble.code) for line in found.refused for trouble in line.troubles}
    assert not found.out
    assert reasons == {
        ("Demir", "export.month_open"), ("Hassan", "budget.used_up"), ("Hassan", "export.month_open"),
    }  # fmt: skip


def test_the_same_month_gives_the_same_bytes_and_the_log_knows_them(sqlite_house: House, cast: Cast) -> None:
    _close(sqlite_house, cast)
    for kind in ("csv", "xlsx"):
        first, second = (_make(sqlite_house, cast, kind) for _again in range(2))
        assert first == second
        with sqlite_house.acting(cast.manager):
            known = funders.exports(limit=1)[0]
        assert (known.digest, known.format, known.month) == (hashlib.sha256(first).hexdigest(), kind, NOVEMBER)
        assert (known.by, known.rows, known.refused, known.minutes) == ("Birgit Sommer", 2, 2, 270)


def test_a_correction_after_closing_goes_out_in_the_next_month_and_names_what_was_sent(
    sqlite_house: House, cast: Cast
) -> None:
    _close(sqlite_house, cast)
    sent = _rows(_make(sqlite_house, cast))
    with sqlite_house.acting(cast.teacher):
        one = queries.sessions_between(date(2026, 11, 23), date(2026, 11, 23), section_ids=[cast.section_id])[0]
        (leyla,) = [person for person in queries.register(one.id).people if person.learner_id == cast.leyla.learner_id]
        services.save_register(
            one.id, {leyla.enrolment_id: Given(Attendance.UNKNOWN)}, zone="Europe/Berlin", reason="mixed up",
            actor=cast.teacher, now=clock.now(),
        )  # fmt: skip
    assert _rows(_make(sqlite_house, cast)) == sent
    with sqlite_house.acting(cast.manager):
        (line,) = funders.preview(cast.funder_id, date(2026, 12, 1)).refused
    assert line.facts["minutes"] == -135
    assert line.facts["correction"]


def test_a_line_for_each_person_adds_her_sessions_up(sqlite_house: House, cast: Cast) -> None:
    definition = 'rows = "person"\n' + "".join(
        f'[[columns]]\nname = "{name}"\nfield = "{name}"\n' for name in ("number", "sessions", "units", "left_units")
    )
    with sqlite_house.acting(cast.manager):
        exports.save_form(cast.funder_id, definition, actor=cast.manager, now=clock.now())
    _close(sqlite_house, cast)
    (row,) = _rows(_make(sqlite_house, cast))
    assert (row["sessions"], row["units"], row["left_units"]) == ("2", "6,00", "127,33")


def test_nothing_goes_out_when_no_row_is_ready(sqlite_house: House, cast: Cast) -> None:
    with pytest.raises(errors.Conflict, match="nothing_to_send"):
        _make(sqlite_house, cast)


def test_another_provider_sees_no_row_and_makes_no_file(sqlite_house: House, cast: Cast) -> None:
    _close(sqlite_house, cast)
    with sqlite_house.acting(cast.outsider), pytest.raises(errors.NotFound):
        exports.make(cast.funder_id, NOVEMBER, "csv", sheet="x", actor=cast.outsider, now=clock.now())


def test_pages_lead_from_the_month_to_the_file(sqlite_house: House, cast: Cast) -> None:
    """The month, closing too early, the person, the funder's rule, columns, dry run, file, hours taught: as people go."""
    house = sqlite_house
    office = house.client(cast.manager)
    month = office.get("/hours?month=2026-11").text
    assert "2 hours are not charged." in month
    assert month.count('href="/sessions/') == 9, "every lesson of the past that nobody marked, and no future one"
    assert "9 registers missing" in month
    early = office.post("/hours/close", data={"month": "2026-11", "funder_id": cast.funder_id})
    assert (early.status_code, "November 2026 is not over" in early.text) == (409, True)
    person = office.get(f"/people/{cast.mahmoud.learner_id}/hours").text
    assert "The budget is used up. The funder pays no more." in person
    assert "1 row waits" not in (dry := office.get("/exports?month=2026-11").text)
    assert "2 rows wait for the month to be closed." in dry
    wrong = office.post(f"/exports/{cast.funder_id}/columns", data={"definition": "x ="})
    assert (wrong.status_code, "Line 1 cannot be read." in wrong.text) == (422, True)
    kept = office.post(f"/exports/{cast.funder_id}/columns", data={"definition": funder_forms.DEFAULT})
    assert kept.status_code == 302
    _close(house, cast)
    made = office.post("/exports/file", data={"funder": cast.funder_id, "month": "2026-11", "format": "xlsx"})
    assert made.headers["Content-Disposition"] == 'attachment; filename="hours-2026-11.xlsx"'
    assert ZipFile(io.BytesIO(made.data)).testzip() is None
    assert "used_up" not in (left := office.get("/exports/refused.csv?month=2026-11&funder=" + cast.funder_id).text)
    assert left.count("The budget is used up.") == 2
    assert "Marta Klein" in office.get("/hours/teachers?month=2026-11").text
    assert (
        office.get("/hours/teachers.csv?month=2026-11").text.splitlines()[1] == "Marta Klein,language,2,270,45,6.0,0,0"
    )


def test_forms_of_hours_refuse_and_keep_what_was_typed(sqlite_house: House, cast: Cast) -> None:
    office, leyla = sqlite_house.client(cast.manager), cast.leyla.learner_id
    given = {
        "programme": "de_integrationskurs", "kind": "extra", "funder_id": cast.funder_id, "lessons": "100",
        "used": "101", "from_date": "2026-11-01", "reference": "BA 7",
    }  # fmt: skip
    refused = office.post(f"/people/{leyla}/hours", data=given)
    assert (refused.status_code, 'value="BA 7"' in refused.text) == (422, True)
    assert office.post(f"/people/{leyla}/hours", data={**given, "used": "0"}).status_code == 302
    page = office.get(f"/people/{leyla}/hours").text
    assert "Used 6 of 133.33 lessons" in page
    assert "Extra hours" in page
    rule = {"at_zero": "warn", "warn_lessons": "20", "unit_minutes": "5"}
    assert office.post(f"/hours/funders/{cast.funder_id}", data=rule).status_code == 422
    assert office.post(f"/hours/funders/{cast.funder_id}", data={**rule, "unit_minutes": "60"}).status_code == 302


def test_a_learner_sees_her_way_without_a_number(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.leyla).get("/my-hours").text
    assert "You are on your way. Most of it is ahead." in page
    assert "%" not in page.partition("<main")[2].partition("</main")[0].replace("100%", "")


@pytest.mark.parametrize("path", ["/hours", "/exports", "/hours/teachers", "/hours/teachers.csv"])
def test_teachers_and_learners_find_no_money(sqlite_house: House, cast: Cast, path: str) -> None:
    assert {sqlite_house.client(who).get(path).status_code for who in (cast.teacher, cast.leyla)} == {404}


def test_other_systems_read_ledger_and_budgets(sqlite_house: House, cast: Cast) -> None:
    with db.transaction(sqlite_house.engine), db.scoped(cast.provider_id):
        token = accounts.make_api_token(cast.provider_id, Role.MANAGER, "Bookkeeping", now=clock.now())
    client, head = sqlite_house.app.test_client(), {"Authorization": f"Bearer {token}"}
    rows = client.get("/api/v1/ledger?from=2026-11-01&to=2026-11-30", headers=head).json["items"]
    assert [(one["minutes"], one["code"], one["refused"]) for one in rows if one["learner_id"] == cast.leyla.learner_id] == [
        (135, "budget.main", False), (135, "budget.main", False),
    ]  # fmt: skip
    (budget,) = client.get(f"/api/v1/learners/{cast.leyla.learner_id}/budgets", headers=head).json["items"]
    assert (budget["minutes"], budget["used"], budget["left"]) == (6000, 270, 5730)
