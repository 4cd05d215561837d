"""Versions of packs: rules of one's own, what a new version would change, taking it, and both staying readable."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from curricula import packs, queries
from curricula.domain import consistency
from curricula.domain.allowances import Cost, CostKind
from curricula.domain.amounts import Money
from curricula.domain.effects import Person, Running, changes, effects, says_the_same
from curricula.domain.programme import EVERY_TRACK, Programme, group_limit
from curricula.jobs import keep_shipped
from curricula.queries import editions, outline
from curricula.queries.effects import preview
from curricula.services import editions as services
from curricula.words import SENTENCES
from lms.courses import queries as courses
from lms.kernel import clock, db, errors
from lms.kernel import packs as kernel_packs
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level
from tests.curricula.lives import Lives
from tests.curricula.test_pages import words
from tests.houses import NOON, House

TODAY = date(2026, 11, 24)
SMALL = """[overlay]
programme = "de_integrationskurs"
set_by = "Lindenhof"

[[group_limits]]
key = "all"
track = "*"
maximum = 5
source = "house rule of 2026"
confidence = "F"
valid_from = 2026-11-24

[[modules]]
key = "general_5"
name = "Sprachkurs Modul 5"
kind = "language"
tracks = ["general"]
hours = { amount = 120, unit = "lesson" }
prerequisites = [["general_4", "level:a2"]]
source = "house rule of 2026"
confidence = "F"
valid_from = 2026-11-24
"""


def hand_in(house: House, actor: Actor, text: str = SMALL) -> str:
    with house.acting(actor):
        return services.hand_in({"rules.toml": text}, day=TODAY, actor=actor, now=NOON)


def take(house: House, actor: Actor, edition_id: str, holds_from: date = TODAY) -> None:
    with house.acting(actor):
        services.take(edition_id, holds_from=holds_from, day=TODAY, actor=actor, now=NOON)


def largest(day: date) -> int | None:
    return group_limit(outline.in_force(day)["de_integrationskurs"], "general", day)[0].maximum


def test_a_rule_of_ones_own_counts_from_its_day_on_and_the_old_one_stays_readable(house: House, lives: Lives) -> None:
    manager = lives.cast.manager
    edition_id = hand_in(house, manager)
    with house.acting(manager):
        assert largest(TODAY) == 25
        assert [one.id for one in queries.waiting_editions()] == [edition_id]
    take(house, manager, edition_id, TODAY + timedelta(days=7))
    with house.acting(manager):
        assert largest(TODAY) == 25
        assert largest(TODAY + timedelta(days=7)) == 5
        assert editions.edition(edition_id)[1] == {"rules.toml": SMALL}
        found = editions.composed(TODAY + timedelta(days=7)).programmes["de_integrationskurs"]
        assert [(one.table, one.set_by) for one in found.overrides] == [
            ("modules", "Lindenhof"),
            ("group_limits", "Lindenhof"),
        ]
    with house.acting(lives.cast.outsider):
        assert largest(TODAY + timedelta(days=7)) == 25
        with pytest.raises(errors.NotFound):
            editions.edition(edition_id)


def test_a_new_version_names_the_groups_and_people_it_would_change(sqlite_house: House, lives: Lives) -> None:
    edition_id = hand_in(sqlite_house, lives.cast.manager)
    with sqlite_house.acting(lives.cast.manager):
        found = preview(edition_id, TODAY)
        group = courses.section(lives.section_id)
    told = {one.code: one for one in found.effects}
    assert dict(told["group_maximum"].facts)["after"] == 5
    assert group.name in told["group_maximum"].groups
    assert dict(told["module_length"].facts)["after"] == 120 * 45
    assert told["module_length"].people
    assert {(one.table, one.key) for one in found.changes} == {("modules", "general_5"), ("group_limits", "all")}


def test_a_version_is_decided_once_and_never_for_a_day_that_has_passed(sqlite_house: House, lives: Lives) -> None:
    manager = lives.cast.manager
    edition_id = hand_in(sqlite_house, manager)
    with pytest.raises(errors.Invalid, match="edition_day_passed"):
        take(sqlite_house, manager, edition_id, TODAY - timedelta(days=1))
    take(sqlite_house, manager, edition_id)
    with pytest.raises(errors.Conflict, match="edition_decided"):
        take(sqlite_house, manager, edition_id)
    with sqlite_house.acting(manager):
        services.put_aside(edition_id, actor=manager, now=NOON)
        assert largest(TODAY) == 25


def test_with_one_mistake_nothing_is_kept(sqlite_house: House, lives: Lives) -> None:
    with pytest.raises(errors.Invalid) as refused:
        hand_in(sqlite_house, lives.cast.manager, SMALL.replace(', unit = "lesson"', ""))
    (problem,) = refused.value.facts["problems"]
    assert (problem.file, problem.key, problem.code) == ("rules.toml", "general_5", "hours_without_unit")
    with sqlite_house.acting(lives.cast.manager):
        assert editions.editions() == []


def test_what_ships_is_kept_and_another_text_waits_until_it_is_taken(
    sqlite_house: House, lives: Lives, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = lives.cast.manager
    with sqlite_house.acting(manager):
        assert services.keep_shipped(day=TODAY, now=NOON) == []
        assert services.keep_shipped(day=TODAY, now=NOON) == []
        (first,) = editions.editions("de_integrationskurs")
        assert (first.number, first.waits, first.holds_from) == (1, False, TODAY)
    text = (packs.SHIPPED / "de_integrationskurs" / "rules.toml").read_text(encoding="utf-8")
    newer = {**packs.texts_of(packs.SHIPPED / "de_integrationskurs"), "rules.toml": text.replace("= 25", "= 18")}
    monkeypatch.setattr(packs, "texts_of", lambda folder: newer)
    with sqlite_house.acting(manager):
        (waits,) = services.keep_shipped(day=TODAY, now=NOON)
        assert largest(TODAY) == 25
        codes = {one.code for one in preview(waits, TODAY).effects}
        assert codes == {"group_maximum"}
    take(sqlite_house, manager, waits)
    with sqlite_house.acting(manager):
        assert largest(TODAY) == 18


def test_the_nightly_job_keeps_the_packs_of_every_provider(sqlite_house: House, lives: Lives) -> None:
    class Quiet:
        stop_wanted = False

        def tell(self, facts: dict[str, Any]) -> None:
            """Nobody listens."""

    told = keep_shipped({}, Quiet(), clock.now())  # type: ignore[arg-type]
    assert told == {"waiting": 0}
    with sqlite_house.acting(lives.cast.manager):
        assert [one.programme for one in editions.editions()] == ["de_integrationskurs"]
    with db.transaction(sqlite_house.engine):
        assert editions.composed(TODAY).programmes.keys() == packs.shipped().keys()


def test_a_pack_of_ones_own_is_a_programme_like_any_other(sqlite_house: House, lives: Lives) -> None:
    text = """[programme]
