"""Drafts of a centre with their changes, and the published plan in the same form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from lms.courses import queries as courses
from lms.kernel import db, errors
from scheduling import models
from scheduling.domain.draft import Groups, revived
from scheduling.queries.live import in_hand, lost
from scheduling.queries.problems import Demand
from scheduling.queries.runs import RunInfo
from scheduling.queries.runs import last_publication as last_run_publication

SHOWN = 20
BROKE_OFF = "scheduling.publication_broke_off"


@dataclass(frozen=True)
class StepInfo:
    """One change of a draft."""

    number: int
    deed: str
    by: str
    at: datetime
    reason: str
    broke: list[Any]
    before: dict[str, Any]
    after: dict[str, Any]
    undoes: int | None

    @property
    def was(self) -> Groups:
        """The touched groups before."""
        return revived(self.before.get("groups", ()))

    @property
    def became(self) -> Groups:
        """The touched groups after."""
        return revived(self.after.get("groups", ()))


@dataclass(frozen=True)
class DraftInfo:
    """A draft as it stands. `base` is the published plan when it was made."""

    id: str
    centre_id: str
    term_id: str
    starts_on: date
    run_id: str | None
    state: str
    version: int
    groups: Groups
    base: Groups
    locks: dict[str, list[str]]
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    job_id: str | None
    trouble: dict[str, Any]
    search_id: str | None = None


def draft_info(row: models.Draft) -> DraftInfo:
    """What a row says; a publication whose job was lost changed nothing, so the draft is open as before."""
    state, trouble = row.state, dict(row.trouble)
    if state == "publishing" and lost(row.job_id):
        state, trouble = "open", {"code": BROKE_OFF, "facts": {}}
    return DraftInfo(
        id=row.id,
        centre_id=row.centre_id,
        term_id=row.term_id,
        starts_on=row.starts_on,
        run_id=row.run_id,
        state=state,
        version=row.version,
        groups=revived(row.groups),
        base=revived(row.base),
        locks=dict(row.locks),
        made_by=row.made_by,
        made_at=row.made_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        job_id=row.job_id,
        trouble=trouble,
        search_id=row.search_id,
    )


def being_searched(draft: DraftInfo) -> bool:
    """Whether a search is at work on a draft now."""
    return draft.search_id is not None and in_hand(draft.search_id)


def draft(draft_id: str) -> DraftInfo:
    """One draft. Raises NotFound."""
    row = db.session().scalar(
        select(models.Draft).where(models.Draft.id == draft_id).execution_options(populate_existing=True)
    )
    if row is None:
        raise errors.NotFound("scheduling.absent")
    return draft_info(row)


def drafts(centre_id: str, *, limit: int = SHOWN) -> list[DraftInfo]:
    """Drafts of a centre that were not set aside, the newest change first."""
    rows = db.session().scalars(
        select(models.Draft)
        .where(models.Draft.centre_id == centre_id, models.Draft.state != "set_aside")
        .order_by(models.Draft.changed_at.desc(), models.Draft.id.desc())
        .limit(limit)
    )
    return [draft_info(row) for row in rows]


def draft_of_run(run_id: str) -> DraftInfo | None:
    """The open draft that began with a search."""
    row = db.session().scalar(
        select(models.Draft)
        .where(models.Draft.run_id == run_id, models.Draft.state == "open")
        .order_by(models.Draft.id.desc())
        .limit(1)
    )
    return draft_info(row) if row else None


def draft_being_published(centre_id: str) -> DraftInfo | None:
    """The draft of a centre that becomes real now."""
    rows = db.session().scalars(
        select(models.Draft).where(models.Draft.centre_id == centre_id, models.Draft.state == "publishing")
    )
    return next((one for one in map(draft_info, rows) if one.state == "publishing"), None)


def last_job(centre_id: str) -> str | None:
    """The newest job that published a plan of a centre, or tried to. Ids are in the order of their making."""
    of_drafts = db.session().scalar(select(func.max(models.Draft.job_id)).where(models.Draft.centre_id == centre_id))
    return max((one for one in (of_drafts, last_run_publication(centre_id)) if one), default=None)


def steps(draft_id: str, *, after: int = 0, limit: int | None = None) -> list[StepInfo]:
    """Changes of a draft from a version on, the newest first."""
    row = models.Step
    asked = select(row).where(row.draft_id == draft_id, row.number > after).order_by(row.number.desc())
    return [step_info(one) for one in db.session().scalars(asked.limit(limit) if limit else asked)]


def step_info(row: models.Step) -> StepInfo:
    """What a row says."""
    return StepInfo(
        number=row.number,
        deed=row.deed,
        by=row.by,
        at=row.at,
        reason=row.reason,
        broke=row.broke,
        before=row.before,
        after=row.after,
        undoes=row.undoes,
    )


def can_undo(draft_steps: Sequence[StepInfo]) -> StepInfo | None:
    """The newest change that nobody has taken back."""
    undone = {one.undoes for one in draft_steps if one.undoes is not None}
    return next((one for one in draft_steps if one.deed not in ("undo", "start") and one.number not in undone), None)


def groups_of_run(run: RunInfo) -> Groups:
    """What a search found. A new section is called like its course, with the next letter."""
    plan = sorted(run.sections, key=lambda one: (one.course, one.meetings, one.id))
    names = new_names(run.centre_id, [(one.course, one.id) for one in plan if not one.existing])
    known = {one.id: one.name for one in courses.sections(centre_id=run.centre_id)}
    return revived(
        {
            "id": one.id,
            "existing": one.existing,
            "name": known.get(one.id) or names.get(one.id, ""),
            "course": one.course,
            "meetings": sorted(one.meetings),
            "room": one.room,
            "teacher": one.teacher,
            "learners": sorted(one.learners),
            "twin": one.twin,
        }
        for one in plan
    )


def new_names(centre_id: str, wanted: Sequence[tuple[str, str]]) -> dict[str, str]:
    """A name for each new section, given as (course, section): the course's title and a running letter."""
    offered = {one.id: one.title for one in courses.courses(centre_id)}
    taken = Counter(section.course.id for section in courses.sections(centre_id=centre_id))
    names = {}
    for course, section in wanted:
        names[section] = f"{offered.get(course, '')} {chr(ord('A') + taken[course] % 26)}"
        taken[course] += 1
    return names


def published_groups(demand: Demand, centre_id: str, term_id: str) -> Groups:
    """The plan in force: sections that run, with their true times, their rooms and teachers, and who has a seat."""
    infos = {one.id: one for one in courses.sections(centre_id=centre_id, term_id=term_id)}
    return revived(
        {
            "id": section.id,
            "existing": True,
            "name": infos[section.id].name,
            "course": section.course,
            "meetings": sorted(
                (int(one.weekday), f"{one.starts:%H:%M}", f"{one.ends:%H:%M}")
                for one in demand.meetings.get(section.id, ())
            ),
            "room": section.room,
            "teacher": section.teacher,
            "learners": sorted(section.learners),
            "twin": section.twin,
        }
        for section in demand.standing.sections
        if section.id in infos
    )
