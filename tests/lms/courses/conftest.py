"""The class of `people`, built once for all tests of its pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.kernel import clock
from lms.kernel.plugins import Registry
from lms.kernel.vocabulary import AbsenceReason
from tests import houses
from tests.cast import Cast, gather
from tests.lms.courses import people
from tests.lms.courses.people import Classroom

Template = tuple[Path, Cast, str, str]


@pytest.fixture(scope="session")
def class_template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, registry: Registry) -> Template:
    """A database with the cast and its class, to copy from."""
    folder = tmp_path_factory.mktemp("class")
    path = folder / "class.db"
    path.write_bytes(sqlite_template.read_bytes())
    with (
        clock.shifted_to(people.BREAKFAST),
        houses.open_house(f"sqlite:///{path}", folder, registry) as house,
    ):
        cast = gather(house)
        seats = [people.seat(house, cast, who.learner_id) for who in (cast.leyla, cast.mahmoud)]
        thursday = people.session_on(house, cast, people.THURSDAY)
        people.apologise(house, cast, thursday.id, AbsenceReason.CHILD_ILL)
    return path, cast, seats[0], seats[1]


@pytest.fixture
def noon(class_template: Template, tmp_path: Path, registry: Registry) -> Iterator[Classroom]:
    """The class at noon on Tuesday, for tests that write."""
    with people.opened(class_template, tmp_path, houses.NOON, registry) as classroom:
        yield classroom


@pytest.fixture(scope="module")
def after_class(
    class_template: Template, tmp_path_factory: pytest.TempPathFactory, registry: Registry
) -> Iterator[Classroom]:
    """The class at noon on Tuesday, for tests that only read."""
    with people.opened(class_template, tmp_path_factory.mktemp("noon"), houses.NOON, registry) as classroom:
        yield classroom


@pytest.fixture(scope="module")
def breakfast(
    class_template: Template, tmp_path_factory: pytest.TempPathFactory, registry: Registry
) -> Iterator[Classroom]:
    """The class an hour before it begins on Tuesday, for tests that only read."""
    with people.opened(class_template, tmp_path_factory.mktemp("early"), people.BREAKFAST, registry) as classroom:
        yield classroom
