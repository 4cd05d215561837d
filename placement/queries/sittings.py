"""Asking about interviews and sittings. Answers are plain values; a sitting comes with its state worked out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from lms.kernel import errors
from lms.kernel.questions import Question
from lms.kernel.statements import Prepared, table
from placement import models
from placement.domain import battery, literacy, performances, sitting
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.exposure import Exposure
from placement.domain.item_bank import Item
from placement.domain.literacy import Screener
from placement.domain.sitting import Asked, Sitting
from placement.queries import editions, engines

State = Sitting | Screener
_WRITTEN = json.JSONEncoder(separators=(",", ":")).encode
_NOTHING_ASKED = '"asked":[]'
OPEN, WAITING, ENDED = "open", "waiting", "ended"
_SITTING, _EXPOSURE = table(models.Sitting).c, table(models.Exposure).c
# Sittings change by conditional updates beside the session, so their rows are read without it.
_SITTINGS = select(*_SITTING)
_BY_ID = Prepared(_SITTINGS.where(_SITTING.id == bindparam("id")))
_RUNNING = Prepared(_SITTINGS.where(_SITTING.learner_id == bindparam("learner_id"), _SITTING.status == OPEN))
_BY_ENDING = _SITTINGS.where(_SITTING.status == ENDED).order_by(_SITTING.started_at, _SITTING.id)
_NEW = Prepared(
    _BY_ENDING.where(_SITTING.learner_id.in_(bindparam("learner_ids", expanding=True)), _SITTING.result_id.is_(None))
)
_OF_RESULTS = Prepared(_BY_ENDING.where(_SITTING.result_id.in_(bindparam("result_ids", expanding=True))))
_INTERVIEW = table(models.Interview).c
_INTERVIEWS = Prepared(select(*_INTERVIEW).where(_INTERVIEW.learner_id.in_(bindparam("learner_ids", expanding=True))))
_ASKED = Prepared(
    select(_EXPOSURE.item_key, _EXPOSURE.asked).where(
        _EXPOSURE.bank == bindparam("bank"), _EXPOSURE.measure == bindparam("measure")
    )
)


@dataclass(frozen=True)
class InterviewInfo:
    """A first interview: answers by field code, and topics that are not complete."""

    learner_id: str
    answers: Mapping[str, Any]
    incomplete: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class SittingInfo:
    """One sitting. `item` is the question that waits for an answer, `None` when the sitting has ended."""

    id: str
    learner_id: str
    kind: str
    bank: str
    status: str
    version: int
    assisted: bool
    seconds_allowed: int | None
    result_id: str | None
    started_at: datetime
    touched_at: datetime
    ended_at: datetime | None
    state: State
    item: Item | None
    cuts: CutScores = LANGUAGE_CUTS
    """Where levels began at her centre when the sitting did: it asks and stops there to its end."""

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return len(answers_of(self.state))

    @property
    def seconds(self) -> float:
        """Time spent on answered questions."""
        parts = engines.axes_of(self.state).values() if isinstance(self.state, Screener) else (self.state,)
        return sum(part.seconds for part in parts)


def interviews(learner_ids: Iterable[str]) -> dict[str, InterviewInfo]:
    """Interviews by learner; somebody who was not asked yet is absent."""
    rows = _INTERVIEWS.ask(learner_ids=list(learner_ids))
    return {
        row.learner_id: InterviewInfo(row.learner_id, row.answers, tuple(row.incomplete), row.by, row.at)
        for row in rows
    }


def sitting_info(sitting_id: str) -> SittingInfo:
    """One sitting as it stands in the database. Raises NotFound."""
    row = _BY_ID.ask(id=sitting_id).first()
    if row is None:
        raise errors.NotFound("placement.absent")
    return info(row)


def open_sitting(learner_id: str) -> SittingInfo | None:
    """The sitting a learner is in the middle of."""
    row = _RUNNING.ask(learner_id=learner_id).first()
    return info(row) if row else None


_OPEN_KINDS = Question(
    select(models.Sitting.learner_id, models.Sitting.kind).where(
        models.Sitting.learner_id.in_(bindparam("ids")), models.Sitting.status == OPEN
    )
)


def open_kinds(learner_ids: Sequence[str]) -> dict[str, str]:
    """What kind of sitting each of these learners is in the middle of."""
    rows = _OPEN_KINDS.ask(ids=list(learner_ids))
    return {row.learner_id: row.kind for row in rows}


def new_sittings(learner_id: str) -> dict[str, SittingInfo]:
    """Ended sittings with answers that no result has taken in yet, by kind, the newest of each."""
    return new_sittings_of([learner_id]).get(learner_id, {})


def new_sittings_of(learner_ids: Sequence[str]) -> dict[str, dict[str, SittingInfo]]:
    """The same by learner; who has none is absent."""
    return _by_kind(_NEW.ask(learner_ids=list(learner_ids)))


def sittings_of(result_id: str) -> dict[str, SittingInfo]:
    """The sittings a result rests on, by kind, the newest of each."""
    return next(iter(sittings_of_results([result_id]).values()), {})


def sittings_of_results(result_ids: Sequence[str]) -> dict[str, dict[str, SittingInfo]]:
    """The same for results of several people at once, one result of each: sittings by learner and kind."""
    return _by_kind(_OF_RESULTS.ask(result_ids=list(result_ids)))


def _by_kind(rows: Iterable[Any]) -> dict[str, dict[str, SittingInfo]]:
    found: dict[str, dict[str, SittingInfo]] = {}
    for one in map(info, rows):
        if one.answered:
            found.setdefault(one.learner_id, {})[one.kind] = one
    return found


def exposure(bank: str, measure: str) -> Exposure:
    """How often each item of a measure was asked so far."""
    asked: dict[str, int] = dict(_ASKED.ask(bank=editions.family(bank), measure=measure).rows)
    return Exposure(asked.pop("", 0), asked)


def answers_of(state: State) -> list[tuple[str, int]]:
    """Keys and scores of everything scored that counts, in the order asked."""
    parts = engines.axes_of(state).values() if isinstance(state, Screener) else (state,)
    return [(item.key, score) for part in parts for item, score in part.answers]


def answered_of(state: State) -> set[str]:
    """Keys of everything answered, also what does not count or waits for a rater."""
    parts = engines.axes_of(state).values() if isinstance(state, Screener) else (state,)
    return {each.item.key for part in parts for each in part.asked if each.item.key != part.pending}


def asked_of(state: State) -> list[str]:
    """Keys of everything put to the learner, answered or not."""
    parts = engines.axes_of(state).values() if isinstance(state, Screener) else (state,)
    return [each.item.key for part in parts for each in part.asked]


def packed(state: State, cuts: CutScores = LANGUAGE_CUTS) -> str:
    """A state as text for its row, with the cuts it works with where they are a centre's own."""
    own = {} if cuts == LANGUAGE_CUTS else {"cuts": cuts.cuts}
    if isinstance(state, Screener):
        return _WRITTEN(literacy.to_json(state) | own)
    # From answer to answer one item is new: what was asked before is written out already.
    frame = _WRITTEN(sitting.to_json(state.with_asked(())) | own)
    return frame.replace(_NOTHING_ASKED, f'"asked":[{",".join(map(_asked_written, state.asked))}]', 1)


