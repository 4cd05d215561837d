"""What a test found is written to the record at once, with a row in the audit for each change, and seen by who holds the record."""

from datetime import date
from typing import Any

from lms.accounts import queries as accounts
from lms.kernel import clock, db
from lms.kernel.vocabulary import Level, Skill, Track
from lms.learners import models, queries, services
from tests.cast import Cast, gather
from tests.houses import House

DAY = date(2026, 9, 1)
READING = services.Measured(Skill.READING, Level.A2, 0.4, 0.3)


def keep(house: House, cast: Cast, **changes: Any) -> None:
    learner_id, teacher = cast.leyla.learner_id or "", cast.teacher
    values: dict[str, Any] = {
        "track": Track.REGULAR,
        "literacy": "latin",
        "schooling_years": 9,
        "level": Level.A2,
        "measured": [READING],
    }
    finding = services.Finding(**{**values, **changes}, source="placement")
    with house.acting(teacher) as session:
        held = session.get_one(models.Learner, learner_id)
        services.keep_findings(learner_id, finding, on_day=DAY, actor=teacher, now=clock.now())
        assert (held.track_recommended, held.level) == (finding.track, finding.level or "")


def history(house: House, cast: Cast, kind: str, subject_id: str) -> list[accounts.AuditLine]:
    with house.acting(cast.manager):
        return accounts.history_of(kind, subject_id)


def test_track_level_reading_and_measurement_stand_on_the_record_each_with_its_row_in_the_audit(house: House) -> None:
    cast = gather(house)
    learner_id = cast.leyla.learner_id or ""
    keep(house, cast)
    with house.acting(cast.teacher):
        known = queries.learner(learner_id)
        (level,) = queries.levels([learner_id])[learner_id]
        row_id = db.session().query(models.LevelRecord.id).filter_by(learner_id=learner_id).scalar()
    assert (known.track_recommended, known.level, known.literacy, known.schooling_years) == (
        "regular",
        "a2",
        "latin",
        9,
    )
    assert (level.level, level.score, level.source, level.on_day) == ("a2", 0.4, "placement", DAY)
    assert known.track == "literacy_first_script", "decided by a person, and left as it is"
    newest = history(house, cast, "learners_learner", learner_id)[0]
    assert (newest.action, newest.actor) == ("change", cast.teacher.name)
    assert newest.changes == {"level": ["pre_a1", "a2"], "track_recommended": ["", "regular"]}
    (added,) = history(house, cast, "learners_level_record", row_id)
    assert added.action == "add"
    assert added.changes is not None
    assert (added.changes["score"], added.changes["on_day"]) == ([None, 0.4], [None, "2026-09-01"])


def test_the_same_finding_again_changes_nothing_and_one_without_a_level_keeps_the_level(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    learner_id = cast.leyla.learner_id or ""
    keep(sqlite_house, cast)
    before = history(sqlite_house, cast, "learners_learner", learner_id)
    keep(sqlite_house, cast, measured=[])
    assert history(sqlite_house, cast, "learners_learner", learner_id) == before
    with sqlite_house.acting(cast.teacher):
        finding = services.Finding(Track.LITERACY_FIRST_SCRIPT, "none", None, None, [], "placement")
        services.keep_findings(learner_id, finding, on_day=DAY, actor=cast.teacher, now=clock.now())
    with sqlite_house.acting(cast.teacher):
        known = queries.learner(learner_id)
    assert (known.level, known.track_recommended, known.literacy, known.schooling_years) == (
        "a2",
        "literacy_first_script",
        "none",
        9,
    )
