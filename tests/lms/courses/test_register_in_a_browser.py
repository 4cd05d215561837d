"""The register in a real browser: a class of twenty in six taps, by finger and by key."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from lms.app import COOKIE
from lms.kernel import clock
from lms.kernel.plugins import Registry
from tests import chromium
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import THURSDAY, THURSDAY_NINE, Classroom, add_people, opened

pytestmark = pytest.mark.browser


@pytest.fixture
def thursday(class_template: Template, tmp_path: Path, registry: Registry) -> Iterator[Classroom]:
    """Twenty people; Leyla told us that her child is ill."""
    with opened(class_template, tmp_path, THURSDAY_NINE, registry) as classroom:
        add_people(classroom.house, classroom.cast, 18)
        yield classroom


@pytest.fixture
def page(thursday: Classroom) -> Iterator[Page]:
    """The register on the teacher's phone."""
    shift = clock.shift()
    server = make_server("127.0.0.1", 0, thursday.house.app, threaded=True)

    def serve() -> None:
        clock.use_shift(shift)
        server.serve_forever()

    thread = Thread(target=serve)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    cookie = thursday.client(thursday.cast.teacher).get_cookie(COOKIE)
    assert cookie is not None
    try:
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
            context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": address}])
            page = context.new_page()
            page.goto(f"{address}/register/{thursday.session_on(THURSDAY).id}")
            yield page
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _mark(page: Page, name: str) -> str:
    return f"li[data-name='{name}'] .register__mark"


def test_twenty_people_in_six_taps(thursday: Classroom, page: Page) -> None:
    page.click("text=All here")
    page.click(_mark(page, "Mahmoud Hassan"))
    assert page.inner_text(_mark(page, "Mahmoud Hassan")).startswith("Why?")
    page.click(_mark(page, "Mahmoud Hassan"))
    page.click("dialog label:has-text('Work shift')")
    page.click("dialog >> text=Done")
    page.click("text=Save register")
    page.wait_for_url("**/teach")
    marks = thursday.marks(thursday.session_on(THURSDAY).id)
    assert marks[thursday.leyla] == ("excused", "child_ill")
    assert marks[thursday.mahmoud] == ("unexcused", "work_shift")
    assert sum(mark == ("present", "") for mark in marks.values()) == 18


def test_the_keyboard_does_it_too(thursday: Classroom, page: Page) -> None:
    page.focus(_mark(page, "Leyla Demir"))
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.focus("li[data-name='Person00 Test'] button.register__name")
    page.keyboard.press("Enter")
    page.click("dialog label:has-text('Came late')")
    page.fill("#sheet-time", "09:25")
    page.keyboard.press("Escape")
    assert "Late 09:25" in page.inner_text(_mark(page, "Person00 Test"))
    page.focus("#save")
    page.keyboard.press("Enter")
    page.wait_for_url("**/teach")
    marks = thursday.marks(thursday.session_on(THURSDAY).id)
    assert marks[thursday.leyla] == ("present", "")
    assert marks[thursday.mahmoud] == ("present", "")
    assert ("late", "") in marks.values()
