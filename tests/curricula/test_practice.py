"""What learners practise in exercises: heard, counted, shown to them and beside a finding, and no test."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from curricula import queries
from curricula.domain.practice import Done, by_page, recent
from curricula.queries.advice import kept_about
from curricula.queries.practice import done_by, recent_practice
from lms.blocks import queries as blocks
from lms.blocks import services
from lms.courses.services.results import keep_completion, keep_score
from lms.kernel import clock, language
from lms.learners import queries as learners
from tests.curricula.lives import TODAY, Lives, run_review
from tests.houses import NOON, House

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def done(
    usage_id: str, unit_id: str = "u1", *, weeks: float = 1, share: float | None = None, level: str = "a1"
) -> Done:
    at = NOW - timedelta(weeks=weeks)
    return Done(usage_id, unit_id, "Im Supermarkt", "de", level, ("listening",), "Ich kann einkaufen.", share, at)


def test_six_weeks_of_one_level_count_with_what_stands_open() -> None:
    rows = [
        done("a", share=1),
        done("b", share=0.5),
        done("c"),
        done("old", weeks=7),
        done("other", level="a2", share=0),
    ]
    found = recent(rows, {"a", "b", "c", "d", "old"}, "a1", NOW)
    assert (found.done, found.offered, found.share) == (3, 5, 0.75)
    # What a teacher took away since was done all the same.
    assert recent([done("gone")], {"a"}, "a1", NOW).offered == 2
    assert recent([], set(), "a1", NOW).share is None


def test_pages_stand_in_the_order_in_which_she_was_there() -> None:
    rows = [done("a", "first", weeks=2, share=1), done("b", "second", weeks=1), done("c", "first", weeks=3, share=0)]
    assert [(one.unit_id, one.done, one.share) for one in by_page(rows)] == [("second", 1, None), ("first", 2, 0.5)]


def put_in(house: House, lives: Lives, lesson_id: str) -> list[str]:
    """A shipped unit of German, open to the class; its exercises."""
    actor, door = lives.cast.teacher, services.Door("", language.say, Path(house.settings.data_dir))
    with house.acting(actor):
        unit_id = services.take_lesson(lives.section_id, lesson_id, door=door, actor=actor, now=NOON)
        unit = blocks.unit(unit_id)
        assert (unit.language, unit.level, "listening" in unit.skills) == ("de", "a2", True)
        services.edit_unit(
            unit_id, title=unit.title, opens_on=TODAY, level=unit.level, outcome=unit.outcome, actor=actor
        )
        return blocks.leaves_of([unit_id])[unit_id]


def test_practice_stands_beside_a_finding_and_on_the_path_and_decides_nothing(
    sqlite_house: House, lives: Lives
) -> None:
    exercises = put_in(sqlite_house, lives, "de_a2_3")
    run_review(sqlite_house, lives.cast)
    with sqlite_house.acting(lives.cast.teacher):
        (shown,) = queries.talk_list(lives.cast.teacher.staff_id or "", TODAY).talk
        learner = learners.learner(shown.learner_id)
        level_before, checks = learner.level, queries.assessments_of([learner.id])
        for usage, points in zip(exercises, (4, 2), strict=False):
            keep_score(learner.id, usage, points, 4, section_id=lives.section_id, now=clock.now())
            keep_completion(learner.id, usage, 1.0, section_id=lives.section_id, now=clock.now())
        # Done without points, opened only, and done again with fewer.
        keep_completion(learner.id, exercises[2], 1.0, now=clock.now())
        keep_completion(learner.id, exercises[3], 0.5, now=clock.now())
        keep_score(learner.id, exercises[0], 3, 4, now=clock.now())
        assert {(one.usage_id, one.share) for one in done_by(learner.id)} == {
            (exercises[0], 0.75), (exercises[1], 0.5), (exercises[2], None),
        }  # fmt: skip
        found = recent_practice(learner, today=TODAY, now=clock.now())
        assert (found.level, found.done, found.offered, found.share) == ("a2", 3, len(exercises), 0.625)
        assert len(kept_about(learner.person_id)["practice"]) == 3
        # Nobody's level, check or finding changes by it.
        assert learners.learner(learner.id).level == level_before
        assert queries.assessments_of([learner.id]) == checks
        assert queries.open_finding_of(learner.id) == shown
    teacher = sqlite_house.client(lives.cast.teacher)
    said = f"3 of {len(exercises)} exercises"
    assert f"{said} of A2 in 6 weeks." in teacher.get(f"/talk/{shown.id}").text
    assert f"3 of {len(exercises)}, 62 of 100 right" in teacher.get(f"/people/{learner.id}").text
    assert said in teacher.get(f"/learners/{learner.id}/portfolio").text
    name = next(one for one in lives.people if lives.learner_id(one) == learner.id)
    path = sqlite_house.client(lives.people[name], language="ar").get("/my-path").text
    assert "practised" in path
    # Read aloud by a German voice, whatever the page speaks.
    assert 'data-lang="de"' in path
    assert '<bdi lang="de">' in path
