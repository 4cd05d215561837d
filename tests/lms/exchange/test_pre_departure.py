"""A record from before departure fills in level, skills and documents; each carries its mark and its day."""

import io
import re
from datetime import date

import pytest

from lms.exchange.domain.pre_departure import EXAMPLE, read
from lms.kernel import clock
from lms.kernel.vocabulary import Level, Skill
from lms.learners import queries as learners
from lms.learners import services
from tests.cast import add_learner, gather
from tests.houses import House

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("wish,all,A1,2026-03-12,", "kind", "pre_departure.kind"),
        ("level,singing,A1,2026-03-12,", "name", "pre_departure.name_level"),
        ("level,all,Z9,2026-03-12,", "value", "pre_departure.value_level"),
        ("skill,schooling,many,2026-03-12,", "value", "pre_departure.value_years"),
        ("skill,occupation,,2026-03-12,", "value", "pre_departure.value"),
        ("document,passport,No 7,2026-03-12,", "name", "pre_departure.name_document"),
        ("level,all,A1,2027-03-12,", "day", "pre_departure.day"),
        ("level,all,A1,,", "day", "pre_departure.day"),
    ],
)
def test_a_line_that_cannot_be_taken_in_is_named_by_its_cell(line: str, column: str, code: str) -> None:
    lines, problems = read(f"kind,name,value,day,source\n{line}\n", TODAY)
    assert [(one.line, one.column, one.code) for one in problems] == [(2, column, code)]
    assert lines == []


def test_days_are_read_as_sheets_write_them_and_columns_that_are_missing_are_named() -> None:
    assert read("kind;name;value;day\nlevel;all;Pre-A1;12.03.2026\n", TODAY)[0][0].day == date(2026, 3, 12)
    assert [one.column for one in read("kind,value\nlevel,A1\n", TODAY)[1]] == ["name"]
    assert [one.code for one in read("", TODAY)[1]] == ["empty_file"]


def test_an_uploaded_record_fills_in_what_is_not_known_marked_with_its_day_and_can_be_taken_back(house: House) -> None:
    cast = gather(house)
    new = add_learner(
        house, cast.provider_id, cast.centre_id, services.NewLearner("L-9", "Noor", "Aziz", first_language="Dari")
    )
    worker, page = house.client(cast.caseworker), f"/people/{new.learner_id}/pre-departure"
    assert "Nothing is known from before arrival yet." in worker.get(page).text
    assert EXAMPLE in worker.get("/pre-departure.csv").get_data().decode("utf-8-sig")
    assert "Choose a file first." in worker.post(page, data={}).text
    wrong = worker.post(page, data={"record": (io.BytesIO(b"kind,name,value,day\nlevel,all,Z9,2026-01-01\n"), "a.csv")})
    assert wrong.status_code == 422
    assert "Write a level from Pre-A1 to C1." in wrong.text
    empty = worker.post(page, data={"record": (io.BytesIO(b"\n"), "a.csv")})
    assert (empty.status_code, "This list is empty." in empty.text) == (422, True)

    # Looking changes nothing; taking it in fills in the record, with marks on both pages.
    seen = worker.post(page, data={"record": (io.BytesIO(EXAMPLE.encode()), "noor.csv")})
    assert "This file says 4 things" in seen.text
    with house.acting(cast.caseworker):
        assert learners.learner(new.learner_id or "").level == ""
    assert worker.post(page, data={"text": EXAMPLE, "deed": "save"}).status_code == 302
    record = worker.get(f"/people/{new.learner_id}").text
    levels = re.findall(r"<dt>Level</dt>.*?</dd>", record, re.DOTALL)
    assert any("A1" in one and "pre-arrival, Thu 12 March 2026" in one for one in levels)
    for words in ("Welder", "English", "Certificate of welding", "pre-arrival, Sun 30 June 2019"):
        assert words in record, words
    plan = worker.get(f"/casework/{new.learner_id}").text
    assert re.search(r"Certificate of welding.*pre-arrival, Sun 30 June 2019", plan, re.DOTALL)

    # Twice is once. What was measured since is no longer from before arrival.
    again = worker.post(page, data={"text": EXAMPLE, "deed": "save"}, follow_redirects=True).text
    assert "Everything was here already." in again
    batch = re.search(rf"{page}/([^/\"]+)/out", worker.get(page).text)
    assert batch
    with house.acting(cast.caseworker):
        services.record_level(
            new.learner_id or "", Skill.READING, Level.A2, source="test", on_day=TODAY, actor=cast.caseworker,
            now=clock.now(),
        )  # fmt: skip
        assert "level" not in learners.pre_arrival_marks(learners.learner(new.learner_id or ""))

    # The wrong file goes with all that it filled in, and nobody else may see or take in any of it.
    for who in (cast.teacher, cast.manager, new, cast.outsider):
        assert house.client(who).get(page).status_code == 404
    assert worker.post(batch.group()).status_code == 302
    with house.acting(cast.caseworker):
        after = learners.learner(new.learner_id or "")
        assert (after.level, after.occupation, after.other_languages) == ("", "", ())
    assert "Certificate of welding" not in worker.get(f"/casework/{new.learner_id}").text
    assert worker.post(batch.group()).status_code == 404


def test_what_the_record_says_already_stays(house: House) -> None:
    cast = gather(house)
    page = f"/people/{cast.leyla.learner_id}/pre-departure"
    house.client(cast.administrator).post(page, data={"text": EXAMPLE, "deed": "save"})
    with house.acting(cast.administrator):
        leyla = learners.learner(cast.leyla.learner_id or "")
        assert leyla.level == Level.PRE_A1
        assert "level" not in learners.pre_arrival_marks(leyla)
    assert "pre-arrival, Thu 12 March 2026" in house.client(cast.administrator).get(page).text
