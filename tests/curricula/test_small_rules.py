"""Small rules of curricula: where a module begins, what somebody can do, when a group would fit, invented checks."""

from datetime import date, time
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from curricula import packs
from curricula.cli import group
from curricula.domain import bridge, simulation
from curricula.domain.checks import POINTS, is_new, off_the_scale
from curricula.domain.entry import entry_level
from curricula.domain.path import Can, can_do
from curricula.plugin import CurriculaPlugin
from curricula.queries import programmes_on
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import Level, Skill

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("programme", "module", "level"),
    [
        ("de_integrationskurs", "general_1", Level.PRE_A1),
        ("de_integrationskurs", "general_4", Level.A1),
        ("de_integrationskurs", "general_5", Level.A2),
        ("de_integrationskurs", "literacy_c", Level.A1),
        ("de_integrationskurs", "orientation", None),
        ("de_berufssprachkurse", "b2", Level.B1),
        ("de_berufssprachkurse", "c1", Level.B2),
        ("se_sfi", "course_d", Level.A2),
    ],
)
def test_a_module_begins_where_its_prerequisites_end(programme: str, module: str, level: Level | None) -> None:
    known = packs.shipped()[programme].on(TODAY)
    found = known.module(module)
    assert found is not None
    assert entry_level(known, found) == level


def test_the_host_is_told_of_every_module_with_its_group_limit_and_how_sure_it_is() -> None:
    course = {one["key"]: one for one in programmes_on(TODAY)}["de_integrationskurs"]
    modules = {one["key"]: one for one in course["modules"]}
    assert modules["general_1"]["minutes"] == 4500
    assert modules["general_1"]["groups"] == ({"minimum": None, "maximum": 25, "confidence": "F"},)
    assert modules["literacy_a"]["groups"][0] == {"minimum": None, "maximum": 16, "confidence": "M"}
    assert modules["literacy_a"]["track"] == "literacy_first_script"
    # A module that was replaced is not on offer any more.
    assert "intensive" not in modules


def test_module_keys_stand_once_among_shipped_packs() -> None:
    keys = [key for pack in packs.shipped().values() for key in {module.key for module in pack.modules}]
    assert len(keys) == len(set(keys))


def test_a_score_is_on_its_scale_or_refused() -> None:
    assert not off_the_scale(POINTS, 0)
    assert not off_the_scale(POINTS, 100)
    assert off_the_scale(POINTS, -1)
    assert off_the_scale(POINTS, 100.5)


def test_a_check_is_news_for_six_weeks() -> None:
    assert is_new(date(2026, 10, 13), TODAY)
    assert not is_new(date(2026, 10, 12), TODAY)


@pytest.mark.parametrize(
    ("reached", "score", "expected"),
    [
        (None, None, Can(Level.PRE_A1, coming=True)),
        (Level.A1, None, Can(Level.A1)),
        (Level.A1, 59.0, Can(Level.A1)),
        (Level.A1, 60.0, Can(Level.A2, new=True)),
        (Level.PRE_A1, 20.0, Can(Level.PRE_A1)),
        (Level.C1, 90.0, Can(Level.C1, new=True)),
    ],
)
def test_praise_is_what_somebody_can_do(reached: Level | None, score: float | None, expected: Can) -> None:
    assert can_do(reached, score, True) == expected


def _openings(**changes: object) -> tuple[bridge.Opening, ...]:
    given: dict[str, object] = {
        "waiting": ("ali", "bea", "cem"),
        "share": lambda who, week: 0.0 if who == "cem" and week[0].starts < time(12) else 1.0,
        "enough": 0.74,
        "busy": {},
        "rooms": ("sun",),
        "teachers": {"ines": tuple(WeekInterval(day, time(8), time(16)) for day in range(5))},
    }
    return bridge.openings(**(given | changes))  # type: ignore[arg-type]


