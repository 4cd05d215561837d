"""Blocks in a unit: written, shown, answered, kept for each learner, taken along as OLX."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lms.blocks import queries, services
from lms.blocks.services import benches
from lms.courses.queries.results import block_results
from lms.kernel import clock, errors, moving, signals
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from tests.lms.blocks.conftest import TODAY, Lesson
from tests.queries import counted


def test_what_a_learner_answers_is_hers_and_is_there_again(lesson_on_both: Lesson) -> None:
    lesson, cast = lesson_on_both, lesson_on_both.cast
    usage = lesson.add("count", {"text": "Bread"})
    heard: list[dict[str, Any]] = []

    def hear(sender: str, **facts: Any) -> None:
        heard.append({"usage": sender, **facts})

    with signals.block_graded.connected_to(hear):
        assert lesson.send(cast.leyla, usage, "add/once", json={"value": 3}).get_json() == {
            "mine": 1,
            "all": 1,
            "suffix": "once",
        }
        assert (
            lesson.send(cast.leyla, usage, "add", json={"value": 1, "how": {"only_if_higher": True}}).status_code == 200
        )
        assert lesson.send(cast.mahmoud, usage, "add", json={}).get_json()["all"] == 3
        # Somebody of the staff tries it: with a state of her own, and without a result.
        assert lesson.send(cast.teacher, usage, "add", json={}).get_json() == {"mine": 1, "all": 4, "suffix": ""}
    assert "\\u003cb\\u003e2\\u003c/b\\u003e" in lesson.show(cast.leyla).blocks[0].html
    assert "\\u003cb\\u003e1\\u003c/b\\u003e" in lesson.show(cast.mahmoud).blocks[0].html
    with lesson.house.acting(cast.teacher):
        found = block_results([usage])
    kept = {learner: (one.score, one.maximum, one.completion, one.times) for (learner, _), one in found.items()}
    assert kept == {cast.leyla.learner_id: (3, 4, 0.5, 1), cast.mahmoud.learner_id: (1, 4, 0.5, 1)}
    assert [(one["learner_id"], one["score"], one["maximum"]) for one in heard] == [
        (cast.leyla.learner_id, 3, 4),
        (cast.mahmoud.learner_id, 1, 4),
    ]


def test_two_answers_that_read_the_same_state_do_not_lose_each_other(lesson_on_both: Lesson) -> None:
    """The fields that were changed are written, not the JSON that was read."""
    lesson, cast = lesson_on_both, lesson_on_both.cast
    usage = lesson.add("count")
    with lesson.house.acting(cast.leyla):
        first, second = (
            benches.set_up(queries.unit(lesson.unit_id), lesson.viewer(cast.leyla), lesson.door, clock.now())
            for _ in range(2)
        )
        one, other = first.machine.get_block(usage), second.machine.get_block(usage)
        one.mine, other.all = 5, 7
        one.save()
        other.save()
        first.finish(clock.now())
        second.finish(clock.now())
    assert lesson.send(cast.leyla, usage, "add", json={}).get_json() == {"mine": 6, "all": 8, "suffix": ""}


def test_a_class_that_answers_at_once_counts_everybody(lesson_on_both: Lesson) -> None:
    lesson, cast = lesson_on_both, lesson_on_both.cast
    usage, shift = lesson.add("count"), clock.shift()

    def answer(who: Actor) -> int:
        clock.use_shift(shift)
        return lesson.send(who, usage, "add", json={}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(answer, [cast.leyla, cast.mahmoud] * 6)) == {200}
    assert lesson.send(cast.leyla, usage, "add", json={}).get_json() == {"mine": 7, "all": 13, "suffix": ""}


def test_a_page_of_ten_asks_four_questions(lesson: Lesson) -> None:
    usages = [lesson.add("count") for _ in range(10)]
    for usage in usages:
        lesson.send(lesson.cast.leyla, usage, "add", json={})
    with lesson.house.acting(lesson.cast.leyla), counted(lesson.house.engine) as seen:
        page = services.unit_page(
            lesson.unit_id, lesson.viewer(lesson.cast.leyla), lesson.door, today=TODAY, now=clock.now()
        )
    assert [one.usage_id for one in page.blocks] == usages
    assert len(seen) <= 4


def test_a_block_that_falls_leaves_the_page_standing_and_changes_nothing(lesson: Lesson) -> None:
    lesson.add("count")
    fallen = lesson.add("fallen")
    lesson.add("vertical", {"display_name": "Column"})
    page = lesson.show(lesson.cast.leyla)
    assert ["block-failed" in one.html for one in page.blocks] == [False, True, False]
    assert "Go on with the next one" in page.blocks[1].html
    assert page.left_out == ((fallen, "fallen", "failed"),)
    assert "fallen" not in str(lesson.fields(lesson.cast.teacher, fallen))
    assert lesson.show(lesson.cast.leyla).left_out == page.left_out


def test_blocks_are_written_moved_and_taken_away(lesson_on_both: Lesson) -> None:
    lesson, author = lesson_on_both, lesson_on_both.cast.teacher
    column = lesson.add("vertical")
    inner = lesson.add("count", {"text": "In"}, parent_id=column)
    outer = lesson.add("count", {"text": "Out"})
    given = {"door": lesson.door, "actor": author, "now": clock.now()}
    with lesson.house.acting(author):
        services.move_block(outer, 0, parent_id=column, **given)
        with pytest.raises(errors.Conflict):
            services.move_block(column, 0, parent_id=inner, **given)
        services.set_fields(inner, {"text": "Later"}, **given)
        for wrong in ({"mine": 3}, {"nothing": 1}, {"children": []}):
            with pytest.raises(errors.Invalid):
                services.set_fields(inner, wrong, **given)
    assert lesson.fields(author, inner) == {"text": "Later"}
    assert {one.usage_id: one.below for one in lesson.tree()}[column] == (outer, inner)
    lesson.send(lesson.cast.leyla, inner, "add", json={})
    with lesson.house.acting(author):
        services.remove_block(inner, actor=author, now=clock.now())
    assert [one.usage_id for one in lesson.tree()] == [column, outer]
    assert lesson.send(lesson.cast.leyla, inner, "add", json={}).status_code == 404
    with lesson.house.acting(author):
        services.remove_unit(lesson.unit_id, actor=author, now=clock.now())
        assert queries.outline(lesson.cast.section_id) == []


def test_units_stand_in_the_order_they_are_given_and_open_on_their_day(lesson: Lesson) -> None:
    author, section = lesson.cast.teacher, lesson.cast.section_id
    with lesson.house.acting(author):
        later = services.add_unit(section, "Later", actor=author)
        services.order_units(section, [later], actor=author)
        assert [one.title for one in queries.outline(section)] == ["Later", "At the market"]
        learner = lesson.cast.leyla.learner_id or ""
        assert [one.title for one in queries.units_open_to(learner, TODAY)] == ["At the market"]
        services.edit_unit(later, title="Now", opens_on=TODAY, level="A1", outcome="I can buy bread.", actor=author)
        assert [one.title for one in queries.units_open_to(learner, TODAY)] == ["Now", "At the market"]
        assert queries.units_open_to(lesson.cast.amina.learner_id or "", TODAY) == []
        with pytest.raises(errors.Invalid):
            services.add_unit(section, "  ", actor=author)


def test_a_unit_goes_out_as_olx_and_comes_in_again_without_anybodys_state(lesson: Lesson) -> None:
    author = lesson.cast.teacher
    given = {"door": lesson.door, "actor": author, "now": clock.now()}
    with lesson.house.acting(author):
        column = services.import_olx(
            lesson.unit_id, b"<vertical display_name='Two'><count/><count/></vertical>", **given
        )
    first = next(one for one in lesson.tree() if one.usage_id == column).below[0]
    with lesson.house.acting(author):
        services.set_fields(first, {"text": "Käse & Brot"}, **given)
    lesson.send(lesson.cast.leyla, first, "add", json={})
    with lesson.house.acting(author):
        written = services.export_olx(column, **given)
        again = services.import_olx(lesson.unit_id, written, **given)
    assert b"mine" not in written
    top = [one for one in lesson.tree() if one.parent_id is None]
    assert [one.usage_id for one in top] == [column, again]
    assert lesson.fields(author, top[1].below[0])["text"] == "Käse & Brot"
    evil = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><count text='&a;'/>"
    with lesson.house.acting(author):
        for wrong, problem in (
            (b"<vertical>", errors.Invalid),
            (evil, errors.Invalid),
            (b"<absent/>", errors.NotFound),
        ):
            with pytest.raises(problem):
                services.import_olx(lesson.unit_id, wrong, **given)


def test_what_a_learner_did_goes_along_to_another_record_of_hers(lesson: Lesson) -> None:
    usage = lesson.add("count")
    lesson.send(lesson.cast.leyla, usage, "add", json={})
    with lesson.house.acting(lesson.cast.manager):
        owners = [
            moving.Owner(one.learner_id or "", learners.learner(one.learner_id or "").person_id)
            for one in (lesson.cast.leyla, lesson.cast.mahmoud)
        ]
        moving.move(owners[0], owners[1], leave=("courses_enrolment", "learners_learner", "learners_person"))
    assert lesson.send(lesson.cast.mahmoud, usage, "add", json={}).get_json()["mine"] == 2
