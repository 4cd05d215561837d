"""A record from before departure is taken in for one person: level, skills and documents, all lines or none."""

from collections.abc import Sequence
from datetime import datetime

from lms.accounts.services import audit
from lms.casework import services as casework
from lms.casework.domain.credentials import Credential, Kind, State
from lms.exchange.domain.pre_departure import Line
from lms.kernel import errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.learners import services as people

TABLE = "learners_pre_arrival"


def take_in_record(learner_id: str, lines: Sequence[Line], *, actor: Actor, now: datetime) -> tuple[str, int]:
    """Returns the batch and how many lines are new. Documents become certificates of the person."""
    said = [people.Said(one.kind, one.name, one.value, one.day, one.source) for one in lines]
    batch, new = people.keep_pre_arrival(learner_id, said, actor=actor, now=now)
    for one in learners.pre_arrival(learner_id):
        if one.batch == batch and one.kind == "document" and one.name in set(Kind):
            certificate = Credential(one.name, one.value, State.HELD, day=one.day)
            kept = casework.keep_credential(learner_id, certificate, actor=actor, now=now)
            people.point_to_credential(one.id, kept)
    audit.record("import", TABLE, batch, changes={"learner_id": learner_id, "lines": len(new)}, now=now)
    return batch, len(new)


def take_back_record(learner_id: str, batch: str, *, actor: Actor, now: datetime) -> None:
    """It was another person's, or the wrong file. Raises NotFound."""
    for credential_id in people.take_back_pre_arrival(learner_id, batch):
        try:
            casework.take_out_credential(learner_id, credential_id)
        except errors.NotFound:
            # Somebody has taken it out meanwhile.
            continue
    audit.record("remove", TABLE, batch, changes={"learner_id": learner_id}, now=now)
