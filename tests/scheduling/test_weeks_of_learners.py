"""Free slots of people whose work goes round in other cycles than weeks."""

from dataclasses import replace
from datetime import date

from lms.kernel.vocabulary import Shift
from lms.learners.domain.availability import Availability
from lms.learners.domain.patterns import Kind, Pattern, Preset, Stretch, preset_pattern
from lms.learners.domain.plain import week_of
from scheduling.domain import week
from scheduling.domain.problem import Learner, Rules, attends_enough, share
from scheduling.queries.lives import free_weeks

MONDAY = date(2026, 11, 23)
SLOTS = week.slots()


def learner(known: Availability) -> Learner:
    return Learner("one", "course", free_weeks(known, SLOTS))


def test_a_pattern_of_eight_days_is_judged_over_eight_weeks() -> None:
    person = learner(week_of(patterns=(preset_pattern(Preset.FOUR_FOUR, MONDAY),)))
    assert len(person.weeks) == 8
    patterns = {one.id: one for one in week.patterns()}
    # Work from 07 to 19 on half of all days: every weekday is free in four of eight weeks.
    assert share(person, patterns["morning-01234"]) == 0.5
    assert not any(attends_enough(person, one, Rules()) for one in patterns.values())


def test_nobody_gets_a_pattern_that_she_can_attend_less_than_the_needed_share() -> None:
    rules = Rules()
    for preset in (Preset.TWO_TWO_TWO, Preset.SPLIT, Preset.WEEKEND, Preset.ROTATING):
        person = learner(week_of(patterns=(preset_pattern(preset, MONDAY),)))
        for pattern in week.patterns():
            expected = sum(slot in free for free in person.weeks for slot in pattern.slots) / (
                len(person.weeks) * len(pattern.slots)
            )
            assert attends_enough(person, pattern, rules) == (expected >= rules.min_share - 1e-9)


def test_cleaners_with_a_split_shift_come_in_the_morning_and_not_in_the_evening() -> None:
    (free,) = free_weeks(week_of(patterns=(preset_pattern(Preset.SPLIT),)), SLOTS)
    assert {"0-morning", "0-midday", "0-afternoon"} <= free
    assert "0-evening" not in free


def test_the_rota_of_a_season_stands_for_the_usual_week_when_there_is_no_other() -> None:
    rota = Pattern(Kind.WORK, (Stretch(0, 480, 990),), 14, MONDAY, MONDAY, date(2026, 12, 6), Preset.ROTA)
    first, second = free_weeks(week_of(patterns=(rota,)), SLOTS)
    assert "0-morning" not in first
    assert "0-morning" in second


def test_being_on_call_takes_no_slot_and_far_centres_take_all() -> None:
    on_call = week_of(patterns=(preset_pattern(Preset.ON_CALL),))
    assert free_weeks(on_call, SLOTS) == free_weeks(Availability(Shift.NONE), SLOTS)
    far = replace(on_call, travel_by_centre=(("far", 90),), travel_limit=60)
    assert free_weeks(far, SLOTS, "far") == (frozenset(),)
