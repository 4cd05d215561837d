"""Deeds of the screener beside its answers: choosing the script somebody reads."""

from datetime import datetime

from lms.kernel import errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from placement import queries
from placement.domain import literacy
from placement.domain.literacy import Own, Screener
from placement.packs.own_scripts import own_scripts
from placement.services import keeping


def choose_script(sitting_id: str, reads: str, *, actor: Actor, now: datetime) -> None:
    """She reads this language, or (empty) none of those shown. What she hears follows from her first language.

    Raises Invalid for a language that does not ship.
    """
    scripts = own_scripts()
    if reads and reads not in scripts.languages:
        raise errors.Invalid("placement.choose_script")
    learner = learners.learner(queries.sitting_info(sitting_id).learner_id)
    own = Own(reads, scripts.spoken(learner.first_language))

    def chosen(found: queries.SittingInfo) -> queries.State:
        state = found.state
        if not isinstance(state, Screener) or found.status != queries.OPEN:
            return state
        return literacy.choose_own(state, own)

    keeping.changed(sitting_id, chosen, "choose_script", actor=actor, now=now)
