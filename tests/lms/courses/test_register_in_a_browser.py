"""The register in a real browser: a class of twenty in six taps, by finger and by key, and from paper by key alone."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from lms.app import COOKIE
from lms.courses import queries, services
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.plugins import Registry
from lms.kernel.vocabulary import Level, Track
from lms.learners.services import NewLearner
from tests import chromium
from tests.cast import add_learner, add_section
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import MONDAY, THURSDAY, THURSDAY_NINE, Classroom, add_people, opened

pytestmark = pytest.mark.browser

LOOK, TAP, KEY = 1.35, 1.3, 0.28
"""Seconds in which somebody looks and decides, points at something and taps it, presses a key though she types little: the
keystroke-level model (Card, Moran and Newell, "The keystroke-level model for user performance time", CACM 23, 1980).
"""
COUNTED = """
  for (const kind of ["pointerdown", "keydown"])
    addEventListener(kind, () => { sessionStorage[kind] = 1 + Number(sessionStorage[kind] ?? 0); }, true);
"""


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
            page.add_init_script(COUNTED)
            page.goto(f"{address}/register/{thursday.session_on(THURSDAY).id}")
            yield page
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _two_offers(thursday: Classroom) -> list[Actor]:
    """Amina and a new one wait for a class of the evening and are offered its seats."""
    house, cast, me = thursday.house, thursday.cast, thursday.cast.administrator
    literacy = {"track": Track.LITERACY_FIRST_SCRIPT, "level": Level.PRE_A1}
    nour = add_learner(house, cast.provider_id, cast.centre_id, NewLearner("N-1", "Nour", "Saleh"), **literacy)
    evening = add_section(house, cast, name="Alpha evening", seats=2, starts=time(17), ends=time(19))
    with house.acting(me):
        for who in (cast.amina, nour):
            services.wait(evening, who.learner_id or "", actor=me, now=clock.now())
        services.look_after(evening, actor=me, now=clock.now())
    return [cast.amina, nour]


def _taps_and_keys(page: Page) -> tuple[int, int]:
    """How often the browser was touched and a key was pressed, since it was opened."""
    taps, keys = page.evaluate("[sessionStorage.pointerdown, sessionStorage.keydown].map((one) => Number(one ?? 0))")
    return taps, keys


def _mark(page: Page, name: str) -> str:
    return f"li[data-name='{name}'] .register__mark"


def test_twenty_people_in_six_taps_and_two_offered_seats_in_one_each(thursday: Classroom, page: Page) -> None:
    page.click("text=All here")
    page.click(_mark(page, "Mahmoud Hassan"))
    assert page.inner_text(_mark(page, "Mahmoud Hassan")).startswith("Why?")
    page.click(_mark(page, "Mahmoud Hassan"))
    page.click("dialog label:has-text('Work shift')")
    page.click("dialog >> text=Done")
    page.click("text=Save register")
    page.wait_for_url("**/teach")
    taps, keys = _taps_and_keys(page)
    assert (taps, keys) == (6, 0)
    assert 20 * LOOK + taps * TAP < 60
    marks = thursday.marks(thursday.session_on(THURSDAY).id)
    assert marks[thursday.leyla] == ("excused", "child_ill")
    assert marks[thursday.mahmoud] == ("unexcused", "work_shift")
    assert sum(mark == ("present", "") for mark in marks.values()) == 18
    # The same browser, in the hands of two who wait: one says yes to her seat, one says no.
    for who, answer, said in zip(
        _two_offers(thursday), ("yes", "no"), ("The seat is yours.", "We ask somebody else."), strict=True
    ):
        cookie = thursday.client(who).get_cookie(COOKIE)
        assert cookie is not None
        page.context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": page.url}])
        page.goto(urljoin(page.url, "/today"))
        page.click("text=A seat is free for you")
        page.wait_for_selector(f".tap form[action$='/{answer}'] button")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.click(f".tap form[action$='/{answer}'] button")
        page.wait_for_selector(f".toast:has-text('{said}')")
        with thursday.house.acting(thursday.cast.administrator):
            seats = queries.enrolments_of([who.learner_id or ""]).get(who.learner_id or "", [])
        assert [one.state for one in seats] == (["enrolled"] if answer == "yes" else [])


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


def test_twenty_people_of_a_paper_sheet_in_less_than_two_minutes_of_keys(thursday: Classroom, page: Page) -> None:
    """Four of twenty were not simply here; one reason for the whole sheet. Fifteen people take less."""
    monday = thursday.session_on(MONDAY).id
    page.goto(urljoin(page.url, f"/sections/{thursday.cast.section_id}/sheet?session={monday}"))
    page.wait_for_function("document.activeElement.name === 'reason'")
    page.keyboard.type("Taken on paper.")
    page.keyboard.press("Enter")
    away = {"Leyla Demir": "i", "Mahmoud Hassan": "s", "Person00 Test": "l0920", "Person01 Test": "g1045"}
    for _ in range(20):
        name = page.evaluate("document.activeElement.ariaLabel").split(",")[0]
        page.keyboard.type(away.get(name, ""))
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sections/*")
    taps, keys = _taps_and_keys(page)
    assert taps == 0
    assert 20 * LOOK + keys * KEY < 120
    marks = thursday.marks(monday)
    assert (marks[thursday.leyla], marks[thursday.mahmoud]) == (("excused", "ill"), ("unexcused", "work_shift"))
    assert sorted(mark for mark, _why in marks.values()) == [
        "excused",
        "late",
        "left_early",
        *["present"] * 16,
        "unexcused",
    ]


def test_a_sheet_that_closes_does_not_call_back_who_went_on(page: Page) -> None:
    """The sheet says that it closed a moment after it has gone; a quick person is at the next button by then."""
    page.focus("li[data-name='Leyla Demir'] button.register__name")
    page.keyboard.press("Enter")
    went_on = page.evaluate(
        """() => new Promise((settle) => {
          const sheet = document.getElementById("reasons");
          sheet.addEventListener("close", () => window.setTimeout(() => settle(document.activeElement.id), 50));
          sheet.close();
          document.getElementById("save").focus();
        })"""
    )
    assert went_on == "save"


def test_a_sheet_that_closes_leads_back_to_the_name_it_was_opened_from(page: Page) -> None:
    page.focus("li[data-name='Leyla Demir'] button.register__name")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.closest('li')?.dataset.name === 'Leyla Demir'")
