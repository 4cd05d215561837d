"""Deeds of a test: starting it, answering, not knowing, ending early. One sitting at a time, one answer counts once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from lms.accounts.services import audit
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Skill
from lms.learners import queries as learners
from placement import models, queries
from placement.domain import battery, estimation, literacy, performances, scoring, sitting
from placement.domain.estimation import Prior
from placement.domain.item_bank import Item, ItemType
from placement.domain.literacy import Screener
from placement.domain.scoring import Given
from placement.domain.sitting import Sitting
from placement.domain.stopping import StopReason
from placement.services import concluding, keeping

CORRELATION = 0.7
"""How far skills go together among newcomers; an assumption until a centre has measured it."""


def start_test(learner_id: str, *, assisted: bool, again: bool = False, actor: Actor, now: datetime) -> str | None:
    """Begin the test or go on with it. Returns the sitting to answer; `None` when there is nothing left to ask.

    `assisted`: a teacher sits beside and gives points for what is read aloud or written. `again` tests somebody anew who
    has a result already. What began more than 12 months ago is not gone on with but taken anew.
    """
    learners.learner(learner_id)
    running = queries.open_sitting(learner_id)
    if running is not None and running.item is not None and concluding.recent({running.kind: running}, now):
        return running.id
    if running is not None:
        _leave(running, now)
    taken = concluding.recent(queries.new_sittings(learner_id), now)
    if not taken and not again and queries.newest_result(learner_id) is not None:
        return None
    return _next(learner_id, taken, assisted, actor, now)


def start_part(learner_id: str, part: Skill, *, assisted: bool, actor: Actor, now: datetime) -> str:
    """Begin speaking or writing, which people score, or go on with what runs. Returns the sitting to answer.

    Listening, where it was tested, gives it a first guess.
    """
    running = queries.open_sitting(learner_id)
    if running is not None:
        return running.id
    bank = queries.bank_of_centre(learners.learner(learner_id).centre_id)
    if part not in performances.PARTS or part not in bank.measured:
        raise errors.Conflict("placement.no_such_part")
    return keeping.open_sitting(
        learner_id,
        part,
        bank.key,
        assisted=assisted,
        actor=actor,
        now=now,
        prior=_borrowed(concluding.known(learner_id), _in_force(learner_id)),
    )


@dataclass(frozen=True)
class Weighed:
    """An answer worked out before anybody has to wait for it: the sitting as it was read, and its state with the answer."""

    found: queries.SittingInfo
    state: queries.State


def weigh(found: queries.SittingInfo, item: str, given: Given | None, *, now: datetime) -> Weighed:
    """Score an answer and choose what comes next, and write nothing. Raises as `answer_item`."""
    return Weighed(found, _answered(found, item, given, now))


def answer_item(
    one: str | queries.SittingInfo | Weighed, item: str, given: Given | None, *, actor: Actor, now: datetime
) -> str | None:
    """Take one answer of any type; `None` says "I don't know". An answer counts once.

    `one`: the sitting by its id, as the door has just read it, or with the answer weighed; what others have written since
    is seen to. Returns the sitting that goes on, `None` when the test is done and its result is worked out.
    """
    weighed = one if isinstance(one, Weighed) else None

    def change(each: queries.SittingInfo) -> queries.State:
        return weighed.state if weighed and each is weighed.found else _answered(each, item, given, now)

    read = one.found if isinstance(one, Weighed) else one
    found, state = keeping.changed(read, change, "answer", actor=actor, now=now)
    return go_on(found, state, actor=actor, now=now)


def dont_know(one: str | queries.SittingInfo, item: str, *, actor: Actor, now: datetime) -> str | None:
    """The learner does not know: an answer like any other."""
    return answer_item(one, item, None, actor=actor, now=now)


def end_test(learner_id: str, *, actor: Actor, now: datetime) -> str | None:
    """End the test here and work out what it says so far. Returns the result, `None` when nothing was answered."""
    running = queries.open_sitting(learner_id)
    if running is not None:
        if not keeping.kept(running, _ended(running.state), "answer", now=now):
            raise errors.Conflict("placement.answered_elsewhere")
        if running.kind in performances.PARTS:
            return take_in(learner_id, actor=actor, now=now)
    taken = concluding.recent(queries.new_sittings(learner_id), now)
    if not any(one.answered for one in taken.values()):
        return None
    person = concluding.known(learner_id)
    return _conclude(person, taken, concluding.grounds_of([person], actor, now), actor, now)


def take_in(learner_id: str, *, actor: Actor, now: datetime) -> str | None:
    """Work the result out once more, with a part that came later. Without a first sorting it waits for that one."""
    standing = queries.newest_result(learner_id)
    if standing is None or not queries.new_sittings(learner_id):
        return None
    older = [one.id for one in queries.sittings_of(standing.id).values()]
    if older:
        db.session().execute(update(models.Sitting), [{"id": one, "result_id": None} for one in older])
    return concluding.conclude(learner_id, actor=actor, now=now)


def keep_sittings(
    sittings: Iterable[tuple[str, str, queries.State]],
    bank: str,
    *,
    assisted: bool,
    started_at: datetime,
    actor: Actor,
    now: datetime,
) -> list[str]:
    """Take in finished sittings as they are: learner, kind, state. For tests taken where this program was not in use.

    Returns their ids, in order. What a person still has to score waits for her.
    """
    ids = []
    for learner_id, kind, state in sittings:
        row = models.Sitting(
            id=db.new_id(),
            learner_id=learner_id,
            kind=kind,
            bank=bank,
            state=queries.packed(state),
            status=keeping.status_of(state),
            by_assistant=assisted,
            by=actor.name,
            started_at=started_at,
            touched_at=now,
            ended_at=now,
        )
        db.session().add(row)
        audit.record("take_in", "placement_sitting", row.id, changes={"kind": [None, kind]}, now=now)
        ids.append(row.id)
    db.session().flush()
    return ids


# --- going on --------------------------------------------------------------------------------------------------------


def go_on(answered: queries.SittingInfo, state: queries.State, *, actor: Actor, now: datetime) -> str | None:
    """The running sitting, else the next one, else the result. `state`: how the answered one stands now."""
    if not state.finished:
        return answered.id
    # Whoever has just written the end knows that nothing else runs; a second tab with the same answer does not.
    running = queries.open_sitting(answered.learner_id) if state == answered.state else None
    if running is not None:
        return running.id
    if answered.kind in performances.PARTS:
        take_in(answered.learner_id, actor=actor, now=now)
        return None
    taken = concluding.recent(queries.new_sittings(answered.learner_id), now)
    # A second tab may bring the last answer once more, after the result is made.
    return _next(answered.learner_id, taken, answered.assisted, actor, now) if taken else None


def _next(
    learner_id: str, taken: Mapping[str, queries.SittingInfo], assisted: bool, actor: Actor, now: datetime
) -> str | None:
    person = concluding.known(learner_id)
    letters = concluding.letters_of(person, taken.get(battery.LITERACY))
    # A test that has begun stays in its language.
    bank = next((one.bank for one in taken.values() if one.kind != battery.PACE), "")
    bank = bank or queries.bank_of_centre(person.centre_id or None).key
    kind = battery.next_kind(person.reported, letters, taken, queries.kinds_of(bank))
    if kind is None:
        grounds = concluding.grounds_of([person], actor, now)
        if not concluding.pace_is_open(person, taken, grounds[person.centre_id]):
            _conclude(person, taken, grounds, actor, now)
            return None
        return keeping.open_sitting(
            learner_id,
            battery.PACE,
            queries.PATTERNS,
            centre_id=person.centre_id,
            assisted=assisted,
            actor=actor,
            now=now,
        )
    first = person.first_level(kind, clock.local(now, actor.zone).date())
    if first is None and _ended_kindly(taken.get(battery.LITERACY)):
        # Whoever has just failed easy things begins with the easiest.
        first = Level.PRE_A1
    return keeping.open_sitting(
        learner_id,
        kind,
        bank,
        centre_id=person.centre_id,
        assisted=assisted,
        actor=actor,
        now=now,
        first_band=first.value if first else None,
        prior=_borrowed(person, taken) if kind == Skill.READING else None,
    )


def _ended_kindly(screened: queries.SittingInfo | None) -> bool:
    return (
        screened is not None
        and isinstance(screened.state, Screener)
        and screened.state.any_script.reason is StopReason.KIND
    )


def _conclude(
    person: concluding.Person,
    taken: Mapping[str, queries.SittingInfo],
    grounds: Mapping[str, queries.Ground],
    actor: Actor,
    now: datetime,
) -> str:
    if not taken:
        raise errors.Conflict("placement.nothing_tested")
    one = person.learner_id
    return concluding.conclude_known({one: person}, {one: taken}, grounds, actor=actor, now=now)[one]


def _in_force(learner_id: str) -> dict[str, queries.SittingInfo]:
    """The sittings of the newest result, and those that no result has taken in yet."""
    standing = queries.newest_result(learner_id)
    return {**(queries.sittings_of(standing.id) if standing else {}), **queries.new_sittings(learner_id)}


def _borrowed(person: concluding.Person, taken: Mapping[str, queries.SittingInfo]) -> Prior | None:
    """What listening says about another skill. Nothing where letters stand in the way: by the screener, else her word."""
    heard = taken.get(Skill.LISTENING)
    if heard is None or not heard.answered or not isinstance(heard.state, Sitting):
        return None
    if not battery.borrows(concluding.letters_of(person, taken.get(battery.LITERACY))):
        return None
    prior = estimation.borrow(sitting.posterior(keeping.engine_of(heard), heard.state), CORRELATION)
    return Prior(round(prior.mean, 6), round(prior.sd, 6))


# --- one answer ------------------------------------------------------------------------------------------------------


def _answered(found: queries.SittingInfo, item: str, given: Given | None, now: datetime) -> queries.State:
    """The state after an answer; the same state when this question was answered before."""
    if item in queries.answered_of(found.state):
        return found.state
    asked = to_answer(found, item)
    if asked.type is ItemType.TRACE and isinstance(given, int) and not found.assisted:
        # Points are a teacher's to give; whoever is alone draws on the screen.
        raise errors.Invalid("placement.draw_something")
    score, seconds = None if given is None else scoring.score(asked, given), keeping.seconds_on(found, now)
    if isinstance(found.state, Screener):
        engines = queries.screener_engines(found.bank, found.assisted)
        return literacy.answer(engines, found.state, item, score, seconds=seconds)
    engine = keeping.engine_of(found)
    seen = keeping.exposure_of(found, engine)
    return sitting.answer(engine, found.state, item, score, seconds=seconds, exposure=seen)


def to_answer(found: queries.SittingInfo, item: str) -> Item:
    """The item that an answer is for. Raises Conflict when the test is over, Invalid when nobody asked for it."""
    if found.status != queries.OPEN:
        raise errors.Conflict("placement.test_is_over")
    asked = queries.bank(found.bank).item(item)
    if asked is None:
        raise errors.Invalid("placement.item_not_asked")
    return asked


def _leave(running: queries.SittingInfo, now: datetime) -> None:
    """End a sitting whose question has left the bank since it was asked, or that has rested too long."""
    if not keeping.kept(running, _ended(running.state, StopReason.NO_ITEMS), "answer", now=now):
        raise errors.Conflict("placement.answered_elsewhere")


def _ended(state: queries.State, reason: StopReason = StopReason.ENDED_BY_PERSON) -> queries.State:
    if not isinstance(state, Screener):
        return sitting.end(state, reason)
    if state.latin is not None:
        return replace(state, latin=sitting.end(state.latin, reason))
    return replace(state, any_script=sitting.end(state.any_script, StopReason.ENDED_BY_PERSON))
