"""The audit: every change once, with before, after, who and why; nothing for what was refused; never changed itself."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from lms.accounts import queries
from lms.accounts.services import audit
from lms.casework import services as casework
from lms.kernel import clock, db, errors
from lms.kernel.vocabulary import Track
from lms.learners import models as learner_models
from lms.learners import services as learners
from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def _lines(house: House, cast: Cast, kind: str, subject_id: str) -> list[queries.AuditLine]:
    with house.acting(cast.manager):
        return queries.history_of(kind, subject_id)


def test_a_change_leaves_one_row_with_before_and_after_actor_and_reason(house: House, cast: Cast) -> None:
    learner_id = cast.leyla.learner_id or ""
    before = len(_lines(house, cast, "learners_learner", learner_id))
    with house.acting(cast.administrator), audit.because("The person asked for it."):
        db.session().get_one(learner_models.Learner, learner_id).picture = "bee"
    lines = _lines(house, cast, "learners_learner", learner_id)
    assert len(lines) == before + 1
    assert (lines[0].action, lines[0].actor, lines[0].reason) == ("change", "Jonas Weber", "The person asked for it.")
    assert lines[0].changes == {"picture": ["parrot", "bee"]}


def _refused(house: House, cast: Cast) -> None:
    learner_id = cast.leyla.learner_id or ""
    with house.acting(cast.administrator):
        learners.recommend_track(learner_id, Track.REGULAR)
        learners.assign_track(learner_id, Track.FAST_TRACK, reason=" ", actor=cast.administrator, now=clock.now())


def test_a_refused_change_leaves_no_row(house: House, cast: Cast) -> None:
    learner_id = cast.leyla.learner_id or ""
    before = _lines(house, cast, "learners_learner", learner_id)
    with pytest.raises(errors.Invalid):
        _refused(house, cast)
    assert _lines(house, cast, "learners_learner", learner_id) == before


def test_opening_a_plan_leaves_one_row_and_a_refused_form_none(house: House, cast: Cast) -> None:
    learner_id = cast.leyla.learner_id or ""
    with house.acting(cast.caseworker):
        casework.make_plan(learner_id, "work", actor=cast.caseworker, now=clock.now())
    client = house.client(cast.caseworker)
    assert client.get(f"/casework/{learner_id}").status_code == 200
    assert client.post(f"/casework/{learner_id}/steps", data={"title": ""}).status_code == 422
    reads = [line for line in _lines(house, cast, "learners_learner", learner_id) if line.action == "read"]
    assert [(line.actor, line.changes) for line in reads] == [("Hanna Lindqvist", {"what": "plan"})]


def test_another_provider_reads_nothing_of_it(house: House, cast: Cast) -> None:
    with house.acting(cast.outsider):
        assert queries.history_of("learners_learner", cast.leyla.learner_id or "") == []


@pytest.mark.parametrize("table", ["accounts_audit_entry", "courses_ledger_entry", "learners_level_record"])
@pytest.mark.parametrize("deed", ["update {} set id = id", "delete from {}"])
def test_rows_that_are_only_added_cannot_be_changed_on_postgresql(postgres_url: str, table: str, deed: str) -> None:
    engine = db.make_engine(postgres_url)
    with pytest.raises(ProgrammingError, match="permission denied"), engine.begin() as connection:
        connection.execute(text(deed.format(table)))
    engine.dispose()
