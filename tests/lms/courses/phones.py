"""A phone that keeps what it needs, and a server that can go away: for tests of what works without network."""

from dataclasses import dataclass
from threading import Thread

from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import BaseWSGIServer, make_server

from lms.app import COOKIE
from lms.kernel import clock
from lms.kernel.actor import Actor
from tests.lms.courses.people import Classroom


class Server:
    """The application on an address of its own, that can go away and come back."""

    def __init__(self, classroom: Classroom) -> None:
        self.app, self.shift, self.port = classroom.house.app, clock.shift(), 0
        self.running: tuple[BaseWSGIServer, Thread] | None = None

    def start(self) -> None:
        server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = server.port

        def serve() -> None:
            clock.use_shift(self.shift)
            server.serve_forever()

        thread = Thread(target=serve)
        thread.start()
        self.running = (server, thread)

    def stop(self) -> None:
        if self.running:
            server, thread = self.running
            server.shutdown()
            thread.join()
            server.server_close()
            self.running = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Phone:
    """Somebody's phone, with one page of hers at hand."""

    classroom: Classroom
    server: Server
    context: BrowserContext
    page: Page
    path: str

    def sign_in(self, who: Actor | None = None) -> None:
        """As Marta, or as somebody else."""
        cookie = self.classroom.client(who or self.classroom.cast.teacher).get_cookie(COOKIE)
        assert cookie is not None
        self.context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": self.server.address}])

    def open(self, path: str = "") -> None:
        self.page.goto(f"{self.server.address}{path or self.path}")

    def mark(self, name: str) -> str:
        return f"li[data-name='{name}'] .register__mark"

    def says(self, words: str) -> None:
        self.page.wait_for_selector(f"[data-offline]:visible:has-text('{words}')")

    def waiting(self) -> int:
        return int(self.page.evaluate("async () => self.onward.count(await self.onward.all())"))

    def gone_out(self) -> None:
        self.until("async () => (await self.onward.all()).length === 0")

    def until(self, script: str, argument: object = None) -> None:
        """Ask the page until it says yes: a promise is no answer to `wait_for_function`."""
        for _ in range(100):
            if self.page.evaluate(script, argument):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(script)

    def without_network(self) -> None:
        """No address answers any more, not even one that the browser would ask behind the page's back."""
        self.context.set_offline(True)
        self.server.stop()

    def kept(self) -> int:
        return int(self.page.evaluate("async () => (await (await caches.open('onward-registers')).keys()).length"))
