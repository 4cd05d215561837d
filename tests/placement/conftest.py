"""Fixtures of placement's pages: the cast in the house of the test, and its teacher at a browser.

A module that needs one database only says so with a fixture `house` of its own.
"""

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(house: House) -> Cast:
    """Everybody of the cast."""
    return gather(house)


@pytest.fixture
def teacher(house: House, cast: Cast) -> FlaskClient:
    """The teacher's browser."""
    return house.client(cast.teacher)
