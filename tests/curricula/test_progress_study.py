"""The study: what is counted, a small cohort from end to end, and cohorts from files."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from curricula.domain import progress_study
from curricula.domain.cohorts import NEVER, PROFILES, Cohort, World, simulate
from curricula.queries import cohort_files
from lms.kernel import errors
from lms.kernel.vocabulary import Skill


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return simulate(600, 4)


def test_same_seed_gives_the_same_cohort_and_another_seed_another(cohort: Cohort) -> None:
    again, other = simulate(600, 4), simulate(600, 5)
    assert np.array_equal(cohort.scores, again.scores, equal_nan=True)
    assert not np.array_equal(cohort.attended, other.attended)


def test_nobody_stands_still_by_definition_before_the_hours_are_past_tolerance(cohort: Cohort) -> None:
    for row in np.nonzero(cohort.stalled_from < NEVER)[0]:
        week = cohort.stalled_from[row]
        assert cohort.total[row, week] >= 1.75 * cohort.expected[row]


def test_naive_hours_rule_finds_everybody_and_cries_wolf(cohort: Cohort) -> None:
    found = progress_study.judged(cohort, progress_study.hours_over_expectation(cohort))
    assert found["recall"] == 1
    assert found["false_flags"] > found["flagged"] / 2


def test_study_beats_the_naive_rules_on_a_small_cohort(cohort: Cohort) -> None:
    found = progress_study.study(cohort, simulate(600, 104))
    assert found["at_recall_of_best_naive"]["times_fewer_false_flags"] >= 3
    assert found["blocked"]["precision"] > 0.7
    assert found["blocked"]["median_delay_teaching_weeks"] <= 8
    assert found["calibration"]["error"] < 0.06
    assert found["called_blocked"]["low_attendance"]["rate"] <= 0.02


def test_world_where_nobody_stands_still_is_told_so() -> None:
    world = World(stall_share=0.0, plateau_share=0.0)
    cohort = simulate(200, 1, world)
    assert (cohort.stalled_from == NEVER).all()
    assert progress_study.judged(cohort, progress_study.hours_over_expectation(cohort))["recall"] is None


def test_delay_counts_teaching_weeks_and_no_holidays() -> None:
    cohort = simulate(50, 1)
    row = int(np.nonzero((cohort.offered > 0).sum(axis=1) > 40)[0][0])
    weeks = np.nonzero(cohort.offered[row])[0]
    cohort.stalled_from[:] = NEVER
    cohort.stalled_from[row] = weeks[5]
    flags = np.full(50, NEVER)
    flags[row] = weeks[9]
    assert progress_study.judged(cohort, flags)["median_delay_teaching_weeks"] == 4


def test_lower_bound_of_equal_rates_is_below_one_and_of_a_tripled_rate_above() -> None:
    assert progress_study.ratio_lower_bound((50, 1000, 50, 1000)) < 1
    assert progress_study.ratio_lower_bound((150, 1000, 50, 1000)) > 1.25


# --- files -----------------------------------------------------------------------------------------------------------


def write(cohort: Cohort, folder: Path) -> None:
    def week(values: Any) -> list[str]:
        return ["" if one >= NEVER else str(one) for one in values]

    people = {
        "learner": range(len(cohort)), "centre": cohort.centre, "profile": [PROFILES[one].value for one in cohort.profile],
        "start_week": cohort.start, "end_week": week(cohort.end), "passed_week": week(cohort.met),
        "recorded_week": week(cohort.recorded), "stalled_from_week": week(cohort.stalled_from),
        "stalled_to_week": week(cohort.stalled_to), **cohort.groups,
    }  # fmt: skip
    pd.DataFrame(people).to_csv(folder / "learners.csv", index=False)
    rows, weeks = np.nonzero(cohort.offered)
    table = {
        "learner": rows,
        "week": weeks,
        "offered": cohort.offered[rows, weeks],
        "attended": cohort.attended[rows, weeks],
    }
    pd.DataFrame(table).to_csv(folder / "weeks.csv", index=False)
    at = np.argwhere(~np.isnan(cohort.scores))
    checks = {
        "learner": at[:, 0], "week": cohort.check_week[at[:, 0], at[:, 1]],
        "skill": [list(Skill)[skill].value for skill in at[:, 2]],
        "score": cohort.scores[tuple(at.T)], "error": cohort.error[tuple(at.T)],
    }  # fmt: skip
    pd.DataFrame(checks).to_csv(folder / "checks.csv", index=False)


def test_cohort_read_from_files_is_the_one_that_was_written(cohort: Cohort, tmp_path: Path) -> None:
    some = cohort_files.part(cohort, np.arange(40))
    write(some, tmp_path)
    read = cohort_files.read(tmp_path)
    width = read.attended.shape[1]
    assert np.array_equal(read.attended, some.attended[:, :width])
    assert np.array_equal(read.stalled_from, some.stalled_from)
    assert np.nansum(read.scores) == np.nansum(some.scores)


def test_file_without_a_column_is_refused_with_file_and_column(cohort: Cohort, tmp_path: Path) -> None:
    write(cohort_files.part(cohort, np.arange(5)), tmp_path)
    pd.read_csv(tmp_path / "checks.csv").drop(columns="error").to_csv(tmp_path / "checks.csv", index=False)
    with pytest.raises(errors.Invalid) as refused:
        cohort_files.read(tmp_path)
    assert refused.value.facts == {"name": "error", "file": "checks.csv"}


def test_unknown_profile_is_refused(cohort: Cohort, tmp_path: Path) -> None:
    write(cohort_files.part(cohort, np.arange(5)), tmp_path)
    pd.read_csv(tmp_path / "learners.csv").assign(profile="clever").to_csv(tmp_path / "learners.csv", index=False)
    with pytest.raises(errors.Invalid) as refused:
        cohort_files.read(tmp_path)
    assert refused.value.facts["name"] == "profile"
