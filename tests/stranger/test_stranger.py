"""Somebody whom Onward does not know installs a plug-in beside it, and everything it brings works.

The plug-in is put into a folder the way an installer would (the package and its `.dist-info` with an entry point); every
step is a process of its own that finds it there.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from tests.guards.product import ROOT
from tests.postgres import wait_until

PACKAGE = Path(__file__).parent / "package" / "stranger"
ENTRY_POINTS = "[onward.plugins]\nstranger = stranger.plugin:StrangerPlugin\n"
METADATA = "Metadata-Version: 2.1\nName: stranger\nVersion: 0.1\n"


class Site:
    """A folder with the plug-in installed, and a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "onward.db"
        site = folder / "site"
        shutil.copytree(PACKAGE, site / "stranger", ignore=shutil.ignore_patterns("__pycache__"))
        self._translate(site / "stranger" / "translations" / "de" / "LC_MESSAGES")
        facts = site / "stranger-0.1.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(METADATA)
        (facts / "entry_points.txt").write_text(ENTRY_POINTS)
        self.environment = os.environ | {
            "PYTHONPATH": os.pathsep.join((str(site), str(ROOT))),
            "ONWARD_DATABASE_URL": f"sqlite:///{self.database}",
            "ONWARD_DATA_DIR": str(folder),
            # The day after the visit, so that what was asked for then is due.
            "ONWARD_CLOCK_AHEAD": str(
                int((datetime(2026, 11, 25, 12, tzinfo=UTC) - datetime.now(UTC)).total_seconds())
            ),
        }

    @staticmethod
    def _translate(folder: Path) -> None:
        folder.mkdir(parents=True)
        catalogue = Catalog(locale="de")
        catalogue.add("Notices", "Aushänge")
        with (folder / "messages.mo").open("wb") as file:
            write_mo(file, catalogue)

    def run(self, *arguments: str) -> str:
        """A command's output."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows, read by somebody from outside."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Installed, and the database brought up to it by the command that operators use."""
    site = Site(tmp_path_factory.mktemp("stranger"))
    assert "up to date" in site.run("-m", "lms.cli", "db", "upgrade")
    return site


@pytest.fixture(scope="module")
def seen(site: Site) -> dict[str, Any]:
    """What a visit found."""
    found: dict[str, Any] = json.loads(site.run("-m", "tests.stranger.visit"))
    return found


def test_its_table_is_made_on_a_branch_of_its_own(site: Site, seen: dict[str, Any]) -> None:
    assert "stranger" in seen["plugins"]
    assert seen["differences"] == []
    assert ("stranger0001",) in site.ask("select version_num from alembic_version")


def test_its_page_is_served_in_the_navigation_and_in_its_own_translation(seen: dict[str, Any]) -> None:
    assert (seen["put_up"], seen["shown"], seen["in_navigation"], seen["german"]) == (302, True, True, True)


def test_its_page_is_absent_for_whoever_lacks_its_right(seen: dict[str, Any]) -> None:
    assert seen["without_the_right"] == 404


def test_its_obstacle_refuses_a_booking_in_its_own_words(seen: dict[str, Any]) -> None:
    assert seen["booked_before"] == ""
    assert seen["booked_after"] == "This class is closed: The ceiling leaks"


def test_its_changes_are_in_the_audit_like_all_others(site: Site, seen: dict[str, Any]) -> None:
    rows = site.ask("select actor, action from accounts_audit_entry where subject_kind = 'stranger_notice'")
    assert rows == [("Marta Klein", "add")]


def test_its_job_is_run_by_the_worker(site: Site, seen: dict[str, Any]) -> None:
    question = "select state, result from kernel_job where name = 'stranger.count'"
    assert site.ask(question) == [("waiting", None)]
    worker = subprocess.Popen([sys.executable, "-m", "lms.cli", "work"], cwd=ROOT, env=site.environment)
    try:
        wait_until(lambda: site.ask(question)[0][0] != "waiting", "nobody took the job", seconds=60)
        wait_until(lambda: site.ask(question)[0][0] != "running", "the job did not end", seconds=60)
    finally:
        worker.terminate()
        worker.wait(timeout=120)
    state, result = site.ask(question)[0]
    assert (state, json.loads(result)) == ("done", {"notices": 1})
