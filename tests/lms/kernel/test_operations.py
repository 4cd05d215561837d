"""Copies that come back whole on either database, a doctor that finds what is wrong, and `/healthz`."""

import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from lms import app as application
from lms.cli import main
from lms.courses import models as courses
from lms.courses import services
from lms.courses.domain import attendance
from lms.kernel import clock, db, errors, jobs, operations, plugins
from lms.kernel.vocabulary import Attendance
from tests import houses, postgres
from tests.cast import add_provider, gather
from tests.houses import House

ENGINES = ("sqlite", "postgresql")
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def empty(
    tmp_path: Path, sqlite_template: Path, postgres_server: postgres.Server, registry: plugins.Registry
) -> Iterator[Callable[[str], str]]:
    """Makes an empty, upgraded database of a kind; answers with its owner's address."""
    made: list[str] = []

    def make(kind: str) -> str:
        name = "e" + db.new_id()
        if kind == "sqlite":
            shutil.copy(sqlite_template, tmp_path / name)
            return f"sqlite:///{tmp_path / name}"
        template = postgres_server.ensure_template(
            "onward_template", lambda url: houses.fill(url, registry, app_role="onward_app")
        )
        made.append(name)
        return postgres_server.create_database(name, template=template)

    yield make
    for name in made:
        postgres_server.drop_database(name)


def fill(house: House) -> None:
    """People, a register with times, a job with JSON: something of every type of column."""
    cast = gather(house)
    with house.acting(cast.administrator):
        enrolment_id, _ = services.book(
            cast.section_id,
            cast.leyla.learner_id or "",
            from_date=date(2026, 11, 2),
            actor=cast.administrator,
            now=clock.now(),
        )
    with house.acting(cast.teacher):
        session_id = db.session().scalar(select(courses.Session.id).where(courses.Session.day == date(2026, 11, 24)))
        given = attendance.Given(Attendance.LATE, arrived=datetime(2026, 11, 24, 9, 20).time())  # noqa: DTZ001 - wall time
        services.save_register(
            session_id or "", {enrolment_id: given}, zone="Europe/Berlin", actor=cast.teacher, now=clock.now()
        )
    with db.transaction(house.engine):
        jobs.enqueue("kernel.tidy", {"text": "Grüße, سلام", "numbers": [1, 0.1, None]}, now=clock.now())


def all_rows(url: str) -> Rows:
    """Every row of every table, in an order that both databases share."""
    engine = db.make_engine(url)
    with db.reading(), db.transaction(engine) as session, db.crossing("test"):
        found = {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in db.Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


def keep(house: House, path: Path) -> operations.Figures:
    return operations.back_up(house.engine, house.registry, path, now=clock.now())


def bring_back(url: str, registry: plugins.Registry, path: Path) -> operations.Figures:
    engine = db.make_engine(url)
    try:
        return operations.restore(engine, registry, path)
    finally:
        engine.dispose()


def test_a_copy_comes_back_whole_on_either_database(house: House, tmp_path: Path, empty: Callable[[str], str]) -> None:
    fill(house)
    path = tmp_path / "copy.zip"
    kept = keep(house, path)
    before = all_rows(house.settings.database_url)
    assert kept.rows == sum(len(rows) for rows in before.values()) > 100
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for kind in ENGINES:
        url = empty(kind)
        assert bring_back(url, house.registry, path) == kept
        assert all_rows(url) == before


def test_a_copy_does_not_see_what_is_written_while_it_is_made(
    house: House, tmp_path: Path, empty: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house)
    before = all_rows(house.settings.database_url)
    other = db.make_engine(house.settings.database_url)
    write_table = operations.archive._write_table

    def disturbed(connection: Any, archive: Any, table: Any) -> Any:
        if table.name == "kernel_job":
            with db.transaction(other):
                jobs.enqueue("kernel.tidy", {}, now=clock.now())
        return write_table(connection, archive, table)

    monkeypatch.setattr(operations.archive, "_write_table", disturbed)
    keep(house, tmp_path / "copy.zip")
    other.dispose()
    url = empty("sqlite")
    bring_back(url, house.registry, tmp_path / "copy.zip")
    assert all_rows(url) == before


def test_a_filled_database_takes_no_copy(house: House, tmp_path: Path) -> None:
    add_provider(house)
    path = tmp_path / "copy.zip"
    keep(house, path)
    before = all_rows(house.settings.database_url)
    with pytest.raises(errors.Conflict, match="not_empty"):
        bring_back(house.settings.database_url, house.registry, path)
    assert all_rows(house.settings.database_url) == before


@pytest.mark.parametrize("damage", ["cut", "flipped", "row_changed", "table_gone", "no_copy"])
def test_a_damaged_copy_changes_nothing(
    sqlite_house: House, tmp_path: Path, empty: Callable[[str], str], damage: str
) -> None:
    add_provider(sqlite_house)
    path = tmp_path / "copy.zip"
    keep(sqlite_house, path)
    spoil(path, damage)
    url = empty("sqlite")
    with pytest.raises(errors.Invalid, match="damaged"):
        bring_back(url, sqlite_house.registry, path)
    assert not any(all_rows(url).values())


def spoil(path: Path, damage: str) -> None:
    content = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        with zipfile.ZipFile(path) as archive:
            largest = max(archive.infolist(), key=lambda one: one.compress_size)
        content[largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2] ^= 0xFF
        path.write_bytes(content)
    elif damage == "no_copy":
        path.write_text("a letter to the ministry")
    else:
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        name = "tables/organisations_provider.jsonl"
        if damage == "row_changed":
            members[name] = members[name].replace(b"Lindenhof", b"Landenhof")
        else:
            del members[name]
        with zipfile.ZipFile(path, "w") as archive:
            for member, text_of in members.items():
                archive.writestr(member, text_of)


def test_a_copy_of_another_version_is_refused(sqlite_house: House, tmp_path: Path, empty: Callable[[str], str]) -> None:
    keep(sqlite_house, tmp_path / "copy.zip")
    url = empty("sqlite")
    engine = db.make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("delete from alembic_version where version_num = 'lms0001'"))
        connection.execute(text("insert into alembic_version values ('lms0000')"))
    engine.dispose()
    with pytest.raises(errors.Conflict, match="other_version"):
        bring_back(url, sqlite_house.registry, tmp_path / "copy.zip")


