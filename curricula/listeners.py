"""What happens elsewhere and says something here: a seat booked, a module passed, an exercise done, a register saved."""

from datetime import datetime
from typing import Any

from curricula import services
from curricula.services import examination_charges
from lms.kernel import signals
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import ProgressState


@signals.hear(signals.seat_booked)
def no_longer_waiting(_enrolment_id: str, *, learner_id: str, now: datetime, **_facts: Any) -> None:
    """Whoever got a seat has her next course."""
    services.close_for(learner_id, [ProgressState.SUPPLY_STALLED], now=now)
    services.next_step_found(learner_id, now=now)


@signals.hear(signals.module_passed)
def moved_on(learner_id: str, *, module_key: str, now: datetime, **_facts: Any) -> None:
    """Whoever passed is not blocked, and somebody looks with her at what comes next."""
    services.close_for(learner_id, [ProgressState.BLOCKED, ProgressState.SKILL_BLOCKED, ProgressState.WATCH], now=now)
    services.ask_for_next_step(learner_id, module_key, now=now)


@signals.hear(signals.block_graded)
def practised(
    usage_id: str, *, learner_id: str, score: float | None, maximum: float | None, completion: float, now: datetime,
    **_facts: Any,
) -> None:  # fmt: skip
    """Whoever did an exercise has practised. It is no test: no finding opens or closes by it."""
    if score is not None or completion >= 1:
        services.keep_practice(
            learner_id, usage_id, score / maximum if score is not None and maximum else None, now=now
        )


@signals.hear(signals.register_saved)
def sat_an_examination(session_id: str, *, actor: Actor, now: datetime, **_facts: Any) -> None:
    """The register of an examination's day says who sat it: they are charged to its payer, the lessons as ever."""
    examination_charges.square_session(session_id, actor=actor, now=now)
