"""Deeds of a test: starting it, answering, not knowing, ending early. One sitting at a time, one answer counts once."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Skill
from lms.learners import queries as learners
from placement import models, queries
from placement.domain import battery, interview, literacy, sitting
from placement.domain.item_bank import Item
from placement.domain.literacy import Screener
from placement.domain.selection import NO_EXPOSURE
from placement.domain.stopping import StopReason
from placement.services import concluding

TRIES = 3
"""An answer that meets another one on its way is looked at again; more often something is wrong."""
LONGEST_LOOK = timedelta(minutes=3)
"""Nobody looks at one question longer: whoever comes back after tea is not counted as slow."""


def start_test(learner_id: str, *, assisted: bool, again: bool = False, actor: Actor, now: datetime) -> str | None:
    """Begin the test or go on with it. Returns the sitting to answer; `None` when there is nothing left to ask.

    `assisted`: a teacher sits beside and gives points for what is read aloud or written. `again` tests somebody anew who
    has a result already.
    """
    learners.learner(learner_id)
    running = queries.open_sitting(learner_id)
    if running is not None:
        return running.id
    taken = queries.new_sittings(learner_id)
    if not taken and not again and queries.newest_result(learner_id) is not None:
        return None
    return _next(learner_id, taken, assisted, actor, now)


def answer_item(sitting_id: str, item: str, given: int | None, *, actor: Actor, now: datetime) -> str | None:
    """Take one answer: the place of an option, or points; `None` says "I don't know". An answer counts once.

    Returns the sitting that goes on, `None` when the test is done and its result is worked out.
    """
    for _ in range(TRIES):
        found = queries.sitting_info(sitting_id)
        state = _answered(found, item, given, now)
        if state == found.state:
            break
        if _kept(found, state, actor=actor, now=now):
            break
    else:
        raise errors.Conflict("placement.answered_elsewhere")
    return _go_on(found.learner_id, found.assisted, actor, now)


def dont_know(sitting_id: str, item: str, *, actor: Actor, now: datetime) -> str | None:
    """The learner does not know: an answer like any other."""
    return answer_item(sitting_id, item, None, actor=actor, now=now)


def end_test(learner_id: str, *, actor: Actor, now: datetime) -> str | None:
    """End the test here and work out what it says so far. Returns the result, `None` when nothing was answered."""
    running = queries.open_sitting(learner_id)
    if running is not None:
        _keep_or_refuse(running, _ended(running.state), actor, now)
    answered = any(one.answered for one in queries.new_sittings(learner_id).values())
    return concluding.conclude(learner_id, actor=actor, now=now) if answered else None


def keep_sittings(
    sittings: Iterable[tuple[str, str, queries.State]],
    bank: str,
    *,
    assisted: bool,
    started_at: datetime,
    actor: Actor,
    now: datetime,
) -> None:
    """Take in finished sittings as they are: learner, kind, state. For tests taken where this program was not in use."""
    for learner_id, kind, state in sittings:
        row = models.Sitting(
            id=db.new_id(),
            learner_id=learner_id,
            kind=kind,
            bank=bank,
            state=queries.packed(state),
            status=queries.ENDED,
            by_assistant=assisted,
            by=actor.name,
            started_at=started_at,
            touched_at=now,
            ended_at=now,
        )
        db.session().add(row)
        audit.record("take_in", "placement_sitting", row.id, changes={"kind": [None, kind]}, now=now)
    db.session().flush()


def count_asked(bank: str, measure: str, asked: Mapping[str, int]) -> None:
    """Items were asked so often more; the empty key counts sittings."""
    session = db.session()
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    for key, times in sorted(asked.items()):
        statement = insert(models.Exposure).values(
            provider_id=db.require_provider(), bank=bank, measure=measure, item_key=key, asked=times
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["provider_id", "bank", "measure", "item_key"],
                set_={"asked": models.Exposure.asked + times},
            )
        )


# --- going on --------------------------------------------------------------------------------------------------------


def _go_on(learner_id: str, assisted: bool, actor: Actor, now: datetime) -> str | None:
    """The running sitting, else the next one, else the result."""
    running = queries.open_sitting(learner_id)
    if running is not None:
        return running.id
    taken = queries.new_sittings(learner_id)
    # A second tab may bring the last answer once more, after the result is made.
    return _next(learner_id, taken, assisted, actor, now) if taken else None


def _next(
    learner_id: str, taken: Mapping[str, queries.SittingInfo], assisted: bool, actor: Actor, now: datetime
) -> str | None:
    person = concluding.known(learner_id)
    letters = concluding.letters_of(person, taken.get(battery.LITERACY))
    bank = queries.bank_of_centre(learners.learner(learner_id).centre_id).key
    kind = battery.next_kind(person.reported, letters, taken, queries.kinds_of(bank))
    if kind is None:
        concluding.conclude(learner_id, actor=actor, now=now)
        return None
    first = interview.first_level(person.answers)
    return _open(learner_id, kind, bank, assisted, first.value if first else None, actor, now)


def _open(
    learner_id: str, kind: str, bank: str, assisted: bool, first_band: str | None, actor: Actor, now: datetime
) -> str:
    sitting_id = db.new_id()
    seed = zlib.crc32(sitting_id.encode())
    state: queries.State
    if kind == battery.LITERACY:
        state = literacy.start(queries.screener_engines(bank, assisted), seed=seed)
    else:
        engine, seen = queries.skill_engine(bank, Skill(kind)), queries.exposure(bank, kind)
        state = sitting.start(engine, seed=seed, exposure=seen, first_band=first_band)
    row = models.Sitting(
        id=sitting_id,
        learner_id=learner_id,
        kind=kind,
        bank=bank,
        state=queries.packed(state),
        by_assistant=assisted,
        by=actor.name,
        started_at=now,
        touched_at=now,
    )
    session = db.session()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        # Somebody started it on another device in this moment.
        running = queries.open_sitting(learner_id)
        if running is None:
            raise errors.Conflict("placement.answered_elsewhere") from taken
        return running.id
    count_asked(bank, kind, {"": 1, **dict.fromkeys(queries.asked_of(state), 1)})
    audit.record("start", "placement_sitting", sitting_id, changes={"kind": [None, kind]}, now=now)
    return sitting_id


# --- one answer ------------------------------------------------------------------------------------------------------


def _answered(found: queries.SittingInfo, item: str, given: int | None, now: datetime) -> queries.State:
    """The state after an answer; the same state when this question was answered before."""
    if item in {key for key, _ in queries.answers_of(found.state)}:
        return found.state
    if found.status == queries.ENDED:
        raise errors.Conflict("placement.test_is_over")
    asked = queries.bank(found.bank).item(item)
    if asked is None:
        raise errors.Invalid("placement.item_not_asked")
    score = None if given is None else _score(asked, given)
    seconds = min(now - found.touched_at, LONGEST_LOOK).total_seconds()
    if isinstance(found.state, Screener):
        engines = queries.screener_engines(found.bank, found.assisted)
        return literacy.answer(engines, found.state, item, score, seconds=seconds)
    engine = queries.skill_engine(found.bank, Skill(found.kind))
    seen = queries.exposure(found.bank, found.kind) if engine.selection_rules.exposure_cap < 1 else NO_EXPOSURE
    return sitting.answer(engine, found.state, item, score, seconds=seconds, exposure=seen)


def _score(item: Item, given: int) -> int:
    """Points for an answer: right or not, or the points a teacher gives."""
    highest = len(item.options) - 1 if item.type.has_options else item.parameters.highest_score
    if not 0 <= given <= highest:
        raise errors.Invalid("placement.no_such_answer", highest=highest)
    return item.score(given) if item.type.has_options else given


def _ended(state: queries.State) -> queries.State:
    if not isinstance(state, Screener):
        return sitting.end(state)
    if state.latin is not None:
        return replace(state, latin=sitting.end(state.latin))
    return replace(state, any_script=sitting.end(state.any_script, StopReason.ENDED_BY_PERSON))


def _keep_or_refuse(found: queries.SittingInfo, state: queries.State, actor: Actor, now: datetime) -> None:
    if not _kept(found, state, actor=actor, now=now):
        raise errors.Conflict("placement.answered_elsewhere")


def _kept(found: queries.SittingInfo, state: queries.State, *, actor: Actor, now: datetime) -> bool:
    """Write the state if nobody has written since it was read; tells whether it was written."""
    changed = db.session().execute(
        update(models.Sitting)
        .where(models.Sitting.id == found.id, models.Sitting.version == found.version)
        .where(models.Sitting.status == queries.OPEN)
        .values(
            state=queries.packed(state),
            version=found.version + 1,
            touched_at=now,
            status=queries.ENDED if state.finished else queries.OPEN,
            ended_at=now if state.finished else None,
        )
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        return False
    new = set(queries.asked_of(state)) - set(queries.asked_of(found.state))
    count_asked(found.bank, found.kind, dict.fromkeys(sorted(new), 1))
    audit.record(
        "end" if state.finished else "answer",
        "placement_sitting",
        found.id,
        changes={"version": [found.version, found.version + 1]},
        now=now,
    )
    return True
