"""Pages after a test: all results, papers, talks, checks, the cost table, who would change, the learner's own result."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.kernel import clock
from lms.kernel.vocabulary import Track
from lms.learners import queries as learners
from placement import queries, services
from placement.domain import sorter
from tests.cast import Cast
from tests.houses import House
from tests.placement import people, placed
from tests.queries import counted

AFRAID_OF_FAST = {
    f"cost-{true}-{put}": "100" if put is not Track.REGULAR else "0.01"
    for true in Track
    for put in Track
    if true != put
}
CUTS = {f"cut-{place}": str(cut) for place, cut in enumerate((-1.07, -0.357, 0.357, 1.07, 1.786))}


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def _cost_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(cost-[^"]+)"[^>]*value="([^"]*)"', page))


def _save(desk: FlaskClient, numbers: dict[str, str]) -> TestResponse:
    """Look at what would change, then save, as a browser does."""
    foreseen = desk.post("/placement/rules", data=numbers | {"deed": "preview", "seen": "0"}).text
    shown = re.findall(r'name="shown" value="(\w+)"', foreseen)[0]
    data = numbers | {"deed": "save", "seen": "0", "shown": shown}
    return desk.post("/placement/rules", data=data, follow_redirects=True)


def test_the_administrator_sees_what_a_cost_table_would_do_before_it_is_kept(house: House, cast: Cast) -> None:
    placed.place(house, cast, 10)
    desk = house.client(cast.administrator)
    page = desk.get("/placement/rules").text
    assert _cost_fields(page)["cost-literacy_first_script-fast_track"] == "5"
    foreseen = desk.post("/placement/rules", data=AFRAID_OF_FAST | CUTS | {"deed": "preview", "seen": "0"}).text
    many = int(re.findall(r"(\d+) people would be placed otherwise", foreseen)[0])
    with house.acting(cast.administrator):
        assert queries.decision_rules(cast.centre_id).number == 0
    kept = _save(desk, AFRAID_OF_FAST | CUTS)
    assert kept.request.path == "/placement/again"
    assert f"{many} people would be placed otherwise today." in kept.text
    assert "Cost of mistakes" in kept.text
    again = desk.get("/placement/rules").text
    assert cast.administrator.name in again
    assert _cost_fields(again)["cost-literacy_first_script-fast_track"] == "100"


def test_the_numbers_that_ship_come_back_with_one_press(house: House, cast: Cast) -> None:
    desk = house.client(cast.administrator)
    _save(desk, AFRAID_OF_FAST | CUTS)
    desk.post("/placement/rules/back/0")
    with house.acting(cast.administrator):
        assert queries.decision_rules(cast.centre_id).costs == sorter.DEFAULT_COSTS
        assert [one.by for one in queries.decision_rules_history(cast.centre_id)] == [cast.administrator.name] * 2 + [
            ""
        ]


def test_a_cost_that_is_no_number_is_refused_with_the_table_still_filled(house: House, cast: Cast) -> None:
    desk = house.client(cast.administrator)
    wrong = AFRAID_OF_FAST | {"cost-regular-fast_track": "much"}
    page = desk.post("/placement/rules", data=wrong | CUTS | {"deed": "save", "seen": "0"})
    assert page.status_code == 422
    assert "Fill every field with 0 or more." in page.text
    assert _cost_fields(page.text)["cost-regular-fast_track"] == "much"


def test_a_teacher_reads_the_cost_table_and_cannot_change_it(teacher: FlaskClient) -> None:
    page = teacher.get("/placement/rules").text
    assert "What does a wrong group cost?" in page
    assert not _cost_fields(page)
    assert teacher.post("/placement/rules", data={"deed": "save"}).status_code == 404


def test_a_teacher_leaves_somebody_and_takes_another_over_on_the_page(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    placed.place(house, cast, 10)
    _save(house.client(cast.administrator), AFRAID_OF_FAST | CUTS)
    assert "Nobody moves until a teacher says so." in teacher.get("/placement").text
    page = teacher.get("/placement/again").text
    first, second = re.findall(r'action="/placement/changes/(\w+)"', page)[:2]
    teacher.post(f"/placement/changes/{first}", data={"answer": "leave"})
    teacher.post(f"/placement/changes/{second}", data={"answer": "take", "reason": "We talked."})
    after = teacher.get("/placement/again").text
    assert ("Left there" in after, "Moved there" in after) == (True, True)
    assert house.client(cast.administrator).post(f"/placement/changes/{second}").status_code == 404
    with house.acting(cast.teacher):
        assert queries.open_changes(cast.centre_id) == len(re.findall(r'action="/placement/changes/', after))


def test_the_list_finds_by_state_and_name_and_leaves_as_a_sheet(house: House, cast: Cast, teacher: FlaskClient) -> None:
    ids = placed.place(house, cast, 6, decide=False)
    with house.acting(cast.teacher):
        found = [queries.newest_result(one) for one in ids]
    first, second = (one for one in found[:2] if one is not None)
    teacher.post(f"/placement/{first.learner_id}/decision", data={"choice": "confirm"})
    other = {"choice": "other", "track": second.runner_up, "reason": "The person asked for it."}
    teacher.post(f"/placement/{second.learner_id}/decision", data=other)
    assert "Given0" in teacher.get("/placement/results?state=decided").text
    page = teacher.get("/placement/results?state=overridden").text
    assert "Given1" in page
    assert "Given0" not in page
    assert "No result fits." in teacher.get("/placement/results?q=nobody").text
    sheet = teacher.get("/placement/results.csv?q=given1")
    rows = list(csv.reader(io.StringIO(sheet.data.decode("utf-8-sig"))))
    assert sheet.headers["Content-Disposition"].startswith("attachment")
    assert len(rows) == 2
    assert {"P-0001", "The person asked for it.", "Decided otherwise"} <= set(rows[1])


def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    counts = []
    for first, many in ((0, 3), (3, 12)):
        placed.place(house, cast, many, first=first)
        teacher.get("/placement/results")
        with counted(house.engine) as seen:
            assert teacher.get("/placement/results").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_four_weeks_later_a_teacher_says_whether_the_group_was_right(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    long_ago = clock.now() - timedelta(weeks=5)
    ids = placed.place(house, cast, 3, now=long_ago)
    placed.place(house, cast, 1, first=3)
    page = teacher.get("/placement/check-ins").text
    assert "Was the group right for 3 people?" in page
    with house.acting(cast.teacher):
        wrong, right = (queries.newest_result(one) for one in ids[:2])
    assert wrong is not None
    assert right is not None
    data = {"verdict": "too_hard", "moved": "yes", "note": "Too fast for her."}
    teacher.post(f"/placement/results/{wrong.id}/check-in", data=data)
    teacher.post(f"/placement/results/{right.id}/check-in", data={"verdict": "right"})
    after = teacher.get("/placement/check-ins").text
    assert "Was the group right for 1 person?" in after
    assert "2 groups checked, 1 not right, 1 moved." in after
    assert "Too hard" in teacher.get(f"/placement/{wrong.learner_id}/result").text
    with house.acting(cast.teacher):
        assert queries.right_rate(cast.centre_id).in_hundred is None


def test_a_paper_stands_with_its_age_and_an_old_one_is_checked_again(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    today = clock.today("Europe/Berlin")
    paper = {
        "kind": "certificate",
        "document": "Goethe A2",
        "skill": "listening",
        "level": "a2",
        "before_arrival": "yes",
    }
    young, old = today - timedelta(days=100), today - timedelta(days=400)
    teacher.post(f"/placement/{learner_id}/papers", data=paper | {"issued": old.isoformat()})
    page = teacher.get(f"/placement/{learner_id}/papers").text
    assert ("13 months old" in page, "Check again: older than 12 months" in page, "pre-arrival" in page) == (True,) * 3
    teacher.post(f"/placement/{learner_id}/papers", data=paper | {"issued": young.isoformat(), "document": "Telc A2"})
    page = teacher.get(f"/placement/{learner_id}/interview").text
    assert "Telc A2" in page
    assert "Steers the first question" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"document": " "}, "Write what the paper is called."),
        ({"issued": ""}, "Write the day on the paper."),
        ({"issued": "2999-01-01"}, "This day has not come yet."),
        ({"level": ""}, "Choose a skill and a level"),
        ({"kind": "rumour"}, "This answer does not fit the question."),
    ],
)
def test_a_paper_that_cannot_be_is_refused_with_the_form_still_filled(
    house: House, cast: Cast, teacher: FlaskClient, change: dict[str, str], words: str
) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    paper = {"kind": "test", "document": "My paper", "issued": "2026-01-05", "skill": "reading", "level": "a1"} | change
    page = teacher.post(f"/placement/{learner_id}/papers", data=paper)
    assert page.status_code == 422
    assert words in page.text
    with house.acting(cast.teacher):
        assert not queries.records([learner_id or ""])


def test_a_paper_of_another_learner_cannot_be_taken_out(house: House, cast: Cast, teacher: FlaskClient) -> None:
    lucia, samira = (people.add(house, cast, one).learner_id or "" for one in (people.LUCIA, people.SAMIRA))
    with house.acting(cast.teacher):
        paper = services.NewRecord("certificate", "Telc A2", clock.today("Europe/Berlin"))
        record_id = services.add_record(lucia, paper, actor=cast.teacher, now=clock.now())
    assert teacher.post(f"/placement/{samira}/papers/{record_id}/remove").status_code == 404
    assert teacher.post(f"/placement/{lucia}/papers/{record_id}/remove").status_code == 302
    assert house.client(cast.outsider).get(f"/placement/{lucia}/papers").status_code == 404


def test_the_talk_about_a_result_is_written_down(house: House, cast: Cast, teacher: FlaskClient) -> None:
    (learner_id,) = placed.place(house, cast, 1, decide=False)
    page = teacher.get(f"/placement/{learner_id}/result").text
    assert "No talk is written down yet." in page
    talk = {
        "on_day": clock.today("Europe/Berlin").isoformat(),
        "with_whom": "Given0 and her sister",
        "language": "Dari",
        "interpreter": "yes",
        "agreed": "She begins in the morning group.",
    }
    teacher.post(f"/placement/{learner_id}/talk", data=talk)
    page = teacher.get(f"/placement/{learner_id}/result").text
    assert all(words in page for words in ("her sister", "with an interpreter", "She begins in the morning group."))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"agreed": " "}, "Write this down, so that everybody knows later."),
        ({"with_whom": ""}, "Write this down, so that everybody knows later."),
        ({"on_day": "2999-01-01"}, "This day has not come yet."),
        ({"on_day": "31 March"}, "There is no such day."),
    ],
)
def test_a_talk_that_is_refused_keeps_everything_that_was_written(
    house: House, cast: Cast, teacher: FlaskClient, change: dict[str, str], words: str
) -> None:
    (learner_id,) = placed.place(house, cast, 1, decide=False)
    told = {"on_day": "2026-11-02", "with_whom": "Her sister", "language": "Dari and Urdu", "interpreter": "yes"}
    talk = told | {"agreed": "She begins in the morning group, because her son is in school then."} | change
    page = teacher.post(f"/placement/{learner_id}/talk", data=talk)
    assert page.status_code == 422
    assert words in page.text
    for name, value in talk.items():
        if name not in {"interpreter", *change}:
            assert value in page.text, name
    assert re.search(r'name="interpreter"[^>]*checked', page.text)
    with house.acting(cast.teacher):
        found = queries.newest_result(learner_id)
        assert found is not None
        assert not queries.talks(found.id)


@pytest.mark.parametrize("back", ["", "result"])
def test_a_check_without_an_answer_keeps_the_note_that_was_written(
    house: House, cast: Cast, teacher: FlaskClient, back: str
) -> None:
    (learner_id,) = placed.place(house, cast, 1, now=clock.now() - timedelta(weeks=5))
    with house.acting(cast.teacher):
        found = queries.newest_result(learner_id)
    assert found is not None
    said = {"moved": "yes", "note": "Her homework is always done.", "back": back}
    page = teacher.post(f"/placement/results/{found.id}/check-in", data=said)
    assert page.status_code == 422
    assert "Choose one answer." in page.text
    assert 'value="Her homework is always done."' in page.text
    assert re.search(r'name="moved"[^>]*checked', page.text)


def test_a_refused_paper_keeps_the_box_that_was_emptied(house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    boxes = re.compile(r'name="before_arrival"[^>]*checked')
    assert boxes.search(teacher.get(f"/placement/{learner_id}/papers").text)
    page = teacher.post(f"/placement/{learner_id}/papers", data={"kind": "test", "document": "Telc A2"})
    assert page.status_code == 422
    assert not boxes.search(page.text)


def test_a_learner_reads_her_result_in_words_and_never_a_number(house: House, cast: Cast, teacher: FlaskClient) -> None:
    lucia = people.add(house, cast, people.LUCIA)
    phone = house.client(lucia)
    assert phone.get("/my-placement/result").status_code == 302
    people.walk(teacher, f"/placement/{lucia.learner_id}", people.up_to(-1.0))
    before = phone.get("/my-placement/result").text
    assert "Your teacher talks with you." in before
    assert "Your level:" in before
    assert "in 100" not in before
    teacher.post(f"/placement/{lucia.learner_id}/decision", data={"choice": "confirm"})
    after = phone.get("/my-placement/result").text
    assert "You learn step by step with others." in after
    assert after.count("data-say") >= 3


def test_the_sheet_speaks_the_language_that_is_chosen(house: House, cast: Cast, teacher: FlaskClient) -> None:
    (learner_id,) = placed.place(house, cast, 1)
    assert '<html lang="en"' in teacher.get(f"/placement/{learner_id}/result/print").text
    arabic = teacher.get(f"/placement/{learner_id}/result/print?lang=ar").text
    assert '<html lang="ar"' in arabic
    assert 'dir="rtl"' in arabic
    assert '<html lang="en"' in teacher.get(f"/placement/{learner_id}/result/print?lang=xx").text


def test_everything_a_test_finds_lands_in_the_record_of_the_learner(house: House, cast: Cast) -> None:
    ids = placed.place(house, cast, 5)
    with house.acting(cast.teacher):
        for one in ids:
            person, found = learners.learner(one), queries.newest_result(one)
            assert found is not None
            assert found.decision is not None
            assert (person.track_recommended, person.track) == (found.track, found.decision.track)
            measured = {
                (row.skill, row.level) for row in learners.levels([one]).get(one, ()) if row.source == "placement"
            }
            assert measured == {(level["measures"], level["band"]) for level in found.levels}
            assert person.literacy != "unknown"
            assert person.level == (found.level or person.level)


def test_papers_talks_and_checks_are_in_her_file(house: House, cast: Cast, teacher: FlaskClient) -> None:
    (learner_id,) = placed.place(house, cast, 1)
    paper = {"kind": "test", "document": "My paper", "issued": "2026-01-05", "skill": "reading", "level": "a1"}
    talk = {"on_day": "2026-11-02", "with_whom": "Her", "language": "Dari", "agreed": "She comes."}
    teacher.post(f"/placement/{learner_id}/papers", data=paper)
    teacher.post(f"/placement/{learner_id}/talk", data=talk)
    with house.acting(cast.teacher):
        found = queries.newest_result(learner_id)
        assert found is not None
        services.check_in(found.id, "right", moved=False, note="", actor=cast.teacher, now=clock.now())
        kept = queries.kept_about(learners.learner(learner_id).person_id)
    assert {"papers", "talks", "check_ins"} <= set(kept)
    assert kept["talks"][0].agreed == "She comes."