key = "welcome"
name = "Welcome course"
country = "DE"
language = "de"
unit = "lesson"

[[tracks]]
key = "welcome"
name = "Welcome"
track = "regular"
source = "house rule"
confidence = "F"

[[modules]]
key = "welcome_1"
name = "Welcome 1"
kind = "language"
tracks = ["welcome"]
hours = { amount = 40, unit = "lesson" }
source = "house rule"
confidence = "F"
"""
    edition_id = hand_in(sqlite_house, lives.cast.manager, text)
    take(sqlite_house, lives.cast.manager, edition_id)
    with sqlite_house.acting(lives.cast.manager):
        assert "welcome" in outline.own_programmes()
        assert outline.full_name("welcome_1") == "welcome:welcome_1"
        assert "welcome" in [one["key"] for one in queries.programmes_on(TODAY)]
    page = words(sqlite_house.client(lives.cast.manager).get("/programmes?programme=welcome"))
    assert "Welcome course" in page
    assert "40 lessons" in page


# --- pages -----------------------------------------------------------------------------------------------------------


def test_rules_are_written_checked_shown_and_taken_on_pages(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.manager)
    begun = client.get("/programmes/own-rules?programme=de_integrationskurs&table=group_limits&key=all")
    assert "[[group_limits]]" in begun.get_data(as_text=True)
    wrong = client.post(
        "/programmes/own-rules?programme=de_integrationskurs",
        data={"rules": SMALL.replace("maximum = 5", 'maximum = "five"'), "once": "a"},
    )
    assert wrong.status_code == 422
    assert "rules.toml, all: maximum is not a number that fits." in words(wrong)
    assert "five" in wrong.get_data(as_text=True)
    kept = client.post(
        "/programmes/own-rules",
        data={"pack": (BytesIO(SMALL.encode()), "rules.toml"), "once": "b"},
        content_type="multipart/form-data",
    )
    assert kept.status_code == 302
    page = words(client.get(kept.location))
    assert "Largest group: 5. Before: 25." in page
    assert "Sprachkurs Modul 5: 120 lessons. Before: 100." in page
    assert client.post(kept.location + "/take", data={"holds_from": "2026-11-24", "once": "c"}).status_code == 302
    shown = words(client.get("/programmes?programme=de_integrationskurs"))
    assert "set by Lindenhof" in shown
    assert "It replaces: at most 25" in shown
    assert "buzer.de s14 change 2017" in shown


def test_only_who_runs_the_centre_changes_rules(sqlite_house: House, lives: Lives) -> None:
    edition_id = hand_in(sqlite_house, lives.cast.manager)
    for other in (lives.cast.teacher, lives.cast.caseworker):
        client = sqlite_house.client(other)
        assert client.get("/programmes/own-rules").status_code == 404
        assert client.post(f"/programmes/versions/{edition_id}/take", data={"once": "x"}).status_code == 404
        assert client.get(f"/programmes/versions/{edition_id}").status_code == 200


def test_every_programme_is_shown_in_words(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.manager)
    for key, programme in packs.shipped().items():
        page = words(client.get(f"/programmes?programme={key}"))
        assert programme.name in page
        for examination in programme.examinations:
            assert examination.name in page


def test_every_mistake_of_a_reader_has_a_sentence() -> None:
    readers = [*Path(packs.__file__).parent.glob("*.py"), Path(consistency.__file__), Path(kernel_packs.__file__)]
    text = "\n".join(one.read_text(encoding="utf-8") for one in readers)
    codes = set(re.findall(r'(?:wrong|Refused)\(\s*"(\w+)"', text))
    codes |= set(re.findall(r'Flaw\([^\n]*?"(\w+)"(?:\)|, \(\()', text))
    codes |= set(re.findall(r'Problem\([^\n]*?"(\w+)", \{', text))
    assert {"circle", "dates_overlap", "hours_without_unit", "programme_missing", "not_a_zip"} <= codes
    assert {code for code in codes if f"curricula.pack.{code}" not in SENTENCES} == set()


# --- effects, by value -----------------------------------------------------------------------------------------------


def test_another_source_alone_is_a_change_that_says_the_same() -> None:
    programme: Programme = packs.shipped()["it_cpia"].on(TODAY)
    rule = programme.attendance_rules[0]
    again = replace(rule, evidence=replace(rule.evidence, source="another page"))
    (change,) = changes(programme, replace(programme, attendance_rules=(again,)))
    assert says_the_same(change)
    assert effects(programme, replace(programme, attendance_rules=(again,)), [], [], TODAY) == ()


def test_running_groups_hear_of_examinations_and_prices_that_change() -> None:
    before: Programme = packs.shipped()["de_integrationskurs"].on(TODAY)
    test = next(one for one in before.examinations if one.modules)
    group = Running("s", "Tuesday group", test.modules[0], 10, 20, 4500, (Person("l", "Rosa", {}),))
    fee = Cost("fee", (EVERY_TRACK,), CostKind.EXAMINATION, Money(13000, "EUR"), test.evidence, test.key)
    course = Cost("course", (EVERY_TRACK,), CostKind.LESSON, Money(229, "EUR"), test.evidence)
    after = replace(
        before,
        examinations=tuple(replace(one, levels=(Level.B2,)) if one is test else one for one in before.examinations),
        costs=(*before.costs, fee, course),
    )
    told = [one for one in effects(before, after, [group], [], TODAY) if one.table in ("examinations", "costs")]
    assert [(one.code, one.key, one.groups, one.people) for one in told] == [
        ("examination_changed", test.key, ("Tuesday group",), ("Rosa",)),
        ("price", "fee", ("Tuesday group",), ("Rosa",)),
        ("price", "course", ("Tuesday group",), ("Rosa",)),
    ]
    dearer = replace(after, costs=(*before.costs, replace(fee, price=Money(15000, "EUR")), course))
    (again,) = effects(after, dearer, [group], [], TODAY)
    assert dict(again.facts)["before"] == Money(13000, "EUR")
    gone = effects(after, replace(after, examinations=()), [group], [], TODAY)
    assert {one.code for one in gone} >= {"examination_gone"}


def test_an_attendance_rule_set_by_a_form_is_a_version_and_the_rule_of_each_day_stays_readable(
    sqlite_house: House, lives: Lives
) -> None:
    client, form = sqlite_house.client(lives.cast.manager), {"share": "80", "window_weeks": "8", "note": "House rule"}
    path = "/programmes/own-rules/attendance?programme=it_cpia"
    for wrong in ({"share": "0"}, {"window_weeks": "x"}, {"note": " "}):
        refused = client.post(path, data=form | wrong)
        assert refused.status_code == 422
        assert "Nothing is kept yet." in refused.text
    for share in ("80", "85"):
        page = client.post(path, data=form | {"share": share, "excused_outside": "yes"}, follow_redirects=True)
        edition_id = page.request.path.rpartition("/")[2]
        assert "Take this version" in page.text
    later = TODAY + timedelta(days=7)
    take(sqlite_house, lives.cast.manager, edition_id, later)
    with sqlite_house.acting(lives.cast.manager):
        rules = [outline.in_force(day)["it_cpia"].attendance_rules for day in (TODAY, later)]
    assert [[one.share for one in each] for each in rules] == [[0.7], [0.85]]
    assert (rules[1][0].window_weeks, rules[1][0].excused_outside) == (8, True)
    pages = [words(client.get(f"/programmes?programme=it_cpia&day={day}")) for day in (TODAY, later)]
    assert "These are the rules on" not in pages[0]
    assert "A booking follows the rules of its first day." in pages[1]
    assert "85%" in pages[1]
    assert "85%" not in pages[0]
