"""Around a child: who may collect it, what happened to it, its way into regular care."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from childcare import models
from lms.kernel import db, errors
from lms.learners import queries as learners

PARENT = "parent"


@dataclass(frozen=True)
class CollectorInfo:
    """Somebody who may bring and collect a child. The parent stands there without an entry, too."""

    id: str
    name: str
    relation: str
    phone: str
    has_code: bool
    has_card: bool
    until: date | None
    agreed: str

    @property
    def is_parent(self) -> bool:
        """Whether this is the parent whose seat it is."""
        return PARENT in (self.id, self.relation)

    @property
    def title(self) -> str:
        """Salim, uncle."""
        return self.name if self.is_parent or not self.relation else f"{self.name}, {self.relation}"


def collectors(child_id: str, learner_id: str, day: date) -> list[CollectorInfo]:
    """Who may collect a child on a day: the parent first."""
    row = models.Collector
    rows = db.session().scalars(
        select(row)
        .where(row.child_id == child_id, row.removed_at.is_(None), or_(row.until.is_(None), row.until >= day))
        .order_by(row.id)
    )
    found = [
        CollectorInfo(
            one.id,
            one.name,
            one.relation,
            one.phone,
            bool(one.secret),
            bool(one.token_hash),
            one.until,
            one.agreed,
        )
        for one in rows
    ]
    parent = learners.learner(learner_id)
    others = _other_parents(child_id, parent)
    theirs = {name: next((one for one in found if (one.name, one.relation) == (name, PARENT)), None) for name in others}
    # A line that only repeats the parent's name means the parent.
    known = [
        one
        for one in found
        if (one.relation == PARENT and one.name not in theirs) or (one.name == parent.name and not one.relation)
    ]
    rest = [one for one in found if one not in known and one not in theirs.values()]
    first = _as_parent(PARENT, parent, known[0] if known else None)
    beside = [_as_parent(f"{PARENT}:{one.id}", one, theirs[name]) for name, one in others.items()]
    return [first, *beside, *rest]


def _as_parent(key: str, parent: learners.LearnerInfo, entry: CollectorInfo | None) -> CollectorInfo:
    if entry is None:
        return CollectorInfo(key, parent.name, PARENT, parent.phone, False, False, None, "")
    # The list at the door may hold the same number.
    phone = "" if parent.no_calls else parent.phone or entry.phone
    return CollectorInfo(entry.id, parent.name, PARENT, phone, entry.has_code, entry.has_card, None, "")


def _other_parents(child_id: str, parent: learners.LearnerInfo) -> dict[str, learners.LearnerInfo]:
    """Adults of the household in whose file the same child stands, by name."""
    others = learners.household(parent.household_id) if parent.household_id else []
    known = learners.children(one.person_id for one in others)
    return {
        one.name: one
        for one in others
        if one.id != parent.id and any(child_id in (child.id, *child.also) for child in known.get(one.person_id, ()))
    }


def siblings(child_id: str) -> list[str]:
    """A child and its siblings, as far as their parent's file knows them."""
    learner_id = db.session().scalar(
        select(models.CareBooking.learner_id).where(models.CareBooking.child_id == child_id).limit(1)
    )
    if learner_id is None:
        return [child_id]
    found = [one.id for one in learners.children_of_learners([learner_id]).get(learner_id, ())]
    return found if child_id in found else [child_id, *found]


@dataclass(frozen=True)
class IncidentInfo:
    """Something that happened to a child, with what was added later."""

    id: str
    child_id: str
    child: str
    happened_at: datetime
    kind: str
    what: str
    deed: str
    told: str
    by: str
    at: datetime
    follows_id: str | None
    additions: tuple["IncidentInfo", ...] = ()


def incidents(centre_id: str, *, child_id: str | None = None, limit: int = 100) -> list[IncidentInfo]:
    """The log of a centre or of one child, the newest first, each entry with its additions."""
    row = models.Incident
    statement = select(row).where(row.centre_id == centre_id)
    if child_id:
        statement = statement.where(row.child_id == child_id)
    rows = list(db.session().scalars(statement.order_by(row.happened_at.desc(), row.id.desc()).limit(limit)))
    names = _names({one.child_id for one in rows})
    found = [_incident(one, names) for one in rows]
    first_of = {one.id: one.follows_id or one.id for one in found}
    later: dict[str, list[IncidentInfo]] = {}
    for one in sorted(found, key=lambda one: one.at):
        if one.follows_id:
            later.setdefault(first_of.get(one.follows_id, one.follows_id), []).append(one)
    return [
        IncidentInfo(**{**vars(one), "additions": tuple(later.get(one.id, ()))})
        for one in found
        if one.follows_id is None
    ]


def incident(incident_id: str, centre_id: str) -> IncidentInfo:
    """One entry with its additions. Raises NotFound."""
    row = db.session().scalar(
        select(models.Incident).where(models.Incident.id == incident_id, models.Incident.centre_id == centre_id)
    )
    if row is None:
        raise errors.NotFound("childcare.absent")
    first = row.follows_id or row.id
    found = next((one for one in incidents(centre_id, child_id=row.child_id, limit=1000) if one.id == first), None)
    if found is None:
        raise errors.NotFound("childcare.absent")
    return found


def _incident(row: models.Incident, names: dict[str, str]) -> IncidentInfo:
    return IncidentInfo(
        row.id,
        row.child_id,
        names.get(row.child_id, ""),
        row.happened_at,
        row.kind,
        row.what,
        row.deed,
        row.told,
        row.by,
        row.at,
        row.follows_id,
    )


def _names(child_ids: Iterable[str]) -> dict[str, str]:
    wanted = list(child_ids)
    row = models.CareBooking
    of_learner = db.session().execute(select(row.child_id, row.learner_id).where(row.child_id.in_(wanted)).distinct())
    parents = sorted({one.learner_id for one in of_learner})
    return {
        key: child.name
        for found in learners.children_of_learners(parents).values()
        for child in found
        for key in (child.id, *child.also)
    }


@dataclass(frozen=True)
class HandoverInfo:
    """The way of a child into regular care."""

    kindergarten: str = ""
    applied_on: date | None = None
    starts_on: date | None = None
    habits: str = ""
    consent_by: str = ""
    consent_at: datetime | None = None

    @property
    def agreed(self) -> bool:
        """Whether the parent lets this kindergarten know."""
        return self.consent_at is not None


def handover(child_id: str) -> HandoverInfo:
    """What is known of it; empty where nobody wrote anything."""
    row = db.session().scalar(select(models.Handover).where(models.Handover.child_id == child_id))
    if row is None:
        return HandoverInfo()
    return HandoverInfo(row.kindergarten, row.applied_on, row.starts_on, row.habits, row.consent_by, row.consent_at)
