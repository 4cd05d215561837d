"""The PostgreSQL that tests use starts, knows its two roles, survives a crash and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)


def ask(url: str, question: str) -> object:
    with connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.Server() as running:
        yield running


@pytest.fixture
def database(server: postgres.Server) -> Iterator[str]:
    server.create_database("tool")
    yield "tool"
    server.drop_database("tool")


def test_owner_and_app_connect_as_themselves(server: postgres.Server, database: str) -> None:
    assert ask(server.owner_url(database), "select current_user") == "onward_owner"
    assert ask(server.app_url(database), "select current_user") == "onward_app"


def test_neither_role_stands_above_row_level_security(server: postgres.Server, database: str) -> None:
    question = "select count(*) from pg_roles where rolname like 'onward%' and not rolsuper and not rolbypassrls"
    assert ask(server.owner_url(database), question) == 2


def test_app_cannot_make_tables(server: postgres.Server, database: str) -> None:
    with connect(server.app_url(database)) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("create table mine (id int)")


def test_owner_may_use_exclusion_constraints_over_ranges(server: postgres.Server, database: str) -> None:
    with connect(server.owner_url(database)) as owner:
        owner.execute("create extension btree_gist")
        owner.execute("create table booking (room int, exclude using gist (room with =))")
        owner.execute("insert into booking values (1)")
        with pytest.raises(psycopg.errors.ExclusionViolation):
            owner.execute("insert into booking values (1)")


def test_letters_beyond_ascii_have_capitals(server: postgres.Server, database: str) -> None:
    assert ask(server.app_url(database), "select upper('łódź ö')") == "ŁÓDŹ Ö"


def test_copy_of_a_template_holds_its_rows(server: postgres.Server) -> None:
    filled: list[str] = []

    def fill(url: str) -> None:
        filled.append(url)
        with connect(url) as owner:
            owner.execute("create table word as select 'hello' as text")

    for _ in range(2):
        server.ensure_template("tool_template", fill)
    copy = server.create_database("tool_copy", template="tool_template")

    assert ask(copy, "select text from word") == "hello"
    assert len(filled) == 1
    server.drop_database("tool_copy")


def test_server_is_reached_over_its_socket_only(server: postgres.Server) -> None:
    assert ask(server.superuser_url("postgres"), "show listen_addresses") == ""
    assert len(bytes(server.folder / postgres.SOCKET_NAME)) < postgres.LONGEST_SOCKET


def test_crash_keeps_what_was_committed_and_closing_removes_everything() -> None:
    with postgres.Server(crash_safe=True) as server:
        url = server.create_database("tool")
        with connect(url) as owner:
            owner.execute("create table word as select 'kept' as text")
        server.kill()
        assert not server.running

        server.start()
        assert ask(url, "select text from word") == "kept"
        assert ask(url, "show fsync") == "on"

        server.stop()
        assert not server.running
        server.start()
        assert server.running

    assert not server.running
    assert not server.folder.exists()


USER = """
import sys
from pathlib import Path
from tests import postgres
server = postgres.Server(Path(sys.argv[1]))
server.start()
print("ready", flush=True)
sys.stdin.read()
server.close()
"""


def start_user(folder: Path) -> subprocess.Popen[str]:
    user = subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "ready\n"
    return user


def test_last_of_two_users_takes_the_server_along_even_when_killed() -> None:
    watcher = postgres.Server()
    with start_user(watcher.folder) as first, start_user(watcher.folder) as second:
        first.communicate()
        assert watcher.running

        os.kill(second.pid, signal.SIGKILL)
        second.wait()
        postgres.wait_until(lambda: not watcher.folder.exists(), "the guard did not clear up")
    assert not watcher.running