@lru_cache(maxsize=4096)
def _asked_written(each: Asked) -> str:
    return _WRITTEN(sitting.asked_to_json(each))


@lru_cache(maxsize=256)
def unpacked(kind: str, text: str) -> tuple[State, CutScores]:
    """The state of a row again, with its cuts. Remembered by its whole text: the page of a question and its answer read the
    same one.
    """
    values = json.loads(text)
    state: State = literacy.from_json(values) if kind == battery.LITERACY else sitting.from_json(values)
    own = values.get("cuts")
    return state, CutScores(LANGUAGE_CUTS.bands, tuple(own)) if own else LANGUAGE_CUTS


def info(row: Any) -> SittingInfo:
    """A row, of the table or of the ORM, with its state worked out."""
    state, cuts = unpacked(row.kind, row.state)
    pending = state.pending if row.status == OPEN else None
    return SittingInfo(
        id=row.id,
        learner_id=row.learner_id,
        kind=row.kind,
        bank=row.bank,
        status=row.status,
        version=row.version,
        assisted=row.by_assistant,
        seconds_allowed=row.seconds,
        result_id=row.result_id,
        started_at=row.started_at,
        touched_at=row.touched_at,
        ended_at=row.ended_at,
        state=state,
        item=engines.bank(row.bank).item(pending) if pending else None,
        cuts=cuts,
    )


def way_home(kind: str, letters_first: bool, answered: int) -> float:
    """How far the walk home has come, from 0 to 1: a feeling of getting on, never a count of what is left."""
    if kind == battery.PACE:
        return min(0.9 + 0.01 * answered, 0.97)
    if kind in performances.PARTS:
        kinds: tuple[str, ...] = (kind,)
        expected = performances.WRITTEN.max_items
    else:
        kinds = battery.ORDER if letters_first else battery.ORDER[1:]
        expected = battery.STOP_RULES.max_items
    place = kinds.index(kind) if kind in kinds else 0
    return min((place + min(answered / expected, 0.95)) / len(kinds) + 0.04, 0.97)
