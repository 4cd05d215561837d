"""A session of somebody, as pages have it: what is sealed is good in one."""

from datetime import timedelta

from lms.accounts import queries as accounts
from lms.app import COOKIE
from lms.kernel import clock, db
from lms.kernel.actor import Actor
from tests.houses import House


def signed_in(house: House, actor: Actor) -> str:
    """The id of a new session."""
    cookie = house.client(actor).get_cookie(COOKIE)
    assert cookie is not None
    with db.transaction(house.engine):
        found = accounts.signed_in(cookie.value, idle=timedelta(hours=1), now=clock.now())
    assert found is not None
    return found.sign_in_id
