"""Asking about learners: lists, single records, children, level history. Answers are plain values."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, or_, select

from lms.kernel import db, errors, language
from lms.kernel.questions import Question
from lms.kernel.vocabulary import Level
from lms.learners import models
from lms.learners.domain import contacts, duplicates


@dataclass(frozen=True)
class LearnerInfo:
    """A learner with the person behind. Dates are plain dates, codes are of the vocabulary, empty means not known."""

    id: str
    person_id: str
    number: str
    given_name: str
    family_name: str
    birth_date: date | None
    sex: str
    email: str
    held_phone: str
    """The number as it was given: for the form that changes it, for nobody to call. Everything else asks `phone`."""
    no_calls: bool
    first_language: str
    other_languages: tuple[str, ...]
    schooling_years: int | None
    literacy: str
    script: str
    occupation: str
    occupation_code: str
    household_id: str | None
    picture: str
    centre_id: str
    since: date
    until: date | None
    goal: str
    interpreter: str
    contact: str
    texts_agreed_at: datetime | None
    step_free: bool
    level: str
    track_recommended: str
    track: str
    track_reason: str
    track_by: str
    track_at: datetime | None

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def phone(self) -> str:
        """The number that staff may call, empty where none is known or the person does not want to be called."""
        return contacts.number_to_call(self.held_phone, self.no_calls)

    @property
    def text_number(self) -> str:
        """The number for text messages."""
        return contacts.number_to_text(self.held_phone, self.no_calls, self.contact)


@dataclass(frozen=True)
class ChildInfo:
    """A child of a learner. A child whom two adults of one household both named is one child, with one id.

    `also` are ids of the other entries for it.
    """

    id: str
    person_id: str
    name: str
    birth_date: date
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class LevelInfo:
    """One measurement of a skill."""

    skill: str
    level: str
    score: float | None
    standard_error: float | None
    attended_minutes: int
    source: str
    on_day: date


_PERSONAL = {
    "given_name", "family_name", "birth_date", "sex", "email", "phone", "no_calls", "first_language", "other_languages",
    "schooling_years", "literacy", "script", "occupation", "occupation_code", "household_id",
}  # fmt: skip
_FIELDS = ["phone" if name == "held_phone" else name for name in LearnerInfo.__annotations__]
_COLUMNS = [getattr(models.Person if name in _PERSONAL else models.Learner, name) for name in _FIELDS]
_LANGUAGES = list(LearnerInfo.__annotations__).index("other_languages")
_BASE = (
    select(*_COLUMNS)
    .select_from(models.Learner)
    .join(models.Person, models.Learner.person_id == models.Person.person_id)
    .where(models.Learner.merged_into.is_(None))
)
# Without those who were erased: nothing can be done with them, and lists of people do not hold them.
_PEOPLE = _BASE.where(models.Learner.erased_at.is_(None))
_ONE = Question(_PEOPLE.where(models.Learner.id == bindparam("learner_id")))
_SOME = Question(_BASE.where(models.Learner.id.in_(bindparam("ids"))))


def _info(row: Row[*tuple[Any, ...]]) -> LearnerInfo:
    values = list(row)
    values[_LANGUAGES] = tuple(values[_LANGUAGES])
    return LearnerInfo(*values)


def learner(learner_id: str) -> LearnerInfo:
    """One learner. Raises NotFound, also for a record that was merged away or erased."""
    row = _ONE.ask(learner_id=learner_id).first()
    if row is None:
        raise errors.NotFound("learners.absent")
    return _info(row)


def by_ids(learner_ids: Iterable[str]) -> dict[str, LearnerInfo]:
    """Several learners at once; somebody who was erased has a dash for a name."""
    # In one order, so that parts of a page that name the same people ask once.
    ids = sorted(set(learner_ids))
    return {row.id: _info(row) for row in _SOME.ask(ids=ids)} if ids else {}


def with_address(email: str) -> list[LearnerInfo]:
    """Everybody here who gave this e-mail address, by id."""
    ids = db.session().scalars(
        select(models.Learner.id)
        .join(models.Person, models.Learner.person_id == models.Person.person_id)
        .where(models.Person.email == email, models.Learner.merged_into.is_(None), models.Learner.until.is_(None))
        .order_by(models.Learner.id)
    )
    return list(by_ids(ids).values())


@dataclass(frozen=True)
class Face:
    """What a list of many shows of each person."""

    id: str
    name: str
    picture: str


_FACES = Question(
    select(models.Learner.id, models.Person.given_name, models.Person.family_name, models.Learner.picture)
    .select_from(models.Learner)
    .join(models.Person, models.Learner.person_id == models.Person.person_id)
    .where(models.Learner.merged_into.is_(None), models.Learner.id.in_(bindparam("ids")))
)


def faces(learner_ids: Iterable[str]) -> dict[str, Face]:
    """Names and pictures of several learners at once."""
    ids = list(learner_ids)
    rows = _FACES.ask(ids=ids) if ids else ()
    return {key: Face(key, f"{given} {family}".strip(), picture) for key, given, family, picture in rows}


@dataclass(frozen=True)
class Page:
    """One page of a list and how many there are in all."""

    learners: tuple[LearnerInfo, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.total // self.size))


# Levels climb from Pre-A1 to C1, which is not the order of their codes; who has none comes first.
_LEVEL_ORDER = case({level.value: level.rank for level in Level}, value=models.Learner.level, else_=-1)
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (models.Person.family_name, models.Person.given_name),
    "number": (models.Learner.number,),
    "level": (_LEVEL_ORDER, models.Person.family_name),
    "track": (models.Learner.track, models.Person.family_name),
    "since": (models.Learner.since, models.Person.family_name),
}


def search(
    text: str = "",
    *,
    centre_id: str | None = None,
    track: str = "",
    sort: str = "name",
    descending: bool = False,
    page: int = 1,
    size: int = 50,
) -> Page:
    """Learners whose name, number or phone holds each word of `text`, sorted by a key of SORTS. Track `none` finds
    those whose track nobody has decided.
    """
    statement = _PEOPLE
    for word in text.split():
        like = f"%{word.replace('%', '')}%"
        statement = statement.where(
            or_(
                models.Person.given_name.ilike(like),
                models.Person.family_name.ilike(like),
                models.Learner.number.ilike(like),
                models.Person.phone.ilike(like),
            )
        )
    if centre_id:
        statement = statement.where(models.Learner.centre_id == centre_id)
    if track:
        statement = statement.where(models.Learner.track == ("" if track == "none" else track))
    total = db.session().scalar(statement.with_only_columns(func.count(models.Learner.id))) or 0
    first, *rest = SORTS.get(sort, SORTS["name"])
    order = (first.desc() if descending else first, *rest)
    rows = db.session().execute(statement.order_by(*order, models.Learner.id).limit(size).offset((page - 1) * size))
    return Page(tuple(_info(row) for row in rows), total, page, size)


def all_of(centre_id: str) -> list[LearnerInfo]:
    """Every learner of a centre, by number."""
    rows = db.session().execute(_PEOPLE.where(models.Learner.centre_id == centre_id).order_by(models.Learner.number))
    return [_info(row) for row in rows]


def first_languages(centre_id: str | None = None) -> dict[str, int]:
    """How many people who are here now have which first language, by `language.tongue`; who said none is left out."""
    one = models.Learner
    statement = (
        select(models.Person.first_language, func.count())
        .join(one, one.person_id == models.Person.person_id)
        .where(
            one.merged_into.is_(None), one.erased_at.is_(None), one.until.is_(None), models.Person.first_language != ""
        )
        .group_by(models.Person.first_language)
    )
    if centre_id:
        statement = statement.where(one.centre_id == centre_id)
    found: dict[str, int] = {}
    for written, count in db.session().execute(statement):
        found[language.tongue_code(written)] = found.get(language.tongue_code(written), 0) + count
    return found


def numbers(provider_numbers: Iterable[str]) -> dict[str, str]:
    """Which of these numbers stand already: number -> learner id, merged records included."""
    rows = db.session().execute(
        select(models.Learner.number, models.Learner.id).where(models.Learner.number.in_(list(provider_numbers)))
    )
    return {row.number: row.id for row in rows}


@dataclass(frozen=True)
class Identity:
    """What people are known again by."""

    learner_id: str
    number: str
    given_name: str
    family_name: str
    birth_date: date | None
    phone: str
    merged: bool


def identities() -> list[Identity]:
    """Everybody of the provider in scope, records that were merged away included, in order of registration."""
    rows = db.session().execute(
        select(
            models.Learner.id,
            models.Learner.number,
            models.Person.given_name,
            models.Person.family_name,
            models.Person.birth_date,
            models.Person.phone,
            models.Learner.merged_into.is_not(None),
        )
        .join(models.Person, models.Learner.person_id == models.Person.person_id)
        .where(models.Learner.erased_at.is_(None))
        .order_by(models.Learner.id)
    )
    return [Identity(*row) for row in rows]


def likely_pairs() -> list[duplicates.Pair]:
    """Pairs of records that may be one person, the likeliest first, without those known to be two people."""
    people = [
        duplicates.Person(one.learner_id, one.given_name, one.family_name, one.birth_date, one.phone)
        for one in identities()
        if not one.merged
    ]
    apart = known_apart()
    pairs = duplicates.likely_duplicates(people)
    return [pair for pair in pairs if tuple(sorted((str(pair.one.key), str(pair.other.key)))) not in apart]


def free_numbers(count: int) -> list[str]:
    """Numbers that nobody at this provider has yet, for people who come without one: P-0001, P-0002, ..."""
    taken = set(db.session().scalars(select(models.Learner.number).where(models.Learner.number.like("P-%"))))
    free = (number for number in (f"P-{place:04}" for place in itertools.count(1)) if number not in taken)
    return list(itertools.islice(free, count))


_CHILDREN = Question(
    select(models.Child, models.Person.household_id)
    .join(models.Person, models.Child.person_id == models.Person.person_id)
    .where(models.Child.person_id.in_(bindparam("ids")))
    .order_by(models.Child.birth_date, models.Child.id)
)
_AT_HOME = Question(
    select(models.Child, models.Person.household_id)
    .join(models.Person, models.Child.person_id == models.Person.person_id)
    .where(models.Person.household_id.in_(bindparam("homes")))
    .order_by(models.Child.id)
)
_PERSONS = Question(select(models.Learner.id, models.Learner.person_id).where(models.Learner.id.in_(bindparam("ids"))))


def children(person_ids: Iterable[str]) -> dict[str, tuple[ChildInfo, ...]]:
    """Children by parent, oldest first. Parents without children are absent."""
    ids = list(person_ids)
    rows = list(_CHILDREN.parts(ids=ids)) if ids else []
    entries = _entries({home for _, home in rows if home})
    found: dict[str, tuple[ChildInfo, ...]] = {}
    for row, home in rows:
        first, *rest = entries.get((home, _same(row)), [row])
        child = ChildInfo(first.id, row.person_id, first.name, row.birth_date, tuple(one.id for one in rest))
        if child.id not in {one.id for one in found.get(row.person_id, ())}:
            found[row.person_id] = (*found.get(row.person_id, ()), child)
    return found


def _entries(homes: set[str]) -> dict[tuple[str | None, tuple[str, date]], list[Any]]:
    """All entries for each child of some households, the first one first."""
    found: dict[tuple[str | None, tuple[str, date]], list[Any]] = {}
    for row, home in _AT_HOME.parts(homes=sorted(homes)) if homes else ():
        found.setdefault((home, _same(row)), []).append(row)
    return found


def _same(child: models.Child) -> tuple[str, date]:
    """What makes two entries of one household one child."""
    return child.name.strip().casefold(), child.birth_date


def children_of_learners(learner_ids: Sequence[str]) -> dict[str, tuple[ChildInfo, ...]]:
    """Children by learner id."""
    ids = list(learner_ids)
    persons = {row.id: row.person_id for row in _PERSONS.ask(ids=ids)} if ids else {}
    found = children(persons.values())
    return {learner_id: found[person_id] for learner_id, person_id in persons.items() if person_id in found}


_WHOSE = func.coalesce(models.Learner.merged_into, models.Learner.id)
_LEVELS = Question(
    select(_WHOSE.label("whose"), *(getattr(models.LevelRecord, name) for name in LevelInfo.__annotations__))
    .join(models.Learner, models.LevelRecord.learner_id == models.Learner.id)
    # Not by `_WHOSE`, for which no index stands.
    .where(
        or_(
            models.Learner.merged_into.in_(bindparam("ids")),
            and_(models.Learner.id.in_(bindparam("ids")), models.Learner.merged_into.is_(None)),
        )
    )
    .order_by(models.LevelRecord.on_day, models.LevelRecord.id)
)


def levels(learner_ids: Iterable[str]) -> dict[str, list[LevelInfo]]:
    """Level history by learner, oldest first, with what was measured under a record that was merged into hers."""
    found: dict[str, list[LevelInfo]] = {}
    ids = list(learner_ids)
    for learner_id, *values in _LEVELS.ask(ids=ids) if ids else ():
        found.setdefault(learner_id, []).append(LevelInfo(*values))
    return found


def known_apart() -> set[tuple[str, str]]:
    """Pairs of learner ids that somebody knows to be two people."""
    rows = db.session().execute(select(models.NotTwice.first_id, models.NotTwice.second_id))
    return {(first, second) for first, second in rows}


def household(household_id: str) -> list[LearnerInfo]:
    """Learners of this provider who live in one household."""
    rows = db.session().execute(_BASE.where(models.Person.household_id == household_id).order_by(models.Learner.number))
    return [_info(row) for row in rows]
