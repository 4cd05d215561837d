"""Taking a registration sheet in, through the pages."""

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.exchange.domain import registration, table
from lms.exchange.words import SENTENCES
from lms.kernel import language
from lms.kernel.separated import as_csv, safe_cell
from lms.learners import queries as learners
from tests.cast import Cast, gather
from tests.houses import House

SAMPLES = Path("lms/exchange/samples")
CLEAN = (SAMPLES / "registration-240.csv").read_bytes()
BROKEN = (SAMPLES / "registration-with-errors.csv").read_bytes()
SMALL = "person_id,given_name,family_name,birth_date,placed_track,placed_level,child_1_name,child_1_birth\n"
MENDED = {
    "fix-17-birth_date": "1991-02-13",
    "fix-43-email": "",
    "fix-88-child_1_birth": "2017-04-11",
    "fix-121-shift": "rotating",
    "do-206": "leave",
}


def upload(browser: FlaskClient, content: bytes, name: str = "spring.csv") -> TestResponse:
    return browser.post("/import", data={"sheet": (io.BytesIO(content), name)})


def page_of(browser: FlaskClient, content: bytes, name: str = "spring.csv") -> str:
    answer = upload(browser, content, name)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def numbers(house: House, cast: Cast) -> dict[str, learners.LearnerInfo]:
    with house.acting(cast.administrator):
        return {one.number: one for one in learners.all_of(cast.centre_id)}


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def desk(sqlite_house: House, cast: Cast) -> FlaskClient:
    return sqlite_house.client(cast.administrator)


def test_a_sheet_without_trouble_goes_in_on_both_databases(house: House) -> None:
    cast = gather(house)
    browser = house.client(cast.administrator)
    sheet = page_of(browser, CLEAN)
    assert len(numbers(house, cast)) == 3
    answer = browser.post(f"{sheet}/take-in")
    assert answer.status_code == 302
    assert "240 learners are here now." in browser.get(sheet).text
    found = numbers(house, cast)
    assert len(found) == 243
    # Names in Arabic script stand as they were written, and with them what the sheet decided.
    assert found["LH-0011"].name == "زهرا احمدی"
    assert (found["LH-0011"].track, found["LH-0011"].level) == ("literacy_first_script", "pre_a1")
    assert found["LH-0011"].track_reason == "spring.csv"


