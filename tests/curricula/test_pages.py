"""Pages of findings, checks, results and programmes, as people use them."""

import html
import re
from datetime import timedelta

from werkzeug.test import TestResponse

from curricula import queries
from lms.accounts.models import AuditEntry
from lms.kernel import db
from lms.kernel.actor import Role
from lms.kernel.jobs import worker
from lms.learners.services import NewLearner
from lms.messages import queries as messages
from lms.organisations import services as organisations
from tests.cast import add_learner, gather
from tests.curricula.lives import TODAY, Lives, add_person, run_review
from tests.houses import House

SENTENCE = "You come every week. The course may not fit. Let us talk."


def words(answer: TestResponse) -> str:
    """The text of a page in one line."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def _finding(house: House, lives: Lives, name: str) -> queries.FindingInfo:
    with house.acting(lives.cast.teacher):
        found = queries.open_finding_of(lives.learner_id(name))
    assert found is not None
    return found


def _shown(house: House, lives: Lives) -> queries.FindingInfo:
    """The one of Rosa and Farah whose turn it is."""
    with house.acting(lives.cast.teacher):
        (found,) = queries.talk_list(lives.cast.teacher.staff_id or "", TODAY).talk
    return found


def test_a_teacher_sees_one_in_ten_of_a_class_and_the_other_states_apart(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    page = words(sqlite_house.client(lives.cast.teacher).get("/talk"))
    assert "Time to talk with 1 person." in page
    assert "1 more waits." in page
    assert "Cannot come every week" in page
    assert "Dina Test" in page
    assert "Not enough to say" in page
    assert "Emil Test" in page
    # One is shown with a way to her facts, the other is only listed as waiting.
    shown, _, waiting = page.partition("Who waits, the oldest first")
    assert ("Rosa Test" in shown) != ("Farah Test" in shown)
    assert ("Rosa Test" in waiting) != ("Farah Test" in waiting)
    # Gita is ready: that is not a teacher's matter.
    assert "Gita" not in page


def test_one_who_waits_is_not_opened_by_an_address(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    other = next(one for name in ("Rosa", "Farah") if (one := _finding(sqlite_house, lives, name)).id != shown.id)
    client = sqlite_house.client(lives.cast.teacher)
    assert client.get(f"/talk/{shown.id}").status_code == 200
    assert client.get(f"/talk/{other.id}").status_code == 404


def test_findings_are_for_the_teacher_of_the_class_alone(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    for other in (lives.cast.administrator, lives.cast.caseworker, lives.cast.carer, lives.cast.outsider):
        assert sqlite_house.client(other).get(f"/talk/{shown.id}").status_code == 404
    assert sqlite_house.client(lives.people["Rosa"]).get(f"/talk/{shown.id}").status_code == 404
    assert sqlite_house.client().get(f"/talk/{shown.id}").status_code == 302


def test_a_finding_page_says_it_with_respect_and_shows_the_facts(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    page = words(sqlite_house.client(lives.cast.teacher).get(f"/talk/{shown.id}"))
    name = "Rosa" if shown.learner_id == lives.learner_id("Rosa") else "Farah"
    assert f"{name} comes every week. The course may not fit." in page
    assert "120 lessons per level, many years at school" in page
    assert "100 of 100" in page
    assert "Effort High" in page
    assert "First ask about seeing, hearing and sleep" in page
    assert "What would change this" in page
    assert "Not part of any report to an authority." in page
    with sqlite_house.crossing() as session:
        reads = session.query(AuditEntry).filter_by(action="read", subject_id=shown.learner_id).count()
    assert reads == 1


def test_the_learner_hears_nothing_before_a_person_confirmed(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    who = next(one for one in lives.people.values() if one.learner_id == shown.learner_id)
    client = sqlite_house.client(who)
    for address in ("/my-path", "/today", "/next"):
        assert SENTENCE not in words(client.get(address))
        assert "Time to talk" not in words(client.get(address))
    answer = sqlite_house.client(lives.cast.teacher).post(
        f"/talk/{shown.id}/plan",
        data={"actions": ["ask_health", "test_again"], "review_on": "2027-01-19", "once": "k1"},
    )
    assert answer.status_code == 302
    assert SENTENCE in words(client.get("/my-path"))
    assert SENTENCE in words(client.get("/today"))
    assert SENTENCE not in words(sqlite_house.client(lives.people["Bilal"]).get("/my-path"))


def test_a_plan_makes_tasks_and_leaves_the_list(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    client = sqlite_house.client(lives.cast.teacher)
    client.post(
        f"/talk/{shown.id}/plan",
        data={"actions": ["ask_health", "change_track"], "review_on": "2027-01-19", "once": "k1"},
    )
    with sqlite_house.acting(lives.cast.teacher):
        mine = {one.code: one for one in messages.open_tasks(lives.cast.teacher)}
        theirs = {one.code for one in messages.open_tasks(lives.cast.administrator)}
    assert str(mine["curricula.do.ask_health"].due_on) == "2027-01-19"
    assert "curricula.do.change_track" in theirs
    page = words(client.get("/talk"))
    assert "plan of Marta Klein" in page
    # The next in turn is shown now.
    assert "Time to talk with 1 person." in page


def test_a_plan_without_an_action_is_refused_and_keeps_what_was_typed(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    client = sqlite_house.client(lives.cast.teacher)
    # Something that nobody can do is chosen as little as nothing.
    answer = client.post(f"/talk/{shown.id}/plan", data={"review_on": "2027-02-02", "actions": "juggle"})
    assert answer.status_code == 422
    assert "Choose at least one thing to do." in words(answer)
    assert 'value="2027-02-02"' in answer.get_data(as_text=True)
    answer = client.post(f"/talk/{shown.id}/plan", data={"actions": ["ask_health"], "review_on": "2026-11-01"})
    assert answer.status_code == 422
    assert "Choose a day that is still to come." in words(answer)


def test_not_now_needs_a_reason_and_can_be_taken_back(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    client = sqlite_house.client(lives.cast.teacher)
    answer = client.post(f"/talk/{shown.id}/not-now", data={"reason": " ", "review_on": "2027-01-05"})
    assert answer.status_code == 422
    assert "Write one sentence: why not now?" in words(answer)
    client.post(f"/talk/{shown.id}/not-now", data={"reason": "Her mother died.", "review_on": "2027-01-05"})
    assert _finding_by_id(sqlite_house, lives, shown.id).snoozed_reason == "Her mother died."
    client.post(f"/talk/{shown.id}/again")
    assert not _finding_by_id(sqlite_house, lives, shown.id).decided


def _finding_by_id(house: House, lives: Lives, finding_id: str) -> queries.FindingInfo:
    with house.acting(lives.cast.teacher):
        return queries.finding(finding_id)


def test_what_was_put_off_comes_back_on_its_day(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    client = sqlite_house.client(lives.cast.teacher)
    client.post(f"/talk/{shown.id}/not-now", data={"reason": "Holiday.", "review_on": "2026-12-01"})
    with sqlite_house.acting(lives.cast.teacher):
        staff_id = lives.cast.teacher.staff_id or ""
        assert shown.id not in queries.talk_list(staff_id, TODAY).shown_ids
        assert shown.id in queries.talk_list(staff_id, TODAY + timedelta(days=7)).shown_ids


def test_checks_of_a_class_are_saved_at_once(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.teacher)
    address = f"/sections/{lives.section_id}/checks"
    assert "Emil Test" in words(client.get(address))
    emil, rosa = lives.learner_id("Emil"), lives.learner_id("Rosa")
    answer = client.post(
        address,
        data={
            "day": "2026-11-24",
            "error": "5",
            f"reading-{emil}": "61,5",
            f"speaking-{rosa}": "70",
            f"effort-{emil}": "medium",
        },
    )
    assert answer.status_code == 302
    with sqlite_house.acting(lives.cast.teacher):
        (kept,) = queries.assessments_of([emil])[emil]
        assert (kept.score, kept.standard_error, kept.level, kept.by) == (61.5, 5, "a2", "Marta Klein")
        assert kept.attended_minutes == 114 * 135
        assert queries.efforts_of([emil])[emil]["teacher"].effort == "medium"


def test_points_off_the_scale_save_nothing_and_stay_typed(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.teacher)
    emil, gita = lives.learner_id("Emil"), lives.learner_id("Gita")
    typed = {"day": "2026-11-24", "error": "4", f"reading-{emil}": "50", f"writing-{emil}": "170"}
    answer = client.post(f"/sections/{lives.section_id}/checks", data=typed)
    assert answer.status_code == 422
    assert "Emil Test: the points go from 0 to 100." in words(answer)
    assert 'value="170"' in answer.get_data(as_text=True)
    answer = client.post(f"/sections/{lives.section_id}/checks", data=typed | {f"writing-{emil}": "a lot"})
    assert "write the points as a number" in words(answer)
    answer = client.post(
        f"/sections/{lives.section_id}/checks", data=typed | {f"writing-{emil}": "", "day": "2026-01-05"}
    )
    assert "was not in this class on that day" in words(answer)
    with sqlite_house.acting(lives.cast.teacher):
        assert queries.assessments_of([emil, gita]) == {}


def test_a_strangers_class_is_not_there(sqlite_house: House, lives: Lives) -> None:
    for other in (lives.cast.outsider, lives.cast.caseworker):
        assert sqlite_house.client(other).get(f"/sections/{lives.section_id}/checks").status_code == 404
        assert sqlite_house.client(other).get(f"/learners/{lives.learner_id('Emil')}/modules").status_code == 404


def test_missing_links_name_who_waits_and_what_would_close_the_gap(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    client = sqlite_house.client(lives.cast.administrator)
    page = words(client.get("/missing-links"))
    assert "1 learner is ready. There is no next course." in page
    assert "The learners are not stalled. The supply is." in page
    assert "Gita Test" in page
    assert "no group runs" in page
    assert "3 weeks" in page
    assert "seats all 1" in page
    assert sqlite_house.client(lives.cast.teacher).get("/missing-links").status_code == 404


def test_every_rule_has_its_source_and_says_when_nobody_checked_it(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.manager)
    page = words(client.get("/programmes"))
    assert "Integrationskurs" in page
    assert "Largest group" not in page
    assert "at most 25" in page
    assert "at most 16" in page
    assert "Not verified" in page
    assert "not in force today" in page
    assert "lxgesetze.de/intv/13" in page
    # Parts that open, so that the page is not a hundred screens long; the way there opens them.
    drawn = client.get("/programmes").text
    parts = re.findall(r'<a href="#(\w+)">', drawn)
    assert len(parts) > 3
    assert all(re.search(rf'<details[^>]*><summary>.*?</summary><div id="{one}">', drawn) for one in parts)
    assert drawn.count('<details class="card fold part" open>') == 1
    sfi = words(client.get("/programmes?programme=se_sfi"))
    assert "hours not known" in sfi
    assert "Your provider does not run this programme." in sfi
    assert "Largest group" in sfi
    assert client.get("/programmes?programme=nothing").status_code == 404
    assert sqlite_house.client(lives.people["Rosa"]).get("/programmes").status_code == 404


def test_the_button_runs_the_review_in_the_background(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.administrator)
    assert "There has been no review yet." in words(client.get("/review"))
    assert client.post("/review", data={"once": "a"}).status_code == 302
    assert "The review runs." in words(client.get("/review"))
    client.post("/review", data={"once": "b"})
    assert worker.run_all_due(sqlite_house.engine) == 1
    page = words(client.get("/review"))
    assert "The last review is complete for all 6 people." in page
    assert "data-done" in client.get("/review/progress").get_data(as_text=True)


def test_a_person_without_a_class_can_open_her_path(sqlite_house: House, lives: Lives) -> None:
    who = add_person(sqlite_house, lives.cast, "Nour", level="", track="regular")
    client = sqlite_house.client(who)
    assert "I am here" in words(client.get("/my-path"))
    assert "First the course you are in." in words(client.get("/next"))


def test_the_path_holds_no_number(sqlite_house: House, lives: Lives) -> None:
    page = words(sqlite_house.client(lives.people["Rosa"]).get("/my-path"))
    main = page[page.index("My path") :]
    assert "General 5" in main
    assert not re.search(r"\d+ ?%|\d+ (points|lessons|of)", main)


def test_a_learner_says_how_it_goes(sqlite_house: House, lives: Lives) -> None:
    emil = lives.people["Emil"]
    answer = sqlite_house.client(emil).post("/my-path/effort", data={"effort": "high", "once": "e"})
    assert answer.status_code == 302
    with sqlite_house.acting(lives.cast.teacher):
        assert queries.efforts_of([emil.learner_id or ""])[emil.learner_id or ""]["learner"].effort == "high"


def test_arabic_pages_are_whole(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    shown = _shown(sqlite_house, lives)
    client = sqlite_house.client(lives.cast.teacher, language="ar")
    for address in ("/talk", f"/talk/{shown.id}", f"/sections/{lives.section_id}/checks", "/programmes", "/review"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert 'dir="rtl"' in answer.get_data(as_text=True)


def test_two_municipalities_on_one_site_have_their_own_programmes_and_people(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    with db.transaction(sqlite_house.engine):
        aarhus = organisations.add_provider("Aarhus", "DK", programmes=["dk_danskuddannelse"])
        with db.scoped(aarhus):
            centre_id = organisations.add_centre("Aarhus", "Europe/Copenhagen")
    there = sqlite_house.actor("Freja", Role.ADMINISTRATOR, aarhus, centre_id=centre_id)
    lena = add_learner(sqlite_house, aarhus, centre_id, NewLearner("A-1", "Lena", "Unmistakable"))
    theirs, ours = sqlite_house.client(there), sqlite_house.client(cast.administrator)
    chosen = {name: client.get("/programmes").text for name, client in (("dk", theirs), ("de", ours))}
    assert re.search(r'<option value="dk_danskuddannelse" selected', chosen["dk"])
    assert re.search(r'<option value="de_integrationskurs" selected', chosen["de"])
    assert "Unmistakable" in words(theirs.get("/people"))
    assert "Unmistakable" not in words(ours.get("/people"))
    assert ours.get(f"/people/{lena.learner_id}").status_code == 404
    assert theirs.get(f"/people/{cast.leyla.learner_id}").status_code == 404