def test_no_file_is_written_over_and_no_half_file_stays(sqlite_house: House, tmp_path: Path) -> None:
    path = tmp_path / "copy.zip"
    path.write_text("something dear")
    with pytest.raises(errors.Conflict, match="file_there"):
        keep(sqlite_house, path)
    assert path.read_text() == "something dear"
    with sqlite_house.engine.begin() as connection:
        connection.execute(text("create table of_a_stranger (id integer)"))
    with pytest.raises(errors.Conflict, match="unknown_tables"):
        keep(sqlite_house, tmp_path / "other.zip")
    assert [one.name for one in tmp_path.iterdir() if "zip" in one.name] == ["copy.zip"]


# --- files -----------------------------------------------------------------------------------------------------------


def write(root: Path, **files: bytes) -> None:
    for name, content in files.items():
        path = root / "blocks" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def lying(root: Path) -> dict[str, bytes]:
    found = (one for one in (root / "blocks").rglob("*") if one.is_file())
    return {one.relative_to(root / "blocks").as_posix(): one.read_bytes() for one in found}


def test_files_come_back_with_the_rows_byte_by_byte_and_unchanged_ones_are_kept_once(
    sqlite_house: House, tmp_path: Path, empty: Callable[[str], str]
) -> None:
    add_provider(sqlite_house)
    data, copies, new = tmp_path / "data", tmp_path / "copies", tmp_path / "new"
    copies.mkdir()
    sound = bytes(range(256)) * 5000
    write(data, course__a=sound, files__learner__b=b"her voice", empty=b"")
    (data / "secret").write_text("stays here")
    given: dict[str, Any] = {"now": clock.now(), "data": data}
    house = sqlite_house
    first = operations.back_up(house.engine, house.registry, copies / "1.zip", **given)
    assert (first.files, first.bytes) == (3, len(sound) + 9)
    write(data, course__c=b"new", files__learner__b=b"another voice")
    (data / "blocks" / "empty").unlink()
    second = operations.back_up(house.engine, house.registry, copies / "2.zip", since=copies / "1.zip", **given)
    third = operations.back_up(house.engine, house.registry, copies / "3.zip", since=copies / "2.zip", **given)
    assert second.bytes == third.bytes == len(sound) + 16
    with zipfile.ZipFile(copies / "2.zip") as archive:
        assert sorted(archive.read(one) for one in archive.namelist() if one.startswith("files/")) == [
            b"another voice",
            b"new",
        ]
    with zipfile.ZipFile(copies / "3.zip") as archive:
        assert not [one for one in archive.namelist() if one.startswith("files/")]

    def back(name: str, into: Path = new) -> operations.Figures:
        engine = db.make_engine(empty("sqlite"))
        try:
            return operations.restore(engine, house.registry, copies / name, data=into)
        finally:
            engine.dispose()

    # A copy that is kept apart from what it builds on does not come half.
    (copies / "1.zip").rename(copies / "away.zip")
    with pytest.raises(errors.Invalid, match="builds_on"):
        back("3.zip")
    (copies / "away.zip").rename(copies / "1.zip")
    assert not new.exists() or not list(new.iterdir())
    assert back("3.zip") == third
    assert lying(new) == lying(data) == {"course/a": sound, "course/c": b"new", "files/learner/b": b"another voice"}
    assert [one.name for one in new.iterdir()] == ["blocks"]
    with pytest.raises(errors.Conflict, match="files_there"):
        back("1.zip")
    assert lying(new) == lying(data)
    with pytest.raises(errors.Invalid, match="not_beside"):
        operations.back_up(house.engine, house.registry, tmp_path / "4.zip", since=copies / "1.zip", **given)


