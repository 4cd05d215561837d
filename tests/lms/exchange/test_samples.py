"""The sample sheets: what their README says is what they hold."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

from lms.exchange.domain.registration import RegistrationRow, parse
from lms.kernel.vocabulary import Literacy
from lms.learners.domain.duplicates import Person, likely_duplicates
from tools import make_sample

FOLDER = Path("lms/exchange/samples")
TODAY = make_sample.MONDAY
CLEAN = parse((FOLDER / "registration-240.csv").read_bytes(), today=TODAY)
BROKEN = parse((FOLDER / "registration-with-errors.csv").read_bytes(), today=TODAY)
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def reading(row: RegistrationRow) -> str:
    if row.literacy in (Literacy.NONE, Literacy.FUNCTIONAL):
        return "cannot read yet (`none` or `functional`)"
    if row.literacy is Literacy.OTHER_SCRIPT:
        return "another script only"
    long = (row.schooling_years or 0) > 10
    return "Latin letters, 11 years of school or more" if long else "Latin letters, up to 10 years of school"


def facts(row: RegistrationRow) -> list[tuple[str, str]]:
    found = [("reading", reading(row)), ("children", ("none", "one", "two", "three")[len(row.children)])]
    found += [(what, value) for what, value in (("shift", row.shift), ("goal", row.goal)) if value]
    found += [("script", row.script)] if row.script else []
    return found + ([("placed elsewhere", "track and level")] if row.placed_track and row.placed_level else [])


def test_sheet_of_240_is_right_in_every_line() -> None:
    assert len(CLEAN.rows) == 240
    assert CLEAN.problems == ()


def test_readme_counts_every_kind_of_learner_as_the_sheet_does() -> None:
    told = {(what, value): int(count) for what, value, count in re.findall(r"\| ([a-z ]+) \| (.+) \| (\d+) \|", README)}
    assert told == Counter(fact for row in CLEAN.rows for fact in facts(row))


def test_readme_tells_the_ages_of_the_children() -> None:
    ages = [
        TODAY.year - child.birth_date.year - ((TODAY.month, TODAY.day) < (child.birth_date.month, child.birth_date.day))
        for row in CLEAN.rows
        for child in row.children
        if child.birth_date
    ]
    small, middle, big = (sum(low <= age < high for age in ages) for low, high in ((0, 3), (3, 6), (6, 10)))
    assert f"The {len(ages)} children are 0 to 9 years old: {small} under three, {middle} from" in README
    assert f"{big} of six and more" in README
    assert small + middle + big == len(ages)


def test_readme_lists_every_line_with_an_error_or_a_hint() -> None:
    told = re.findall(r"\| (\d+) \| (\w+) \| (error|hint): (\w+) \|", README)
    found = [(str(each.line), each.column, each.severity.value, each.code) for each in BROKEN.problems]
    assert sorted(told) == sorted(found)


def test_sheet_with_errors_looks_as_announced() -> None:
    assert BROKEN.lines == 240
    assert sorted({one.line for one in BROKEN.errors}) == [17, 43, 88, 121, 206]
    assert len(BROKEN.rows) == 235
    assert len(BROKEN.hint_lines) == 12


def test_four_lines_mended_and_one_left_out_make_239_learners() -> None:
    data = (FOLDER / "registration-with-errors.csv").read_bytes()
    mended = {(17, "birth_date"): "1991-02-13", (43, "email"): "", (88, "child_1_birth"): "2022-04-11"}
    found = parse(data, today=TODAY, mended=mended | {(121, "shift"): "rotating"}, left_out={206})
    assert found.ready
    assert len(found.rows) == 239


def test_nobody_is_twice_in_the_clean_sheet_and_three_are_in_the_other() -> None:
    def pairs(rows: tuple[RegistrationRow, ...]) -> set[tuple[int | str, int | str]]:
        persons = [Person(row.line, row.given_name, row.family_name, row.birth_date, row.phone) for row in rows]
        return {(pair.one.key, pair.other.key) for pair in likely_duplicates(persons)}

    assert pairs(CLEAN.rows) == set()
    assert pairs(BROKEN.rows) == {(60, 181), (95, 218), (112, 160)}


def test_generator_makes_the_same_files_again() -> None:
    for name, text in make_sample.sheets().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text


def test_no_column_asks_for_nationality_religion_or_permit() -> None:
    header = (FOLDER / "registration-240.csv").read_text(encoding="utf-8").splitlines()[0]
    assert not re.search("nation|citizen|relig|permit|status", header)


def test_children_of_the_sample_are_born_before_its_day() -> None:
    assert all((child.birth_date or date.max) < TODAY for row in CLEAN.rows for child in row.children)
