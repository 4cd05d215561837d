"""Weeks in the database: kept whole, taken back, moved with a merge, brought over from shifts, over REST."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from lms.kernel import clock, db, errors, migrate, plugins
from lms.kernel.actor import Role
from lms.kernel.vocabulary import Shift
from lms.learners import queries, services
from lms.learners.domain.lives import Availability, DatedTime, Need
from lms.learners.domain.patterns import Kind, Pattern, Preset, Stretch, preset_pattern
from tests.cast import Cast, add_learner, gather
from tests.houses import House
from tests.lms.kernel.test_rest import problem, program

MONDAY = date(2026, 11, 23)
NIGHTS = preset_pattern(Preset.TWO_TWO_TWO, MONDAY)
SCHOOL = Pattern(Kind.SCHOOL, (Stretch(0, 480, 720),), run_minutes=10, alone=True)
HOLIDAY = DatedTime(date(2026, 12, 24), False, reason="Holiday")


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture
def sqlite_cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def keep(house: House, cast: Cast, learner_id: str, **facts: object) -> Availability:
    with house.acting(cast.administrator):
        return services.keep_week(learner_id, actor=cast.administrator, now=clock.now(), **facts)


def week(house: House, cast: Cast, learner_id: str) -> Availability:
    with house.acting(cast.administrator):
        return queries.availability(learner_id)


def test_a_week_is_kept_whole_and_every_change_can_be_taken_back(house: House, cast: Cast) -> None:
    mahmoud = cast.mahmoud.learner_id or ""
    before = week(house, cast, mahmoud)
    assert (before.preset, before.shift) == (Preset.NIGHT, Shift.NIGHT)
    keep(house, cast, mahmoud, patterns=(NIGHTS, SCHOOL), needs=frozenset({Need.QUIET}), travel_by_centre=(("a", 5),))
    keep(house, cast, mahmoud, exceptions=(HOLIDAY,), online=True, rest_hours=10)
    found = week(house, cast, mahmoud)
    assert (found.patterns, found.exceptions) == ((NIGHTS, SCHOOL), (HOLIDAY,))
    assert (found.online, found.rest_hours, found.needs) == (True, 10, frozenset({Need.QUIET}))
    # What says the same is no change.
    keep(house, cast, mahmoud, rest_hours=10)
    with house.acting(cast.administrator):
        services.take_back(mahmoud, actor=cast.administrator, now=clock.now())
        assert queries.availability(mahmoud).exceptions == ()
        services.take_back(mahmoud, actor=cast.administrator, now=clock.now())
        assert queries.availability(mahmoud) == before
        with pytest.raises(errors.Conflict):
            services.take_back(mahmoud, actor=cast.administrator, now=clock.now())


def test_another_provider_sees_and_changes_nothing(house: House, cast: Cast) -> None:
    mahmoud = cast.mahmoud.learner_id or ""
    with house.acting(cast.outsider):
        assert not queries.availabilities([mahmoud])
        with pytest.raises(errors.NotFound):
            services.keep_week(mahmoud, online=True, actor=cast.outsider, now=clock.now())


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"patterns": (Pattern(Kind.WORK, (), 0),)}, "learners.cycle_length"),
        ({"patterns": (Pattern(Kind.WORK, (Stretch(9, 0, 60),), 7),)}, "learners.hours_end_before"),
        (
            {"patterns": (Pattern(Kind.WORK, (), 7, since=MONDAY, until=date(2026, 1, 1)),)},
            "learners.season_ends_before",
        ),
        ({"exceptions": (DatedTime(MONDAY, True, 600, 600),)}, "learners.hours_end_before"),
        ({"travel_minutes": 900}, "learners.travel_minutes"),
        ({"rest_hours": 30}, "learners.rest_hours"),
    ],
)
def test_times_that_no_week_has_are_refused(
    sqlite_house: House, sqlite_cast: Cast, facts: dict[str, object], code: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        keep(sqlite_house, sqlite_cast, sqlite_cast.leyla.learner_id or "", **facts)
    assert refused.value.code == code


def test_a_merge_brings_a_week_to_a_record_without_one_and_undo_gives_it_back(house: House, cast: Cast) -> None:
    twin = add_learner(house, cast.provider_id, cast.centre_id, services.NewLearner("L-77", "Leyla", "Demir"))
    leyla, other = cast.leyla.learner_id or "", twin.learner_id or ""
    keep(house, cast, other, patterns=(NIGHTS,), exceptions=(HOLIDAY,))
    me = cast.administrator
    with house.acting(me):
        merge_id = services.merge(leyla, other, actor=me, now=clock.now())
    assert week(house, cast, leyla).patterns == (NIGHTS,)
    with house.acting(me):
        services.undo_merge(merge_id, actor=me, now=clock.now())
    assert week(house, cast, leyla).patterns == ()
    assert week(house, cast, other).exceptions == (HOLIDAY,)
    # Her own week stands where she told one.
    keep(house, cast, leyla, patterns=(SCHOOL,))
    with house.acting(me):
        services.merge(leyla, other, actor=me, now=clock.now())
    assert week(house, cast, leyla).patterns == (SCHOOL,)


def test_a_plain_shift_of_the_desk_leaves_school_and_seasons_alone(sqlite_house: House, sqlite_cast: Cast) -> None:
    leyla = sqlite_cast.leyla.learner_id or ""
    season = preset_pattern(Preset.LATE, since=MONDAY, until=MONDAY + timedelta(days=30))
    keep(sqlite_house, sqlite_cast, leyla, patterns=(NIGHTS, SCHOOL, season))
    with sqlite_house.acting(sqlite_cast.administrator):
        services.set_availability(leyla, shift="early", rotation_anchor=None, travel_minutes=20)
        found = queries.availability(leyla)
    assert set(found.patterns) == {preset_pattern(Preset.EARLY), SCHOOL, season}
    assert found.travel_minutes == 20


# --- from shifts to patterns -----------------------------------------------------------------------------------------


def test_shifts_become_patterns_and_patterns_shifts_again(tmp_path: Path, registry: plugins.Registry) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/old.db")
    rows = {
        "a": ("none", None),
        "b": ("night", None),
        "c": ("rotating", "2026-11-25"),
        "d": ("day", None),
    }
    old = "select learner_id, shift, rotation_anchor from learners_availability order by learner_id"
    with engine.begin() as connection:
        config = migrate.config_for(registry, connection)
        command.upgrade(config, "lms0001")
        for learner_id, (shift, anchor) in rows.items():
            connection.execute(
                text("insert into learners_availability values (:learner, :shift, :anchor, 45, 9, 'p')"),
                {"learner": learner_id, "shift": shift, "anchor": anchor},
            )
        command.upgrade(config, "lms0002")
        found = connection.execute(
            text("select learner_id, preset, cycle, anchor, stretches from learners_pattern order by learner_id")
        ).all()
        connection.execute(text("update learners_pattern set preset = 'four_four', cycle = 8 where learner_id = 'b'"))
        command.downgrade(config, "lms@lms0001")
        after = [tuple(row) for row in connection.execute(text(old))]
        assert connection.execute(text("select travel_minutes, rest_hours from learners_availability")).first() == (
            45,
            9,
        )
    engine.dispose()
    assert [(one.learner_id, one.preset, one.cycle, one.anchor) for one in found] == [
        ("b", "night", 7, None),
        ("c", "rotating", 14, "2026-11-23"),
        ("d", "day", 7, None),
    ]
    for one in found:
        pattern = preset_pattern(Preset(one.preset))
        assert pattern is not None
        assert one.stretches == str([[part.day, part.starts, part.ends] for part in pattern.stretches])
    assert after == [("a", "none", None), ("b", "rotating", None), ("c", "rotating", "2026-11-23"), ("d", "day", None)]


# --- over REST -------------------------------------------------------------------------------------------------------


def test_a_program_reads_and_replaces_a_week(sqlite_house: House, sqlite_cast: Cast) -> None:
    client = program(sqlite_house, sqlite_cast.provider_id, Role.CASEWORKER)
    address = f"/api/v1/people/{sqlite_cast.mahmoud.learner_id}/week"
    told = client.get(address).json
    assert told is not None
    assert [one["preset"] for one in told["patterns"]] == ["night"]
    told["exceptions"] = [{"day": "2026-12-24", "free": False, "reason": "Holiday"}]
    told["patterns"] = [{"kind": "work", "cycle": 3, "anchor": "2026-11-23", "stretches": [[0, 360, 840]]}]
    answer = client.put(address, json=told)
    assert answer.status_code == 200, answer.text
    found = week(sqlite_house, sqlite_cast, sqlite_cast.mahmoud.learner_id or "")
    assert found.exceptions == (HOLIDAY,)
    assert found.patterns == (Pattern(Kind.WORK, (Stretch(0, 360, 840),), 3, MONDAY),)
    told["patterns"][0]["stretches"] = [[5, 360, 840]]
    problem(client.put(address, json=told), 422, "learners.hours_end_before")
    teacher = program(sqlite_house, sqlite_cast.provider_id, Role.TEACHER)
    assert teacher.put(address, json=told).status_code in (403, 404)


def test_tables_of_weeks_are_of_the_provider() -> None:
    named = {name for name in db.tables_of(db.Kind.PROVIDER) if name.startswith("learners_")}
    assert {"learners_pattern", "learners_exception", "learners_week_before", "learners_availability"} <= named
