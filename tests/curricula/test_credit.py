"""Courses elsewhere: the outline of any provider is read from a sheet, credited with a paper, and checked shortly."""

import io

import pytest
from werkzeug.test import TestResponse

from curricula import queries
from curricula.domain.outlines import OutlineUnreadable, read_outline
from lms.courses import queries as courses
from lms.kernel.actor import Role
from lms.messages import queries as messages
from tests.curricula.lives import FIRST, TODAY, Lives, add_person, open_course, open_group
from tests.curricula.test_pages import words
from tests.houses import House
from tests.lms.kernel.test_rest import problem, program

OURS = {"general_1": "Modul 1", "general_2": "Modul 2"}


@pytest.mark.parametrize(
    ("sheet", "units"),
    [
        ("Start A1.1,general_1\nStart A1.2,Modul 2\n", [("Start A1.1", "general_1"), ("Start A1.2", "general_2")]),
        (
            "\ufeffModul;Hours;Unit\nmodul 1;80;Erste Schritte\n;4;Lieder\n",
            [("Erste Schritte", "general_1"), ("Lieder", "")],
        ),
        ("unit\nOnly a name\n", [("Only a name", "")]),
        ('"Family, home"\tModul 9\n\n', [("Family, home", "")]),
    ],
)
def test_outlines_of_any_provider_are_read_by_what_they_call_things(sheet: str, units: list[tuple[str, str]]) -> None:
    assert read_outline(sheet, OURS) == units


@pytest.mark.parametrize("sheet", ["", "unit,module\n", "\n\n", "x\n" * 201])
def test_a_sheet_without_units_or_without_end_is_refused(sheet: str) -> None:
    with pytest.raises(OutlineUnreadable):
        read_outline(sheet, OURS)


def _bring(house: House, lives: Lives, name: str, sheet: bytes) -> TestResponse:
    typed = {"name": name, "source": "outline of 2026", "sheet": (io.BytesIO(sheet), "outline.csv")}
    return house.client(lives.cast.administrator).post("/outlines/sheet", data=typed)


@pytest.mark.parametrize(
    ("provider", "sheet"),
    [
        ("Goethe-Institut A1", "unit,module\nStart Deutsch 1.1,General 1\nStart Deutsch 1.2,general_2\nLieder,\n"),
        ("Adult school abroad", "module;lessons;unit\nGeneral 1;40;Book one\nGeneral 2;40;Book two\n"),
    ],
)
def test_a_certificate_credits_two_modules_and_she_begins_with_the_third_after_a_short_check(
    sqlite_house: House, lives: Lives, provider: str, sheet: str
) -> None:
    house, cast = sqlite_house, lives.cast
    for module in ("general_1", "general_2"):
        open_course(house, cast, module)
    third = open_group(house, cast, open_course(house, cast, "general_3"), name="Module 3", weekdays=(4,))
    nur = add_person(house, cast, "Nur", level="a1", track="")
    office, learner = house.client(cast.administrator), house.client(nur)
    assert "This sheet has no units." in words(_bring(house, lives, provider, b"\xff\xfe"))
    page = _bring(house, lives, provider, sheet.encode())
    assert "units are read." in words(page)
    with house.acting(cast.administrator):
        assert queries.outlines() == []
    rows = read_outline(sheet, {"general_1": "General 1", "general_2": "General 2"})
    for there, _here in rows:
        assert f'value="{there}"' in page.text
    table = {"there": [one for one, _ in rows], "here": [one for _, one in rows], "name": provider, "source": "2026"}
    assert office.post("/outlines", data=table).status_code == 302
    with house.acting(cast.administrator):
        (outline,) = queries.outlines()
    units = [there for there, here in outline.units if here]
    credit = {"outline": outline.id, "unit": units, "note": "Certificate of 3 May 2026", "on_day": TODAY.isoformat()}
    kept = office.post(f"/learners/{nur.learner_id}/credit", data=credit | {"once": "a"})
    assert kept.status_code == 302
    with house.acting(cast.administrator):
        passed = [one.module_key for one in courses.completions([nur.learner_id or ""])[nur.learner_id or ""]]
        asked = [one for one in messages.open_tasks(cast.administrator) if one.learner_id == nur.learner_id]
    assert sorted(passed) == ["general_1", "general_2"]
    assert [one.code for one in asked] == ["curricula.task.short_check"]
    assert "First comes a short check." in words(learner.get("/next"))
    assert learner.post(f"/next/{third}/book", data={"once": "b"}).status_code == 409
    assert "A short check is still to be made." in words(office.get(asked[0].link))
    assert office.post(f"{asked[0].link}/{asked[0].id}/ready", data={"once": "c"}).status_code == 302
    assert office.post(f"{asked[0].link}/{asked[0].id}/ready", data={"once": "d"}).status_code == 404
    assert learner.post(f"/next/{third}/book", data={"once": "e"}).status_code == 302
    with house.acting(cast.teacher):
        (seat,) = courses.enrolments_of([nur.learner_id or ""])[nur.learner_id or ""]
    assert seat.section_id == third


def test_an_outside_system_brings_an_outline_and_reads_signs_of_success(sqlite_house: House, lives: Lives) -> None:
    client = program(sqlite_house, lives.cast.provider_id, Role.ADMINISTRATOR)
    body = {"source": "goethe.de", "units": [{"there": "Unit 1", "here": "general_5"}, {"there": "Songs"}]}
    told = client.put("/api/v1/outlines/Goethe-Institut A1", json=body)
    assert told.status_code == 200, told.text
    assert client.put("/api/v1/outlines/Goethe-Institut A1", json=body).json == told.json
    assert client.get("/api/v1/outlines").json == {"items": [told.json]}
    problem(client.put("/api/v1/outlines/Other", json={"units": [{"there": "x"}]}), 422, "curricula.outline_empty")
    found = client.get(f"/api/v1/indicators?first={FIRST}&last={TODAY}").json
    assert found is not None
    regular = next(one for one in found["items"] if one["key"] == "regular")
    assert (regular["then"]["people"], regular["then"]["reached"], regular["now"]) == (6, 5, None)
    assert regular["then"]["groups"] == {"10_and_more": None}
    assert program(sqlite_house, lives.cast.provider_id, Role.TEACHER).get("/api/v1/indicators").status_code in (
        403,
        404,
    )
