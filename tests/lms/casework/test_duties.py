"""Rights one by one, talks at both ends, hand-over, reminders, who has no plan: from the rows, through services."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from lms.accounts import queries as accounts
from lms.casework import packs, queries, services
from lms.casework.domain import compliance
from lms.casework.domain.guidance import Lane
from lms.courses import services as courses
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.learners import services as learner_services
from lms.messages import queries as messages
from lms.organisations import models as organisation_models
from lms.organisations import services as organisations
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def _id(actor: Actor) -> str:
    return actor.learner_id or ""


def _tasks(house: House, actor: Actor) -> list[tuple[str, date | None]]:
    with house.acting(actor):
        return [(one.code, one.due_on) for one in messages.open_tasks(actor)]


def _plan(house: House, cast: Cast, who: Actor) -> None:
    with house.acting(cast.caseworker):
        services.make_plan(_id(who), "family", actor=cast.caseworker, now=clock.now())
        services.add_step(_id(who), "Glasses", "Leyla", TODAY, actor=cast.caseworker, now=clock.now())


def test_a_right_is_confirmed_once_with_day_way_and_language(sqlite_house: House, cast: Cast) -> None:
    by: dict[str, Any] = {"actor": cast.caseworker, "now": clock.now()}
    with sqlite_house.acting(cast.caseworker):
        assert services.acknowledge(_id(cast.leyla), "right_change", "هذه خطتك", "ar", way="aloud", **by)
        assert services.acknowledge(_id(cast.leyla), "right_change", "هذه خطتك", "ar", way="aloud", **by) is None
        found = queries.acknowledged(cast.leyla.person_id or "")
        with pytest.raises(errors.NotFound):
            services.acknowledge(_id(cast.leyla), "right_to_nothing", "", "ar", way="aloud", **by)
        with pytest.raises(errors.Invalid, match="way_missing"):
            services.acknowledge(_id(cast.leyla), "right_read", "", "ar", way="phone", **by)
    one = found["right_change"]
    assert (one.language, one.way, one.by, one.wording) == ("ar", "aloud", "Hanna Lindqvist", "هذه خطتك")


def test_nobody_confirms_a_right_for_another_learner(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.amina), pytest.raises(errors.NotFound):
        services.acknowledge(_id(cast.leyla), "right_change", "x", "en", actor=cast.amina, now=clock.now())


def test_a_first_seat_asks_for_the_talk_at_the_beginning_and_the_last_one_for_the_talk_at_the_end(
    sqlite_house: House, cast: Cast
) -> None:
    admin, me, now = cast.administrator, cast.caseworker, clock.now()
    with sqlite_house.acting(admin):
        enrolment_id, _ = courses.book(cast.section_id, _id(cast.leyla), from_date=TODAY, actor=admin, now=now)
    assert _owed(sqlite_house, cast) == [("casework.entry_task", TODAY + timedelta(days=28))]
    with sqlite_house.acting(me):
        services.hold_entry(_id(cast.leyla), "She wants to cook.", actor=me, now=now)
    assert _owed(sqlite_house, cast) == []
    with sqlite_house.acting(admin):
        courses.leave(enrolment_id, on=TODAY, reason="moved", actor=admin, now=now)
    assert _owed(sqlite_house, cast) == [("casework.exit_task", TODAY + timedelta(days=14))]
    with sqlite_house.acting(admin):
        courses.book(cast.section_id, _id(cast.leyla), from_date=TODAY, actor=admin, now=now)
    assert _owed(sqlite_house, cast) == []


def _owed(house: House, cast: Cast) -> list[tuple[str, date | None]]:
    with house.acting(cast.caseworker):
        services.remind(TODAY, now=clock.now())
    return _tasks(house, cast.caseworker)


def test_the_sheet_of_the_end_keeps_a_dated_step_in_every_chosen_way(sqlite_house: House, cast: Cast) -> None:
    lanes = [
        Lane("language", "B1 course", "Centre", date(2027, 1, 11)),
        Lane("job_search", "Talk about kitchens", "Job office", date(2026, 12, 3), "desk@office.test"),
    ]
    by: dict[str, Any] = {"actor": cast.caseworker, "now": clock.now()}
    with sqlite_house.acting(cast.caseworker):
        with pytest.raises(errors.Invalid, match="consent_missing"):
            services.hold_exit(_id(cast.leyla), "", lanes, **by)
        services.hold_exit(_id(cast.leyla), "", lanes, consent=True, **by)
        (found,) = queries.guidance_of([_id(cast.leyla)])[_id(cast.leyla)]
    assert found.lanes == tuple(lanes)
    assert found.held_by == "Hanna Lindqvist"


def test_ten_of_a_hundred_without_a_plan_are_ten_percent(sqlite_house: House, cast: Cast) -> None:
    me, now = cast.caseworker, clock.now()
    with sqlite_house.acting(me):
        new = [learner_services.NewLearner(f"N-{number}", "Name", f"{number:03}") for number in range(97)]
        ids = learner_services.register_many(cast.centre_id, new, sheet="test", actor=me, now=now - timedelta(days=80))
        for learner_id in ids[:87] + [_id(one) for one in (cast.leyla, cast.mahmoud, cast.amina)]:
            services.make_plan(learner_id, "work", actor=me, now=now)
        found, numbers = queries.needed(TODAY), queries.counted(TODAY, queries.Wanted())
    assert numbers.missing == compliance.Share(10, 100)
    assert {one.overdue(TODAY) for one in found if not one.has_plan} == {10}
    client = sqlite_house.client(cast.manager)
    assert "10 of 100 people have no plan: 10%" in client.get("/plans/missing").text
    file = client.get("/plans/missing.csv?show=overdue").text
    assert len(file.strip().splitlines()) == 11
    client = sqlite_house.client(me)
    first, second, past = (client.get(f"/plans?page={number}&goal=work").text for number in (1, 2, 9))
    assert all("<h1>90 plans</h1>" in page for page in (first, second, past))
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (50, 40)
    assert past.count('<th scope="row">') == 40


def test_a_plan_goes_to_a_colleague_with_a_task(sqlite_house: House, cast: Cast) -> None:
    me, now = cast.caseworker, clock.now()
    with sqlite_house.acting(me):
        other = organisations.add_staff("Omar Said", "caseworker", centre_id=cast.centre_id)
        services.assign(_id(cast.leyla), me.staff_id or "", actor=me, now=now)
        services.hand_over(_id(cast.leyla), other, "She prefers mornings.", actor=me, now=now)
        keeper = queries.caseworker_of(_id(cast.leyla), TODAY)
        (told,) = messages.open_tasks(replace(me, staff_id=other))
    assert keeper is not None
    assert keeper.name == "Omar Said"
    assert told.code == "casework.handed_over"
    with sqlite_house.acting(me), pytest.raises(errors.Invalid, match="nobody_chosen"):
        services.hand_over(_id(cast.leyla), cast.teacher.staff_id or "", "", actor=me, now=now)


def test_a_plan_whose_caseworker_has_left_is_free_for_the_next_one(sqlite_house: House, cast: Cast) -> None:
    me, now = cast.caseworker, clock.now()
    _plan(sqlite_house, cast, cast.leyla)
    with sqlite_house.acting(me):
        gone = organisations.add_staff("Ada Gone", "caseworker", centre_id=cast.centre_id)
        services.assign(_id(cast.leyla), gone, actor=me, now=now)
        db.session().get_one(organisation_models.Staff, gone).active = False
        db.session().flush()
        assert _id(cast.leyla) in {one.id for one in queries.unassigned(cast.centre_id, TODAY)[0]}
        assert [one.name for one in queries.search(TODAY, state="nobody")[0]] == ["Leyla Demir"]
        assert services.remind(TODAY + timedelta(days=300), now=now) == 2
        services.add_step(_id(cast.leyla), "Next", "Leyla", TODAY, actor=me, now=now)
    codes = [code for code, _due in _tasks(sqlite_house, me)]
    assert sorted(codes) == ["casework.late_task", "casework.review_task"]


def test_reminders_are_said_once(sqlite_house: House, cast: Cast) -> None:
    _plan(sqlite_house, cast, cast.leyla)
    with sqlite_house.acting(cast.caseworker):
        later = TODAY + timedelta(days=7)
        assert services.remind(TODAY, now=clock.now()) == 0
        assert services.remind(later, now=clock.now()) == 1
        assert services.remind(later, now=clock.now()) == 0


def test_a_search_finds_by_name_step_and_office(sqlite_house: House, cast: Cast) -> None:
    _plan(sqlite_house, cast, cast.leyla)
    with sqlite_house.acting(cast.caseworker):
        for words, found in (("demir", 1), ("GLASSES", 1), ("leyla glasses", 1), ("mahmoud", 0), ("glasses moon", 0)):
            assert queries.search(TODAY, words)[1] == found
        assert queries.search(TODAY, goal="work")[1] == 0
        assert queries.search(TODAY, state="draft")[1] == 1


def test_with_her_consent_another_provider_sees_the_plan_and_without_it_does_not(house: House) -> None:
    cast = gather(house)
    _plan(house, cast, cast.leyla)
    other = cast.outsider
    person = cast.leyla.person_id or ""
    by: dict[str, Any] = {"actor": cast.caseworker, "now": clock.now()}
    with house.acting(cast.caseworker), pytest.raises(errors.Invalid, match="consent_missing"):
        services.hand_over_to_provider(_id(cast.leyla), other.provider_id or "", "", way="", language="ar", **by)
    with house.acting(other):
        assert queries.plan(person, TODAY) is None
    with house.acting(cast.caseworker):
        there = services.hand_over_to_provider(
            _id(cast.leyla), other.provider_id or "", "Moves to Nordstadt.", way="paper", language="ar", **by
        )
        (kept,) = queries.hand_overs(_id(cast.leyla))
    assert (kept.consent_way, kept.consent_language, kept.note) == ("paper", "ar", "Moves to Nordstadt.")
    with house.acting(other):
        found = queries.plan(person, TODAY)
        assert found is not None
        assert [step.title for step in found.steps] == ["Glasses"]
        assert learners.learner(there).name == "Leyla Demir"
        services.decline(there, "Not before January.", actor=other, now=clock.now())
    with house.acting(cast.caseworker):
        again = services.hand_over_to_provider(
            _id(cast.leyla), other.provider_id or "", "", way="aloud", language="ar", **by
        )
    assert again == there


def test_a_proof_stands_beside_its_goal_in_every_version(sqlite_house: House, cast: Cast) -> None:
    _plan(sqlite_house, cast, cast.leyla)
    by: dict[str, Any] = {"actor": cast.caseworker, "now": clock.now()}
    with sqlite_house.acting(cast.caseworker):
        plan = queries.plan(cast.leyla.person_id or "", TODAY)
        assert plan is not None
        key = plan.content.goals[0].key
        with pytest.raises(errors.Invalid, match="day_to_come"):
            services.attach_proof(_id(cast.leyla), key, "Tomorrow", TODAY + timedelta(days=1), **by)
        services.attach_proof(_id(cast.leyla), key, "Nursery has a place", TODAY, reached=True, **by)
        services.make_plan(_id(cast.leyla), "work", reason="A second goal.", **by)
        (proof,) = queries.proofs(cast.leyla.person_id or "")[key]
        newest = queries.plan(cast.leyla.person_id or "", TODAY)
    assert proof.reached
    assert newest is not None
    assert [one.kind for one in newest.content.goals] == ["work"]


def test_looking_at_a_plan_and_at_the_lists_is_in_the_audit(sqlite_house: House, cast: Cast) -> None:
    _plan(sqlite_house, cast, cast.leyla)
    client = sqlite_house.client(cast.caseworker)
    for path in (f"/casework/{_id(cast.leyla)}/versions/1", "/plans", f"/casework/{_id(cast.leyla)}/plan.pdf"):
        assert client.get(path).status_code == 200
    with sqlite_house.acting(cast.caseworker):
        lines = accounts.history_of("learners_learner", _id(cast.leyla))
    assert [line.changes for line in lines if line.action == "read"] == [
        {"what": "plan"}, {"what": "plan_list"}, {"what": "plan"},
    ]  # fmt: skip


def test_a_teacher_sees_item_by_item_what_her_learner_has_heard_and_who_of_the_class_has_not(
    sqlite_house: House, cast: Cast
) -> None:
    admin = cast.administrator
    with sqlite_house.acting(admin):
        courses.book(cast.section_id, _id(cast.leyla), from_date=TODAY, actor=admin, now=clock.now())
    teacher, learner = sqlite_house.client(cast.teacher), sqlite_house.client(cast.leyla)
    record, section = f"/people/{_id(cast.leyla)}", f"/sections/{cast.section_id}"
    assert "0 of 10 heard" in teacher.get(record).text
    assert "1 person has not heard all of them" in teacher.get(section).text
    learner.post("/my-plan/rights", data={"item": "right_change"})
    page = teacher.get(record).text
    assert "1 of 10 heard" in page
    assert page.count("understood on") == 1
    assert page.count("not heard yet") == 9
    for one in packs.rights():
        learner.post("/my-plan/rights", data={"item": one.code})
    assert "Everybody here has heard and understood them." in teacher.get(section).text


def test_what_a_programme_asks_of_plans_is_shown_and_a_rule_of_ones_own_stands_above_it(
    sqlite_house: House, cast: Cast
) -> None:
    house, told = sqlite_house, "a plan within 70 days"
    client = house.client(cast.manager)
    assert told not in client.get("/plans/rule").text
    with house.acting(cast.manager):
        provider = db.session().get(organisation_models.Provider, cast.provider_id)
        assert provider is not None
        provider.programmes = ["nl_inburgering"]
    page = client.get("/plans/rule").text
    assert told in page
    assert "It counts until you keep a rule of your own." in page
    with house.acting(cast.manager):
        services.set_rule(compliance.Rule(plan_days=20), actor=cast.manager, now=clock.now())
        assert queries.rule().plan_days == 20
    assert "Your own rule below stands above it." in client.get("/plans/rule").text
    page = client.get("/plans/missing").text
    assert told in page
    assert "A plan is due 20 days after somebody came." in page
