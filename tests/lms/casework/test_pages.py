"""Pages of casework through the door: my people, a plan, the learner's own page."""

import re
from datetime import date

import pytest

from lms.casework import queries, services
from lms.kernel import clock
from tests.cast import Cast, gather
from tests.houses import House
from tests.lms.documents import paper


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    cast = gather(sqlite_house)
    actor, learner_id = cast.caseworker, cast.leyla.learner_id or ""
    with sqlite_house.acting(actor):
        services.assign(learner_id, actor.staff_id or "", actor=actor, now=clock.now())
        services.make_plan(learner_id, "work", actor=actor, now=clock.now())
        services.add_step(learner_id, "Glasses", "Leyla", date(2026, 11, 24), actor=actor, now=clock.now())
    return cast


def test_my_people_shows_who_waits_and_whom_nobody_looks_after(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.caseworker).get("/casework").text
    assert "1 person waits for something today." in page
    assert "Nobody looks after them" in page
    assert "Amina Karimi" in page


def test_a_name_is_found(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.caseworker).get("/casework?q=nobody-like-this").text
    assert "None of your people has this name." in page


def test_somebody_is_taken_on_with_undo(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    page = client.post(f"/casework/{cast.amina.learner_id}/assign", follow_redirects=True).text
    assert "You look after this person now." in page
    assert f'action="/casework/{cast.amina.learner_id}/assign/end"' in page
    assert "No plan yet" in page


def test_a_step_without_owner_comes_back_with_a_sentence_and_what_was_typed(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    answer = client.post(
        f"/casework/{cast.leyla.learner_id}/steps", data={"title": "Nursery place", "due_on": "2026-12-02"}
    )
    assert answer.status_code == 422
    assert "Write who does it: one person or one office." in answer.text
    assert 'value="Nursery place"' in answer.text


def test_a_step_is_done_and_undone_by_the_button_of_the_message(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    data = {"title": "Nursery place", "owner": "Youth office", "due_on": "2026-12-02", "icon": "baby"}
    page = client.post(f"/casework/{cast.leyla.learner_id}/steps", data=data, follow_redirects=True).text
    assert "Youth office" in page
    undo = page.split("/remove")[0].rsplit('"', 1)[1] + "/remove"
    assert "Youth office" not in client.post(undo, follow_redirects=True).text


def test_a_learner_hears_her_plan_and_agrees(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.leyla)
    page = client.get("/my-person").text
    assert "Hanna Lindqvist" in page
    assert "Glasses" in page
    page = client.get("/my-plan").text
    assert page.count("data-sound") >= 6
    assert "I heard it and agreed on" in client.post("/my-person/agree", follow_redirects=True).text
    assert "Leyla agreed" in sqlite_house.client(cast.caseworker).get(f"/casework/{cast.leyla.learner_id}").text


def test_without_a_person_the_centre_helps(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.amina).get("/my-person").text
    assert "Nobody is my own person yet." in page
    assert "030 1234567" in page


def test_the_plan_fits_on_paper(sqlite_house: House, cast: Cast) -> None:
    page = sqlite_house.client(cast.caseworker).get(f"/casework/{cast.leyla.learner_id}/print")
    assert page.status_code == 200
    assert page.text.count('class="sheet-paper') == 1


def test_what_a_change_moves_is_listed_and_only_what_was_looked_at_is_saved(sqlite_house: House, cast: Cast) -> None:
    learner_id, now = cast.leyla.learner_id or "", clock.now()
    with sqlite_house.acting(cast.caseworker):
        services.add_step(
            learner_id, "New glasses", "Leyla", date(2026, 12, 8), follows=_key(cast), actor=cast.caseworker, now=now
        )
        services.confirm_for(learner_id, "paper", "ar", actor=cast.caseworker, now=now)
        key = _key(cast)
    client, path = sqlite_house.client(cast.caseworker), f"/casework/{learner_id}/change"
    page = client.get(path).text
    given = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page.split("</main>")[0]))
    given = {name: value for name, value in given.items() if name.startswith(("seen", "date_", "review_on"))}
    given |= {"goal_work": "1", f"date_{key}": "2026-12-01"}
    looked = client.post(path, data=given | {"deed": "look"}).text
    assert "1 step moves with it" in looked
    assert "It becomes version 2." in looked
    seal = re.search(r'name="looked" value="([0-9a-f]{64})"', looked)
    assert seal is not None
    other = given | {f"date_{key}": "2026-12-30", "deed": "save", "looked": seal[1], "reason": "Later."}
    assert "This would move" in client.post(path, data=other).text
    refused = client.post(path, data=given | {"deed": "save", "looked": seal[1]})
    assert refused.status_code == 422
    saved = client.post(path, data=given | {"deed": "save", "looked": seal[1], "reason": "The shop is closed."})
    assert saved.status_code == 302
    assert "The shop is closed." in client.get(f"/casework/{learner_id}/versions/2").text
    assert "15 December" in client.get("/casework/" + learner_id).text


def _key(cast: Cast) -> str:
    plan = queries.plan(cast.leyla.person_id or "", date(2026, 11, 24))
    assert plan is not None
    return next(step.key for step in plan.steps if step.title == "Glasses")


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_long_plan_is_one_tagged_page_in_her_language(sqlite_house: House, cast: Cast, code: str) -> None:
    learner_id, now = cast.leyla.learner_id or "", clock.now()
    with sqlite_house.acting(cast.caseworker):
        for number in range(16):
            title = f"Step {number} with a title that is longer than one line of a narrow column"
            services.add_step(learner_id, title, "Youth office", date(2027, 1, 5), actor=cast.caseworker, now=now)
    answer = sqlite_house.client(cast.caseworker).get(f"/casework/{learner_id}/plan.pdf?lang={code}")
    assert answer.mimetype == "application/pdf"
    assert sheets(answer.data) == 1
    assert paper.says(answer.data, b"/Marked true")
    assert paper.says(answer.data, f"/Lang({code}".encode())


def sheets(content: bytes) -> int:
    """How many pages a PDF has."""
    return sum(len(re.findall(rb"/Type\s*/Page\b(?!s)", part)) for part in (content, *paper.streams(content)))


def test_she_hears_her_rights_one_by_one_and_says_what_she_wants_changed(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.leyla)
    page = client.post("/my-plan/rights", data={"item": "right_change"}, follow_redirects=True).text
    assert "I understood it on" in page
    assert page.count("I understood</span>") == 9
    page = client.post("/my-plan/change", data={"words": "I work on Thursdays."}, follow_redirects=True).text
    assert "My person knows that I want a change." in page
    staff = sqlite_house.client(cast.caseworker)
    assert "I work on Thursdays." in staff.get(f"/casework/{cast.leyla.learner_id}").text
    assert "wants something in the plan to be different" in staff.get("/tasks").text


def test_a_teacher_does_not_open_a_plan(sqlite_house: House, cast: Cast) -> None:
    assert sqlite_house.client(cast.teacher).get(f"/casework/{cast.leyla.learner_id}").status_code == 404


def test_plans_of_both_templates_stand_side_by_side(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    for who, strategy in ((cast.amina, "work_first"), (cast.mahmoud, "language_first")):
        begun = client.post(f"/casework/{who.learner_id}/plan", data={"goal": "work", "strategy": strategy})
        assert begun.status_code == 302
    page = client.get("/plans").text.split("Templates side by side")[-1]
    rows = {row.split("</th>")[0].rsplit(">", 1)[-1]: row for row in page.split("<tr>") if "</th>" in row}
    steps = {name: re.findall(r'data-label="(\w+)" class="number">(\d+)<', row) for name, row in rows.items()}
    assert ("Plans", "1") in steps["Work first"]
    assert ("Plans", "1") in steps["Language first"]
    assert int(dict(steps["Work first"])["Steps"]) > 0
    plan = client.get(f"/casework/{cast.amina.learner_id}").text
    assert plan.index("Learn the language of the workplace") < plan.index("language course beside work")
