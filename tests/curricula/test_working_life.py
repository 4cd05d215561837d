"""Working life: who ticks that she wants to start a business is offered the course for it, and a CV of her own making."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from curricula.domain.cv import SCHEMA, Cv, as_json_resume, reads_leftward
from curricula.packs.portals import read_portals
from lms.kernel import clock
from lms.learners.domain.occupations import Occupation, occupation
from lms.learners.services import change_facts
from lms.messages import queries as messages
from tests.curricula.lives import TODAY, Lives, open_course, open_group
from tests.curricula.test_editions import SMALL, hand_in, take
from tests.curricula.test_pages import words
from tests.houses import House
from tests.lms.documents import paper

OWN = f"""{SMALL[: SMALL.index("[[group_limits]]")]}
[[modules]]
key = "own_business"
name = "Mein eigenes Unternehmen"
kind = "entrepreneurship"
tracks = ["general"]
hours = {{ amount = 40, unit = "lesson" }}
source = "house rule of 2026"
confidence = "F"
valid_from = 2026-11-24
"""


@pytest.mark.parametrize(
    ("line", "leftward"),
    [("030 123456", False), ("gita@example.org", False), ("10 ساعات", True), ("B1: العربية", False)],
)
def test_a_line_of_the_paper_reads_as_its_first_letter_does(line: str, leftward: bool) -> None:
    assert reads_leftward(line) is leftward


def test_a_cv_becomes_json_resume_line_by_line() -> None:
    cv = Cv(
        "en",
        {
            "contact": "030 123456\ngita@example.org",
            "languages": "Hindi\nGerman: B1",
            "learning": "Nursing school",
            "work": "Nurse\nKitchen help",
            "skills": "I can ask the way.",
        },
    )
    found = as_json_resume("Gita", cv)
    assert found["basics"] == {"name": "Gita", "email": "gita@example.org", "phone": "030 123456"}
    assert found["languages"] == [{"language": "Hindi"}, {"language": "German", "fluency": "B1"}]
    assert found["education"] == [{"area": "Nursing school"}]
    assert found["work"] == [{"summary": "Nurse"}, {"summary": "Kitchen help"}]
    assert found["skills"] == [{"name": "I can ask the way."}]


def test_who_ticks_start_a_business_is_offered_the_course_for_it(sqlite_house: House, lives: Lives) -> None:
    house, cast, rosa = sqlite_house, lives.cast, lives.people["Rosa"]
    take(house, cast.manager, hand_in(house, cast.manager, OWN))
    course_id = open_course(house, cast, "own_business")
    section_id = open_group(
        house, cast, course_id, name="Business", weekdays=(0,), starts_on=TODAY + timedelta(days=13)
    )
    client = house.client(rosa)
    assert "Mein eigenes Unternehmen" not in words(client.get("/next"))
    kept = client.post(
        "/next/wishes", data={"wish": ["start_business", "nonsense"], "once": "a"}, follow_redirects=True
    )
    page = words(kept)
    assert "Mein eigenes Unternehmen A business of one’s own" in page
    assert f"/next/{section_id}/book" in kept.text
    assert 'value="start_business" id="wish-start_business" checked' in kept.text
    with house.acting(cast.caseworker):
        asked = [one for one in messages.open_tasks(cast.caseworker) if one.code == "curricula.task.start_business"]
    assert [one.learner_id for one in asked] == [rosa.learner_id]
    assert client.post(f"/next/{section_id}/book", data={"once": "b"}).status_code == 302
    gone = words(client.post("/next/wishes", data={"once": "c"}, follow_redirects=True))
    assert "Mein eigenes Unternehmen" not in gone


def test_a_cv_is_drafted_from_the_profile_in_plain_words_and_nobody_sees_it_before_she_has_kept_it(
    sqlite_house: House, lives: Lives
) -> None:
    house, gita = sqlite_house, lives.people["Gita"]
    client = house.client(gita)
    page = client.get("/my-cv")
    assert "I went to school for 12 years." in page.text
    # Every part can be heard: what stands in it, or what belongs into it.
    assert page.text.count('class="cv-part"') == page.text.count("sound--row") == 6
    assert 'data-say="Languages. ' in page.text
    assert "Course passed: Sprachkurs Modul 5" in page.text
    assert "German: B1" in page.text
    assert "1991" not in page.text
    # Nothing is printed that she has not looked at.
    assert client.get("/my-cv.pdf").status_code == 404
    assert "/my-cv.pdf" not in page.text
    empty = client.post("/my-cv", data={"cv_language": "en", "once": "a"})
    assert (empty.status_code, "Write something into one part." in empty.text) == (422, True)
    long = client.post("/my-cv", data={"about": "x" * 1501, "cv_language": "en", "once": "b"})
    assert long.status_code == 422
    own = {"about": "I like to work with people.\r\nI am early.", "languages": "German: B1", "cv_language": "en"}
    assert client.post("/my-cv", data=own | {"once": "c"}).status_code == 302
    again = client.get("/my-cv?cv_language=en").text
    assert "I am early." in again
    assert "I went to school" not in again
    assert "I went to school" in client.get("/my-cv?cv_language=en&fresh=1").text
    printed = paper.letters(client.get("/my-cv.pdf?cv_language=en").data)
    # What she wrote is on the paper; the 12 years that she took away are not.
    assert set("Gita I am early") <= printed
    assert "2" not in printed
    assert client.get("/my-cv.pdf?cv_language=de").status_code == 404
    assert client.get("/my-cv.json?cv_language=de").status_code == 404
    assert client.get("/my-cv.json?cv_language=en").get_json() == {
        "$schema": SCHEMA,
        "basics": {"name": "Gita Test", "summary": "I like to work with people.\nI am early."},
        "languages": [{"language": "German", "fluency": "B1"}],
        "meta": {"version": "v1.0.0"},
    }
    assert 'name="cv_language" value="ar"' in client.get("/my-cv?cv_language=ar").text
    for other in (lives.cast.caseworker, lives.cast.teacher):
        assert house.client(other).get("/my-cv").status_code == 404
    assert "I am early." not in house.client(lives.people["Rosa"]).get("/my-cv?cv_language=en").text


JSON_RESUME = {
    "$schema": (),
    "basics": ("name", "label", "image", "email", "phone", "url", "summary", "location", "profiles", "isco08", "esco"),
    "work": ("name", "location", "description", "position", "url", "startDate", "endDate", "summary", "highlights"),
    "education": ("institution", "url", "area", "studyType", "startDate", "endDate", "score", "courses"),
    "skills": ("name", "level", "keywords"),
    "languages": ("language", "fluency"),
    "meta": ("canonical", "version", "lastModified"),
}
"""The parts of schema v1.0.0 that we fill and the fields it knows there; `basics` lets others stand. No other part may come."""


def test_a_code_of_ones_work_searches_jobs_by_it_and_goes_along_in_the_standard_file(
    sqlite_house: House, lives: Lives
) -> None:
    house, gita = sqlite_house, lives.people["Gita"]
    with house.acting(lives.cast.caseworker):
        learner_id = gita.learner_id or ""
        change_facts(learner_id, {"occupation": "Krankenpflege & Alter"}, actor=lives.cast.caseworker, now=clock.now())
    client = house.client(gita)
    before = client.get("/my-cv").text
    assert "keywordsEverywhere=Krankenpflege%20%26%20Alter" in before
    assert "was=Krankenpflege%20%26%20Alter" in before
    assert "platsbanken" not in before
    off = client.post("/my-cv/occupation", data={"occupation_code": "9999", "once": "a"})
    assert (off.status_code, "This is no occupation code." in off.text, 'value="9999"' in off.text) == (422, True, True)
    page = client.post("/my-cv/occupation", data={"occupation_code": " 2221 ", "once": "b"}, follow_redirects=True)
    assert "escoIsco=C2221&amp;lang=en" in page.text
    assert "http://data.europa.eu/esco/isco/C2221" in page.text
    assert "This code belongs to: Professionals" in words(page)
    # Whoever looks after the record sees the same code, and may write the address of the concept instead.
    desk = house.client(lives.cast.caseworker)
    assert "Occupation code 2221" in words(desk.get(f"/people/{learner_id}"))
    concept = "http://data.europa.eu/esco/occupation/0d6a1b2c-3e4f-4a5b-8c6d-7e8f9a0b1c2d"
    form = {"given_name": "Gita", "family_name": "Test", "shift": "none", "travel_minutes": "30", "literacy": "unknown"}
    pasted = f"https://esco.ec.europa.eu/en/classification/occupation?uri={quote(concept, safe='')}"
    assert desk.post(f"/people/{learner_id}/edit", data=form | {"occupation_code": "nurse"}).status_code == 422
    assert desk.post(f"/people/{learner_id}/edit", data=form | {"occupation_code": pasted}).status_code == 302
    assert f'href="{concept}"' in client.get("/my-cv").text
    client.post(
        "/my-cv", data={"contact": "E-mail: gita@example.org", "work": "Nurse", "cv_language": "en", "once": "c"}
    )
    found = client.get("/my-cv.json?cv_language=en").get_json()
    assert found["basics"] == {"name": "Gita Test", "email": "gita@example.org", "esco": concept}
    assert found["$schema"] == SCHEMA
    assert set(found) <= set(JSON_RESUME)
    for part, fields in JSON_RESUME.items():
        for one in found[part] if isinstance(found.get(part), list) else [found.get(part, {})]:
            assert isinstance(one, str) or set(one) <= set(fields)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2221", Occupation("2221")), ("22", Occupation("22")), ("2221.3.1", Occupation("2221", "2221.3.1")),
        ("https://data.europa.eu/esco/isco/C2221", Occupation("2221")),
        ("9999", None), ("2", None), ("22215", None), ("22.1", None), ("nurse", None), ("", None),
        ("http://data.europa.eu/esco/occupation/nurse", None), ("http://data.europa.eu/esco/isco/C9999", None),
    ],
)  # fmt: skip
def test_a_code_is_checked_for_its_form_and_its_group(typed: str, found: Occupation | None) -> None:
    assert occupation(typed) == found


def test_shipped_portals_have_a_source_and_a_slip_in_an_address_is_found(tmp_path: Path) -> None:
    found, problems = read_portals()
    assert problems == []
    assert all(one.evidence.source and one.home.startswith("https://") for one in found)
    slip = tmp_path / "portals.toml"
    slip.write_text('[[portals]]\nkey = "x"\nname = "X"\nhome = "https://x"\nisco = "https://x?{code}"\n')
    assert {one.code for one in read_portals(slip)[1]} == {"place_unknown", "source_missing", "confidence_missing"}
