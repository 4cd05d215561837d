"""Publishing in the background: the press of the button claims the run, a job carries it out or gives the run back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor, Role
from lms.messages import services as messages
from scheduling import models, queries
from scheduling.services.drafts import find_draft
from scheduling.services.publication import Told, publish, publish_draft, refuse_outdated, refuse_unready
from scheduling.services.search import find

PUBLISH_JOB = "scheduling.publish"
PUBLISH_DRAFT_JOB = "scheduling.publish_draft"


def request_publication(run_id: str, *, actor: Actor, now: datetime) -> None:
    """Ask for a plan to become real: it is claimed now and carried out in the background.

    Raises Conflict when the run is not done, began with a draft (which is published then), is older than the published
    plan, or another plan of the centre becomes real at this moment.
    """
    row, run = find(run_id), queries.run(run_id)
    if queries.true_state(run).state != "done":
        raise errors.Conflict("scheduling.not_done")
    if row.draft_id:
        raise errors.Conflict("scheduling.publish_the_draft")
    refuse_outdated(row.centre_id, row.asked_at)
    refuse_second(run.centre_id)
    job_id = _enqueue(PUBLISH_JOB, {"run_id": run.id}, run.centre_id, actor, now)
    # The check is the write. A run whose publishing broke off is taken over from the job that was lost, once.
    claimed = db.changed(
        update(models.Run)
        .where(
            models.Run.id == run_id,
            models.Run.state == run.state,
            models.Run.publication_id.is_not_distinct_from(run.publication_id),
        )
        .values(state="publishing", publication_id=job_id, trouble={})
        .execution_options(synchronize_session=False)
    )
    if claimed != 1:
        raise errors.Conflict("scheduling.not_done")
    db.session().refresh(row)


def refuse_second(centre_id: str) -> None:
    """One plan of a centre becomes real at a time. Raises Conflict."""
    if queries.being_published(centre_id) is not None or queries.draft_being_published(centre_id) is not None:
        raise errors.Conflict("scheduling.publishing")


def _enqueue(name: str, about: Mapping[str, str], centre_id: str, actor: Actor, now: datetime) -> str:
    provider_id = db.require_provider()
    who = {"provider_id": provider_id, "user_id": actor.user_id, "name": actor.name, "staff_id": actor.staff_id}
    job_id = jobs.enqueue(
        name,
        {**about, **who},
        now=now,
        provider_id=provider_id,
        # Two who publish plans of one centre at the same moment meet in this key: the second is refused.
        unique_key=f"{PUBLISH_JOB}:{centre_id}:{queries.last_job(centre_id) or 'first'}",
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
    back = db.changed(
        update(models.Run)
        .where(models.Run.id == run_id, models.Run.state == "publishing")
        .values(state="done", trouble={"code": refusal.code, "facts": queries.kept(refusal.facts)})
        .execution_options(synchronize_session=False)
    )
    if back == 1:
        _tell("scheduling.not_published", run_id, {}, actor, now)


def _tell(code: str, run_id: str, facts: Mapping[str, int], actor: Actor, now: datetime) -> None:
    run = find(run_id)
    _ask(code, facts, f"/timetable/runs/{run_id}", run.publication_id, run.centre_id, actor, now)


def _ask(
    code: str, facts: Mapping[str, int], link: str, job_id: str | None, centre_id: str, actor: Actor, now: datetime
) -> None:
    messages.ask(
        Role.ADMINISTRATOR,
        code,
        facts,
        now=now,
        staff_id=actor.staff_id,
        centre_id=centre_id,
        link=link,
        unique_key=f"{PUBLISH_JOB}:{job_id}",
    )


# --- drafts ----------------------------------------------------------------------------------------------------------


def request_draft_publication(draft_id: str, version: int, *, actor: Actor, now: datetime) -> None:
    """Ask for a draft to become real: it is claimed now and carried out in the background.

    Raises Conflict when somebody changed it since `version`, when it cannot become real as it is, or when another plan of
    the centre becomes real at this moment.
    """
    draft = queries.draft(draft_id)
    if draft.state != "open":
        raise errors.Conflict("scheduling.draft_closed")
    if draft.version != version:
        raise errors.Conflict("scheduling.stale")
    refuse_unready(draft, now)
    refuse_second(draft.centre_id)
    held, held_job = find_draft(draft_id).state, draft.job_id
    job_id = _enqueue(PUBLISH_DRAFT_JOB, {"draft_id": draft_id}, draft.centre_id, actor, now)
    # The check is the write. A draft whose publishing broke off is taken over from the job that was lost, once.
    claimed = db.changed(
        update(models.Draft)
        .where(
            models.Draft.id == draft_id,
            models.Draft.state == held,
            models.Draft.version == version,
            models.Draft.job_id.is_not_distinct_from(held_job),
        )
        .values(state="publishing", job_id=job_id, trouble={})
        .execution_options(synchronize_session=False)
    )
    if claimed != 1:
        raise errors.Conflict("scheduling.stale")


def publish_claimed_draft(draft_id: str, *, actor: Actor, now: datetime, told: Told) -> dict[str, Any]:
    """Carry out what was asked for. What was carried out before is left as it is. Returns the figures."""
    draft = queries.draft(draft_id)
    if draft.state != "publishing":
        return {"state": "done before"}
    outcome = publish_draft(draft_id, actor=actor, now=now, held="publishing", told=told)
    refused = len(outcome["refused"])
    if refused:
        facts = {"booked": outcome["booked"], "refused": refused}
        link = f"/timetable/drafts/{draft_id}"
        _ask("scheduling.published_in_part", facts, link, draft.job_id, draft.centre_id, actor, now)
    return {"sections": outcome["sections"], "booked": outcome["booked"], "refused": refused}


def give_draft_back(draft_id: str, refusal: errors.OnwardError, *, actor: Actor, now: datetime) -> None:
    """A draft that could not become real is open again, with the reason. Whoever asked is told."""
    back = db.changed(
        update(models.Draft)
        .where(models.Draft.id == draft_id, models.Draft.state == "publishing")
        .values(state="open", trouble={"code": refusal.code, "facts": queries.kept(refusal.facts)})
        .execution_options(synchronize_session=False)
    )
    if back == 1:
        draft = find_draft(draft_id)
        _ask("scheduling.not_published", {}, f"/timetable/drafts/{draft_id}", draft.job_id, draft.centre_id, actor, now)