def test_the_same_sheet_twice_makes_nobody_twice(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    desk.post(f"{page_of(desk, CLEAN)}/take-in")
    again = page_of(desk, CLEAN)
    shown = desk.get(again).text
    assert "240 are here already" in shown
    assert "This very sheet was imported before." in shown
    assert desk.post(f"{again}/take-in").status_code == 409
    assert len(numbers(sqlite_house, cast)) == 243


def test_people_without_a_number_are_known_again(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    sheet = (SMALL + ",Nour,Haddad,1990-04-01,,,,\n").encode()
    desk.post(f"{page_of(desk, sheet)}/take-in")
    assert numbers(sqlite_house, cast)["P-0001"].name == "Nour Haddad"
    assert "1 is here already" in desk.get(page_of(desk, sheet)).text


def test_nothing_goes_in_while_a_line_is_open(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    sheet = page_of(desk, BROKEN)
    shown = desk.get(sheet).text
    assert "5 lines need you." in shown
    for words in (
        "There is no 31 February.",
        "The part after @ is missing.",
        "This child would be born after today.",
        "We do not know this word in shift.",
        "Line 43 has the same number.",
    ):
        assert words in shown
    assert re.findall(r'id="line-(\d+)-1"', shown) == ["17", "43", "88", "121", "206"]
    assert desk.post(f"{sheet}/take-in").status_code == 409
    assert len(numbers(sqlite_house, cast)) == 3


def test_mended_and_left_out_lines_let_the_others_in(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    sheet = page_of(desk, BROKEN)
    desk.post(f"{sheet}/check", data={"fix-17-birth_date": "1991-02-30"})
    assert "There is no 30 February." in desk.get(sheet).text
    desk.post(f"{sheet}/check", data=MENDED)
    shown = desk.get(sheet).text
    assert shown.count(">reads well now<") == 4
    assert "239 people can go in." in shown
    assert desk.post(f"{sheet}/take-in").status_code == 302
    found = numbers(sqlite_house, cast)
    assert len(found) == 242
    assert str(found["LH-0017"].birth_date) == "1991-02-13"
    assert found["LH-0043"].email == ""
    with sqlite_house.crossing() as session:
        from lms.exchange import models

        batch = session.query(models.Batch).one()
        assert (batch.content, batch.mended) == (None, {})


def test_a_line_taken_back_from_leaving_out_is_open_again(desk: FlaskClient) -> None:
    sheet = page_of(desk, BROKEN)
    desk.post(f"{sheet}/check", data={**MENDED, "do-17": "leave"})
    assert "238 people can go in." in desk.get(sheet).text
    desk.post(f"{sheet}/check", data={"do-17": "mend"})
    assert "239 people can go in." in desk.get(sheet).text


def test_a_number_of_somebody_else_is_asked_about(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    sheet = page_of(desk, (SMALL + "L-1,Otto,Lang,1980-01-01,,,,\nL-2,Mahmoud,Hassan,,,,,\n").encode())
    shown = desk.get(sheet).text
    assert "Leyla Demir has this number already." in shown
    assert "1 is here already" in shown
    desk.post(f"{sheet}/take-in", data={"fix-2-person_id": "L-9"})
    assert numbers(sqlite_house, cast)["L-9"].name == "Otto Lang"


def test_a_child_without_a_birth_date_is_told_and_left(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    sheet = page_of(desk, (SMALL + "C-1,Mina,Azad,1990-01-01,,,Sami,\n").encode())
    assert "Without a birth date this child is not taken in" in desk.get(sheet).text
    desk.post(f"{sheet}/take-in")
    assert "1 child has no birth date" in desk.get(sheet).text


def test_given_up_sheets_leave_nothing(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    sheet = page_of(desk, BROKEN)
    desk.post(f"{sheet}/give-up")
    assert "thrown away" in desk.get(sheet).text
    assert desk.post(f"{sheet}/take-in").status_code == 409
    assert len(numbers(sqlite_house, cast)) == 3


NO_SHEETS = {
    b"": "This file is empty.",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 20: "This file is not a registration sheet.",
    b"a,b\n1,2\n": "This file is not a registration sheet.",
    SMALL.encode(): "There is nobody in this sheet",
    b'person_id,given_name\n1,"Open\n2,Next\n': "A quotation mark opens in line 2",
    b"given_name,given_name\nA,B\n": "is there twice",
}


def test_a_file_that_is_no_sheet_is_refused_with_what_to_do(desk: FlaskClient) -> None:
    for content, words in NO_SHEETS.items():
        answer = upload(desk, content)
        assert answer.status_code == 422, content[:20]
        assert words in answer.text
    assert "No file was chosen." in desk.post("/import", data={}).text


def test_an_old_way_of_writing_is_read_and_told(desk: FlaskClient) -> None:
    sheet = page_of(desk, "given_name,family_name\nJosé,Müller\n".encode("cp1252"))
    assert "old way of writing (Windows-1252)" in desk.get(sheet).text


def test_a_file_that_is_too_large_is_refused(desk: FlaskClient) -> None:
    answer = upload(desk, b"x" * (10 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "The file is too large." in answer.text


def test_only_administrators_of_the_same_provider_see_a_sheet(
    sqlite_house: House, cast: Cast, desk: FlaskClient
) -> None:
    sheet = page_of(desk, BROKEN)
    for who in (cast.teacher, cast.caseworker, cast.manager, cast.leyla, cast.carer):
        assert sqlite_house.client(who).get("/import").status_code == 404
        assert sqlite_house.client(who).post(f"{sheet}/take-in").status_code == 404
    stranger = sqlite_house.client(cast.outsider)
    for answer in (
        stranger.get(sheet),
        stranger.get(f"{sheet}/open-lines.csv"),
        stranger.post(f"{sheet}/check", data=MENDED),
        stranger.post(f"{sheet}/take-in"),
        stranger.post(f"{sheet}/give-up"),
    ):
        assert answer.status_code == 404
    assert "spring.csv" not in stranger.get("/import").text


def test_the_open_lines_come_as_a_sheet_that_no_spreadsheet_runs(desk: FlaskClient) -> None:
    sheet = page_of(desk, (SMALL + "=1+1,@SUM(A1),Bad,31.02.1991,,,,\nOK-1,Good,One,1990-01-01,,,,\n").encode())
    answer = desk.get(f"{sheet}/open-lines.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0][:2] == ["person_id", "given_name"]
    assert lines[1][:2] == ["'=1+1", "'@SUM(A1)"]
    assert lines[1][-1] == "There is no 31 February."
    assert len(lines) == 2


def test_an_empty_sheet_reads_as_ours(desk: FlaskClient) -> None:
    answer = desk.get("/import/empty.csv")
    assert table.read_table(answer.data, registration.COLUMNS).columns == registration.COLUMNS


def test_the_sample_can_be_tried(sqlite_house: House, cast: Cast, desk: FlaskClient) -> None:
    answer = desk.post("/import/sample")
    assert "240 people can go in." in desk.get(answer.location).text


def test_cells_that_could_be_formulas_become_text() -> None:
    assert safe_cell("=HYPERLINK()") == "'=HYPERLINK()"
    assert safe_cell("+49 30 1234") == "+49 30 1234"
    assert safe_cell("-2+3+cmd|' /C calc'!A0").startswith("'")
    assert as_csv(["a"], [["ليلى"]]).decode("utf-8-sig") == "a\r\nليلى\r\n"


def test_every_problem_of_a_sheet_has_its_sentence() -> None:
    source = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in (registration, table))
    codes = set(re.findall(r'(?:error|hint)\(\s*[^,()]+,\s*"(\w+)"', source))
    codes |= set(re.findall(r'Problem\([^)]*?"(\w+)"(?:, \{|, severity|\))', source))
    codes |= {"schooling_out_of_range", "travel_out_of_range", "duplicate_number", "encoding_guessed"}
    assert {"date_impossible", "not_a_table", "too_many_columns", "phone_unusual", "cell_too_long"} <= codes
    told = {code for code in SENTENCES if code.startswith("sheet.")}
    for code in codes:
        assert any(one == f"sheet.{code}" or one.startswith(f"sheet.{code}.") for one in told), code


def test_hints_say_their_facts_in_words() -> None:
    assert language.say("sheet.duplicate_number", {"other_line": 43}, "en") == "Line 43 has the same number."
    assert language.say("sheet.child_grown_up", {"years": 19}, "en") == "This child would be 19 years old."


def test_a_sheet_for_paper_has_room_for_fifteen_people_in_the_language_chosen(desk: FlaskClient) -> None:
    assert 'href="/import/paper"' in desk.get("/import").text
    page = desk.get("/import/paper?lang=de").text
    assert page.count('<th scope="row">') == 15
    head = re.findall(r'<th scope="col" class="blank__\w+">.*?<bdi dir="ltr">(\w+)</bdi>', page)
    # What is written on paper is typed under the very names that the file knows.
    assert len(head) == 9
    assert set(head) <= set(registration.COLUMNS)
    for code in ("functional", "other_script", "rotating"):
        assert f'<bdi dir="ltr">{code}</bdi> = ' in page


def test_fifteen_people_typed_back_are_registered_once(desk: FlaskClient, sqlite_house: House, cast: Cast) -> None:
    columns = ("given_name", "family_name", "birth_date", "phone", "first_language", "schooling_years")
    rows = [(f"Name{n}", "Papers", f"{n + 1}.3.1990", "", "ar", str(n % 12)) for n in range(15)]
    typed = as_csv(columns, rows)
    for _twice in range(2):
        sheet = page_of(desk, typed)
        desk.post(f"{sheet}/take-in")
    assert sum(one.family_name == "Papers" for one in numbers(sqlite_house, cast).values()) == 15