def test_a_file_that_is_written_while_it_is_copied_is_copied_again_and_one_that_goes_is_left_out(
    tmp_path: Path,
) -> None:
    write(tmp_path, course__a=b"one", course__b=b"two", course__c=b"three")

    class Busy(zipfile.ZipFile):
        """Somebody works on the files meanwhile."""

        def open(self, name: Any, *given: Any, **more: Any) -> Any:
            if getattr(name, "filename", "") == "files/1":
                write(tmp_path, course__a=b"one and a half")
                (tmp_path / "blocks" / "course" / "c").unlink()
            return super().open(name, *given, **more)

    with Busy(tmp_path / "copy.zip", "w") as busy:
        entries = operations.folders.write(busy, tmp_path, ["blocks"], None)
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        held = {name: archive.read(entry["member"]) for name, entry in entries.items()}
    assert held == {"blocks/course/a": b"one and a half", "blocks/course/b": b"two"}


@pytest.mark.parametrize("damage", ["changed", "leads_out", "rows_fail"])
def test_a_copy_with_a_damaged_file_brings_back_neither_files_nor_rows(
    sqlite_house: House, tmp_path: Path, empty: Callable[[str], str], damage: str
) -> None:
    add_provider(sqlite_house)
    data, new, path = tmp_path / "data", tmp_path / "new", tmp_path / "copy.zip"
    write(data, course__a=b"bread")
    operations.back_up(sqlite_house.engine, sqlite_house.registry, path, now=clock.now(), data=data)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    url = empty("sqlite")
    if damage == "changed":
        members["files/1"] = b"toast"
    elif damage == "leads_out":
        manifest["files"]["blocks/../../out"] = manifest["files"].pop("blocks/course/a")
    else:
        bring_back(url, sqlite_house.registry, path)
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    before, engine = all_rows(url), db.make_engine(url)
    with pytest.raises(errors.OnwardError):
        operations.restore(engine, sqlite_house.registry, path, data=new)
    engine.dispose()
    assert all_rows(url) == before
    assert [one.name for one in tmp_path.rglob("*") if one.name in ("a", "out") and data not in one.parents] == []


def command(url: str, folder: Path, *arguments: str, **more: str) -> Any:
    environment = {"ONWARD_DATABASE_URL": url, "ONWARD_DATA_DIR": str(folder), "ONWARD_LANGUAGES": "en", **more}
    return CliRunner().invoke(main, list(arguments), env=environment)


def test_the_commands_say_what_they_did_or_what_to_do(
    sqlite_house: House, tmp_path: Path, empty: Callable[[str], str]
) -> None:
    add_provider(sqlite_house)
    url, copy = sqlite_house.settings.database_url, str(tmp_path / "copy.zip")
    assert "rows of" in command(url, tmp_path, "backup", copy).output
    refused = command(url, tmp_path, "restore", copy)
    assert (refused.exit_code, "Restore into an empty database" in refused.output) == (1, True)
    fresh = empty("sqlite")
    assert "are back" in command(fresh, tmp_path, "restore", copy).output
    audited = [value for row in all_rows(fresh)["accounts_audit_entry"] for value in row]
    assert "restore" in audited


def test_a_token_is_made_shown_and_revoked_by_command(sqlite_house: House, tmp_path: Path) -> None:
    gather(sqlite_house)
    url = sqlite_house.settings.database_url
    wrong = command(url, tmp_path, "token", "create", "--role", "teacher", "--provider", "Nobody")
    assert (wrong.exit_code, "Lindenhof" in wrong.output) == (1, True)
    token = command(url, tmp_path, "token", "create", "--role", "caseworker", "--provider", "Lindenhof").output.strip()
    client = sqlite_house.app.test_client()
    ask = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/people", headers=ask).status_code == 200
    token_id = command(url, tmp_path, "token", "list").output.split()[0]
    assert command(url, tmp_path, "token", "revoke", token_id).exit_code == 0
    assert client.get("/api/v1/people", headers=ask).status_code == 401
    assert command(url, tmp_path, "token", "revoke", token_id).exit_code == 1


