"""Everything that the tables of the host and of all plug-ins hold about one person, found by how tables name people.

A row is hers by its column `learner_id`, by `person_id`, by a foreign key to a row of hers, or by `child_id` and
`enrolment_id`: so tables of plug-ins take part without being asked.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, func, or_, select

from lms.exchange import models
from lms.kernel import db, errors

LEARNER, PERSON, USER, MEMBERSHIP, AUDIT = (
    "learners_learner",
    "learners_person",
    "accounts_user",
    "accounts_membership",
    "accounts_audit_entry",
)
LINKS = {"child_id": "learners_child", "enrolment_id": "courses_enrolment"}
"""Columns that name a row of another package without a foreign key."""
NOT_WALKED = (AUDIT, models.Erasure.__tablename__)
"""The audit is looked at by itself; the list of erasures knows a person by her key only."""

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Subject:
    """Whom a walk is about: her records here, the person behind them, and who signs in as her and nobody else."""

    learner_ids: tuple[str, ...]
    person_ids: tuple[str, ...]
    user_ids: tuple[str, ...]
    names: tuple[str, ...]
    """Whole names, as she and her accounts are called."""
    addresses: tuple[str, ...]
    elsewhere: bool
    """Whether another provider has a record of her: then what is the person's own stays with her."""
    alone: bool = field(default=True)
    """Whether nobody else here is called like her."""


def subject(learner_id: str) -> Subject:
    """Whom a record is about, with the records that were joined with it. Raises NotFound."""
    learner, person, user, member = (_table(name) for name in (LEARNER, PERSON, USER, MEMBERSHIP))
    rows = _all(
        select(learner.c.id, learner.c.person_id, learner.c.merged_into).where(
            learner.c.provider_id == db.require_provider()
        )
    )
    ids = _joined(learner_id, rows)
    if not ids:
        raise errors.NotFound("learners.absent")
    persons = sorted({row["person_id"] for row in rows if row["id"] in ids})
    people = _all(select(person).where(person.c.person_id.in_(persons)))
    names = {f"{row['given_name']} {row['family_name']}".strip() for row in people}
    with db.crossing("file of a person"):
        others = _all(select(learner.c.id).where(learner.c.person_id.in_(persons), learner.c.id.not_in(ids)))
    hers = [row["user_id"] for row in _all(select(member.c.user_id).where(member.c.learner_id.in_(ids)))]
    shared = _all(
        select(member.c.user_id).where(
            member.c.user_id.in_(hers), or_(member.c.learner_id.is_(None), member.c.learner_id.not_in(ids))
        )
    )
    users = _all(select(user).where(user.c.id.in_(set(hers) - {row["user_id"] for row in shared})))
    return Subject(
        tuple(sorted(ids)),
        tuple(persons),
        tuple(sorted(row["id"] for row in users)),
        tuple(sorted({*names, *(row["name"] for row in users)} - {""})),
        tuple(sorted({row["email"] for row in [*people, *users] if row["email"]})),
        elsewhere=bool(others),
        alone=not _namesakes(persons, people) and not _staff_called({*names}),
    )


