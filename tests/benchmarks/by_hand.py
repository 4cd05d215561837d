"""A person at work in a real browser: a register on a phone, a sheet of paper and a grid of checks by keyboard.

    python -m tests.benchmarks.by_hand [PAUSE]

She waits PAUSE seconds before every tap, every name and every check on paper; a key takes a quarter of a second. Prints JSON:
taps or keys, and seconds from opening the page to being told that it is saved.
"""

import json
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from curricula.queries import assessments_of
from lms import app as application
from lms.app import COOKIE
from lms.courses.queries import enrolments_of_section
from lms.kernel import clock, config
from tests import chromium, houses
from tests.cast import gather
from tests.lms.courses import people
from tests.lms.courses.people import Classroom

KEY = 0.25
"""Seconds of one key, of somebody who does not type for a living."""


class Person:
    """Somebody who thinks before she taps."""

    def __init__(self, page: Page, pause: float) -> None:
        self.page, self.pause, self.taps, self.keys = page, pause, 0, 0

    def tap(self, what: str) -> None:
        """Look, then tap."""
        time.sleep(self.pause)
        self.page.click(what)
        self.taps += 1

    def press(self, *keys: str) -> None:
        """Keys one after another."""
        for key in keys:
            time.sleep(KEY)
            self.page.keyboard.press(key)
            self.keys += 1


@contextmanager
def classroom(folder: Path, others: int) -> Iterator[Classroom]:
    """A class of the cast's two and `others` more, on a Thursday morning, as pages see it."""
    registry = application.registry_for(config.Settings())
    url = f"sqlite:///{folder / 'onward.db'}"
    houses.fill(url, registry)
    with clock.shifted_to(people.THURSDAY_NINE), houses.open_house(url, folder, registry) as house:
        cast = gather(house)
        seats = [people.seat(house, cast, who.learner_id) for who in (cast.leyla, cast.mahmoud)]
        people.add_people(house, cast, others)
        yield Classroom(house, cast, people.THURSDAY_NINE, seats[0], seats[1])


@contextmanager
def opened(room: Classroom, browser: Browser, path: str, width: int) -> Iterator[Page]:
    """A page of the teacher's in a browser of this width."""
    shift = clock.shift()
    server = make_server("127.0.0.1", 0, room.house.app, threaded=True)

    def serve() -> None:
        clock.use_shift(shift)
        server.serve_forever()

    thread = Thread(target=serve)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    cookie = room.client(room.cast.teacher).get_cookie(COOKIE)
    assert cookie is not None
    try:
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="en-GB")
        context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": address}])
        page = context.new_page()
        page.goto(address + path)
        yield page
        context.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def register(browser: Browser, folder: Path, pause: float) -> dict[str, Any]:
    """Twenty people on a phone: all here, but for one who is ill, one who is late and two whose reason nobody knows."""
    with classroom(folder, 18) as room:
        session = room.session_on(people.THURSDAY)
        with opened(room, browser, f"/register/{session.id}", 390) as page:
            her, began = Person(page, pause), time.monotonic()
            her.tap("text=All here")
            for name, reason in (("Mahmoud Hassan", "Work shift"), ("Person03 Test", "Ill")):
                her.tap(f"li[data-name='{name}'] .register__mark")
                her.tap(f"li[data-name='{name}'] .register__mark")
                her.tap(f"dialog label:has-text('{reason}')")
                her.tap("dialog >> text=Done")
            for name in ("Person07 Test", "Person11 Test"):
                her.tap(f"li[data-name='{name}'] .register__mark")
            her.tap("text=Save register")
            page.wait_for_url("**/teach")
            seconds = time.monotonic() - began
        marks = room.marks(session.id)
    return {
        "people": len(marks),
        "away": sum(mark not in ("present", "late") for mark, _reason in marks.values()),
        "taps": her.taps,
        "pause": pause,
        "seconds": round(seconds, 1),
        "asked": 60,
    }


def sheet(browser: Browser, folder: Path, pause: float) -> dict[str, Any]:
    """Fifteen people from paper, by keyboard only: a look at every line, four of them not as usual."""
    with classroom(folder, 13) as room:
        session = room.session_on(people.TUESDAY)
        path = f"/sections/{room.cast.section_id}/sheet?session={session.id}"
        with opened(room, browser, path, 1280) as page:
            her, began = Person(page, pause), time.monotonic()
            her.press(*"On paper.", "Enter")
            said = {2: "i", 5: "l0920", 8: "c", 12: "u"}
            for line in range(15):
                time.sleep(pause)
                her.press(*said.get(line, ""), "Enter")
            her.press("Enter")
            page.wait_for_url(f"**/sections/{room.cast.section_id}")
            seconds = time.monotonic() - began
        marks = room.marks(session.id)
    return {
        "people": len(marks),
        "away": sum(mark not in ("present", "late") for mark, _reason in marks.values()),
        "late": sum(mark == "late" for mark, _reason in marks.values()),
        "keys": her.keys,
        "pause": pause,
        "seconds": round(seconds, 1),
        "asked": 120,
    }


def grid(browser: Browser, folder: Path, pause: float) -> dict[str, Any]:
    """Fifteen people and four skills from paper, line by line, by keyboard only: a look at every number."""
    with classroom(folder, 13) as room:
        path = f"/sections/{room.cast.section_id}/checks"
        with opened(room, browser, path, 1280) as page:
            her, began = Person(page, pause), time.monotonic()
            her.tap("[data-grid] input >> nth=0")
            for line in range(15):
                for skill in range(4):
                    time.sleep(pause)
                    her.press(*str(31 + line + 7 * skill), "Tab")
                # Past the effort, which stays as it was, and the way to the modules.
                her.press("Tab", "Tab")
            her.press("Enter")
            page.wait_for_selector("text=60 entries kept")
            seconds = time.monotonic() - began
        with room.house.acting(room.cast.teacher):
            kept = assessments_of(seat.learner_id for seat in enrolments_of_section(room.cast.section_id))
    return {
        "people": len(kept),
        "checks": sum(len(checks) for checks in kept.values()),
        "keys": her.keys,
        "pause": pause,
        "seconds": round(seconds, 1),
        "asked": 300,
    }


def main() -> None:
    """One after the other."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    pause = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = chromium.launch(playwright)
        found = {}
        for name, measured in (("register", register), ("sheet", sheet), ("grid", grid)):
            own = Path(folder) / name
            own.mkdir()
            found[name] = measured(browser, own, pause)
        browser.close()
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
