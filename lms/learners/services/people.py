"""Deeds about learners: registering, availability, levels, tracks, merging two records of one person and undoing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.services import audit
from lms.kernel import db, errors, moving, signals
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Shift, Skill, Track
from lms.learners import models
from lms.learners.domain import contacts, pictures
from lms.learners.services.week import WEEK_TABLES, first_week, has_week
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class NewLearner:
    """What is known of a person when she registers. Nationality, religion and permit are not asked."""

    number: str
    given_name: str
    family_name: str
    birth_date: date | None = None
    sex: str = ""
    email: str = ""
    phone: str = ""
    no_calls: bool = False
    first_language: str = ""
    other_languages: tuple[str, ...] = ()
    schooling_years: int | None = None
    literacy: str = "unknown"
    script: str = ""
    occupation: str = ""
    occupation_code: str = ""
    goal: str = ""
    interpreter: str = ""
    contact: str = ""
    texts_agreed: bool = False
    step_free: bool = False
    shift: str = Shift.NONE
    rotation_anchor: date | None = None
    travel_minutes: int = 30
    children: tuple[tuple[str, date], ...] = ()
    picture: str = ""
    placed_track: Track | None = None
    """Decided elsewhere before she came; `register_many` keeps it with the sheet as its reason."""
    placed_level: Level | None = None


_PERSON_FIELDS = (
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "email",
    "phone",
    "no_calls",
    "first_language",
    "schooling_years",
    "literacy",
    "script",
    "occupation",
    "occupation_code",
)


def register(centre_id: str, new: NewLearner, *, actor: Actor, now: datetime) -> str:
    """A person and her relation to the provider in scope. Returns the learner's id.

    Raises Conflict("learners.number_taken") when the number stands already with this provider.
    """
    session = db.session()
    person, learner = _person_of(new), _learner_of(new, centre_id, now)
    learner.person_id = person.person_id
    try:
        with session.begin_nested():
            session.add(person)
            session.flush()
            session.add(learner)
    except IntegrityError as taken:
        raise errors.Conflict("learners.number_taken", field="number", number=new.number) from taken
    for name, birth_date in new.children:
        session.add(models.Child(person_id=person.person_id, name=name, birth_date=birth_date))
    session.add_all(
        first_week(learner.id, shift=new.shift, rotation_anchor=new.rotation_anchor, travel_minutes=new.travel_minutes)
    )
    session.flush()
    return learner.id


def register_many(
    centre_id: str, people: Sequence[NewLearner], *, sheet: str, actor: Actor, now: datetime
) -> list[str]:
    """Register everybody of a sheet, all or nobody, with a handful of statements. Returns learners' ids in order.

    Raises Conflict("learners.numbers_taken") when a number was given away meanwhile. The audit names the sheet as the reason.
    """
    session = db.session()
    persons = [_person_of(new) for new in people]
    learners = [_learner_of(new, centre_id, now) for new in people]
    for person, learner, new in zip(persons, learners, people, strict=True):
        learner.person_id, learner.level = person.person_id, new.placed_level or ""
        if new.placed_track is not None:
            learner.track, learner.track_reason = new.placed_track, sheet
            learner.track_by, learner.track_at = actor.name, now
    children = [
        models.Child(person_id=person.person_id, name=name, birth_date=born)
        for person, new in zip(persons, people, strict=True)
        for name, born in new.children
    ]
    weeks = [
        row
        for learner, new in zip(learners, people, strict=True)
        for row in first_week(
            learner.id, shift=new.shift, rotation_anchor=new.rotation_anchor, travel_minutes=new.travel_minutes
        )
    ]
    try:
        with session.begin_nested(), audit.because(sheet):
            for rows in (persons, learners, [*children, *weeks]):
                session.add_all(rows)
                session.flush()
    except IntegrityError as taken:
        raise errors.Conflict("learners.numbers_taken") from taken
    for learner in learners:
        if learner.track:
            signals.announce(signals.track_assigned, learner.id, track=Track(learner.track), actor=actor, now=now)
    return [learner.id for learner in learners]


def _person_of(new: NewLearner) -> models.Person:
    return models.Person(
        person_id=db.new_id(),
        other_languages=list(new.other_languages),
        **{name: getattr(new, name) for name in _PERSON_FIELDS},
    )


def _learner_of(new: NewLearner, centre_id: str, now: datetime) -> models.Learner:
    return models.Learner(
        id=db.new_id(),
        centre_id=centre_id,
        number=new.number,
        picture=new.picture,
        since=now.date(),
        consent_at=now,
        goal=new.goal,
        interpreter=new.interpreter,
        contact=new.contact,
        texts_agreed_at=now if new.texts_agreed else None,
        step_free=new.step_free,
    )


_FREE_TO_CHANGE = (*_PERSON_FIELDS, "goal", "interpreter", "contact", "step_free", "picture")


def change_facts(learner_id: str, facts: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Change what is known of a person: any of her own facts and of her wishes here. Other keys are refused.

    `texts_agreed` is her yes to text messages, kept with its time, or that she takes it back.
    """
    learner = _learner(learner_id)
    person = db.session().get_one(models.Person, learner.person_id)
    said = dict(facts)
    if (agreed := said.pop("texts_agreed", None)) is not None and agreed != bool(learner.texts_agreed_at):
        learner.texts_agreed_at = now if agreed else None
    for name, value in said.items():
        if name not in _FREE_TO_CHANGE:
            raise ValueError(f"{name} is not changed here")
        setattr(person if name in _PERSON_FIELDS else learner, name, value)
    db.session().flush()


