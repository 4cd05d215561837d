"""Making a plan real: its sections are opened or changed, and everybody is booked or moved through the booking door, in one
transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Update, update

from lms.accounts.services import audit
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations
from scheduling import models, queries
from scheduling.domain.draft import Group, kept
from scheduling.domain.impact import DATABASE, Judged
from scheduling.services.carrying import Plan, Publication
from scheduling.services.drafts import find_draft
from scheduling.services.search import find
from scheduling.services.telling import tell

Told = Callable[[Mapping[str, int]], None]
"""Hears how far a publication is: sections opened, people booked, people refused."""


def publish(
    run_id: str, *, actor: Actor, now: datetime, held: str = "done", told: Told = lambda _: None
) -> dict[str, Any]:
    """Make the plan of a search real: open its sections and book everybody, in one transaction.

    A booking that the door refuses (a care place that a child outgrows, a missing prerequisite) is listed, and the
    others stand. Sections that end up empty are not opened. Returns {"sections", "booked", "refused"}.
    `held` is the state that the run must be in: "publishing" where somebody asked for it beforehand.
    Raises Conflict when the run is in another state, is older than the published plan, or a room or teacher was taken
    meanwhile.
    """
    row = find(run_id)
    refuse_outdated(row.centre_id, row.asked_at)
    taken = (
        update(models.Run)
        .where(models.Run.id == row.id, models.Run.state == held)
        .values(state="published", published_at=now, published_by=actor.name)
    )
    _take(taken, row, "scheduling.not_done")
    run = queries.run(run_id)
    plan = queries.groups_of_run(run)
    joining = {one.id: one.new_learners for one in run.sections}
    base = tuple(_before(group, joining[group.id]) for group in plan if group.existing)
    publication = Publication(Plan(row.centre_id, row.term_id, row.starts_on, plan, base), actor, now, told)
    publication.carry_out()
    row.refused = publication.refused
    row.figures = {**row.figures, "opened": publication.opened, "booked": publication.booked}
    _keep(publication, run_id=run_id)
    audit.record("publish", "scheduling_run", run_id, now=now)
    return {"sections": publication.opened, "booked": publication.booked, "refused": publication.refused}


def publish_draft(
    draft_id: str, *, actor: Actor, now: datetime, held: str = "open", told: Told = lambda _: None
) -> dict[str, Any]:
    """Make a draft real from its first day on: what differs from the published plan is changed, opened, booked, moved.

    Sessions with a register are never touched, and who has a seat and no group in the draft keeps the seat. Returns
    {"sections", "booked", "refused"}. Raises Conflict for a draft in another state, one that is older than the published
    plan or begins on a day that is over, one with a room, teacher or person in two classes at once, and when a room or a
    teacher was taken meanwhile.
    """
    row, draft = find_draft(draft_id), queries.draft(draft_id)
    refuse_unready(draft, now)
    taken = (
        update(models.Draft)
        .where(models.Draft.id == draft_id, models.Draft.state == held, models.Draft.version == draft.version)
        .values(state="published", changed_by=actor.name, changed_at=now)
    )
    _take(taken, row, "scheduling.draft_closed")
    plan = Plan(draft.centre_id, draft.term_id, draft.starts_on, draft.groups, draft.base)
    publication = Publication(plan, actor, now, told)
    publication.carry_out()
    tell(publication, _keep(publication, draft_id=draft_id))
    audit.record("publish", "scheduling_draft", draft_id, now=now)
    booked = publication.booked + publication.moved
    return {"sections": publication.opened, "booked": booked, "refused": publication.refused}


def refuse_unready(draft: queries.DraftInfo, now: datetime) -> None:
    """What stands between a draft and the world. Raises Conflict."""
    refuse_outdated(draft.centre_id, draft.made_at)
    if draft.starts_on < clock.local(now, organisations.centre(draft.centre_id).zone).date():
        raise errors.Conflict("scheduling.first_day_over")
    demand = queries.build_problem(draft.centre_id, draft.term_id, draft.starts_on)
    if any(one.rule in DATABASE for one in Judged(demand.problem, draft.groups).verdict.violations):
        raise errors.Conflict("scheduling.impossible")


def refuse_outdated(centre_id: str, since: datetime) -> None:
    """A plan from before the one in force knows nothing of who got a seat by it. Raises Conflict."""
    newest = queries.newest_publication(centre_id)
    if newest is not None and newest.published_at > since:
        raise errors.Conflict("scheduling.outdated")


def _take(statement: Update, row: Any, code: str) -> None:
    """The check is the write: of two who publish at once, one changes no row."""
    taken = db.changed(statement.execution_options(synchronize_session=False))
    if taken != 1:
        raise errors.Conflict(code)
    db.session().refresh(row)


def _keep(publication: Publication, *, run_id: str | None = None, draft_id: str | None = None) -> str:
    """The plan as it became real stays on record, with the day from which it is valid. Returns the record's id."""
    plan, publication_id = publication.plan, db.new_id()
    db.session().add(
        models.Publication(
            id=publication_id,
            centre_id=plan.centre_id,
            term_id=plan.term_id,
            valid_from=plan.starts_on,
            run_id=run_id,
            draft_id=draft_id,
            published_at=publication.now,
            published_by=publication.actor.name,
            groups=kept(publication.real),
            refused=publication.refused,
            kept=publication.kept,
            figures=publication.figures,
        )
    )
    db.session().flush()
    return publication_id


def _before(group: Group, joining: Sequence[str]) -> Group:
    """A group of a search without those whom it adds."""
    return replace(group, learners=tuple(one for one in group.learners if one not in joining))
