"""Ratio rules: reads the shipped TOML files, checks them, and loads all or nothing."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path

from childcare.domain.ratios import AgeYear, Band, Fact, Mode, RatioRule, Space
from lms.kernel import errors
from lms.kernel.packs import Entry, Problem, tables_of

SHIPPED = Path(__file__).parent / "ratio_rules"


def load_rules(root: Path = SHIPPED) -> tuple[RatioRule, ...]:
    """All ratio rules of a folder. Raises `errors.Invalid` with every problem, and then loads nothing."""
    rules, problems = read_rules(root)
    if problems:
        raise errors.Invalid("childcare.rules_refused", problems=problems)
    return rules


def read_rules(root: Path) -> tuple[tuple[RatioRule, ...], list[Problem]]:
    """Every rule and no problem, or no rule and every problem."""
    rules: list[RatioRule] = []
    problems: list[Problem] = []
    for path in sorted(root.glob("*.toml")):
        read = list(_rules(path, problems))
        problems += _clashes(path.name, read)
        rules += read
    return (() if problems else tuple(rules)), problems


def load_facts(root: Path = SHIPPED) -> dict[str, tuple[Fact, ...]]:
    """What is known of a country beside its rules, by country: also where no number was found."""
    found: dict[str, tuple[Fact, ...]] = {}
    for path in sorted(root.glob("*.toml")):
        data = tables_of(path, path.name, []) or {}
        entry = Entry(path.name, path.stem, data, [])
        found[entry.text("country")] = tuple(_fact(each) for each in entry.tables("facts"))
    return found


def _rules(path: Path, problems: list[Problem]) -> Iterator[RatioRule]:
    data = tables_of(path, path.name, problems)
    if data is None:
        return
    head = Entry(path.name, path.stem, data, problems)
    country, entries = head.text("country"), list(head.tables("rules"))
    said = [_fact(each) for each in head.tables("facts")]
    head.done()
    if not entries and not said:
        head.wrong("rules_missing")
    for entry in entries:
        rule = _rule(entry, country)
        entry.done()
        _check_bands(entry, rule.bands)
        yield rule


def _rule(entry: Entry, country: str) -> RatioRule:
    return RatioRule(
        entry.text("key"),
        country,
        entry.text("name"),
        entry.code("mode", Mode),
        tuple(_band(each) for each in entry.tables("bands")),
        entry.evidence(),
        entry.whole("minimum_staff", 1) or 1,
        entry.whole("minimum_on_site", 1) or 1,
        entry.whole("most_children", 1),
        tuple(_space(each) for each in entry.tables("spaces")),
        tuple(_fact(each) for each in entry.tables("facts")),
        _age_year(entry.inner("age_year")),
    )


def _age_year(entry: Entry | None) -> AgeYear | None:
    if entry is None:
        return None
    month = int(entry.needed("month", 1))
    if month > 12:
        entry.wrong("month_wrong", month=month)
    found = AgeYear(month, entry.evidence())
    entry.done()
    return found


def _band(entry: Entry) -> Band:
    band = Band(
        entry.text("key"),
        entry.whole("from_months") or 0,
        entry.whole("to_months", 1),
        int(entry.needed("children_per_carer", 1)),
        entry.evidence(),
        entry.whole("largest", 1),
        entry.yes("ages_verified", default=True),
    )
    entry.done()
    return band


def _space(entry: Entry) -> Space:
    space = Space(
        entry.text("key"),
        entry.needed("first_metres", 0),
        int(entry.needed("first_children", 1)),
        entry.needed("metres_each", 0.1),
        entry.evidence(),
    )
    entry.done()
    return space


def _fact(entry: Entry) -> Fact:
    fact = Fact(entry.text("key"), entry.text("value"), entry.evidence())
    entry.done()
    return fact


def _check_bands(entry: Entry, bands: Sequence[Band]) -> None:
    """Bands cover every age once: from birth on, each beginning where the one before ends, the last one open."""
    if not bands:
        entry.wrong("bands_missing")
        return
    ends = [0, *(band.to_months for band in bands)]
    for end, band in zip(ends, bands, strict=False):
        if band.from_months != end:
            entry.wrong("bands_do_not_meet", band=band.key, from_months=band.from_months, expected=end)
    for younger, older in pairwise(bands):
        if older.from_months <= younger.from_months:
            entry.wrong("bands_out_of_order", band=older.key)


def _clashes(file: str, rules: Sequence[RatioRule]) -> Iterator[Problem]:
    """Two versions of one rule must not hold on the same day."""
    for one, other in combinations(rules, 2):
        if one.key == other.key and one.evidence.overlaps(other.evidence):
            yield Problem(file, one.key, "dates_overlap")
