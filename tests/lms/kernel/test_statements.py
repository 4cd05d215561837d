"""Statements made once stay inside the provider as the ORM does, and see what waits to be written."""

import pytest
from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError, InternalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from lms.accounts import models as accounts
from lms.kernel import db
from lms.kernel.actor import Role
from lms.kernel.db import filters
from lms.kernel.statements import Each, Prepared, adding, beside, table
from lms.learners import models as learners
from lms.organisations import models
from tests.cast import add_provider
from tests.houses import House

CENTRE, ROOM, USER = table(models.Centre), table(models.Room), table(accounts.User)
NAMES = Prepared(select(CENTRE.c.name))
COLUMNS = ("id", "name", "zone", "street", "transport", "entrance", "phone", "holiday_region")
OPEN = adding(models.Centre, *COLUMNS)
CALL = Prepared(update(CENTRE).values(phone=bindparam("phone")))


def test_a_prepared_question_finds_rows_of_the_provider_in_scope_only(house: House) -> None:
    first, _ = add_provider(house)
    second, _ = add_provider(house, "Nordstadt")
    with db.transaction(house.engine):
        for provider_id, name in ((first, "Lindenhof"), (second, "Nordstadt")):
            with db.scoped(provider_id):
                assert NAMES.ask().scalars().all() == [name]
        with pytest.raises(db.NoScope):
            NAMES.ask()
    with house.crossing(), pytest.raises(db.NoScope):
        NAMES.ask()


def test_a_prepared_change_does_not_reach_another_provider(house: House) -> None:
    first, _ = add_provider(house)
    second, centre_id = add_provider(house, "Nordstadt")
    call = Prepared(update(CENTRE).where(CENTRE.c.id == bindparam("one")).values(phone=bindparam("phone")))
    with db.transaction(house.engine):
        with db.scoped(first):
            assert call.ask(one=centre_id, phone="1").rowcount == 0
        with db.scoped(second):
            assert call.ask(one=centre_id, phone="2").rowcount == 1


def test_a_prepared_row_belongs_to_the_provider_in_scope(house: House) -> None:
    provider_id, _ = add_provider(house)
    columns = ("id", "name", "zone", "street", "transport", "entrance", "phone")
    add = Prepared(insert(CENTRE).values({name: bindparam(name) for name in columns}))
    with db.transaction(house.engine), db.scoped(provider_id):
        add.each([dict.fromkeys(columns, "") | {"id": name, "name": name} for name in ("a", "b")])
        assert sorted(NAMES.ask().scalars()) == ["Lindenhof", "a", "b"]
        add.each([])


def test_many_rows_are_changed_at_once_each_by_its_own_values(house: House) -> None:
    first, own = add_provider(house)
    _second, other = add_provider(house, "Nordstadt")
    call = Each(update(CENTRE).where(CENTRE.c.id == bindparam("one")).values(phone=bindparam("phone")))
    with db.transaction(house.engine), db.scoped(first):
        add = adding(models.Centre, "id", "name", "zone", "street", "transport", "entrance", "phone", "holiday_region")
        empty = dict.fromkeys(("street", "transport", "entrance", "phone", "holiday_region"), "")
        assert add.each([{"id": name, "name": name} for name in ("a", "b")], zone="UTC", **empty) == 2
        # One that belongs to somebody else is not met.
        assert call.each([{"one": one, "phone": one[-1]} for one in ("a", "b", own, other)]) == 3
        phones = Prepared(select(CENTRE.c.id, CENTRE.c.phone))
        assert {row.id: row.phone for row in phones.ask()} == {"a": "a", "b": "b", own: own[-1]}


def test_rows_beside_others_stay_inside(house: House) -> None:
    first, centre_id = add_provider(house)
    with db.transaction(house.engine), db.scoped(first):
        both = select(CENTRE.c.id, ROOM.c.name).select_from(beside(CENTRE, ROOM, ROOM.c.centre_id == CENTRE.c.id))
        assert [tuple(row) for row in Prepared(both).ask()] == [(centre_id, None)]
    with pytest.raises(TypeError, match="beside"):
        _ = Prepared(select(CENTRE.c.id).select_from(CENTRE.outerjoin(ROOM, ROOM.c.centre_id == CENTRE.c.id))).bound


def test_a_drivers_error_is_told_as_everywhere(house: House) -> None:
    provider_id, centre_id = add_provider(house)
    with db.transaction(house.engine) as session, db.scoped(provider_id):
        twice = dict.fromkeys(("name", "zone", "street", "transport", "entrance", "phone", "holiday_region"), "")
        add = adding(models.Centre, "id", *twice)
        with pytest.raises(IntegrityError), session.begin_nested():
            add.ask(id=centre_id, **twice)


