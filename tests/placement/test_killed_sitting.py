"""A server that is killed in the middle of a test: the test goes on with the same question, every answer once."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

from lms import app as application
from lms.cli.bench_load import Client, Phoenix
from lms.kernel.actor import Actor
from placement import queries
from tests.benchmarks.answering import hidden
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import people

PAGE = "/my-placement/question"


class Serving:
    """A server as `onward serve` runs it, on the database of a house. Loaded once, started and killed many times."""

    def __init__(self, house: House) -> None:
        environment = {
            "ONWARD_DATABASE_URL": house.settings.database_url,
            "ONWARD_DATA_DIR": house.settings.data_dir,
            "ONWARD_SECRET_KEY": house.settings.secret_key,
            "ONWARD_SECURE_COOKIES": "no",
            "ONWARD_TOTP": "optional",
        }
        self.log = (Path(house.settings.data_dir) / "server.log").open("wb")
        self.server = Phoenix("lms.app:create_app()", environment, self.log)
        self.port = self.server.port

    @contextmanager
    def until_killed(self) -> Iterator[None]:
        """Serve, and end by kill -9 of everything that was started."""
        self.server.start()
        try:
            yield
        finally:
            self.server.kill()

    def close(self) -> None:
        """Nothing is left running."""
        self.server.stop()
        self.log.close()


class Learner:
    """A phone: answers what is on the screen, and keeps which answers were acknowledged."""

    def __init__(self, house: House, cast: Cast, port: int) -> None:
        self.actor: Actor = people.add(house, cast, people.LUCIA)
        cookie = house.client(self.actor).get_cookie(application.COOKIE)
        assert cookie is not None
        self.client = Client(port, {application.COOKIE: cookie.value, "lang": "en"})
        self.acknowledged: list[str] = []
        self.last_form: dict[str, str] = {}

    def look(self) -> str:
        """The page of the question that waits."""
        page = self.client.get(PAGE)
        assert page.status == 200, page
        return page.text

    def begin(self) -> None:
        page = self.client.get("/my-placement")
        assert self.client.post("/my-placement/test", urlencode(hidden(page.text))).status == 302

    def answer(self) -> None:
        page = self.look()
        item = people.item_on(page)
        right = people.right(item) if len(self.acknowledged) % 2 else "dont_know"
        self.send(hidden(page) | people.form_of(page, right))

    def send(self, form: dict[str, str]) -> None:
        """Send a form; its item counts as acknowledged when the answer came back."""
        self.last_form = form
        assert self.client.post(PAGE, urlencode(form)).status == 302
        if form["item"] not in self.acknowledged:
            self.acknowledged.append(form["item"])


def stored(house: House, cast: Cast, learner: Learner) -> list[str]:
    """Keys of all answers in the database, of the sitting that runs and of those before it."""
    with house.acting(cast.teacher):
        learner_id = learner.actor.learner_id or ""
        running = queries.open_sitting(learner_id)
        states = [one.state for one in queries.new_sittings(learner_id).values()]
        return [
            each.item.key
            for state in (*states, *([running.state] if running else []))
            for each in state.asked  # type: ignore[union-attr]
            if each.score is not None
        ]


def test_a_sitting_goes_on_after_the_server_was_killed_between_and_during_answers(house: House) -> None:
    with closing(Serving(house)) as serving:
        _walk_through_kills(house, serving)


def _walk_through_kills(house: House, serving: Serving) -> None:
    cast = gather(house)
    learner = Learner(house, cast, serving.port)
    with serving.until_killed():
        learner.begin()
        for _ in range(3):
            learner.answer()
        waiting = people.item_on(learner.look()).key
        with house.acting(cast.teacher):
            before = queries.open_sitting(learner.actor.learner_id or "")
    assert before is not None
    learner.client.close()

    with serving.until_killed():
        assert people.item_on(learner.look()).key == waiting
        with house.acting(cast.teacher):
            after = queries.open_sitting(learner.actor.learner_id or "")
        assert after == before
        assert stored(house, cast, learner) == learner.acknowledged
        stream = threading.Thread(target=lambda: _answer_until_it_breaks(learner))
        stream.start()
        # Killed while the answers come: somewhere between the first byte of a request and the last of its page.
        while len(learner.acknowledged) < 5 and stream.is_alive():
            time.sleep(0.001)
    stream.join()
    learner.client.close()

    kept = stored(house, cast, learner)
    assert learner.acknowledged == kept[: len(learner.acknowledged)]
    assert len(kept) - len(learner.acknowledged) in (0, 1)
    with serving.until_killed():
        # The phone sends its last form once more: it never saw an answer to it.
        learner.send(learner.last_form)
        learner.answer()
        once = stored(house, cast, learner)
    learner.client.close()
    assert len(once) == len(set(once))
    assert once == learner.acknowledged


def _answer_until_it_breaks(learner: Learner) -> None:
    with suppress(OSError, HTTPException):
        for _ in range(12):
            learner.answer()
