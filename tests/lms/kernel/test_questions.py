"""Questions made once find what the session would find: rows of the scope in force, and no others."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    MetaData,
    Numeric,
    Select,
    String,
    Table,
    bindparam,
    cast,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lms.accounts import models as accounts
from lms.kernel import db
from lms.kernel.db import filters
from lms.kernel.questions import Question
from lms.kernel.statements import Prepared, table
from lms.kernel.wording import with_arrays
from lms.learners import models as learners
from lms.organisations import models
from tests.cast import add_provider
from tests.houses import House
from tests.queries import counted

DAY = date(2026, 11, 2)
NAMES = Question(select(models.Centre.name))
PERSONS = Question(select(learners.Person.person_id))
ROOMS = Question(select(models.Room.name).where(models.Room.centre_id.in_(bindparam("centres"))))


def two_providers(house: House) -> tuple[str, str]:
    first, _ = add_provider(house)
    second, _ = add_provider(house, "Nordstadt")
    return first, second


def test_a_question_finds_rows_of_the_provider_in_scope_only(house: House) -> None:
    first, second = two_providers(house)
    with db.transaction(house.engine):
        for provider_id, name in ((first, "Lindenhof"), (second, "Nordstadt"), (first, "Lindenhof")):
            with db.scoped(provider_id):
                assert NAMES.ask().scalars().all() == [name]


def test_a_question_without_a_scope_is_refused(sqlite_house: House) -> None:
    two_providers(sqlite_house)
    with db.transaction(sqlite_house.engine):
        with pytest.raises(db.NoScope, match="organisations_centre"):
            NAMES.ask()
        with pytest.raises(db.NoScope, match="learners_person"):
            PERSONS.ask()


def test_a_question_that_crosses_finds_everybodys_rows(house: House) -> None:
    two_providers(house)
    with house.crossing():
        assert sorted(NAMES.ask().scalars()) == ["Lindenhof", "Nordstadt"]


def test_a_question_takes_lists_of_any_length(house: House) -> None:
    provider_id, centre_id = add_provider(house)
    with db.transaction(house.engine) as session, db.scoped(provider_id):
        session.add(models.Room(centre_id=centre_id, name="Fish", key="fish", capacity=12))
        assert ROOMS.ask(centres=[centre_id, "other"]).scalars().all() == ["Fish"]
        assert ROOMS.ask(centres=[centre_id]).scalars().all() == ["Fish"]
        assert ROOMS.ask(centres=[]).scalars().all() == []


def test_a_list_of_keys_to_a_table_that_is_not_known_yet_is_a_list_of_words() -> None:
    metadata = MetaData()
    child = Table("child", metadata, Column("parent_id", ForeignKey("parent.id")))
    asked = with_arrays(select(child).where(child.c.parent_id.in_(bindparam("ids"))))
    Table("parent", metadata, Column("id", String(20), primary_key=True))
    assert "ANY (%(ids)s::VARCHAR[])" in str(asked.compile(dialect=postgresql.dialect()))


def test_numbers_come_back_as_what_they_are_declared(house: House) -> None:
    share = Question(select(cast(1, Float) / 4, cast(1.5, Numeric), cast(None, Float), func.avg(cast(1, Float))))
    with db.transaction(house.engine), db.scoped("nobody"):
        row = share.ask().first()
    assert [tuple(row), [type(one) for one in row[:2]]] == [(0.25, Decimal("1.5"), None, 1.0), [float, Decimal]]


def _person(centre_id: str, name: str) -> str:
    session, person_id = db.session(), db.new_id()
    session.add(learners.Person(person_id=person_id, given_name=name, family_name="Demir"))
    session.flush()
    session.add(learners.Learner(person_id=person_id, centre_id=centre_id, number=name, since=DAY))
    return person_id


def test_a_person_is_found_through_her_relation_and_by_herself(house: House) -> None:
    first, centre_id = add_provider(house)
    second, _ = add_provider(house, "Nordstadt")
    with db.transaction(house.engine):
        with db.scoped(first):
            leyla, amina = (_person(centre_id, name) for name in ("Leyla", "Amina"))
            assert set(PERSONS.ask().scalars()) == {leyla, amina}
        with db.scoped(second):
            assert PERSONS.ask().all() == []
        with db.scoped(first, leyla):
            assert PERSONS.ask().scalars().all() == [leyla]
        with db.scoped(None):
            assert PERSONS.ask().all() == []


@pytest.mark.parametrize(
    "statement",
    [
        select(accounts.User.id).where(accounts.User.id.not_in(select(models.Centre.id))),
        select(accounts.User.id).where(~select(models.Centre.id).exists()),
        select(select(models.Centre.id).subquery().c.id),
        select(select(models.Centre.id).cte().c.id),
        select(func.count()).where(select(func.count(models.Centre.id)).scalar_subquery() > 0),
    ],
    ids=["in", "exists", "subquery", "cte", "scalar"],
)
def test_tables_inside_a_question_are_filtered_as_the_session_filters_them(
    sqlite_house: House, statement: Select[Any]
) -> None:
    first, second = two_providers(sqlite_house)
    with db.transaction(sqlite_house.engine) as session:
        for provider_id in (first, second, "nobody"):
            with db.scoped(provider_id):
                assert Question(statement).ask().all() == session.execute(statement).all()
        with pytest.raises(db.NoScope):
            Question(statement).ask()


def test_a_question_sees_what_waits_to_be_written(sqlite_house: House) -> None:
    provider_id, centre_id = add_provider(sqlite_house)
    with db.transaction(sqlite_house.engine) as session, db.scoped(provider_id):
        session.scalars(select(models.Centre).where(models.Centre.id == centre_id)).one().name = "Am Park"
        assert NAMES.ask().scalars().all() == ["Am Park"]


def test_a_page_that_asks_the_same_again_is_told_the_same_without_the_database(house: House) -> None:
    first, _ = add_provider(house)
    second, _ = add_provider(house, "Nordstadt")
    with db.reading(), db.transaction(house.engine), counted(house.engine) as seen:
        for provider_id, name in ((first, "Lindenhof"), (second, "Nordstadt"), (first, "Lindenhof")):
            with db.scoped(provider_id):
                assert NAMES.ask().scalars().all() == [name]
                assert [row.name for row in NAMES.ask()] == [name]
    assert sum("organisations_centre" in one for one in seen.statements) == 2


def test_what_was_told_is_forgotten_with_the_transaction(house: House) -> None:
    provider_id, centre_id = add_provider(house)
    for name in ("Lindenhof", "Am Park"):
        with db.transaction(house.engine) as session, db.scoped(provider_id):
            session.scalars(select(models.Centre).where(models.Centre.id == centre_id)).one().name = name
            assert NAMES.ask().scalars().all() == [name]
        with db.reading(), db.transaction(house.engine), db.scoped(provider_id):
            assert NAMES.ask().scalars().all() == [name]


def test_a_table_made_later_is_known_to_questions_made_earlier(sqlite_house: House) -> None:
    provider_id, _ = add_provider(sqlite_house)
    with db.transaction(sqlite_house.engine), db.scoped(provider_id):
        assert NAMES.ask().all()
        before = filters.criteria_by_name(False)
        assert filters.criteria_by_name(False) is before

        class Elsewhere(DeclarativeBase):
            """A family of tables of its own, so that the product's stays as it is."""

        class Later(Elsewhere):
            __tablename__ = "later"
            id: Mapped[str] = mapped_column(primary_key=True)

        assert Later.__tablename__ == "later"
        assert filters.criteria_by_name(False) is not before
        assert NAMES.ask().all()


