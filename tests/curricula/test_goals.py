"""A teacher puts an assessment to a goal, and the goal moves on the plan of the learner and of her caseworker."""

from datetime import date

from curricula import queries
from lms.casework import queries as casework
from lms.casework import services
from lms.casework.domain.goals import Stage, stage_of
from lms.kernel import clock
from tests.curricula.lives import TODAY, Lives
from tests.curricula.test_pages import words
from tests.houses import House


def test_the_newest_word_says_how_far_a_goal_is() -> None:
    assert stage_of([]) is None
    assert stage_of([(date(2026, 5, 1), "", False)]) is Stage.BEGUN
    said = [(date(2026, 7, 1), "on_the_way", False), (date(2026, 5, 1), "near", False), (date(2026, 8, 1), "", False)]
    assert stage_of(said) is Stage.ON_THE_WAY
    assert stage_of([*said, (date(2026, 9, 1), "", True)]) is Stage.REACHED


def test_a_goal_moves_for_both_when_her_teacher_puts_an_assessment_to_it(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    rosa = lives.people["Rosa"]
    learner_id = rosa.learner_id or ""
    with house.acting(cast.caseworker):
        services.make_plan(learner_id, "work", actor=cast.caseworker, now=clock.now())
        plan = casework.plan(rosa.person_id or "", TODAY)
        check = queries.assessments_of([learner_id])[learner_id][-1]
    assert plan is not None
    office, phone, teacher = (house.client(one) for one in (cast.caseworker, rosa, cast.teacher))
    assert "Not begun yet" in words(phone.get("/my-plan"))
    record = words(teacher.get(f"/people/{learner_id}"))
    assert "Goals of the person’s plan" in record
    where = f"/people/{learner_id}/goals/{plan.content.goals[0].key}/assessment"
    sent = {"chosen": f"{check.skill}:{check.day}", "stage": "near", "what": ""}
    assert teacher.post(where, data=sent | {"stage": "most"}).status_code == 422
    assert teacher.post(where, data=sent).status_code == 302
    for page in (words(phone.get("/my-plan")), words(office.get(f"/casework/{learner_id}"))):
        assert "Nearly there" in page
        assert f": {check.score:g} (A2)" in page
    assert "%" not in words(phone.get("/my-plan"))
