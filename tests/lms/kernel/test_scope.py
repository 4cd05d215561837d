"""What was changed inside a scope is written inside it, also without a word from the service."""

from sqlalchemy import select

from lms.accounts import models as accounts
from lms.kernel import db
from lms.organisations import models
from tests.cast import add_provider
from tests.houses import House


def test_a_change_belongs_to_the_scope_it_was_made_in(house: House) -> None:
    provider_id, centre_id = add_provider(house)
    with db.transaction(house.engine) as session:
        with db.scoped(provider_id):
            session.scalars(select(models.Centre).where(models.Centre.id == centre_id)).one().phone = "030 99"
        assert db.scope() is None
    with house.crossing() as session:
        entry = session.scalars(
            select(accounts.AuditEntry).where(
                accounts.AuditEntry.subject_id == centre_id, accounts.AuditEntry.action == "change"
            )
        ).one()
        assert (entry.provider_id, entry.changes) == (provider_id, {"phone": ["030 1234567", "030 99"]})


def test_a_change_before_a_scope_is_not_pulled_into_it(house: House) -> None:
    first, first_centre = add_provider(house)
    second, _ = add_provider(house, "Nordstadt")
    with db.transaction(house.engine) as session, db.scoped(first):
        session.scalars(select(models.Centre).where(models.Centre.id == first_centre)).one().phone = "030 98"
        with db.scoped(second):
            names = session.scalars(select(models.Centre.name)).all()
        assert names == ["Nordstadt"]
    with house.crossing() as session:
        entry = session.scalars(
            select(accounts.AuditEntry).where(
                accounts.AuditEntry.subject_id == first_centre, accounts.AuditEntry.action == "change"
            )
        ).one()
        assert entry.provider_id == first
