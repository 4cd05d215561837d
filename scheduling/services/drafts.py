"""Drafts that people change by hand: begun, changed one step at a time, locked, undone, set aside.

Every change names the version that its maker looked at. The write checks it: of two who change at once, one is refused
and shown what the other did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations
from scheduling import models, queries
from scheduling.domain import draft as domain
from scheduling.domain.draft import Change, Groups
from scheduling.domain.impact import Impact, Judged

Locks = dict[str, list[str]]


def begin_from_run(run_id: str, *, actor: Actor, now: datetime) -> str:
    """A draft of what a search found. One that is open already is gone on with. Returns its id.

    Raises Conflict for a search that is not done.
    """
    run = queries.true_state(queries.run(run_id))
    if run.state != "done":
        raise errors.Conflict("scheduling.not_done")
    open_already = queries.draft_of_run(run_id)
    if open_already is not None:
        return open_already.id
    demand = queries.build_problem(run.centre_id, run.term_id, run.starts_on)
    base = queries.published_groups(demand, run.centre_id, run.term_id)
    return _new(run.centre_id, run.term_id, run.starts_on, queries.groups_of_run(run), base, run_id, actor, now)


def begin_from_published(centre_id: str, term_id: str, starts_on: date, *, actor: Actor, now: datetime) -> str:
    """A draft that begins with the plan in force. Returns its id. Raises Conflict where no class runs."""
    term = _term(centre_id, term_id)
    starts_on = max(starts_on, term.starts_on)
    demand = queries.build_problem(centre_id, term_id, starts_on)
    groups = queries.published_groups(demand, centre_id, term_id)
    if not groups:
        raise errors.Conflict("scheduling.nothing_published")
    return _new(centre_id, term_id, starts_on, groups, groups, None, actor, now)


def _new(
    centre_id: str,
    term_id: str,
    starts_on: date,
    groups: Groups,
    base: Groups,
    run_id: str | None,
    actor: Actor,
    now: datetime,
) -> str:
    row = models.Draft(
        id=db.new_id(),
        centre_id=centre_id,
        term_id=term_id,
        starts_on=starts_on,
        run_id=run_id,
        groups=domain.kept(groups),
        base=domain.kept(base),
        made_by=actor.name,
        made_at=now,
        changed_by=actor.name,
        changed_at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def _term(centre_id: str, term_id: str) -> organisations.Term:
    term = next((one for one in organisations.terms(centre_id) if one.id == term_id), None)
    if term is None:
        raise errors.NotFound("scheduling.absent")
    return term


# --- changing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """What a change would do: the plan after it, and what becomes different by it."""

    groups: Groups
    impact: Impact


def look(draft: queries.DraftInfo, change: Change) -> Look:
    """What a change would break and mend, before anything is kept.

    Raises NotFound for what is not there, Conflict for what cannot be or is locked.
    """
    demand = queries.build_problem(draft.centre_id, draft.term_id, draft.starts_on)
    after = domain.changed(draft.groups, change, demand.problem)
    _refuse_locked(draft, after)
    return Look(after, Judged(demand.problem, draft.groups).after(after))


def _refuse_locked(draft: queries.DraftInfo, after: Groups) -> None:
    for group, part in domain.locked_parts(draft.groups, after, draft.locks):
        raise errors.Conflict(f"scheduling.locked.{part}", group=group.name)


def make(draft_id: str, version: int, change: Change, *, reason: str = "", actor: Actor, now: datetime) -> int:
    """Change a draft. Returns its new version.

    Raises Conflict `scheduling.stale` when somebody changed it since `version`, and Invalid `scheduling.reason_missing`
    when it breaks a rule and no reason is given.
    """
    draft = current(draft_id, version)
    found = look(draft, change)
    if found.groups == draft.groups:
        raise errors.Invalid("scheduling.nothing_changes")
    if found.impact.broken and not reason.strip():
        raise errors.Invalid("scheduling.reason_missing", field="reason")
    broke = [{"rule": str(one.rule), "facts": dict(one.facts)} for one in found.impact.broken]
    deed = "seat" if change.learner is not None else "move"
    return step(draft, found.groups, draft.locks, deed, actor, now, reason=reason.strip(), broke=broke)


def lock(draft_id: str, version: int, group_id: str, parts: Sequence[str], *, actor: Actor, now: datetime) -> int:
    """Lock these parts of a group and no others. Returns the draft's new version."""
    draft = current(draft_id, version)
    if all(one.id != group_id for one in draft.groups):
        raise errors.NotFound("scheduling.absent")
    wanted = [part for part in domain.PARTS if part in parts]
    locks = {key: value for key, value in draft.locks.items() if key != group_id}
    if wanted:
        locks[group_id] = wanted
    if locks == draft.locks:
        return draft.version
    return step(draft, draft.groups, locks, "lock", actor, now, about=group_id)


