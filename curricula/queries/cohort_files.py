"""Cohorts from files: learners.csv, weeks.csv and checks.csv, for judging the review on a centre's own past."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from curricula.domain.cohorts import LOW, NEVER, PROFILES, REGULAR, SUPPLY, Cohort
from curricula.domain.hours import EXPECTED_LESSONS, Profile
from lms.kernel import errors
from lms.kernel.vocabulary import Skill

if TYPE_CHECKING:
    import pandas as pd

LEARNERS = ("learner", "centre", "profile", "start_week", "end_week", "passed_week", "recorded_week")
TRUTH = ("stalled_from_week", "stalled_to_week")
GROUPS = ("sex", "age", "first_language", "schooling")
WEEKS = ("learner", "week", "offered", "attended")
CHECKS = ("learner", "week", "skill", "score", "error")
EFFORTS = {"": 0, "low": 1, "medium": 2, "high": 3}
CIRCUMSTANCES = {"": REGULAR, "regular": REGULAR, "low_attendance": LOW, "supply_stalled": SUPPLY}
MARK = 60.0


def halves(folder: Path) -> tuple[Cohort, Cohort]:
    """The cohort cut in two: every second learner teaches the model, the others judge it. Raises Invalid."""
    cohort = read(folder)
    if len(cohort) < 2:
        raise errors.Invalid("curricula.cohort_small")
    return part(cohort, np.arange(0, len(cohort), 2)), part(cohort, np.arange(1, len(cohort), 2))


def part(cohort: Cohort, rows: Any) -> Cohort:
    """Some learners of a cohort."""
    values: dict[str, Any] = {
        name: {key: column[rows] for key, column in value.items()}
        if isinstance(value, dict)
        else value[rows]
        if isinstance(value, np.ndarray)
        else value
        for name, value in vars(cohort).items()
    }
    return Cohort(**values)


def read(folder: Path) -> Cohort:
    """A cohort. Raises Invalid with the file and the column or the value that is wrong."""
    people, weeks = _table(folder, "learners.csv", (*LEARNERS, *TRUTH)), _table(folder, "weeks.csv", WEEKS)
    checks = _table(folder, "checks.csv", CHECKS)
    place = {key: row for row, key in enumerate(people["learner"])}
    width = 1 + int(max(_number(weeks, "week", "weeks.csv").max(), _number(checks, "week", "checks.csv").max(), 0))
    offered, attended = np.zeros((len(people), width)), np.zeros((len(people), width))
    rows = _rows(weeks, place, "weeks.csv")
    at = _number(weeks, "week", "weeks.csv").astype(int)
    np.add.at(offered, (rows, at), _number(weeks, "offered", "weeks.csv"))
    np.add.at(attended, (rows, at), _number(weeks, "attended", "weeks.csv"))
    check_week, scores, error = _checks(checks, place, len(people))
    known = {profile.value: number for number, profile in enumerate(PROFILES)}
    profile = np.array([_code(value, known, "profile") for value in people["profile"]])
    return Cohort(
        profile,
        np.unique(people["centre"].to_numpy(), return_inverse=True)[1],
        {name: np.array(people[name].tolist(), dtype=np.str_) for name in GROUPS if name in people.columns},
        _week(people, "start_week"),
        _week(people, "end_week"),
        _week(people, "passed_week"),
        _week(people, "recorded_week"),
        offered,
        attended,
        check_week,
        scores,
        error,
        np.array([_code(value, EFFORTS, "effort") for value in _optional(people, "effort")]),
        np.array([_code(value, CIRCUMSTANCES, "circumstance") for value in _optional(people, "circumstance")]),
        _week(people, "stalled_from_week"),
        _week(people, "stalled_to_week"),
        np.array([EXPECTED_LESSONS[Profile(value)] for value in people["profile"]], dtype=float),
        MARK,
    )


def _table(folder: Path, name: str, columns: tuple[str, ...]) -> "pd.DataFrame":
    import pandas as pd

    if not (folder / name).is_file():
        raise errors.Invalid("curricula.registers_missing", name=name)
    table = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
    for column in columns:
        if column not in table.columns:
            raise errors.Invalid("curricula.registers_column", name=column, file=name)
    return table


def _number(table: "pd.DataFrame", column: str, file: str) -> Any:
    import pandas as pd

    values = pd.to_numeric(table[column], errors="coerce").to_numpy(dtype=float)
    if np.isnan(values).any() or (values < 0).any():
        raise errors.Invalid("curricula.cohort_value", name=column, file=file)
    return values


def _week(people: "pd.DataFrame", column: str) -> Any:
    """Whole weeks; empty is a week that does not come."""
    filled = people.assign(**{column: people[column].replace("", str(NEVER))})
    return _number(filled, column, "learners.csv").astype(int)


def _rows(table: "pd.DataFrame", place: dict[str, int], file: str) -> Any:
    rows = table["learner"].map(place)
    if rows.isna().any():
        raise errors.Invalid("curricula.cohort_value", name="learner", file=file)
    return rows.to_numpy(dtype=int)


def _code(value: str, known: dict[str, int], column: str) -> int:
    if value not in known:
        raise errors.Invalid("curricula.cohort_value", name=column, file="learners.csv")
    return known[value]


def _optional(people: "pd.DataFrame", column: str) -> list[str]:
    return list(people[column]) if column in people.columns else [""] * len(people)


def _checks(table: "pd.DataFrame", place: dict[str, int], count: int) -> tuple[Any, Any, Any]:
    rows, weeks = _rows(table, place, "checks.csv"), _number(table, "week", "checks.csv").astype(int)
    score, error = _number(table, "score", "checks.csv"), _number(table, "error", "checks.csv")
    skills = {skill.value: number for number, skill in enumerate(Skill)}
    layer = [_code(value, skills, "skill") for value in table["skill"]]
    days: list[dict[int, int]] = [{} for _ in range(count)]
    for row, week in sorted(set(zip(rows.tolist(), weeks.tolist(), strict=True))):
        days[row][week] = len(days[row])
    most = max((len(one) for one in days), default=0) or 1
    check_week = np.full((count, most), NEVER)
    scores, errors_ = np.full((count, most, len(Skill)), np.nan), np.ones((count, most, len(Skill)))
    for row, week, skill, value, wide in zip(rows, weeks, layer, score, error, strict=True):
        column = days[row][int(week)]
        check_week[row, column] = week
        scores[row, column, skill], errors_[row, column, skill] = value, wide
    return check_week, scores, errors_