def _joined(learner_id: str, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """The record and all that were merged into it or share its person."""
    found = {row["id"] for row in rows if row["id"] == learner_id}
    while True:
        persons = {row["person_id"] for row in rows if row["id"] in found}
        more = {row["id"] for row in rows if row["person_id"] in persons or row["merged_into"] in found} - found
        if not more:
            return found
        found |= more


def _namesakes(person_ids: Collection[str], people: Sequence[Mapping[str, Any]]) -> bool:
    person, learner = _table(PERSON), _table(LEARNER)
    same = [
        and_(person.c.given_name == row["given_name"], person.c.family_name == row["family_name"]) for row in people
    ]
    here = select(person.c.person_id).join(learner, learner.c.person_id == person.c.person_id)
    return bool(
        _all(
            here.where(
                or_(false(), *same),
                person.c.person_id.not_in(person_ids),
                learner.c.provider_id == db.require_provider(),
            ).limit(1)
        )
    )


def _staff_called(names: Collection[str]) -> bool:
    staff = _table("organisations_staff")
    return bool(_all(select(staff.c.id).where(staff.c.name.in_(names), staff.c.provider_id == db.require_provider())))


def rows_about(whom: Subject) -> Rows:
    """Every row about somebody, by table, parents first. The audit is not among them: see `lines_about`."""
    found: Rows = {}
    tables = [table for table in db.Base.metadata.sorted_tables if table.name not in NOT_WALKED]
    before = -1
    # A link without a foreign key may lead to a table that comes later: what it leads to is known in the next round.
    while len(found) > before:
        before = len(found)
        for table in tables:
            hers = _hers(table, whom, found) if table.name not in found else None
            rows = [] if hers is None else _all(select(table).where(hers).order_by(*table.primary_key.columns))
            if rows:
                found[table.name] = rows
    return {table.name: found[table.name] for table in tables if table.name in found}


def _hers(table: Table, whom: Subject, found: Rows) -> ColumnElement[bool] | None:
    if table.name in _BY_NAME:
        return _BY_NAME[table.name](table, whom)
    if "learner_id" in table.c:
        return table.c.learner_id.in_(whom.learner_ids)
    if "person_id" in table.c:
        return table.c.person_id.in_(whom.person_ids)
    ways = []
    for column in table.c:
        targets = {key.column.table.name for key in column.foreign_keys} | {LINKS.get(column.name, "")}
        ways += [column.in_([row["id"] for row in found[target]]) for target in sorted(targets & set(found))]
    return or_(*ways) if ways else None


_BY_NAME: Mapping[str, Callable[[Table, Subject], ColumnElement[bool]]] = {
    LEARNER: lambda table, whom: table.c.id.in_(whom.learner_ids),
    USER: lambda table, whom: table.c.id.in_(whom.user_ids),
    "learners_merge": lambda table, whom: or_(
        table.c.kept_id.in_(whom.learner_ids), table.c.merged_id.in_(whom.learner_ids)
    ),
    "learners_not_twice": lambda table, whom: or_(
        table.c.first_id.in_(whom.learner_ids), table.c.second_id.in_(whom.learner_ids)
    ),
    "messages_outgoing": lambda table, whom: and_(
        or_(table.c.provider_id == db.require_provider(), table.c.provider_id.is_(None)),
        or_(
            table.c.learner_id.in_(whom.learner_ids),
            func.lower(table.c.address).in_([one.lower() for one in whom.addresses]),
            *(func.coalesce(table.c.body, "").contains(name, autoescape=True) for name in _whole(whom)),
        ),
    ),
}
"""Tables that name people in a way of their own."""


def _whole(whom: Subject) -> tuple[str, ...]:
    """Names that say who is meant: of two words, and of one person here."""
    return tuple(name for name in whom.names if " " in name) if whom.alone else ()


def lines_about(whom: Subject, found: Rows) -> list[dict[str, Any]]:
    """What the audit holds about her rows and about what she did herself, newest last."""
    audit, keys = _table(AUDIT), keys_of(found)
    lines: dict[str, dict[str, Any]] = {}
    for part in parts(keys):
        for row in _all(select(audit).where(audit.c.subject_id.in_(part))):
            lines[row["id"]] = row
    for row in _all(select(audit).where(audit.c.user_id.in_(whom.user_ids))):
        lines[row["id"]] = row
    return sorted(lines.values(), key=lambda row: (row["at"], row["id"]))


def keys_of(found: Rows) -> list[str]:
    """What other tables and the audit may call her rows by."""
    tables = db.Base.metadata.tables
    return sorted(
        {
            "/".join(str(row[column.name]) for column in tables[name].primary_key.columns)
            for name, rows in found.items()
            for row in rows
        }
    )


def parts(keys: Sequence[str]) -> list[Sequence[str]]:
    """Keys in portions that a statement can take."""
    return [keys[place : place + 500] for place in range(0, len(keys), 500)]


def _table(name: str) -> Table:
    return db.Base.metadata.tables[name]


def _all(statement: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in db.session().execute(statement).mappings()]
