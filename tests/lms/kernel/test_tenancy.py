"""The last line: raw SQL as the application's plain role on PostgreSQL sees one provider's rows, or none."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from lms.kernel import clock, db, plugins
from lms.learners.services import NewLearner
from tests.cast import add_learner, add_provider
from tests.houses import NOON, open_house


@dataclass
class Two:
    """Two providers with a centre and a learner each."""

    engine: Engine
    first: str
    second: str
    person: str


@pytest.fixture
def two(postgres_url: str, tmp_path: Path, registry: plugins.Registry) -> Iterator[Two]:
    with clock.shifted_to(NOON), open_house(postgres_url, tmp_path, registry) as house:
        (first, centre), (second, other) = add_provider(house), add_provider(house, "Nordstadt")
        leyla = add_learner(house, first, centre, NewLearner("L-1", "Leyla", "Demir"))
        add_learner(house, second, other, NewLearner("N-1", "Otto", "Fremd"))
        yield Two(house.engine, first, second, leyla.person_id or "")


def _scope(connection: Connection, *, provider: str = "", person: str = "") -> None:
    connection.execute(
        text("select set_config('app.provider', :provider, true), set_config('app.person', :person, true)"),
        {"provider": provider, "person": person},
    )


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"select count(*) from {table}")).scalar_one())


@pytest.mark.parametrize("table", ["organisations_centre", "learners_learner", "learners_person"])
def test_without_a_scope_there_is_no_row(two: Two, table: str) -> None:
    with two.engine.connect() as connection:
        assert _count(connection, table) == 0


def test_a_provider_sees_its_own_rows_only(two: Two) -> None:
    with two.engine.begin() as connection:
        _scope(connection, provider=two.first)
        assert connection.execute(text("select name from organisations_centre")).scalars().all() == ["Lindenhof"]
        assert connection.execute(text("select number from learners_learner")).scalars().all() == ["L-1"]
        assert connection.execute(text("select given_name from learners_person")).scalars().all() == ["Leyla"]


def test_the_scope_ends_with_its_transaction(two: Two) -> None:
    with two.engine.begin() as connection:
        _scope(connection, provider=two.first)
    with two.engine.begin() as connection:
        assert _count(connection, "learners_learner") == 0


def test_a_row_for_another_provider_is_refused(two: Two) -> None:
    insert = text("insert into organisations_funder (id, provider_id, name, purpose) values (:id, :provider, 'F', 'P')")
    with two.engine.begin() as connection:
        _scope(connection, provider=two.first)
        connection.execute(insert, {"id": db.new_id(), "provider": two.first})
    with two.engine.connect() as connection:
        _scope(connection, provider=two.first)
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(insert, {"id": db.new_id(), "provider": two.second})


def test_another_providers_rows_are_neither_changed_nor_removed(two: Two) -> None:
    with two.engine.begin() as connection:
        _scope(connection, provider=two.second)
        assert (
            connection.execute(text("update organisations_centre set name = 'X' where name = 'Lindenhof'")).rowcount
            == 0
        )
        assert connection.execute(text("delete from learners_person where given_name = 'Leyla'")).rowcount == 0


def test_a_row_is_not_moved_to_another_provider(two: Two) -> None:
    with two.engine.connect() as connection:
        _scope(connection, provider=two.first)
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(text("update organisations_centre set provider_id = :other"), {"other": two.second})


def test_a_person_is_seen_through_a_learner_row_only(two: Two) -> None:
    with two.engine.begin() as connection:
        _scope(connection, provider=two.second)
        seen = connection.execute(text("select given_name from learners_person")).scalars().all()
        assert seen == ["Otto"]
        connection.execute(
            text(
                "insert into learners_learner (id, provider_id, person_id, centre_id, number, picture, since, goal,"
                " interpreter, contact, step_free, level, track_recommended, track, track_reason, track_by)"
                " select :id, provider_id, :person, id, 'N-2', '', '2026-11-24', '', '', '', false, '', '', '', '', ''"
                " from organisations_centre"
            ),
            {"id": db.new_id(), "person": two.person},
        )
        seen = connection.execute(text("select given_name from learners_person order by 1")).scalars().all()
        assert seen == ["Leyla", "Otto"]


def test_a_person_sees_herself_without_any_provider(two: Two) -> None:
    with two.engine.begin() as connection:
        _scope(connection, person=two.person)
        assert connection.execute(text("select given_name from learners_person")).scalars().all() == ["Leyla"]


def test_the_application_cannot_lift_the_line(two: Two) -> None:
    for statement in (
        "alter table learners_person disable row level security",
        "drop policy onward on learners_person",
        "create table mine (id int)",
    ):
        with pytest.raises(ProgrammingError), two.engine.begin() as connection:
            connection.execute(text(statement))
