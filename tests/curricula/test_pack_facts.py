"""Every pack against a table of facts with their sources, and what an unverified fact may do: warn, never refuse."""

import csv
import json
from dataclasses import replace
from datetime import date
from enum import Enum
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from curricula.cli import group
from curricula.domain.eligibility import Answer, PersonFacts, decides, eligibility
from curricula.domain.pathway import Achievements, missing_prerequisites
from curricula.domain.programme import EntryRule, PersonFact, Programme
from curricula.packs import shipped
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Confidence, Level, Literacy

TODAY = date(2026, 11, 23)
TABLE = Path(__file__).parent / "packs" / "facts.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def name_of(row: dict[str, str]) -> str:
    return f"{row['pack']} {row['key']} {row['path']} {row['day']}"


def written(value: Any) -> str:
    if isinstance(value, tuple):
        return "|".join(written(each) for each in value)
    if isinstance(value, Enum):
        return str(value.value)
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_pack_says_what_its_source_says(row: dict[str, str]) -> None:
    standing = shipped()[row["pack"]].on(date.fromisoformat(row["day"]))
    (statement,) = [one for one in getattr(standing, row["table"]) if one.key == row["key"]]
    value: Any = statement
    for step in row["path"].split("."):
        value = getattr(value, step)
    assert written(value) == row["value"]
    assert statement.evidence.source == row["source"]
    assert statement.evidence.confidence.value == row["confidence"]


def test_every_pack_stands_in_the_table() -> None:
    assert {row["pack"] for row in ROWS} == shipped().keys()


def test_the_cap_of_510_hours_ended_when_it_ended() -> None:
    australia = shipped()["au_amep"]
    assert australia.on(date(2021, 4, 19)).hour_budgets == ()
    assert [one.evidence.confidence for one in australia.on(TODAY).tracks] == [Confidence.FOUND]


def test_special_courses_for_youth_parents_and_women_ended_with_the_amendment() -> None:
    course = shipped()["de_integrationskurs"]
    names = ("youth", "parents", "women", "support")
    assert [one.key for one in course.on(date(2024, 12, 6)).tracks if one.key in names] == list(names)
    assert not [one for one in course.on(date(2024, 12, 7)).tracks if one.key in names]


def test_what_nobody_published_stays_empty() -> None:
    programmes = {key: one.on(TODAY) for key, one in shipped().items()}
    assert all(one.hours is None for one in programmes["at_oeif"].modules)
    assert programmes["uk_esol"].attendance_rules == ()
    assert programmes["ca_linc"].group_limits == ()
    # German law states no share of attendance.
    assert programmes["de_integrationskurs"].attendance_rules == ()


# --- an unverified fact can warn but never refuse ---------------------------------------------------------------------

PEOPLE: list[dict[PersonFact, object]] = [
    {
        PersonFact.LITERACY: literacy,
        PersonFact.SCHOOLING_YEARS: years,
        PersonFact.LEVEL: level,
        PersonFact.AGE: age,
        PersonFact.PLACEMENT_TAKEN: placed,
        PersonFact.SPECIAL_NEED: False,
        PersonFact.FAST_PROGRESS_PREDICTED: False,
        PersonFact.LANGUAGE_TEST_FAILED: False,
        PersonFact.UNEVEN_SKILLS: False,
        PersonFact.RECOGNITION_CASE: False,
    }
    for literacy, years, level, age, placed in product(
        (Literacy.NONE, Literacy.LATIN), (0, 12), (Level.PRE_A1, Level.B1), (15, 40), (False, True)
    )
]


def doubtful(programme: Programme) -> Programme:
    """The same programme, with every statement from memory."""

    def doubt(evidence: Evidence) -> Evidence:
        return replace(evidence, confidence=Confidence.MEMORY)

    return replace(
        programme,
        entry_rules=tuple(replace(one, evidence=doubt(one.evidence)) for one in programme.entry_rules),
        modules=tuple(replace(one, evidence=doubt(one.evidence)) for one in programme.modules),
    )


