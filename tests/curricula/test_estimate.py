"""How long a goal takes: each range against the hours that were published, and what moves it."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from curricula.domain.estimate import Estimate, History, Learner, More, estimate, more_for_schooling
from curricula.packs import load_packs
from lms.kernel.vocabulary import Level, Literacy, Track

TODAY = date(2026, 11, 23)
PACKS = {key: programme.on(TODAY) for key, programme in load_packs().items()}
TABLE = Path(__file__).parent / "packs" / "published_hours.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
READER = Learner(Literacy.LATIN, 11)


def take(programme: str, learner: Learner, goal: Level, hours_a_week: float = 15) -> Estimate:
    found = estimate(PACKS[programme], PACKS["cefr"], learner, goal, weekly=int(hours_a_week * 60), start_on=TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize("row", ROWS, ids=[row["source"] for row in ROWS])
def test_a_range_holds_what_was_published(row: dict[str, str]) -> None:
    learner = Learner(
        Literacy(row["literacy"]),
        float(row["schooling_years"]),
        Level(row["start"]) if row["start"] else None,
        track=Track.FAST_TRACK if row["fast"] else None,
    )
    found = take(row["programme"], learner, Level(row["goal"]))
    least, most = float(row["least_hours"]), float(row["most_hours"])
    assert found.low / 60 <= least + 0.5
    assert most - 0.5 <= found.high / 60
    # A range that holds everything says nothing.
    assert found.high / 60 <= 3 * most


def test_every_programme_is_compared_with_something_published_or_takes_the_neutral_hours() -> None:
    compared = {row["programme"] for row in ROWS}
    for key in PACKS.keys() - compared:
        codes = [one.code for one in take(key, READER, Level.A1).assumptions]
        assert "curricula.assume.neutral" in codes, key


def test_danish_months_are_those_that_were_published() -> None:
    for track, average, allowed in (("du1", 23.5, 42), ("du2", 21.5, 42), ("du3", 20, 33)):
        own = [one for one in PACKS["dk_danskuddannelse"].durations if one.track == track]
        assert sum(one.typical_months or 0 for one in own) == average
        typical = {one.module for one in own if one.typical_months}
        assert sum(one.longest_months or 0 for one in own if one.module in typical) == allowed


def test_danish_range_in_months_ends_where_the_months_that_are_allowed_end() -> None:
    found = take("dk_danskuddannelse", Learner(Literacy.NONE, 2), Level.B2, hours_a_week=6.75)
    assert found.months == (18, 42)


def test_more_hours_a_week_bring_the_days_nearer_and_change_no_hour() -> None:
    slow, quick = (take("de_integrationskurs", READER, Level.B1, hours) for hours in (7.5, 15))
    assert (slow.low, slow.high) == (quick.low, quick.high)
    assert quick.first < slow.first
    assert quick.last < slow.last


def test_reading_decides_more_than_school() -> None:
    cannot_read = take("de_integrationskurs", Learner(Literacy.NONE, 11), Level.A2)
    assert cannot_read.low > take("de_integrationskurs", READER, Level.A2).low


def test_two_languages_learnt_before_leave_out_the_slowest_part() -> None:
    one, two = (take("cefr", replace(READER, other_languages=count), Level.A2) for count in (1, 2))
    assert (one.low, one.high) > (two.low, two.high)
    assert one.low == two.low


def test_hours_attended_count_but_never_as_the_whole_level() -> None:
    fresh = take("cefr", READER, Level.A1)
    half = take("cefr", replace(READER, attended_minutes=1200), Level.A1)
    long = take("cefr", replace(READER, attended_minutes=100_000), Level.A1)
    assert (half.low, half.high) == (fresh.low - 1200, fresh.high - 1200)
    assert long.low == round(fresh.low * 0.25)


def test_a_person_nobody_has_looked_at_gets_the_widest_range_and_it_says_so() -> None:
    unknown, known = take("cefr", Learner(), Level.A2), take("cefr", READER, Level.A2)
    assert unknown.low < known.low
    assert unknown.high > known.high
    assert unknown.assumptions[0].code == "curricula.assume.profile_unknown"


def test_own_history_moves_the_range_and_says_so() -> None:
    reader = replace(READER, level=Level.A1)
    usual = take("cefr", reader, Level.B1)
    expected = 150 * 45
    slow, quick, brought = (
        take("cefr", replace(reader, history=History(2, round(2 * expected * times))), Level.B1)
        for times in (1.5, 0.7, 0.05)
    )
    assert quick.low < usual.low < slow.low
    assert quick.high < usual.high < slow.high
    assert slow.low / usual.low == pytest.approx(1.5 ** (2 / 3), abs=0.01)
    assert brought == usual
    assert "curricula.assume.slower" in [one.code for one in slow.assumptions]
    assert ("hours", 79) in next(one for one in quick.assumptions if one.code == "curricula.assume.quicker").facts


def test_the_later_day_counts_with_how_somebody_comes_and_the_first_one_with_every_lesson() -> None:
    usual = take("cefr", READER, Level.A2)
    half = take("cefr", replace(READER, history=History(attendance=0.5)), Level.A2)
    assert (half.low, half.high, half.first) == (usual.low, usual.high, usual.first)
    assert half.last - TODAY >= (usual.last - TODAY) * 1.9
    assert half.months[1] > usual.months[1]
    assert "curricula.assume.comes" in [one.code for one in half.assumptions]


def test_a_goal_that_is_reached_has_no_estimate() -> None:
    learner = replace(READER, level=Level.B1)
    assert estimate(PACKS["cefr"], PACKS["cefr"], learner, Level.A2, weekly=600, start_on=TODAY) is None


def test_every_figure_names_its_source() -> None:
    for key in PACKS:
        for one in take(key, READER, Level.B2).assumptions:
            if one.code in ("curricula.assume.published", "curricula.assume.scaled", "curricula.assume.neutral"):
                assert one.evidence is not None
                assert one.evidence.source


def test_few_years_at_school_add_the_hours_of_the_programme_and_nothing_where_they_decide_nothing() -> None:
    flanders = PACKS["be_nt2"]

    def more(learner: Learner) -> object:
        return more_for_schooling(flanders, PACKS["cefr"], learner, Level.A1, weekly=900, start_on=TODAY)

    found = more(replace(READER, schooling_years=4))
    few, many = take("be_nt2", replace(READER, schooling_years=4), Level.A1), take("be_nt2", READER, Level.A1)
    assert found == More(few.low - many.low, few.high - many.high, (many.first, many.last), (few.first, few.last))
    assert few.low > many.low
    assert few.last > many.last
    assert more(READER) is None
    # Another script decides already, whatever the years.
    assert more(Learner(Literacy.OTHER_SCRIPT, 4)) is None
    assert more(Learner(Literacy.LATIN, None)) is None
