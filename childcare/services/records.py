"""What carers write down of a child: the record, incidents, the way into regular care. The audit never holds the words."""

from datetime import date, datetime

from sqlalchemy import select

from childcare import models
from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor

KINDS: tuple[str, ...] = ("fall", "bite", "unwell", "medicine", "allergy", "behaviour", "other")
_TOLD = ("allergies", "medicine", "picture", "language", "needs", "funding")


def keep_record(
    child_id: str,
    *,
    allergies: str | None = None,
    medicine: str | None = None,
    picture: str | None = None,
    language: str | None = None,
    needs: str | None = None,
    funding: str | None = None,
    emergency_consent: bool | None = None,
    photo_consent: bool | None = None,
) -> None:
    """What carers must know of a child. What is not named stays. The audit says which part changed, never to what."""
    session = db.session()
    row = session.scalar(select(models.ChildRecord).where(models.ChildRecord.child_id == child_id))
    if row is None:
        row = models.ChildRecord(child_id=child_id, emergency_consent=False, photo_consent=False)
        for name in _TOLD:
            setattr(row, name, "")
        session.add(row)
    said = (allergies, medicine, picture, language, needs, funding)
    wanted: dict[str, str | bool] = {
        name: value.strip() for name, value in zip(_TOLD, said, strict=True) if value is not None
    }
    if emergency_consent is not None:
        wanted["emergency_consent"] = emergency_consent
    if photo_consent is not None:
        wanted["photo_consent"] = photo_consent
    changed = sorted(name for name, value in wanted.items() if getattr(row, name) != value)
    for name, value in wanted.items():
        setattr(row, name, value)
    session.flush()
    if changed:
        audit.record("change", "childcare_child_record", child_id, changes={"parts": changed})


def add_incident(
    centre_id: str,
    child_id: str,
    *,
    happened_at: datetime,
    kind: str,
    what: str,
    deed: str = "",
    told: str = "",
    follows_id: str | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Something happened to a child; or, with `follows_id`, what is added to an earlier entry. Returns the id."""
    if kind not in KINDS:
        raise errors.Invalid("childcare.incident_kind", field="kind")
    if not what.strip():
        raise errors.Invalid("childcare.what_happened", field="what")
    if happened_at > now:
        raise errors.Invalid("childcare.not_yet", field="time")
    if follows_id is not None:
        earlier = db.session().scalar(select(models.Incident).where(models.Incident.id == follows_id))
        if earlier is None or earlier.child_id != child_id:
            raise errors.NotFound("childcare.absent")
    row = models.Incident(
        id=db.new_id(),
        centre_id=centre_id,
        child_id=child_id,
        happened_at=happened_at,
        kind=kind,
        what=what.strip(),
        deed=deed.strip(),
        told=told.strip(),
        follows_id=follows_id,
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    audit.record("add", "childcare_incident", row.id, changes={"child": child_id}, now=now)
    return row.id


# --- into regular care -----------------------------------------------------------------------------------------------


def keep_handover(
    child_id: str,
    *,
    kindergarten: str,
    applied_on: date | None,
    starts_on: date | None,
    habits: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Where regular care was asked for, and what helps the child there. Another kindergarten needs a new agreement."""
    row = _handover(child_id) or models.Handover(id=db.new_id(), child_id=child_id, kindergarten="", consent_by="")
    if row.kindergarten != kindergarten.strip():
        row.consent_at, row.consent_by = None, ""
    row.kindergarten, row.applied_on, row.starts_on = kindergarten.strip(), applied_on, starts_on
    row.habits, row.by, row.at = habits.strip(), actor.name, now
    db.session().add(row)
    db.session().flush()
    audit.record("change", "childcare_handover", child_id, now=now)


def agree_handover(child_id: str, by: str, *, actor: Actor, now: datetime) -> None:
    """The parent lets this kindergarten know. Raises Conflict before one is named, Invalid without a name."""
    row = _handover(child_id)
    if row is None or not row.kindergarten:
        raise errors.Conflict("childcare.no_kindergarten")
    if not by.strip():
        raise errors.Invalid("childcare.who_agrees", field="consent_by")
    row.consent_at, row.consent_by = now, by.strip()
    audit.record("agree", "childcare_handover", child_id, now=now)


def take_agreement_back(child_id: str, *, actor: Actor, now: datetime) -> None:
    """The parent does not want it any more: no sheet is printed from now on."""
    row = _handover(child_id)
    if row is not None:
        row.consent_at, row.consent_by = None, ""
        audit.record("take_back", "childcare_handover", child_id, now=now)


def _handover(child_id: str) -> models.Handover | None:
    return db.session().scalar(select(models.Handover).where(models.Handover.child_id == child_id))
