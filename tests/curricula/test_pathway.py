"""What comes next after a module or a level, and what is still missing."""

from datetime import date

from curricula.domain.eligibility import Answer
from curricula.domain.pathway import Achievements, Step, first_open_module, missing_prerequisites, next_steps
from curricula.domain.programme import Module, PersonFact, Programme
from curricula.packs import load_packs
from lms.kernel.vocabulary import Level

TODAY = date(2026, 11, 23)
PACKS = load_packs()
INTEGRATION, VOCATIONAL = PACKS["de_integrationskurs"], PACKS["de_berufssprachkurse"]
TESTED: dict[PersonFact, object] = {PersonFact.PLACEMENT_TAKEN: True}


def module(programme: Programme, key: str) -> Module:
    found = programme.on(TODAY).module(key)
    assert found is not None
    return found


def steps(achievements: Achievements, **person: object) -> dict[str, Step]:
    facts = {**TESTED, **{PersonFact(fact): value for fact, value in person.items()}}
    return {step.to: step for step in next_steps(PACKS, achievements, facts, TODAY)}


def done(*modules: str, level: Level | None = None) -> Achievements:
    return Achievements(frozenset(f"de_integrationskurs:{key}" for key in modules), level)


def test_module_opens_the_next_one() -> None:
    assert "general_2" in steps(done("general_1"))


def test_module_done_is_not_offered_again() -> None:
    assert "general_2" not in steps(done("general_1", "general_2"))


def test_b1_opens_vocational_b2_with_and_without_bridge() -> None:
    opened = steps(done("general_6", level=Level.B1), level=Level.B1)
    assert {"b2", "b2_bridge", "orientation", "dtz"} <= opened.keys()
    assert opened["b2"].answer is Answer.ELIGIBLE
    assert "special_b1" not in opened


def test_below_b1_after_proper_attendance_opens_the_special_vocational_course() -> None:
    opened = steps(
        done("general_6", level=Level.A2), level=Level.A2, properly_attended=frozenset({"de_integrationskurs"})
    )
    assert opened["special_b1"].bookable
    assert "b2" not in opened


def test_below_a2_opens_the_special_course_to_a2() -> None:
    opened = steps(
        done("literacy_c", level=Level.A1), level=Level.A1, properly_attended=frozenset({"de_integrationskurs"})
    )
    assert "special_a2" in opened
    assert "special_b1" not in opened


def test_attendance_nobody_has_looked_at_leaves_the_question_open() -> None:
    step = steps(done("general_6", level=Level.A2), level=Level.A2)["special_b1"]
    assert step.answer is Answer.UNKNOWN
    assert step.unknown == (PersonFact.PROPERLY_ATTENDED,)


def test_recognition_case_and_field_of_work_open_their_own_courses() -> None:
    opened = steps(done("general_6", level=Level.B1), level=Level.B1, recognition_case=True, field_of_work="retail")
    assert {"recognition", "retail"} <= opened.keys()
    assert "trade" not in opened


def test_goal_puts_its_steps_first_and_hides_none() -> None:
    work = steps(done("general_6", level=Level.B1), level=Level.B1, goal="work")
    civic = steps(done("general_6", level=Level.B1), level=Level.B1, goal="citizenship")
    assert next(iter(work)) == "b2"
    assert next(iter(civic)) == "orientation"
    assert work.keys() == civic.keys()


def test_literacy_learner_enters_the_general_course_at_the_level_reached() -> None:
    assert "general_3" in steps(done("literacy_b", level=Level.A1), level=Level.A1)
    assert "general_5" in steps(done("literacy_b", level=Level.A2), level=Level.A2)
    assert "general_1" in steps(done("literacy_b"))


def test_everything_after_the_course_ends_in_the_orientation_test() -> None:
    assert "lid" in steps(done("orientation"))


def test_swedish_course_d_opens_steps_that_are_not_verified_and_say_so() -> None:
    finished = Achievements(frozenset({"se_sfi:course_d"}), Level.B1)
    step = {step.to: step for step in next_steps(PACKS, finished, {}, TODAY)}["swedish_basic"]
    assert not step.edge.evidence.may_refuse
    assert step.bookable


def test_work_with_swedish_opens_from_any_level_for_who_wants_to_work() -> None:
    started = Achievements(frozenset({"se_sfi:course_a"}))
    assert "vocational_swedish" in {step.to for step in next_steps(PACKS, started, {PersonFact.GOAL: "work"}, TODAY)}
    assert "vocational_swedish" not in {
        step.to for step in next_steps(PACKS, started, {PersonFact.GOAL: "family"}, TODAY)
    }


def test_missing_prerequisite_is_named_and_refuses_when_verified() -> None:
    (missing,) = missing_prerequisites(VOCATIONAL.key, module(VOCATIONAL, "b2"), Achievements(level=Level.A2))
    assert (missing.any_of, missing.refuses) == (("level:b1",), True)


def test_level_or_module_either_one_is_enough() -> None:
    third = module(INTEGRATION, "general_3")
    assert missing_prerequisites(INTEGRATION.key, third, Achievements(level=Level.A1)) == ()
    assert missing_prerequisites(INTEGRATION.key, third, done("general_2")) == ()
    assert missing_prerequisites(INTEGRATION.key, third, done("general_1")) != ()


def test_placement_into_a_module_stands_for_what_comes_before() -> None:
    placed = Achievements(placed_at=frozenset({"de_integrationskurs:general_4"}))
    assert missing_prerequisites(INTEGRATION.key, module(INTEGRATION, "general_4"), placed) == ()


def test_prerequisite_that_is_not_verified_warns_only() -> None:
    sfi = PACKS["se_sfi"]
    (missing,) = missing_prerequisites(sfi.key, module(sfi, "swedish_basic"), Achievements())
    assert not missing.refuses


def test_track_with_nothing_left_to_learn_has_no_door() -> None:
    assert first_open_module(INTEGRATION.on(TODAY), "general", done("general_6", level=Level.B1)) is None
