"""A case of recognition is opened with the goal that belongs to it, goes on step by step, and is closed with an answer."""

from datetime import date, datetime

from curricula import models
from curricula.domain.recognition import LONGEST_NOTE, LONGEST_WORDS, Authority, Item, Outcome, State
from curricula.queries import recognition as queries
from lms.accounts.services import audit
from lms.casework import queries as casework
from lms.casework import services as plans
from lms.casework.domain.content import Content
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import LEVELS
from lms.learners import queries as learners

TABLE = models.RecognitionCase.__tablename__
LONGEST_CASE = 40
"""Years that a step may lie back: people bring papers from their youth."""


def open_case(
    learner_id: str,
    authority: str,
    profession: str,
    *,
    level: str = "",
    into_plan: bool = True,
    seen: int | None = None,
    reason: str = "",
    notes: str = "",
    actor: Actor,
    day: date,
    now: datetime,
) -> str:
    """Open it; a demanded level becomes a goal of her plan in the same transaction. Returns its id.

    `seen` is the version of the plan that was looked at. Both sides agree to the plan anew, as to any change of it. Raises
    Invalid for a field that cannot be, Conflict for an open case of the same kind or a plan that changed meanwhile.
    """
    learner = learners.learner(learner_id)
    check(learner_id, authority, profession, level, notes)
    if into_plan:
        _into_plan(learner, profession, level, seen, reason, actor, day, now)
    row = models.RecognitionCase(
        id=db.new_id(),
        learner_id=learner.id,
        authority=authority,
        profession=profession.strip(),
        level=level,
        opened_on=day,
        done={},
        there={},
        notes=notes.strip(),
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    audit.record("open", TABLE, row.id, changes={"authority": authority, "level": level}, now=now)
    return row.id


def check(learner_id: str, authority: str, profession: str, level: str, notes: str) -> None:
    """Whether such a case can be opened. Raises Invalid with the field, Conflict where it is open already."""
    if authority not in {one.key for one in queries.authorities()}:
        raise errors.Invalid("curricula.recognition.authority_missing", field="authority")
    if not profession.strip() or len(profession) > LONGEST_WORDS:
        raise errors.Invalid("curricula.recognition.profession_missing", field="profession", most=LONGEST_WORDS)
    _level(level)
    _short(notes, "notes")
    wanted = profession.strip().casefold()
    for one in queries.cases_of(learner_id):
        same = one.authority.key == authority and one.profession.casefold() == wanted
        if same and one.state is State.OPEN:
            raise errors.Conflict("curricula.recognition.open_already")


def _level(level: str) -> None:
    if level and level not in LEVELS:
        raise errors.Invalid("curricula.recognition.level_off", field="level")


def _short(words: str, field: str) -> None:
    if len(words) > LONGEST_NOTE:
        raise errors.Invalid("curricula.recognition.too_long", field=field, most=LONGEST_NOTE)


def _into_plan(
    learner: learners.LearnerInfo,
    profession: str,
    level: str,
    seen: int | None,
    reason: str,
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    found = queries.planned(learner.id, profession, level, day)
    if seen is not None and seen != found.version:
        raise errors.Conflict("casework.changed_meanwhile")
    if found.change is None:
        return
    if found.plan is None or found.preview is None:
        plans.make_plan(learner.id, goals=found.change.goals or (), actor=actor, now=now)
        return
    plans.revise(
        learner.id,
        found.change,
        reason=reason,
        seen=seen,
        estimate=_estimate(learner, found.preview.after, day),
        actor=actor,
        now=now,
    )


def _estimate(learner: learners.LearnerInfo, after: Content, day: date) -> dict[str, object]:
    return casework.kept_estimate(casework.advice(learner, after, day).estimate)


def set_level(
    case_id: str,
    level: str,
    *,
    into_plan: bool = True,
    seen: int | None = None,
    reason: str = "",
    actor: Actor,
    day: date,
    now: datetime,
) -> None:
    """The authority has said which language level it asks for: kept, and put into the plan as when a case is opened."""
    row = _open(case_id)
    _level(level)
    if into_plan:
        _into_plan(learners.learner(row.learner_id), row.profession, level, seen, reason, actor, day, now)
    row.level = level
    _keep(row, "level", level, None, now)


def tick_step(case_id: str, key: str, on: date | None, *, day: date, now: datetime) -> None:
    """A step is done on a day, or not after all. Raises NotFound, Invalid for a day that cannot be, Conflict when closed."""
    row = _open(case_id)
    _known(row, queries.case(case_id).authority.steps, row.done, key, on)
    row.done = _ticked(row.done, key, on, day)
    _keep(row, "step", key, on, now)


def tick_document(case_id: str, key: str, on: date | None, *, day: date, now: datetime) -> None:
    """A paper is there since a day, or missing after all."""
    row = _open(case_id)
    _known(row, queries.case(case_id).authority.documents, row.there, key, on)
    row.there = _ticked(row.there, key, on, day)
    _keep(row, "document", key, on, now)


def _known(
    row: models.RecognitionCase, items: tuple[Item, ...], kept: dict[str, str], key: str, on: date | None
) -> None:
    # What an older file of the authority asked for may still be taken back.
    if key not in {one.key for one in items} and (on is not None or key not in kept):
        raise errors.NotFound("curricula.absent")


def _ticked(kept: dict[str, str], key: str, on: date | None, day: date) -> dict[str, str]:
    if on is None:
        return {one: since for one, since in kept.items() if one != key}
    if on > day or on.year < day.year - LONGEST_CASE:
        raise errors.Invalid("curricula.recognition.day_off", field="on")
    return {**kept, key: on.isoformat()}


def refer(case_id: str, key: str, *, now: datetime) -> None:
    """She is sent to a place of advice; it stands on her own page from now on."""
    row = _open(case_id)
    if key and key not in {one.key for one in _authority(row).advice}:
        raise errors.NotFound("curricula.absent")
    row.advice = key
    _keep(row, "advice", key, None, now)


def note(case_id: str, words: str, *, now: datetime) -> None:
    """What caseworkers write down. She does not see it on her page."""
    _short(words, "notes")
    row = _row(case_id)
    row.notes = words.strip()
    _keep(row, "note", "", None, now)


def close(case_id: str, outcome: str, still_asked: str = "", *, day: date, now: datetime) -> None:
    """The authority has answered, or she does not go on. In part: what is still asked has to be said."""
    row = _open(case_id)
    if outcome not in set(Outcome):
        raise errors.Invalid("curricula.recognition.outcome_missing", field="outcome")
    if outcome == Outcome.PARTLY and not still_asked.strip():
        raise errors.Invalid("curricula.recognition.still_asked_missing", field="still_asked")
    _short(still_asked, "still_asked")
    row.outcome, row.closed_on = Outcome(outcome), day
    row.still_asked = still_asked.strip()
    _keep(row, "close", outcome, day, now)


def reopen(case_id: str, *, now: datetime) -> None:
    """It goes on after all. Open already stays open."""
    row = _row(case_id)
    if row.closed_on is None:
        return
    row.outcome, row.closed_on, row.still_asked = "", None, ""
    _keep(row, "reopen", "", None, now)


def _authority(row: models.RecognitionCase) -> Authority:
    return queries.case(row.id).authority


def _row(case_id: str) -> models.RecognitionCase:
    # Two people may tick at once: the second waits and adds to what the first has kept.
    row = db.session().get(models.RecognitionCase, case_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise errors.NotFound("curricula.absent")
    return row


def _open(case_id: str) -> models.RecognitionCase:
    row = _row(case_id)
    if row.closed_on is not None:
        raise errors.Conflict("curricula.recognition.closed")
    return row


def _keep(row: models.RecognitionCase, action: str, key: str, on: date | None, now: datetime) -> None:
    row.at = now
    db.session().flush()
    changes = {"key": key, "on": on.isoformat() if on else ""}
    audit.record(action, TABLE, row.id, changes=changes, now=now)