OWN_WAYS = ("email", "sms", "phone", "page")
"""How somebody can choose to hear from us on her own page."""


def choose_way(learner_id: str, contact: str, *, phone: str, texts_agreed: bool, actor: Actor, now: datetime) -> None:
    """She says how she wants to hear from us. Raises Invalid for what cannot be, with its field."""
    learner = _learner(learner_id)
    person = db.session().get_one(models.Person, learner.person_id)
    if contact not in OWN_WAYS or (contact == "email" and not person.email):
        raise errors.Invalid("learners.contact_unknown", field="contact")
    country = organisations.provider(learner.provider_id).country
    trouble = contacts.way_trouble(
        contact, phone, texts_agreed=texts_agreed, no_calls=person.no_calls, country=country, held=person.phone
    )
    if trouble is None and contact == "phone" and not phone:
        trouble = "phone", "learners.no_number"
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    change_facts(learner_id, {"contact": contact, "phone": phone, "texts_agreed": texts_agreed}, actor=actor, now=now)


def add_child(learner_id: str, name: str, birth_date: date, *, actor: Actor, now: datetime) -> str:
    """A child of this learner. Raises Invalid for a birth date that has not come yet."""
    if birth_date > now.date():
        raise errors.Invalid("learners.born_ahead", field="birth_date")
    child = models.Child(id=db.new_id(), person_id=_learner(learner_id).person_id, name=name, birth_date=birth_date)
    db.session().add(child)
    db.session().flush()
    return child.id


def own_picture(learner_id: str) -> str:
    """The picture that is this learner's name. Who has none gets the one that fewest people at her centre have."""
    learner = _learner(learner_id)
    if not learner.picture:
        used = db.session().execute(
            select(models.Learner.picture, func.count().label("uses"))
            .where(models.Learner.centre_id == learner.centre_id)
            .group_by(models.Learner.picture)
        )
        learner.picture = pictures.least_used({row.picture: row.uses for row in used})
        db.session().flush()
    return learner.picture


def join_household(learner_ids: Sequence[str]) -> str:
    """These learners live in one household, with everybody who shared one with any of them. Returns its id."""
    session = db.session()
    people = [session.get_one(models.Person, _learner(learner_id).person_id) for learner_id in learner_ids]
    known = [person.household_id for person in people if person.household_id]
    household_id = known[0] if known else db.new_id()
    if known:
        people += session.scalars(select(models.Person).where(models.Person.household_id.in_(known)))
    for person in people:
        person.household_id = household_id
    session.flush()
    return household_id


