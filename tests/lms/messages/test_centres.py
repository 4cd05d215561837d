"""Tasks of centres: who works at one sees hers and those of all, a manager sees every centre's and does none of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, create_engine, text

from lms.kernel import clock, errors, migrate, plugins
from lms.kernel.actor import Actor, Role, system
from lms.learners.services import NewLearner
from lms.messages import queries, services
from lms.organisations import services as organisations
from tests.cast import Cast, add_learner, gather
from tests.houses import House


@dataclass
class Two:
    """A provider with two centres: Jonas works at the first, Nora at the second, Sanaa learns at the second."""

    house: House
    cast: Cast
    nora: Actor
    sanaa: Actor
    second_id: str

    def ask(self, code: str, role: Role = Role.ADMINISTRATOR, **more: Any) -> str:
        with self.house.acting(system("test", self.cast.provider_id)):
            return services.ask(role, code, {"name": code}, now=clock.now(), **more) or ""

    def asked_of(self, who: Actor) -> set[str]:
        with self.house.acting(who):
            codes = {one.code for one in queries.open_tasks(who)}
            assert queries.count_open(who) == len(codes)
        return codes


@pytest.fixture
def two(house: House) -> Two:
    cast = gather(house)
    with house.acting(system("test", cast.provider_id)):
        second = organisations.add_centre("Seeufer", "Europe/Berlin")
    nora = house.actor("Nora Brandt", Role.ADMINISTRATOR, cast.provider_id, centre_id=second)
    sanaa = add_learner(house, cast.provider_id, second, NewLearner("L-9", "Sanaa", "Omar"))
    return Two(house, cast, nora, sanaa, second)


def test_a_task_of_a_centre_is_seen_there_and_one_without_a_centre_everywhere(two: Two) -> None:
    two.ask("here", centre_id=two.cast.centre_id)
    there = two.ask("there", learner_id=two.sanaa.learner_id)
    two.ask("everywhere")
    assert two.asked_of(two.cast.administrator) == {"here", "everywhere"}
    assert two.asked_of(two.nora) == {"there", "everywhere"}
    assert two.asked_of(two.cast.outsider) == set()
    with two.house.acting(two.nora):
        assert {one.code: one.centre_id for one in queries.open_tasks(two.nora)}["there"] == two.second_id
    # What is not shown is not done either.
    with two.house.acting(two.cast.administrator):
        with pytest.raises(errors.NotFound):
            services.mark_done(there, actor=two.cast.administrator, now=clock.now())
        with pytest.raises(errors.NotFound):
            services.reopen(there, actor=two.cast.administrator)
    assert two.house.client(two.cast.administrator).post(f"/tasks/{there}/done").status_code == 404
    assert two.house.client(two.nora).post(f"/tasks/{there}/done").status_code == 302
    with two.house.acting(two.cast.administrator):
        assert queries.done_tasks(two.cast.administrator) == []


@pytest.mark.parametrize(
    ("role", "who"), [(Role.TEACHER, "teacher"), (Role.CASEWORKER, "caseworker"), (Role.CHILDCARE, "carer")]
)
def test_so_do_all_who_work_at_a_centre(two: Two, role: Role, who: str) -> None:
    two.ask("there", role, learner_id=two.sanaa.learner_id)
    two.ask("here", role, learner_id=two.cast.leyla.learner_id)
    assert two.asked_of(getattr(two.cast, who)) == {"here"}


def test_what_is_asked_of_one_person_reaches_her_wherever_it_is(two: Two) -> None:
    two.ask("hers", staff_id=two.cast.administrator.staff_id, centre_id=two.second_id)
    assert two.asked_of(two.cast.administrator) == {"hers"}
    assert two.asked_of(two.nora) == set()


def test_a_manager_sees_the_tasks_of_all_centres_and_of_one(two: Two) -> None:
    manager = two.house.client(two.cast.manager)
    assert "Nothing waits in the offices." in manager.get("/tasks/offices").text
    two.ask("courses.could_not_be", learner_id=two.sanaa.learner_id, link=f"/people/{two.sanaa.learner_id}")
    two.ask("courses.could_not_be", centre_id=two.cast.centre_id, link="/learners/import", due_on=date(2026, 11, 20))
    two.ask("child", Role.CHILDCARE, learner_id=two.cast.leyla.learner_id)
    assert "/tasks/offices" in manager.get("/tasks").text
    page = manager.get("/tasks/offices").text
    assert "2 tasks wait in the offices." in page
    assert "Seeufer" in page
    assert "Lindenhof" in page
    assert "Sanaa Omar" in page
    # She opens what her role may open, and does none of it.
    assert f'href="/people/{two.sanaa.learner_id}"' in page
    assert 'href="/learners/import"' not in page
    assert "/done" not in page
    one = manager.get(f"/tasks/offices?centre={two.cast.centre_id}").text
    assert "1 task waits in the offices." in one
    assert "Sanaa" not in one
    task = two.ask("here", centre_id=two.cast.centre_id)
    assert manager.post(f"/tasks/{task}/done").status_code == 404


@pytest.mark.parametrize("who", ["teacher", "administrator", "caseworker", "carer", "outsider", "leyla"])
def test_nobody_else_sees_the_tasks_of_all_centres(two: Two, who: str) -> None:
    two.ask("there", learner_id=two.sanaa.learner_id)
    assert two.house.client(getattr(two.cast, who)).get("/tasks/offices").status_code == 404


def test_a_managers_list_has_pages_and_knows_only_her_centres(two: Two) -> None:
    for number in range(queries.PAGE + 1):
        two.ask(f"task {number}", centre_id=two.second_id)
    manager = two.house.client(two.cast.manager)
    page = manager.get(f"/tasks/offices?centre={two.second_id}&page=2").text
    assert page.count("a part that is switched off") == 1
    assert f"centre={two.second_id}" in page
    assert "51 tasks wait" in manager.get(f"/tasks/offices?centre={two.cast.outsider.centre_id}").text


def put(connection: Connection, name: str, **values: object) -> None:
    """A row of a table as it was then: what has to be said and is not given is empty, nought or a moment."""
    table = Table(name, MetaData(), autoload_with=connection)
    usual = {
        str: "",
        int: 0,
        bool: False,
        date: date(2026, 11, 1),
        datetime: datetime(2026, 11, 1, tzinfo=UTC),
        time: time(9),
        dict: {},
    }
    needed = {
        column.name: usual.get(column.type.python_type, "")
        for column in table.columns
        if not column.nullable and column.server_default is None
    }
    connection.execute(table.insert().values({**needed, "provider_id": "p", **values}))


def test_tasks_of_before_get_the_centre_of_whom_or_what_they_are_about(
    tmp_path: Path, registry: plugins.Registry
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/old.db")
    with engine.begin() as connection:
        config = migrate.config_for(registry, connection)
        command.upgrade(config, "lms0019")
        put(connection, "learners_learner", id="l", centre_id="learner's")
        put(connection, "organisations_staff", id="s", centre_id="teacher's")
        put(connection, "courses_section", id="c", centre_id="class's")
        put(connection, "courses_session", id="d", section_id="c")
        tasks = {
            "a": {"learner_id": "l", "staff_id": "s"},
            "b": {"staff_id": "s"},
            "c": {"link": "/sections/c"},
            "d": {"link": "/sessions/d", "staff_id": "s"},
            "e": {"link": "/tasks"},
        }
        for key, about in tasks.items():
            put(connection, "messages_task", id=key, **about)
        command.upgrade(config, "lms0020")
        found = dict(list(connection.execute(text("select id, centre_id from messages_task"))))
        command.downgrade(config, "lms@lms0019")
        assert connection.execute(text("select count(*) from messages_task")).scalar() == len(tasks)
    engine.dispose()
    assert found == {"a": "learner's", "b": "teacher's", "c": "class's", "d": "class's", "e": None}