@pytest.mark.parametrize("key", sorted(shipped()))
def test_a_rule_that_is_not_verified_refuses_nobody_anything(key: str) -> None:
    programme = doubtful(shipped()[key].on(TODAY))
    for person in PEOPLE:
        for track in programme.tracks:
            for documents in (True, False):
                found = eligibility(programme, track.key, person, TODAY, documents=documents)
                assert found.answer is not Answer.NOT_ELIGIBLE
    nothing = Achievements()
    missing = [one for module in programme.modules for one in missing_prerequisites(key, module, nothing)]
    assert not any(one.refuses for one in missing)


def test_whoever_is_refused_is_refused_by_a_rule_that_was_found() -> None:
    refusals = 0
    for key, programme in shipped().items():
        for person in PEOPLE:
            for track in programme.on(TODAY).tracks:
                found = eligibility(programme, track.key, person, TODAY, documents=True)
                if found.answer is Answer.NOT_ELIGIBLE:
                    refusals += 1
                    assert found.rule is not None, key
                    assert decides(found.rule)
                    assert found.rule.evidence.confidence is Confidence.FOUND
    assert refusals


# --- which track is mine ---------------------------------------------------------------------------------------------


def answer(programme: str, track: str, person: PersonFacts) -> tuple[Answer, str]:
    found = eligibility(shipped()[programme].on(TODAY), track, person, TODAY, documents=True)
    return found.answer, found.document


def test_what_needs_a_permit_is_not_known_and_names_the_document_that_decides() -> None:
    person = {PersonFact.PLACEMENT_TAKEN: True, PersonFact.LITERACY: Literacy.NONE}
    assert answer("de_integrationskurs", "literacy", person) == (Answer.UNKNOWN, "entitlement_certificate")
    assert answer("at_oeif", "agreement", person) == (Answer.UNKNOWN, "integration_agreement")
    assert answer("fr_cir", "h600", person) == (Answer.UNKNOWN, "integration_contract")


def test_a_plain_no_stands_above_a_document() -> None:
    assert answer("no_introduksjon", "introduction", {PersonFact.AGE: 70})[0] is Answer.NOT_ELIGIBLE
    reads = {PersonFact.PLACEMENT_TAKEN: True, PersonFact.LITERACY: Literacy.LATIN}
    assert answer("de_integrationskurs", "literacy", reads)[0] is Answer.NOT_ELIGIBLE


def test_a_track_without_a_rule_is_not_called_open() -> None:
    found = eligibility(shipped()["cefr"].on(TODAY), "intensive", {}, TODAY, documents=True)
    assert (found.answer, found.rule) == (Answer.UNKNOWN, None)


def test_no_rule_asks_for_a_permit_or_a_nationality() -> None:
    asked = {
        condition.fact
        for programme in shipped().values()
        for rule in programme.entry_rules
        for condition in rule.conditions
    }
    assert asked <= set(PersonFact)
    assert not {"permit", "nationality", "religion", "origin", "sex"} & {fact.value for fact in PersonFact}


def test_a_rule_that_a_document_decides_asks_nothing() -> None:
    rules: list[EntryRule] = [rule for one in shipped().values() for rule in one.entry_rules if rule.by_document]
    assert len(rules) > 10
    assert all(rule.document and not rule.conditions for rule in rules)


# --- the command -----------------------------------------------------------------------------------------------------


def test_packs_check_lists_packs_facts_sources_and_warnings() -> None:
    answered = CliRunner().invoke(group, ["check", "--json"])
    assert answered.exit_code == 0
    told = json.loads(answered.output)
    assert told["problems"] == []
    packs = {one["key"]: one for one in told["packs"]}
    assert packs.keys() == shipped().keys()
    flanders = packs["be_nt2"]
    assert "integratie-inburgering.be" in flanders["sources"]
    assert {one["code"] for one in flanders["warnings"]} >= {"maximum", "attendance"}
    assert all(one["source"] and one["confidence"] for pack in packs.values() for one in pack["facts"])
    assert {one["region"] for one in told["regions"]} == {"de_hb", "se_ab", "se_c"}
