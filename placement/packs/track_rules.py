"""Track rules that ship, a file a country: reads and checks them, and names every problem at once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lms.kernel import errors
from lms.kernel.facts import Evidence
from lms.kernel.packs import Entry, Problem, tables_of
from lms.kernel.vocabulary import Level, Track
from placement.domain import track_rules
from placement.domain.track_rules import Case, CountryTest, Duty, PlacementFacts, TrackRule, TrackRules

COUNTRIES = Path(__file__).parents[1] / "track_rules"


def load_track_rules(country: str, root: Path = COUNTRIES) -> TrackRules:
    """The rule pack of a country, two letters. Raises `NotFound` without one, `Invalid` with every problem."""
    file = root / f"{country}.toml"
    if not country.isalpha() or not file.is_file():
        raise errors.NotFound("placement.no_track_rules", country=country)
    pack, problems = read_track_rules(file)
    if problems:
        raise errors.Invalid("placement.track_rules_refused", country=country, problems=problems)
    return pack


def countries(root: Path = COUNTRIES) -> tuple[str, ...]:
    """Countries with a rule pack."""
    return tuple(sorted(file.stem for file in root.glob("*.toml")))


def read_track_rules(file: Path) -> tuple[TrackRules, list[Problem]]:
    """The pack as far as it can be read, and every problem found in it."""
    problems: list[Problem] = []
    head = Entry(file.name, "", tables_of(file, file.name, problems) or {}, problems)
    pack = TrackRules(
        country=head.text("country"),
        version=head.text("version"),
        rules=tuple(_rule(entry) for entry in head.tables("rules")),
        duties=tuple(_duty(entry) for entry in head.tables("duties", named="code")),
        cases=tuple(_case(entry) for entry in head.tables("cases", named="rule")),
        tests=tuple(_test(entry) for entry in head.tables("tests", named="code")),
    )
    head.done()
    return pack, problems + list(_flaws(file.name, pack))


def _flaws(file: str, pack: TrackRules) -> Iterator[Problem]:
    """What does not fit together, although every entry can be read."""
    for key, times in Counter(rule.key for rule in pack.rules).items():
        if times > 1:
            yield Problem(file, key, "duplicate_key", {"times": times})
    for rule in pack.rules:
        if rule.test and rule.test not in {test.code for test in pack.tests}:
            yield Problem(file, rule.key, "unknown_test", {"test": rule.test})
    for key in sorted({rule.key for rule in pack.rules} - {case.rule for case in pack.cases}):
        yield Problem(file, key, "rule_without_case")
    for case in track_rules.failing_cases(pack):
        facts = {"track": case.facts.track, "level": case.facts.level, "day": case.day}
        yield Problem(file, case.rule, "case_fails", facts)


def _rule(entry: Entry) -> TrackRule:
    rule = TrackRule(
        key=entry.text("key"),
        track=entry.code("track", Track),
        course=entry.text("course"),
        entry=entry.text("entry", ""),
        levels=_levels(entry),
        schooling_from=entry.whole("schooling_from") or 0,
        schooling_to=entry.whole("schooling_to"),
        after=entry.text("after", ""),
        note=entry.text("note", ""),
        evidence=_evidence(entry),
        goal=entry.text("goal", ""),
        irregular=entry.yes("irregular"),
        test=entry.text("test", ""),
        score_from=entry.whole("score_from") or 0,
        score_to=entry.whole("score_to"),
    )
    entry.done()
    return rule


def _levels(entry: Entry) -> tuple[Level, ...]:
    if not entry.texts("levels"):
        entry.wrong("text_missing", field="levels")
    return entry.codes("levels", Level)


def _evidence(entry: Entry) -> Evidence:
    """A rule says from when it holds, or that nobody knows: its day is never left out by mistake."""
    if not entry.has("valid_from"):
        entry.wrong("valid_from_missing")
    return entry.evidence()


def _duty(entry: Entry) -> Duty:
    duty = Duty(entry.text("code"), _evidence(entry))
    entry.done()
    return duty


def _test(entry: Entry) -> CountryTest:
    test = CountryTest(entry.text("code"), int(entry.needed("highest", 1)), entry.evidence())
    entry.done()
    return test


def _case(entry: Entry) -> Case:
    scores = entry.inner("scores")
    facts = PlacementFacts(
        track=entry.code("track", Track),
        level=entry.code("level", Level),
        schooling_years=entry.whole("schooling_years"),
        attended_before=entry.texts("attended_before"),
        goals=entry.texts("goals"),
        irregular=entry.yes("irregular"),
        scores={code: scores.whole(code) or 0 for code in scores.data} if scores else {},
    )
    day, rule = entry.day("day"), entry.text("rule", "")
    if day is None:
        entry.wrong("text_missing", field="day")
    entry.done()
    return Case(facts, day or date.min, rule)