def test_a_prepared_question_sees_what_waits_to_be_written(sqlite_house: House) -> None:
    provider_id, centre_id = add_provider(sqlite_house)
    with db.transaction(sqlite_house.engine) as session, db.scoped(provider_id):
        session.scalars(select(models.Centre).where(models.Centre.id == centre_id)).one().name = "Am Park"
        assert NAMES.ask().scalars().all() == ["Am Park"]


@pytest.mark.parametrize(
    "statement",
    [
        select(table(learners.Person).c.person_id),
        select(USER.c.id).where(USER.c.id.in_(select(CENTRE.c.id))),
        select(USER.c.id).where(select(CENTRE.c.id).exists()),
        select(CENTRE.alias().c.id),
        select(select(CENTRE.c.id).subquery().c.id),
        select(select(CENTRE.c.id).cte().c.id),
        select(func.count()).where(USER.c.id == select(CENTRE.c.id).scalar_subquery()),
    ],
    ids=["person", "in", "exists", "alias", "subquery", "cte", "scalar"],
)
def test_what_only_the_orm_can_keep_inside_is_refused(statement: Select[tuple[str]]) -> None:
    with pytest.raises(TypeError):
        _ = Prepared(statement).bound


def test_a_table_made_later_is_filtered_too(sqlite_house: House) -> None:
    """Criteria of a scope are made once; a plug-in that is loaded afterwards must not slip past them."""
    provider_id, _ = add_provider(sqlite_house)
    with db.transaction(sqlite_house.engine), db.scoped(provider_id):
        before = filters.criteria(db.Scope(provider_id))
        assert filters.criteria(db.Scope(provider_id)) is before

        class Elsewhere(DeclarativeBase):
            """A family of tables of its own, so that the product's stays as it is."""

        class Late(Elsewhere):
            __tablename__ = "late"
            id: Mapped[str] = mapped_column(primary_key=True)

        assert Late.__tablename__ == "late"
        assert filters.criteria(db.Scope(provider_id)) is not before


def test_a_session_of_somebody_who_may_no_longer_sign_in_opens_nothing(house: House) -> None:
    provider_id, centre_id = add_provider(house)
    someone = house.actor("Ines", Role.TEACHER, provider_id, centre_id=centre_id)
    client = house.client(someone)
    assert client.get("/me").status_code == 200
    for model, key in ((accounts.Membership, "user_id"), (accounts.User, "id")):
        with db.transaction(house.engine) as session:
            session.execute(update(model).where(getattr(model, key) == someone.user_id).values(active=False))
        assert client.get("/me").status_code == 302
        with db.transaction(house.engine) as session:
            session.execute(update(model).where(getattr(model, key) == someone.user_id).values(active=True))
        assert client.get("/me").status_code == 200


def test_what_waits_goes_before_whatever_is_done_next(house: House) -> None:
    provider_id, _ = add_provider(house)
    with db.transaction(house.engine) as session, db.scoped(provider_id):
        asked = NAMES.soon()
        CALL.soon(phone="1")
        assert session.scalars(select(models.Centre.phone)).all() == ["1"]
        with session.begin_nested() as part:
            CALL.soon(phone="2")
            part.rollback()
        OPEN.each_soon([dict.fromkeys(COLUMNS, "b")])
        assert asked.answer().scalars().all() == ["Lindenhof"]
    with db.transaction(house.engine), db.scoped(provider_id):
        assert sorted(Prepared(select(CENTRE.c.phone)).ask().scalars()) == ["1", "b"]


def test_what_waits_goes_away_with_its_transaction(house: House) -> None:
    provider_id, _ = add_provider(house)
    with db.transaction(house.engine) as session, db.scoped(provider_id):
        CALL.soon(phone="1")
        session.rollback()
        assert Prepared(select(CENTRE.c.phone)).ask().scalar() != "1"


def test_nothing_is_kept_beside_what_has_failed_on_its_way(postgres_house: House) -> None:
    provider_id, centre_id = add_provider(postgres_house)
    with Session(postgres_house.engine) as session, db.use_session(session), db.scoped(provider_id):
        CALL.soon(phone="1")
        OPEN.soon(**dict.fromkeys(COLUMNS, "") | {"id": centre_id})
        asked = NAMES.soon()
        with pytest.raises(IntegrityError):
            NAMES.ask()
        with pytest.raises(IntegrityError):
            asked.answer()
        # Whoever swallows the error is not told that all was kept.
        with pytest.raises(InternalError):
            session.commit()
        session.rollback()
    with db.transaction(postgres_house.engine), db.scoped(provider_id):
        assert Prepared(select(CENTRE.c.phone)).ask().scalar() != "1"
