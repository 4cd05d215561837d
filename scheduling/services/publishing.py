"""Publishing in the background: the press of the button claims the run, a job carries it out or gives the run back."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor, Role
from lms.messages import services as messages
from scheduling import models, queries
from scheduling.services.publication import Told, publish, refuse_outdated
from scheduling.services.search import find

PUBLISH_JOB = "scheduling.publish"


def request_publication(run_id: str, *, actor: Actor, now: datetime) -> None:
    """Ask for a plan to become real: it is claimed now and carried out in the background.

    Raises Conflict when the run is not done, is older than the published plan, or another plan of the centre becomes
    real at this moment.
    """
    row, run = find(run_id), queries.run(run_id)
    refuse_outdated(row)
    if queries.true_state(run).state != "done":
        raise errors.Conflict("scheduling.not_done")
    if queries.being_published(run.centre_id) is not None:
        raise errors.Conflict("scheduling.publishing")
    job_id = _enqueue(run, actor, now)
    # The check is the write. A run whose publishing broke off is taken over from the job that was lost, once.
    claimed = db.session().execute(
        update(models.Run)
        .where(
            models.Run.id == run_id,
            models.Run.state == run.state,
            models.Run.publication_id.is_not_distinct_from(run.publication_id),
        )
        .values(state="publishing", publication_id=job_id, trouble={})
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        raise errors.Conflict("scheduling.not_done")
    db.session().refresh(row)


def _enqueue(run: queries.RunInfo, actor: Actor, now: datetime) -> str:
    provider_id = db.require_provider()
    job_id = jobs.enqueue(
        PUBLISH_JOB,
        {
            "run_id": run.id,
            "provider_id": provider_id,
            "user_id": actor.user_id,
            "name": actor.name,
            "staff_id": actor.staff_id,
        },
        now=now,
        provider_id=provider_id,
        # Two who publish plans of one centre at the same moment meet in this key: the second is refused.
        unique_key=f"{PUBLISH_JOB}:{run.centre_id}:{queries.last_publication(run.centre_id) or 'first'}",
        asked_by=actor.name,
    )
    if job_id is None:
        raise errors.Conflict("scheduling.publishing")
    return job_id


def publish_claimed(run_id: str, *, actor: Actor, now: datetime, told: Told) -> dict[str, Any]:
    """Carry out what was asked for. What was carried out before is left as it is. Returns the figures."""
    if queries.run(run_id).state != "publishing":
        return {"state": "done before"}
    outcome = publish(run_id, actor=actor, now=now, held="publishing", told=told)
    refused = len(outcome["refused"])
    if refused:
        _tell("scheduling.published_in_part", run_id, {"booked": outcome["booked"], "refused": refused}, actor, now)
    return {"sections": outcome["sections"], "booked": outcome["booked"], "refused": refused}


def give_back(run_id: str, refusal: errors.OnwardError, *, actor: Actor, now: datetime) -> None:
    """A plan that could not become real is a draft again, with the reason. Whoever asked is told."""
    back = db.session().execute(
        update(models.Run)
        .where(models.Run.id == run_id, models.Run.state == "publishing")
        .values(state="done", trouble={"code": refusal.code, "facts": queries.kept(refusal.facts)})
        .execution_options(synchronize_session=False)
    )
    if back.rowcount == 1:  # type: ignore[attr-defined]
        _tell("scheduling.not_published", run_id, {}, actor, now)


def _tell(code: str, run_id: str, facts: dict[str, int], actor: Actor, now: datetime) -> None:
    row = find(run_id)
    messages.ask(
        Role.ADMINISTRATOR,
        code,
        facts,
        now=now,
        staff_id=actor.staff_id,
        link=f"/timetable/runs/{run_id}",
        unique_key=f"{PUBLISH_JOB}:{row.publication_id}",
    )
