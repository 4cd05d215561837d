"""Trying a type of block as a learner would: load it, show it, answer, and look whether the answer is still there."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from webob import Request
from xblock.fields import UserScope

from lms.blocks import queries
from lms.blocks.domain import handlers, trials
from lms.blocks.domain.viewers import Viewer
from lms.blocks.services import answers, benches, content, pages
from lms.blocks.services.doors import Door, Grant
from lms.courses.queries.results import block_results
from lms.kernel import db, errors
from lms.kernel.actor import Actor


@dataclass
class Tried:
    """What became of one type. None means that there was nothing to do: a block that asks nothing keeps nothing."""

    block_type: str
    loaded: bool = False
    rendered: bool = False
    answered: bool | None = False
    kept: bool | None = False
    score: float | None = None
    completion: float | None = None
    for_authors: list[str] = field(default_factory=list)
    """Handlers that were refused to the learner."""
    error: str = ""


@dataclass(frozen=True)
class Place:
    """Where blocks are tried: an open unit, an author, and a learner of its section."""

    unit_id: str
    author: Actor
    learner: Viewer
    door: Door
    today: date


def try_kind(block_type: str, place: Place, now: datetime) -> Tried:
    """Try one type in a unit of its own house. Whatever goes wrong stands in `error`."""
    found = Tried(block_type)
    trial = trials.trial_of(block_type)
    try:
        with db.session().begin_nested():
            usage_id = content.add_block(
                place.unit_id, block_type, fields=trial.fields, door=place.door, actor=place.author, now=now
            )
        found.loaded = True
        shown = pages.block_page(usage_id, place.learner, place.door, today=place.today, now=now)
        found.rendered = not shown.left_out
        if shown.left_out:
            raise RuntimeError(shown.left_out[0][2])
        found.for_authors = _refused(usage_id, place, now)
        _answer(found, usage_id, trial, place, now)
        again = pages.block_page(usage_id, place.learner, place.door, today=place.today, now=now)
        found.rendered = not again.left_out
    except Exception as broken:
        # A package may do anything; what it did is the answer.
        found.error = _told(broken)
    return found


def _told(broken: BaseException) -> str:
    cause = broken.__cause__
    deeper = f": {_told(cause)}" if cause is not None else ""
    return f"{type(broken).__name__}({', '.join(map(str, broken.args))}){deeper}"


def _answer(found: Tried, usage_id: str, trial: trials.Trial, place: Place, now: datetime) -> None:
    steps = trial.steps
    if steps is None:
        steps = tuple(trials.Step(name, {}) for name in _learners_handlers(usage_id, place, now))
    if not steps:
        found.answered = found.kept = None
        return
    sent = [_call(usage_id, step, place, now) for step in steps]
    wanted = all if trial.steps is not None else any
    found.answered = wanted(one < 400 for one in sent)
    found.kept = bool(_state(usage_id, place, now))
    learner_id = place.learner.learner_id or ""
    result = block_results([usage_id], [learner_id]).get((learner_id, usage_id))
    if result is not None:
        found.score, found.completion = result.share, result.completion


def _bench(usage_id: str, place: Place, now: datetime) -> benches.Bench:
    return benches.set_up(queries.unit_of(usage_id), place.learner, place.door, now)


def _handlers(usage_id: str, place: Place, now: datetime) -> list[str]:
    cls = type(_bench(usage_id, place, now).machine.get_block(usage_id))
    return sorted(name for name in dir(cls) if getattr(getattr(cls, name, None), "_is_xblock_handler", False))


def _learners_handlers(usage_id: str, place: Place, now: datetime) -> list[str]:
    block = _bench(usage_id, place, now).machine.get_block(usage_id)
    declared = getattr(type(block), "learner_handlers", None)
    named = frozenset(declared) if declared is not None else None
    known = _handlers(usage_id, place, now)
    return [one for one in known if handlers.is_for_learners(str(block.scope_ids.block_type), one, named)]


def _refused(usage_id: str, place: Place, now: datetime) -> list[str]:
    """Every handler of authors, called as the learner: each of them has to be refused."""
    mine = set(_learners_handlers(usage_id, place, now))
    others = [one for one in _handlers(usage_id, place, now) if one not in mine]
    for name in others:
        if _call(usage_id, trials.Step(name, {}), place, now) != answers.Refused.status:
            raise RuntimeError(f"{name} was not refused")
    return others


def _call(usage_id: str, step: trials.Step, place: Place, now: datetime) -> int:
    """The status of one answer. A refusal keeps nothing, and neither does a block that broke down."""
    viewer = place.learner
    if step.author:
        viewer = replace(viewer, learner_id=None, user_id=place.author.user_id, author=True)
    try:
        with db.session().begin_nested():
            sent = answers.answer(Grant(viewer, usage_id), step.handler, "", _request(step), place.door, now=now)
            return sent.status
    except (answers.Refused, errors.NotFound, errors.Invalid) as no:
        return no.status


def _request(step: trials.Step) -> Request:
    if step.file is not None:
        return Request.blank("/", method="POST", POST={**step.form, "file": step.file})
    return Request.blank("/", method="POST", json=step.data)


def _state(usage_id: str, place: Place, now: datetime) -> dict[str, Any]:
    """What the learner's own fields hold when they are read anew."""
    block = _bench(usage_id, place, now).machine.get_block(usage_id)
    own = (name for name, field in block.fields.items() if getattr(field.scope, "user", None) is UserScope.ONE)
    return {name: getattr(block, name) for name in own if block.fields[name].is_set_on(block)}