def record_level(
    learner_id: str,
    skill: Skill,
    level: Level,
    *,
    source: str,
    on_day: date,
    actor: Actor,
    now: datetime,
    score: float | None = None,
    standard_error: float | None = None,
    attended_minutes: int = 0,
) -> str:
    """Keep a measurement of one skill and announce it. `score` and `standard_error` are on the scale of `source`."""
    learner = _learner(learner_id)
    row = models.LevelRecord(
        id=db.new_id(),
        learner_id=learner_id,
        skill=skill,
        level=level,
        source=source,
        on_day=on_day,
        at=now,
        score=score,
        standard_error=standard_error,
        attended_minutes=attended_minutes,
    )
    db.session().add(row)
    db.session().flush()
    if not learner.level:
        learner.level = level
    signals.announce(signals.level_recorded, learner_id, skill=skill, level=level, source=source, actor=actor, now=now)
    return row.id


def set_level(learner_id: str, level: Level) -> None:
    """The level a learner is taught at."""
    _learner(learner_id).level = level


def set_literacy(learner_id: str, literacy: str, schooling_years: int | None = None) -> None:
    """What a person reads, after somebody looked."""
    person = db.session().get_one(models.Person, _learner(learner_id).person_id)
    person.literacy = literacy
    if schooling_years is not None:
        person.schooling_years = schooling_years


def recommend_track(learner_id: str, track: Track) -> None:
    """What a test or rule recommends. The decision is a person's: `assign_track`."""
    _learner(learner_id).track_recommended = track


def assign_track(learner_id: str, track: Track, *, reason: str, actor: Actor, now: datetime) -> None:
    """Decide a learner's track. Against the recommendation a written reason is asked: Invalid without one."""
    learner = _learner(learner_id)
    if learner.track_recommended and track != learner.track_recommended and not reason.strip():
        raise errors.Invalid("learners.reason_missing", field="reason")
    learner.track, learner.track_reason = track, reason.strip()
    learner.track_by, learner.track_at = actor.name, now
    signals.announce(signals.track_assigned, learner_id, track=track, actor=actor, now=now)


def _learner(learner_id: str) -> models.Learner:
    row = db.session().scalar(select(models.Learner).where(models.Learner.id == learner_id))
    if row is None:
        raise errors.NotFound("learners.absent")
    return row


# --- one person, two records -----------------------------------------------------------------------------------------


def not_twice(first_id: str, second_id: str) -> None:
    """Remember that these two are two people, so that they are not offered again."""
    low, high = sorted((_learner(first_id).id, _learner(second_id).id))
    session = db.session()
    known = session.scalar(
        select(models.NotTwice.id).where(models.NotTwice.first_id == low, models.NotTwice.second_id == high)
    )
    if known is None:
        session.add(models.NotTwice(first_id=low, second_id=high))


_WISHES = ("picture", "goal", "interpreter", "contact", "step_free", "level", "track_recommended")
_DECIDED = ("track", "track_reason", "track_by", "track_at")
"""A decision with its reason: taken from a second record as a whole, or not at all."""


def _take_over(row: Any, source: Any, names: Sequence[str]) -> dict[str, Any]:
    """Fill what `row` lacks from `source`. Returns what stood there before, only of what was filled."""
    lacking = [name for name in names if _unknown(getattr(row, name)) and not _unknown(getattr(source, name))]
    before = _plain(row, lacking)
    for name in lacking:
        setattr(row, name, getattr(source, name))
    return before


def _unknown(value: Any) -> bool:
    # Zero years of school are known.
    return value is False or value is None or value in ("", "unknown")