STEADY = Question(select(models.Centre.name).order_by(models.Centre.name), steady=True)


def test_a_writer_is_told_of_what_is_steady_once_until_she_changes_it_herself(house: House) -> None:
    provider_id, centre_id = add_provider(house)
    with db.transaction(house.engine) as session, db.scoped(provider_id), counted(house.engine) as seen:
        assert [STEADY.ask().scalars().all() for _ in range(3)] == [["Lindenhof"]] * 3
        assert sum("organisations_centre" in one for one in seen.statements) == 1
        session.scalars(select(models.Centre).where(models.Centre.id == centre_id)).one().name = "Am Park"
        assert STEADY.ask().scalars().all() == ["Am Park"]
        session.execute(update(models.Centre).values(name="Nordstadt"))
        assert STEADY.ask().scalars().all() == ["Nordstadt"]
        Prepared(update(table(models.Centre)).values(name="Am Markt")).ask()
        assert STEADY.ask().scalars().all() == ["Am Markt"]


def test_what_a_writer_was_told_since_a_savepoint_is_forgotten_when_she_goes_back(sqlite_house: House) -> None:
    provider_id, centre_id = add_provider(sqlite_house)
    with db.transaction(sqlite_house.engine) as session, db.scoped(provider_id):
        back = session.begin_nested()
        session.scalars(select(models.Centre).where(models.Centre.id == centre_id)).one().name = "Am Park"
        assert STEADY.ask().scalars().all() == ["Am Park"]
        back.rollback()
        assert STEADY.ask().scalars().all() == ["Lindenhof"]
