"""Tests with their own points, pasted sheets, pieces of work, credit for what was learnt elsewhere, and every refusal."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from curricula import queries, services
from curricula.domain.checks import POINTS, Scale, entered, next_form, part_trouble, pasted, scale_trouble
from curricula.domain.work import LARGEST, media_type, work_trouble
from lms.accounts import queries as accounts
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.kernel import clock, errors
from lms.kernel.vocabulary import Skill
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
DTZ = Scale("hall_test", 0, 45, 2.5, 33, "Hall test", ("A", "B"))


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    cast = gather(sqlite_house)
    with sqlite_house.acting(cast.administrator):
        course_services.book(
            cast.section_id, cast.leyla.learner_id or "", from_date=date(2026, 11, 3), actor=cast.administrator,
            now=clock.now(),
        )  # fmt: skip
    return cast


def _by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.teacher, "now": clock.now()}


def _check(cast: Cast, score: float, **more: Any) -> int:
    one = services.NewCheck(cast.leyla.learner_id or "", Skill.READING, score, **more)
    return services.record_assessments([one], day=TODAY, **_by(cast))


def test_a_test_with_its_own_points_keeps_error_and_form_and_stands_beside_others(
    sqlite_house: House, cast: Cast
) -> None:
    with sqlite_house.acting(cast.teacher):
        services.keep_scale(DTZ, kind="official", source="Handbook, page 4", **_by(cast))
        _check(cast, 36, scale="hall_test", form="A")
        (kept,) = queries.assessments_of([cast.leyla.learner_id or ""])[cast.leyla.learner_id or ""]
        for score, form, code in ((46, "A", "off_the_scale"), (40, "C", "no_such_form")):
            with pytest.raises(errors.Invalid, match=code):
                _check(cast, score, scale="hall_test", form=form)
        with pytest.raises(errors.Conflict, match="scale_used"):
            services.keep_scale(Scale("hall_test", 0, 60, 2, 40, "Hall test"), kind="module", source="", **_by(cast))
    assert (kept.score, kept.standard_error, kept.form) == (36, 2.5, "A")
    assert kept.plain().score == pytest.approx(80)
    assert kept.plain().standard_error == pytest.approx(2.5 * 100 / 45)


def test_a_check_before_she_came_and_one_of_another_level_are_refused_with_the_reason(
    sqlite_house: House, cast: Cast
) -> None:
    with sqlite_house.acting(cast.teacher):
        with pytest.raises(errors.Invalid, match="another_level"):
            _check(cast, 50, level="b1")
        one = services.NewCheck(cast.leyla.learner_id or "", Skill.READING, 50)
        with pytest.raises(errors.Invalid, match="before_class"):
            services.record_assessments([one], day=date(2026, 11, 2), **_by(cast))


def test_forms_take_turns() -> None:
    assert [next_form(DTZ, last) for last in ("", "A", "B", "gone")] == ["A", "B", "A", "A"]
    assert next_form(POINTS, "") == ""


def test_a_scale_needs_a_name_two_ends_a_mark_between_and_an_error() -> None:
    assert scale_trouble(Scale("k", 0, 10, 1, 5)) == ("name", "curricula.scale_name")
    assert scale_trouble(Scale("k", 10, 10, 1, 5, "T")) == ("highest", "curricula.scale_ends")
    assert scale_trouble(Scale("k", 0, 10, 1, 11, "T")) == ("reached", "curricula.scale_reached")
    assert scale_trouble(Scale("k", 0, 10, 0, 5, "T")) == ("standard_error", "curricula.scale_error")
    assert scale_trouble(Scale("k", 0, float("nan"), 1, 5, "T")) == ("highest", "curricula.scale_ends")
    assert scale_trouble(DTZ) is None


def test_a_pasted_sheet_finds_people_by_name_or_number_and_names_lines_that_fit_nobody() -> None:
    found = pasted("Leyla  DEMIR\t61,5\t\t70\nL-2;40;50\nNobody,1,2\n\nL-2", {"leyla demir": "a", "l-2": "b"})
    assert dict(found.cells) == {
        ("a", Skill.LISTENING): "61,5",
        ("a", Skill.SPEAKING): "70",
        ("b", Skill.LISTENING): "40",
        ("b", Skill.READING): "50",
    }
    assert found.unknown == ((3, "Nobody"),)


def test_pasted_lines_fill_the_grid_and_are_saved_only_after_a_look(sqlite_house: House, cast: Cast) -> None:
    client, path = sqlite_house.client(cast.teacher), f"/sections/{cast.section_id}/checks"
    page = client.post(path, data={"day": "2026-11-24", "paste": "Leyla Demir\t61\t55\nX\t1"}).text
    assert "2 fields are filled in." in page
    assert "2: X" in page
    with sqlite_house.acting(cast.teacher):
        assert queries.assessments_of([cast.leyla.learner_id or ""]) == {}
    field = f"listening-{cast.leyla.learner_id}"
    assert f'name="{field}" value="61"' in page
    client.post(path, data={"day": "2026-11-24", "error": "4", field: "61"})
    with sqlite_house.acting(cast.teacher):
        (kept,) = queries.assessments_of([cast.leyla.learner_id or ""])[cast.leyla.learner_id or ""]
    assert (kept.skill, kept.score, kept.by) == ("listening", 61, "Marta Klein")


def test_a_file_is_what_its_first_bytes_say() -> None:
    sounds = (b"OggS", b"\x1a\x45\xdf\xa3", b"RIFF0000WAVE", b"ID3", b"0000ftyp")
    assert all((media_type(one) or "").startswith("audio/") for one in sounds)
    assert [media_type(one) for one in (PNG, b"\xff\xd8\xff", b"%PDF-", b"RIFF0000WEBP")] == [
        "image/png", "image/jpeg", "application/pdf", "image/webp",
    ]  # fmt: skip
    assert media_type(b"<svg onload=alert(1)>") is None
    assert media_type(b"<html>") is None


def test_work_is_refused_without_file_size_type_and_consent() -> None:
    assert work_trouble(b"", "aloud") == ("file", "curricula.work_missing")
    assert work_trouble(PNG + b"0" * LARGEST, "aloud") == ("file", "curricula.work_large")
    assert work_trouble(b"MZ", "aloud") == ("file", "curricula.work_type")
    assert work_trouble(PNG, "") == ("consent", "curricula.work_consent")
    assert work_trouble(PNG, "paper") is None


def test_a_photo_is_kept_with_what_it_shows_and_goes_when_she_wants(sqlite_house: House, cast: Cast) -> None:
    learner_id = cast.leyla.learner_id or ""
    client, path = sqlite_house.client(cast.teacher), f"/learners/{learner_id}/portfolio"
    given = {"outcome": "a1.writing", "consent": "aloud", "note": "A form"}
    refused = client.post(path, data=given | {"consent": "", "file": (BytesIO(PNG), "form.png")})
    assert refused.status_code == 422
    assert "Ask the person whether it may be kept." in refused.text
    page = client.post(path, data=given | {"file": (BytesIO(PNG), "form.png")}, follow_redirects=True).text
    assert "I can fill in a form with my address." in page
    with sqlite_house.acting(cast.teacher):
        (kept,) = queries.works_of(learner_id)
    shown = client.get(f"{path}/{kept.id}")
    assert (shown.data, shown.mimetype, shown.headers["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    assert sqlite_house.client(cast.outsider).get(f"{path}/{kept.id}").status_code == 404
    client.post(f"{path}/{kept.id}/away")
    with sqlite_house.acting(cast.teacher):
        assert queries.works_of(learner_id) == []
        lines = accounts.history_of("learners_learner", learner_id)
    assert [line.action for line in lines].count("work") == 2


def test_units_of_a_course_elsewhere_are_credited_once_with_the_paper_that_shows_them(
    sqlite_house: House, cast: Cast
) -> None:
    learner_id = cast.leyla.learner_id or ""
    admin: dict[str, Any] = {"actor": cast.administrator, "now": clock.now()}
    units = [("Unit 1", "literacy_a"), ("Unit 2", "literacy_b"), ("Songs", "")]
    with sqlite_house.acting(cast.administrator):
        with pytest.raises(errors.Invalid, match="outline_empty"):
            services.keep_outline("Abroad A1", [("Unit 1", "")], source="", **admin)
        outline = services.keep_outline("Abroad A1", units, source="outline of 2026", **admin)
        more: dict[str, Any] = {"on_day": TODAY, **admin}
        with pytest.raises(errors.Invalid, match="credit_proof"):
            services.credit(learner_id, outline, ["Unit 1"], note=" ", **more)
        with pytest.raises(errors.Invalid, match="credit_nothing"):
            services.credit(learner_id, outline, ["Songs"], note="Certificate", **more)
        assert services.credit(learner_id, outline, ["Unit 1", "Unit 2"], note="Certificate", **more) == [
            "literacy_a", "literacy_b",
        ]  # fmt: skip
        assert services.credit(learner_id, outline, ["Unit 1"], note="Certificate", **more) == []
        services.keep_outline("Abroad A1", units[:1], source="outline of 2027", **admin)
        assert [(one.source, len(one.units)) for one in queries.outlines()] == [("outline of 2027", 1)]
        passed = [one.module_key for one in courses.completions([learner_id])[learner_id]]
    assert passed == ["literacy_a", "literacy_b"]


@pytest.mark.parametrize("page", ["/tests", "/outlines", "/learners/{}/credit", "/learners/{}/portfolio"])
def test_every_page_opens_for_whom_it_is_made_and_for_nobody_else(sqlite_house: House, cast: Cast, page: str) -> None:
    path = page.format(cast.leyla.learner_id)
    assert sqlite_house.client(cast.administrator).get(path).status_code == 200
    assert sqlite_house.client(cast.leyla).get(path).status_code == 404


HEARD_AND_READ = Scale("dtz.1", 0, 45, 2, 33, "Listening and reading", (), "DTZ", (Skill.LISTENING, Skill.READING))
WRITTEN = Scale("dtz.2", 0, 20, 1, 15, "Writing", (), "DTZ", (Skill.WRITING,))


def test_a_part_of_two_skills_is_written_once_and_counts_for_both() -> None:
    both = entered((HEARD_AND_READ, WRITTEN), {Skill.READING: 34.0, Skill.WRITING: 12.0})
    assert both == {
        Skill.LISTENING: (HEARD_AND_READ, 34.0),
        Skill.READING: (HEARD_AND_READ, 34.0),
        Skill.WRITING: (WRITTEN, 12.0),
    }
    assert entered((HEARD_AND_READ, WRITTEN), {Skill.SPEAKING: 80.0}) is Skill.SPEAKING
    assert entered((POINTS,), {Skill.SPEAKING: 80.0}) == {Skill.SPEAKING: (POINTS, 80.0)}


def test_parts_of_a_test_measure_something_each_and_nothing_twice() -> None:
    assert part_trouble((HEARD_AND_READ, WRITTEN)) is None
    assert part_trouble((HEARD_AND_READ, replace(WRITTEN, skills=()))) == (1, "skills", "curricula.part_skills")
    assert part_trouble((HEARD_AND_READ, replace(WRITTEN, skills=(Skill.READING,)))) == (
        1, "skills", "curricula.part_twice",
    )  # fmt: skip


def test_an_examination_in_parts_is_described_entered_and_shown_part_by_part(sqlite_house: House, cast: Cast) -> None:
    client, who = sqlite_house.client(cast.teacher), cast.leyla.learner_id
    described = {
        "name": "DTZ", "kind": "official", "source": "Handbook",
        "part": "", "skills": ["listening", "reading"], "lowest": "0", "highest": "45", "reached": "33",
        "standard_error": "2", "part-2": "Letter", "skills-2": ["reading"], "lowest-2": "0", "highest-2": "20",
        "reached-2": "15", "standard_error-2": "1",
    }  # fmt: skip
    refused = client.post("/tests", data=described)
    assert refused.status_code == 422
    assert "Another part measures this skill already." in refused.text
    kept = client.post("/tests", data=described | {"skills-2": ["writing"]}, follow_redirects=True).text
    assert kept.count("<bdi>DTZ</bdi>") == 2
    path = f"/sections/{cast.section_id}/checks"
    grid = client.get(f"{path}?scale=dtz").text
    assert "Listening (0 to 45)" in grid
    assert "Writing (0 to 20)" in grid
    day = {"day": "2026-11-24", "scale": "dtz"}
    assert "has no part for that skill" in client.post(path, data=day | {f"speaking-{who}": "70"}).text
    assert "the points go from" in client.post(path, data=day | {f"writing-{who}": "21"}).text
    client.post(path, data=day | {f"reading-{who}": "34", f"writing-{who}": "12"})
    page = client.get(f"/learners/{who}/modules").text.partition("Examinations in parts")[2]
    assert page.index("34 of 45") < page.index("Level shown") < page.index("12 of 20") < page.index("Not yet")