def merge(kept_id: str, merged_id: str, *, actor: Actor, now: datetime) -> str:
    """Make two records of one person one. What the kept one lacks is taken from the other; the other is closed.

    What areas and plug-ins keep about her moves along; the history of her levels stays where it was measured and is
    read together. Returns the id of the merge for `undo_merge`. Raises Conflict when either was merged away before.
    """
    kept, merged = _learner(kept_id), _learner(merged_id)
    if kept_id == merged_id or kept.merged_into or merged.merged_into:
        raise errors.Conflict("learners.merged_already")
    session = db.session()
    one = session.get_one(models.Person, kept.person_id)
    other = session.get_one(models.Person, merged.person_id)
    decided = () if kept.track else _DECIDED
    before: dict[str, Any] = {
        "person": _take_over(one, other, _PERSON_FIELDS),
        "learner": _take_over(kept, merged, (*_WISHES, *decided)),
        "until": merged.until.isoformat() if merged.until else None,
    }
    known = {child.birth_date for child in _children(one.person_id)}
    taken = [child.id for child in _children(other.person_id) if child.birth_date not in known]
    before["children"] = taken
    session.execute(update(models.Child).where(models.Child.id.in_(taken)).values(person_id=one.person_id))
    before["followers"] = _hand_over(merged.id, kept.id)
    before["moved"] = moving.move(
        _owner(merged), _owner(kept), leave=(*_OWN_TABLES, *(WEEK_TABLES if has_week(kept.id) else ()))
    )
    merged.merged_into, merged.until = kept.id, max(now.date(), merged.since)
    joined = models.Merge(id=db.new_id(), kept_id=kept.id, merged_id=merged.id, before=before, at=now)
    session.add(joined)
    audit.record("merge", "learners_learner", kept.id, changes={"number": [merged.number, kept.number]}, now=now)
    return joined.id


def undo_merge(merge_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a merge back: both records stand again as they were.

    Raises Conflict when that was done already, or when the kept record was merged into another one since.
    """
    session = db.session()
    row = session.scalar(select(models.Merge).where(models.Merge.id == merge_id))
    if row is None:
        raise errors.NotFound("learners.absent")
    if row.undone_at is not None:
        raise errors.Conflict("learners.merge_undone_already")
    kept, merged = _learner(row.kept_id), _learner(row.merged_id)
    if kept.merged_into:
        raise errors.Conflict("learners.merged_already")
    moving.move_back(row.before["moved"], _owner(kept), _owner(merged))
    _point_to(row.before["followers"], merged.id)
    person = session.get_one(models.Person, kept.person_id)
    # Only what was empty before was taken over, so what stood there needs no reading of dates.
    for target, values in ((person, row.before["person"]), (kept, row.before["learner"])):
        for name, value in values.items():
            setattr(target, name, value)
    session.execute(
        update(models.Child).where(models.Child.id.in_(row.before["children"])).values(person_id=merged.person_id)
    )
    until = row.before["until"]
    merged.merged_into, merged.until = None, date.fromisoformat(until) if until else None
    row.undone_at = now
    audit.record("undo_merge", "learners_learner", kept.id, changes={"number": [kept.number, merged.number]}, now=now)


_OWN_TABLES = (
    models.Person.__tablename__,
    models.Child.__tablename__,
    models.Learner.__tablename__,
    models.Availability.__tablename__,
)
"""What a merge takes over by rules of its own, or leaves with the closed record."""


def _owner(row: models.Learner) -> moving.Owner:
    return moving.Owner(row.id, row.person_id)


def _hand_over(closed_id: str, kept_id: str) -> list[str]:
    """Records that were merged into one that closes now belong to the kept one. Returns their ids."""
    rows = db.session().scalars(select(models.Learner.id).where(models.Learner.merged_into == closed_id))
    return _point_to(sorted(rows), kept_id)


def _point_to(followers: list[str], kept_id: str) -> list[str]:
    db.session().execute(update(models.Learner).where(models.Learner.id.in_(followers)).values(merged_into=kept_id))
    return followers


def _plain(row: Any, names: Sequence[str]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _children(person_id: str) -> list[models.Child]:
    return list(db.session().scalars(select(models.Child).where(models.Child.person_id == person_id)))


NEW_LEARNER_FIELDS = tuple(field.name for field in fields(NewLearner))


def merged_records_of(learner_id: str) -> list[str]:
    """Ids of merges that a learner took part in and that stand."""
    rows = db.session().scalars(
        select(models.Merge.id).where(
            or_(models.Merge.kept_id == learner_id, models.Merge.merged_id == learner_id),
            models.Merge.undone_at.is_(None),
        )
    )
    return list(rows)
