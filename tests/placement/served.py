"""Pages of a house behind a real server, a person at a browser, and a sitting that begins with a chosen question."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize
from werkzeug.serving import WSGIRequestHandler, make_server

from lms import app as application
from lms.kernel import clock
from lms.kernel.actor import Actor
from placement import queries, services
from placement.services import keeping
from tests import chromium
from tests.cast import Cast
from tests.houses import House

PHONE: ViewportSize = {"width": 390, "height": 844}


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def pages(house: House) -> Iterator[str]:
    """Address of the pages of a house, at the time of the test that asks."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True, request_handler=_Quiet)

    def serve(shift: Any) -> None:
        clock.use_shift(shift)
        server.serve_forever()

    thread = Thread(target=serve, args=(clock.shift(),), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def visit(browser: Browser, house: House, address: str, actor: Actor, *, language: str = "en", **options: Any) -> Page:
    """A page of this person's browser, signed in."""
    signed_in = house.client(actor).get_cookie(application.COOKIE)
    assert signed_in is not None
    context = browser.new_context(viewport=PHONE, locale={"en": "en-GB", "ar": "ar-EG"}[language], **options)
    context.add_cookies(
        [
            {"name": application.COOKIE, "value": signed_in.value, "url": address},
            {"name": "lang", "value": language, "url": address},
        ]
    )
    page = context.new_page()
    page.set_default_timeout(chromium.PATIENCE)
    return page


def ask(house: House, cast: Cast, learner: Actor, item: str, *, beside: bool = False) -> str:
    """Begin a sitting of this learner with this item of the German bank, a preset first one. Returns the sitting."""
    learner_id = learner.learner_id or ""
    asked = queries.bank("german_core").item(item)
    assert asked is not None
    with house.acting(cast.teacher):
        running = queries.open_sitting(learner_id)
        if running is not None:
            services.end_test(learner_id, actor=cast.teacher, now=clock.now())
        services.save_sitting_rules(
            cast.centre_id,
            minutes={},
            first_items={asked.measures.value: item},
            raters=1,
            actor=cast.teacher,
            now=clock.now(),
        )
        return keeping.open_sitting(
            learner_id, asked.measures.value, "german_core", assisted=beside, actor=cast.teacher, now=clock.now()
        )