def test_the_group_that_needs_nothing_new_and_seats_most_comes_first() -> None:
    found = _openings()
    assert [(one.pattern.key, len(one.seats), one.possible) for one in found] == [
        ("afternoons", 3, True),
        ("mornings", 2, True),
        ("evenings", 3, False),
    ]


def test_a_taken_room_is_not_free_for_a_new_group() -> None:
    taken = {"sun": (WeekInterval(1, time(14), time(16)),)}
    afternoons = next(one for one in _openings(busy=taken) if one.pattern.key == "afternoons")
    assert afternoons.rooms == ()
    assert not afternoons.possible


def test_nobody_is_offered_a_group_that_seats_nobody() -> None:
    assert _openings(share=lambda who, week: 0.5) == ()


def test_invented_checks_follow_the_true_pace_and_repeat_for_a_seed() -> None:
    days = simulation.check_days(date(2026, 4, 27), TODAY)
    assert days[-1] == date(2026, 11, 17)
    attended = [(day, 3000 * (number + 1)) for number, day in enumerate(days)]

    def mean_gain(gain: float) -> float:
        rises = []
        for seed in range(200):
            checks = list(simulation.checks_of("x", attended, expected_minutes=9000, gain=gain, rng=Random(seed)))
            reading = [one.score for one in checks if one.skill is Skill.READING]
            rises.append(reading[-1] - reading[0] if len(reading) > 1 else 0.0)
        return sum(rises) / len(rises)

    assert mean_gain(1.0) > 20
    assert abs(mean_gain(0.0)) < 2
    once = list(simulation.checks_of("x", attended, expected_minutes=9000, gain=1, rng=Random(3)))
    assert once == list(simulation.checks_of("x", attended, expected_minutes=9000, gain=1, rng=Random(3)))


def test_packs_check_reads_the_shipped_packs() -> None:
    answer = CliRunner().invoke(group, ["check"])
    assert answer.exit_code == 0
    assert "de_integrationskurs: 10 tracks" in answer.output


def test_packs_check_names_file_and_key_of_a_mistake(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "pack.toml").write_text(
        '[programme]\nkey = "own"\nname = "Own"\ncountry = "DE"\nlanguage = "de"\nunit = "lesson"\n'
        '[[modules]]\nkey = "one"\nname = "One"\nkind = "language"\ntracks = []\nhours = { amount = 3 }\n'
        'source = "house rule"\nconfidence = "F"\n',
        encoding="utf-8",
    )
    answer = CliRunner().invoke(group, ["check", str(tmp_path)])
    assert answer.exit_code == 1
    assert "own/pack.toml: one: hours_without_unit" in answer.output


def test_every_action_cause_signal_and_change_has_its_words() -> None:
    from curricula.domain.causes import Action, Cause
    from curricula.domain.hours import Profile
    from curricula.domain.stalled import Effort, Missing
    from curricula.words import SENTENCES

    for action in Action:
        for code in (f"action.{action}", f"action.{action}.note", f"do.{action}"):
            assert f"curricula.{code}" in SENTENCES
    assert all(f"curricula.cause.{cause}" in SENTENCES for cause in Cause)
    assert all(f"curricula.change.{missing}" in SENTENCES for missing in Missing)
    assert all(f"curricula.profile.{profile}" in SENTENCES for profile in Profile)
    assert all(f"curricula.effort.{effort}" in SENTENCES for effort in Effort)
    assert all(f"curricula.can.{level}.{skill}" in SENTENCES for level in Level for skill in Skill)


def test_the_navigation_leads_only_where_a_right_is_declared() -> None:
    plugin = CurriculaPlugin()
    rights = {one.code for one in plugin.permissions()} | {"learner.self"}
    assert {one.permission for one in plugin.navigation()} <= rights


def test_a_programme_tells_the_host_which_reasons_it_rules_on() -> None:
    told = {one["key"]: one["absences"] for one in programmes_on(TODAY)}
    assert told["de_integrationskurs"]["office_visit"] == "excused"
    assert "transport" not in told["de_integrationskurs"]
    assert told["se_sfi"] == {}
