"""Servers and clients of a bench: gunicorn as `onward serve` runs it, threads that speak HTTP, figures of their times."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import IO

from lms.cli import serving

HOST = "127.0.0.1"
START = 120.0
"""Seconds after which a server that does not answer must be broken."""
APART = 0.3
"""Seconds in which gunicorn makes all its processes: who asks earlier has the first one alone."""
IDLE = 1.0
"""Seconds after which a client hangs up itself: gunicorn does so after two, and may do it while a request is on its way."""


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


@dataclass
class Server:
    """One gunicorn, as `onward serve` runs it."""

    application: str
    environment: Mapping[str, str]
    log: IO[bytes]
    ready: str = "/healthz"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = serving.gunicorn(f"{HOST}:{self.port}", self.application, log_level="critical")
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            command,
            env={**os.environ, **self.environment},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException), closing(Client(self.port)) as client:
                if client.get(self.ready).status < 500:
                    time.sleep(APART)
                    return
            time.sleep(0.05)
        raise RuntimeError(f"{self.application} does not answer")

    def cpu_seconds(self) -> float:
        """Processor time that its processes have used so far."""
        return sum(_cpu_seconds(pid) for pid in _family(self.process.pid)) if self.process else 0.0

    def kill(self) -> None:
        """Kill -9, master and worker, as a crash would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """End it in good order."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Phoenix(Server):
    """The same for being killed many times: loaded once, each start is a fork (`bench_nursery`)."""

    leader: int = 0

    def start(self) -> None:
        """Start it and wait until it answers."""
        if self.process is None:
            command = serving.gunicorn(f"{HOST}:{self.port}", self.application, log_level="critical")
            after = command.index("gunicorn") + 1
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                [command[0], "-m", "lms.cli.bench_nursery", *command[after:]],
                env={**os.environ, **self.environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log,
                start_new_session=True,
            )
        self.leader = self._told("start")
        self._wait()

    def _told(self, deed: str) -> int:
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{deed}\n".encode())
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def cpu_seconds(self) -> float:
        """Processor time that its processes have used so far."""
        return sum(_cpu_seconds(pid) for pid in _family(self.leader)) if self.leader else 0.0

    def kill(self) -> None:
        """Kill -9, master and workers, as a crash would."""
        self.leader = self._told("kill")

    def stop(self) -> None:
        """End it in good order, and what it comes from."""
        if self.process is None or self.process.stdin is None:
            return
        with suppress(OSError, ValueError):
            self.leader = self._told("stop")
        self.process.stdin.close()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            super().kill()
        if self.process.stdout is not None:
            self.process.stdout.close()


def _family(pid: int) -> list[int]:
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *map(int, listing.read_text().split())] if listing.exists() else [pid]


def _cpu_seconds(pid: int) -> float:
    with suppress(OSError, ValueError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


@contextmanager
def served(server: Server) -> Iterator[Server]:
    """The server while the block runs."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


class Client:
    """One browser: a connection that stays open, and its cookies."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self.cookies = dict(cookies or {})
        self.keeps_cookies = True
        self.used = time.monotonic()

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: str) -> Answer:
        """A form."""
        return self._ask("POST", path, body)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.used > IDLE:
            self.connection.close()
        try:
            self.connection.request(method, path, body, head)
            response = self.connection.getresponse()
            text = response.read().decode()
            self.used = time.monotonic()
        except BaseException:
            # A connection that broke in the middle cannot be used again.
            self.connection.close()
            raise
        for line in response.headers.get_all("Set-Cookie") or () if self.keeps_cookies else ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(response.status, response.headers.get("Location", ""), text)


def together(works: Sequence[Callable[[], None]]) -> None:
    """Run works at the same time and wait for all; the first error is raised again."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of all lies below or at; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