# --- the doctor ------------------------------------------------------------------------------------------------------

WELL: dict[str, Any] = {"languages": "en", "totp": "required", "secret_key": "s" * 40, "secure_cookies": True}


def trouble(house: House, **settings: Any) -> set[str]:
    """Codes of what the doctor would mend."""
    given = replace(house.settings, **(WELL | settings))
    templates = [application.ROOT / "lms" / "templates"]
    found = operations.examine(given, house.registry, static=application.STATIC, templates=templates)
    return {one.code for one in found if not one.well}


def test_the_doctor_finds_nothing_in_a_house_that_is_well(house: House) -> None:
    assert trouble(house) == set()


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"secret_key": "short"}, "doctor.secret_short"),
        ({"base_url": "onward.example"}, "doctor.base_url"),
        ({"base_url": "http://onward.example"}, "doctor.cookies_need_https"),
        ({"base_url": "https://onward.example", "secure_cookies": False}, "doctor.cookies_open"),
        ({"totp": "optional"}, "doctor.totp"),
        ({"clock_ahead": 3600}, "doctor.clock_ahead"),
        ({"languages": "en,tlh"}, "doctor.no_catalogue"),
        ({"data_dir": "/proc/nothing"}, "doctor.data_dir"),
        ({"database_url": "postgresql+psycopg://nobody@/nothing?host=/nowhere"}, "doctor.no_database"),
    ],
)
def test_the_doctor_names_the_setting_to_mend(sqlite_house: House, settings: dict[str, Any], code: str) -> None:
    assert trouble(sqlite_house, **settings) == {code}


def test_the_doctor_sees_old_tables_and_work_that_nobody_does(sqlite_house: House) -> None:
    with db.transaction(sqlite_house.engine):
        jobs.enqueue("kernel.tidy", {}, now=clock.now() - timedelta(hours=1))
    assert trouble(sqlite_house) == {"doctor.no_worker"}
    with sqlite_house.engine.begin() as connection:
        connection.execute(text("delete from alembic_version"))
    assert trouble(sqlite_house) == {"doctor.old_tables"}


def test_the_doctor_sees_a_clock_that_is_wrong(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=60))
    assert trouble(sqlite_house) == {"doctor.clock_apart"}


def test_the_doctor_sees_files_for_browsers_that_are_gone(sqlite_house: House, tmp_path: Path) -> None:
    templates = [application.ROOT / "lms" / "templates"]
    given = replace(sqlite_house.settings, **WELL)
    found = operations.examine(given, sqlite_house.registry, static=tmp_path / "gone", templates=templates)
    assert [one.code for one in found if not one.well] == ["doctor.no_files"]


def test_the_doctor_sees_an_open_table_and_a_role_that_may_too_much(
    postgres_url: str, postgres_server: postgres.Server, tmp_path: Path, registry: plugins.Registry
) -> None:
    name = postgres_url.rpartition("?")[0].rpartition("/")[2]
    owner = postgres_server.owner_url(name)
    with clock.shifted_to(houses.NOON), houses.open_house(owner, tmp_path, registry) as house:
        assert trouble(house) == {"doctor.strong_role"}
        with house.engine.begin() as connection:
            connection.execute(text("alter table learners_person no force row level security"))
        assert trouble(house) == {"doctor.strong_role", "doctor.no_row_security"}


def test_the_doctor_answers_programs_and_ends_with_one_when_something_is_wrong(
    sqlite_house: House, tmp_path: Path
) -> None:
    url = sqlite_house.settings.database_url
    well = command(url, tmp_path, "doctor", "--json")
    assert (well.exit_code, all(one["well"] for one in json.loads(well.output))) == (0, True)
    ill = command(url, tmp_path, "doctor", ONWARD_SECRET_KEY="short")
    assert (ill.exit_code, "ONWARD_SECRET_KEY is short" in ill.output) == (1, True)


# --- health ----------------------------------------------------------------------------------------------------------


def test_health_says_that_all_is_well_and_that_tables_are_old(house: House) -> None:
    answer = house.client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "parts": {"database": True, "tables": True}})


def test_health_says_that_tables_are_old(sqlite_house: House) -> None:
    with sqlite_house.engine.begin() as connection:
        connection.execute(text("delete from alembic_version"))
    answer = sqlite_house.client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ok": False, "parts": {"database": True, "tables": False}})
