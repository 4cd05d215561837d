"""Keeping sittings: opening one, writing what an answer or a rater has changed, counting what was asked."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.statements import Prepared, table
from lms.kernel.vocabulary import Skill
from lms.learners import queries as learners
from placement import models, queries
from placement.domain import battery, literacy, performances, sitting
from placement.domain.cut_scores import CutScores
from placement.domain.estimation import Prior
from placement.domain.exposure import NO_EXPOSURE, Exposure
from placement.domain.literacy import Screener
from placement.domain.sitting import Engine

TRIES = 3
"""An answer that meets another one on its way is looked at again; more often something is wrong."""
LONGEST_LOOK = timedelta(minutes=3)
"""Nobody looks at one question longer: whoever comes back after tea is not counted as slow."""
LONGEST_WORK = timedelta(minutes=30)
"""Writing and speaking take their time."""

Change = Callable[[queries.SittingInfo], queries.State]

_SITTING = table(models.Sitting)


def _writing(*columns: str) -> Prepared:
    """A change of a sitting that nobody else has changed since it was read."""
    found = update(_SITTING).where(_SITTING.c.id == bindparam("id_is"), _SITTING.c.version == bindparam("version_is"))
    return Prepared(found.values({name: bindparam(name) for name in columns}))


_GO_ON = _writing("state", "version", "touched_at")
"""Most answers: what the index of running sittings says of this one stays as it is."""
_TURN = _writing("state", "version", "touched_at", "status", "ended_at")


def _counting(insert: Any) -> Any:
    """One showing more of an item, in the words of either database."""
    columns = ("bank", "measure", "item_key", "asked")
    counted = insert(table(models.Exposure)).values({name: bindparam(name) for name in columns})
    return counted.on_conflict_do_update(
        index_elements=["provider_id", *columns[:3]], set_={"asked": models.Exposure.asked + counted.excluded.asked}
    )


_BEGUN = ("id", "learner_id", "kind", "bank", "state", "by_assistant", "seconds", "by", "started_at", "touched_at")


def _beginning(insert: Any) -> Any:
    """A new sitting, unless the learner has one that runs."""
    return insert(_SITTING).values({name: bindparam(name) for name in _BEGUN}).on_conflict_do_nothing()


_BEGIN = Prepared(_beginning(sqlite_insert), postgresql=_beginning(postgres_insert))
_COUNT = Prepared(_counting(sqlite_insert), postgresql=_counting(postgres_insert))


def open_sitting(
    learner_id: str,
    kind: str,
    bank: str,
    *,
    assisted: bool,
    actor: Actor,
    now: datetime,
    centre_id: str | None = None,
    first_band: str | None = None,
    prior: Prior | None = None,
) -> str:
    """Begin a sitting; somebody else's of this moment when two devices begin at once.

    `centre_id`: hers, where somebody has just asked.
    """
    sitting_id = db.new_id()
    centre_id = learners.learner(learner_id).centre_id if centre_id is None else centre_id
    rules, cuts = queries.sitting_rules(centre_id), queries.decision_rules(centre_id).cuts
    seed = zlib.crc32(sitting_id.encode())
    state = _first_state(kind, bank, assisted, cuts, seed, first_band, prior, rules.first_items)
    minutes = rules.minutes.get(kind)
    begun = _BEGIN.ask(
        id=sitting_id,
        learner_id=learner_id,
        kind=kind,
        bank=bank,
        state=queries.packed(state, cuts),
        by_assistant=assisted,
        seconds=60 * minutes if minutes else None,
        by=actor.name,
        started_at=now,
        touched_at=now,
    )
    if begun.rowcount == 0:
        # Somebody started it on another device in this moment.
        running = queries.open_sitting(learner_id)
        if running is None:
            raise errors.Conflict("placement.answered_elsewhere")
        return running.id
    count_asked(bank, kind, {"": 1, **dict.fromkeys(queries.asked_of(state), 1)})
    audit.record_at_once("start", "placement_sitting", sitting_id, changes={"kind": [None, kind]}, now=now)
    return sitting_id


def engine_of(found: queries.SittingInfo) -> Engine:
    """The engine of a sitting of one skill, with the time budget and the cuts that the sitting began with."""
    engine = queries.engine_for(found.bank, found.kind, is_live(found.kind, found.assisted), found.cuts)
    if found.seconds_allowed is None:
        return engine
    return replace(engine, stop_rules=replace(engine.stop_rules, seconds=float(found.seconds_allowed)))


def is_live(kind: str, assisted: bool) -> bool:
    """Whether somebody beside scores at once what is said."""
    return assisted and kind == Skill.SPEAKING


def exposure_of(found: queries.SittingInfo, engine: Engine) -> Exposure:
    """How often items were asked, where that matters."""
    return queries.exposure(found.bank, found.kind) if engine.selection_rules.exposure_cap < 1 else NO_EXPOSURE


def seconds_on(found: queries.SittingInfo, now: datetime) -> float:
    """Time on the question at hand. A rest is not counted."""
    longest = LONGEST_WORK if found.kind in performances.PARTS else LONGEST_LOOK
    return min(now - found.touched_at, longest).total_seconds()


def changed(
    one: str | queries.SittingInfo, change: Change, deed: str, *, actor: Actor, now: datetime
) -> tuple[queries.SittingInfo, queries.State]:
    """Change a sitting, given by its id or as somebody has just read it; once more when somebody has written meanwhile.

    Returns the sitting as it was found, and its state now. A change that leaves the state as it is writes nothing.
    """
    found = queries.sitting_info(one) if isinstance(one, str) else one
    for _ in range(TRIES):
        state = change(found)
        if state == found.state or kept(found, state, deed, now=now):
            return found, state
        found = queries.sitting_info(found.id)
    raise errors.Conflict("placement.answered_elsewhere")


def kept(found: queries.SittingInfo, state: queries.State, deed: str, *, now: datetime) -> bool:
    """Write the state if nobody has written since it was read; tells whether it was written."""
    status = status_of(state)
    values = {
        "id_is": found.id,
        "version_is": found.version,
        "state": queries.packed(state, found.cuts),
        "version": found.version + 1,
        "touched_at": now,
    }
    if status == queries.OPEN == found.status:
        written = _GO_ON.ask(**values)
    else:
        ended_at = (found.ended_at or now) if state.finished else None
        written = _TURN.ask(**values, status=status, ended_at=ended_at)
    if written.rowcount == 0:
        return False
    new = set(queries.asked_of(state)) - set(queries.asked_of(found.state))
    count_asked(found.bank, found.kind, dict.fromkeys(new, 1))
    audit.record_at_once(
        "end" if status == queries.ENDED and found.status != queries.ENDED else deed,
        "placement_sitting",
        found.id,
        changes={"version": [found.version, found.version + 1]},
        now=now,
    )
    return True


def count_asked(bank: str, measure: str, asked: Mapping[str, int]) -> None:
    """Items were asked so often more; the empty key counts sittings. All editions of a bank count together."""
    bank = queries.family(bank)
    _COUNT.each(
        [{"bank": bank, "measure": measure, "item_key": key, "asked": times} for key, times in sorted(asked.items())]
    )


def _first_state(
    kind: str,
    bank: str,
    assisted: bool,
    cuts: CutScores,
    seed: int,
    first_band: str | None,
    prior: Prior | None,
    first_items: Mapping[str, str],
) -> queries.State:
    if kind == battery.LITERACY:
        return literacy.start(queries.screener_engines(bank, assisted), seed=seed)
    engine, seen = queries.engine_for(bank, kind, is_live(kind, assisted), cuts), queries.exposure(bank, kind)
    preset = first_items.get(kind)
    return sitting.start(engine, seed=seed, exposure=seen, first_band=first_band, first_item=preset, prior=prior)


def status_of(state: queries.State) -> str:
    """Running, waiting for somebody's scores, or at its end."""
    if not state.finished:
        return queries.OPEN
    waits = not isinstance(state, Screener) and state.to_rate
    return queries.WAITING if waits else queries.ENDED