def undo(draft_id: str, version: int, *, actor: Actor, now: datetime) -> int:
    """Take the newest change back that stands. Returns the draft's new version. Raises Conflict where nothing is left."""
    draft = current(draft_id, version)
    last = queries.can_undo(queries.steps(draft_id))
    if last is None:
        raise errors.Conflict("scheduling.nothing_to_undo")
    groups = domain.put_back(draft.groups, last.was, last.became)
    locks = dict(last.before["locks"]) if last.deed == "lock" else draft.locks
    about = str(last.after.get("about", ""))
    return step(draft, groups, locks, "undo", actor, now, undoes=last.number, about=about)


def current(draft_id: str, version: int) -> queries.DraftInfo:
    """A draft that may be changed by whoever looked at this version. Raises Conflict."""
    draft = queries.draft(draft_id)
    if draft.state != "open":
        raise errors.Conflict("scheduling.draft_closed")
    if draft.version != version:
        raise errors.Conflict("scheduling.stale")
    return draft


def step(
    draft: queries.DraftInfo,
    groups: Groups,
    locks: Locks,
    deed: str,
    actor: Actor,
    now: datetime,
    *,
    about: str = "",
    **more: Any,
) -> int:
    """Write a change and who made it. Returns the draft's new version. Raises Conflict where somebody was faster."""
    _write(draft, actor, now, groups=domain.kept(groups), locks=locks)
    was, became = domain.touched(draft.groups, groups)
    facts = {"about": about} if about else {}
    row = models.Step(
        draft_id=draft.id,
        number=draft.version + 1,
        deed=deed,
        by=actor.name,
        at=now,
        before={"groups": domain.kept(was), "locks": draft.locks} | facts,
        after={"groups": domain.kept(became), "locks": locks} | facts,
        **more,
    )
    db.session().add(row)
    db.session().flush()
    return row.number


def _write(draft: queries.DraftInfo, actor: Actor, now: datetime, **values: Any) -> None:
    """The check is the write: of two who change the same version, one changes no row."""
    written = db.changed(
        update(models.Draft)
        .where(models.Draft.id == draft.id, models.Draft.version == draft.version, models.Draft.state == "open")
        .values(version=draft.version + 1, changed_by=actor.name, changed_at=now, trouble={}, **values)
        .execution_options(synchronize_session=False)
    )
    if written != 1:
        raise errors.Conflict("scheduling.stale")


def set_start(draft_id: str, version: int, starts_on: date, *, actor: Actor, now: datetime) -> int:
    """The first day on which the plan will be valid. Raises Invalid for a day that is over or out of the term."""
    draft = current(draft_id, version)
    term = _term(draft.centre_id, draft.term_id)
    today = clock.local(now, organisations.centre(draft.centre_id).zone).date()
    if not max(today, term.starts_on) <= starts_on <= term.ends_on:
        raise errors.Invalid(
            "scheduling.first_day", field="starts_on", first=max(today, term.starts_on), last=term.ends_on
        )
    if starts_on == draft.starts_on:
        return draft.version
    _write(draft, actor, now, starts_on=starts_on)
    db.session().add(
        models.Step(
            draft_id=draft.id,
            number=draft.version + 1,
            deed="start",
            by=actor.name,
            at=now,
            before={"starts_on": draft.starts_on.isoformat()},
            after={"starts_on": starts_on.isoformat()},
        )
    )
    return draft.version + 1


def set_aside(draft_id: str, version: int, *, actor: Actor, now: datetime) -> None:
    """Nobody needs this draft any more. The published plan stays as it is."""
    _write(current(draft_id, version), actor, now, state="set_aside")


def find_draft(draft_id: str) -> models.Draft:
    """The row of a draft. Raises NotFound."""
    row = db.session().scalar(select(models.Draft).where(models.Draft.id == draft_id))
    if row is None:
        raise errors.NotFound("scheduling.absent")
    return row
