"""The register without network, in a real browser: nothing that was marked is lost, and nothing counts twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from lms.accounts import queries as accounts
from lms.app import COOKIE
from lms.courses import queries
from lms.kernel.plugins import Registry
from tests import chromium
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import THURSDAY, THURSDAY_NINE, add_people, opened
from tests.lms.courses.phones import Phone, Server

pytestmark = pytest.mark.browser
KEPT = "async () => (await (await caches.open('onward-registers')).keys()).length > 0"


@pytest.fixture
def phone(class_template: Template, tmp_path: Path, registry: Registry) -> Iterator[Phone]:
    """Twenty people on Thursday at nine; Leyla told us that her child is ill. Forms need their token, as in the product."""
    with opened(class_template, tmp_path, THURSDAY_NINE, registry) as classroom:
        add_people(classroom.house, classroom.cast, 18)
        classroom.house.app.config["WTF_CSRF_ENABLED"] = True
        server = Server(classroom)
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = chromium.launch(playwright)
                context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
                path = f"/register/{classroom.session_on(THURSDAY).id}"
                phone = Phone(classroom, server, context, context.new_page(), path)
                phone.sign_in()
                phone.open("/teach")
                phone.until(KEPT)
                yield phone
                browser.close()
        finally:
            classroom.house.app.config["WTF_CSRF_ENABLED"] = False
            server.stop()


def test_marks_without_network_survive_a_closed_tab_and_go_out_once(phone: Phone) -> None:
    session_id = phone.classroom.session_on(THURSDAY).id
    phone.context.set_offline(True)
    # The register was never opened on this phone: it was kept when the day's page was.
    phone.server.stop()
    phone.open()
    phone.page.click("text=All here")
    phone.page.click(phone.mark("Mahmoud Hassan"))
    # The tab is killed before anything was saved: the marks come back.
    phone.until(
        "async (id) => (await self.onward.draft(id))?.lines.some((line) => line.mark === 'not_known')", session_id
    )
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.open()
    phone.page.wait_for_selector(f"{phone.mark('Mahmoud Hassan')}:has-text('Why?')")
    phone.page.click("text=Save register")
    phone.says("Marks safe on this phone: 20")
    phone.page.reload()
    phone.says("Marks safe on this phone: 20")
    phone.page.wait_for_selector(f"{phone.mark('Person00 Test')}:has-text('Here')")
    # Anything else of the product is a page that says so, without anybody's name.
    phone.open("/teach")
    assert phone.page.inner_text("h1") == "No network"
    phone.page.wait_for_selector("[data-kept] a:has-text('Alpha B')")
    phone.page.close()
    phone.server.start()
    phone.context.set_offline(False)
    phone.page = phone.context.new_page()
    phone.open("/teach")
    phone.gone_out()
    marks = phone.classroom.marks(session_id)
    assert sum(mark == ("present", "") for mark in marks.values()) == 18
    assert marks[phone.classroom.leyla] == ("excused", "child_ill")
    assert marks[phone.classroom.mahmoud] == ("unknown", "")
    with phone.classroom.house.acting(phone.classroom.cast.teacher):
        assert len(accounts.history_of("courses_session", session_id)) == 1
        assert queries.register_version(session_id) == 1


def test_whoever_is_signed_out_meanwhile_signs_in_and_the_marks_go_out(phone: Phone) -> None:
    session_id = phone.classroom.session_on(THURSDAY).id
    phone.open()
    phone.context.clear_cookies(name=COOKIE)
    phone.page.click("text=All here")
    phone.page.click("text=Save register")
    phone.says("Sign in, and they go out.")
    assert phone.waiting() == 20
    assert phone.classroom.marks(session_id)[phone.classroom.mahmoud] == ("", "")
    phone.sign_in()
    phone.open()
    phone.gone_out()
    assert phone.classroom.marks(session_id)[phone.classroom.mahmoud] == ("present", "")
    # Two at once: a colleague of hers writes, the lines that Marta has not touched take it over by themselves.
    other = phone.classroom.client(phone.classroom.cast.teacher)
    phone.classroom.house.app.config["WTF_CSRF_ENABLED"] = False
    other.post(phone.path, data={f"mark-{phone.classroom.mahmoud}": "late", f"time-{phone.classroom.mahmoud}": "09:20"})
    phone.classroom.house.app.config["WTF_CSRF_ENABLED"] = True
    phone.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    phone.page.wait_for_selector(f"{phone.mark('Mahmoud Hassan')}:has-text('Late 09:20')")
    # Signing out leaves nothing on the phone.
    assert phone.kept() >= 1
    phone.open("/teach")
    phone.page.evaluate("() => document.querySelector(\"form[action$='/sign-out']\").requestSubmit()")
    phone.page.wait_for_url("**/sign-in")
    assert phone.kept() == 0
