"""Keeping an assessment of needs and strengths."""

from collections.abc import Mapping
from datetime import date, datetime

from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from placement import models
from placement.domain.needs import LONGEST, told, trouble


def keep_assessment(
    learner_id: str,
    strengths: Mapping[str, str],
    needs: Mapping[str, str],
    *,
    funder_id: str,
    on_day: date,
    actor: Actor,
    now: datetime,
) -> str:
    """What a talk came to, in words by domain. Returns its id.

    Raises Invalid without a strength, without a need, for words that are too long, a day to come, and a funder that the
    provider does not have.
    """
    learner = learners.learner(learner_id)
    wrong = trouble(strengths, needs, on_day, clock.local(now, actor.zone).date())
    if wrong is not None:
        raise errors.Invalid(wrong[1], field=wrong[0], most=LONGEST)
    if funder_id not in {one.id for one in organisations.funders()}:
        raise errors.Invalid("placement.needs.no_funder", field="funder")
    row = models.NeedsAssessment(
        id=db.new_id(), learner_id=learner.id, centre_id=learner.centre_id, funder_id=funder_id, on_day=on_day,
        strengths=told(strengths), needs=told(needs), by=actor.name, at=now,
    )  # fmt: skip
    db.session().add(row)
    db.session().flush()
    return row.id
