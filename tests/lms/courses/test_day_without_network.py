"""A learner's day without network: kept for her alone, 24 hours at most, in a real browser whose network is off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from lms.app import COOKIE
from lms.kernel.plugins import Registry
from tests import chromium
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import WEDNESDAY_BREAKFAST, Classroom, opened
from tests.lms.courses.phones import Phone, Server

DAYS = """async () => {
  const kept = [];
  for (const address of self.onward.DAYS) if (await caches.match(address)) kept.push(address);
  return kept.length === 2;
}"""
NO_DAY = "async () => !(await (await caches.open('onward-registers')).keys()).some(({ url }) => url.includes('/today'))"
DRAWN = "() => [...document.images].every((image) => image.complete && image.naturalWidth > 0)"
LATER = """async (headers) => {
  const cache = await caches.open("onward-registers");
  for (const [at, name] of headers) {
    const address = self.onward.DAYS[at];
    const kept = await cache.match(address);
    const changed = new Headers(kept.headers);
    changed.set(name, String(Date.now() - 1));
    await cache.put(address, new Response(await kept.text(), { headers: changed }));
  }
}"""
"""Time goes on: the given moments of kept days, (which, header), have come."""


@pytest.fixture
def phone(class_template: Template, tmp_path: Path, registry: Registry) -> Iterator[Phone]:
    """Leyla's phone on Wednesday morning: her next class is on Thursday."""
    with opened(class_template, tmp_path, WEDNESDAY_BREAKFAST, registry) as classroom:
        server = Server(classroom)
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = chromium.launch(playwright)
                context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
                phone = Phone(classroom, server, context, context.new_page(), "/today")
                phone.sign_in(classroom.cast.leyla)
                phone.open()
                phone.until(DAYS)
                yield phone
                browser.close()
        finally:
            server.stop()


@pytest.mark.browser
def test_a_learner_finds_her_day_without_network(phone: Phone) -> None:
    assert "No network" not in phone.page.inner_text("main")
    phone.without_network()
    for path in ("/today", "/"):
        phone.open(path)
        shown = phone.page.inner_text("main")
        assert "No network. This is from 08:00." in shown
        for said in ("Tomorrow, Thursday", "Fish room", "09:00", "Teacher Marta"):
            assert said in shown
    phone.until(DRAWN)
    style = "() => getComputedStyle(document.querySelector('.day__room')).backgroundColor"
    assert phone.page.evaluate(style) == "rgb(27, 41, 138)"
    # Past midnight it is the same class, and it is today.
    phone.page.evaluate(LATER, [(0, "Onward-Until"), (1, "Onward-From")])
    phone.open()
    shown = phone.page.inner_text("main")
    assert "No network. This is from yesterday, 08:00." in shown
    assert "Today, Thursday" in shown
    # After 24 hours it is gone.
    phone.page.evaluate(LATER, [(1, "Onward-Until")])
    phone.open()
    assert phone.page.inner_text("h1") == "No network"
    phone.until(NO_DAY)


@pytest.mark.browser
def test_every_other_page_without_network_is_ours_and_tries_again(phone: Phone) -> None:
    phone.open("/me")
    phone.page.wait_for_selector("h1")
    phone.without_network()
    phone.open("/my-path")
    assert phone.page.inner_text("h1") == "No network"
    phone.until(DRAWN)
    phone.page.wait_for_selector("text=Try again")
    assert phone.page.is_hidden("[data-offline]")
    phone.page.click("[data-kept-day] a")
    assert "No network. This is from 08:00." in phone.page.inner_text("main")
    # A form that did not go out: back to where it was sent from.
    phone.page.click("text=I can come")
    phone.page.wait_for_selector("text=It was not sent.")
    phone.page.click("text=Try again")
    phone.page.wait_for_selector(".told--kept")
    assert phone.page.url.endswith("/today")
    # When the network is back, the day comes by itself.
    phone.server.start()
    phone.context.set_offline(False)
    phone.page.wait_for_selector(".told--kept", state="detached", timeout=chromium.PATIENCE)
    phone.page.click("text=I can come")
    phone.page.wait_for_selector("text=Good. You can come.")


@pytest.mark.browser
def test_a_page_without_network_speaks_the_language_that_was_chosen(phone: Phone) -> None:
    phone.context.add_cookies([{"name": "lang", "value": "ar", "url": phone.server.address}])
    phone.open()
    arabic = "async () => (await (await (await caches.open('onward-shell')).match('/offline')).text()).includes('dir=\"rtl\"')"
    phone.until(arabic)
    phone.until("async () => (await (await caches.match('/today/kept')).text()).includes('dir=\"rtl\"')")
    phone.without_network()
    phone.open("/my-path")
    assert phone.page.get_attribute("html", "dir") == "rtl"
    phone.open()
    assert phone.page.get_attribute("html", "dir") == "rtl"
    assert "08:00" in phone.page.inner_text(".told--kept")


@pytest.mark.browser
def test_who_signs_in_next_sees_nothing_of_her(phone: Phone) -> None:
    phone.sign_in(phone.classroom.cast.caseworker)
    # Not a page that keeps anything: any page of hers is enough.
    phone.open("/me")
    phone.until(f"async () => {{ const gone = {NO_DAY}; return gone(); }}")
    phone.without_network()
    for path in ("/today", "/"):
        phone.open(path)
        assert phone.page.inner_text("h1") == "No network"
    assert "Marta" not in phone.page.content()


@pytest.mark.browser
def test_after_signing_out_nothing_of_her_is_kept(phone: Phone) -> None:
    phone.open("/me")
    phone.page.evaluate("() => document.querySelector(\"form[action$='/sign-out']\").requestSubmit()")
    phone.page.wait_for_url("**/sign-in")
    phone.until(NO_DAY)
    phone.sign_in(phone.classroom.cast.leyla)
    phone.open()
    phone.page.wait_for_function("() => navigator.serviceWorker.ready")
    phone.until("async () => Boolean(await caches.match('/today/kept?from=midnight'))")
    # Signed out on another device, because this one was lost: the phone forgets at the next page.
    phone.context.clear_cookies(name=COOKIE)
    phone.open()
    phone.page.wait_for_url("**/sign-in**")
    phone.until(NO_DAY)


@pytest.mark.browser
def test_signing_out_without_network_leaves_nothing_either(phone: Phone) -> None:
    phone.open("/me")
    phone.without_network()
    phone.page.evaluate("() => document.querySelector(\"form[action$='/sign-out']\").requestSubmit()")
    phone.page.wait_for_selector("text=No network")
    phone.until(NO_DAY)


def test_the_kept_day_is_told_as_it_reads_from_midnight_on(
    class_template: Template, tmp_path: Path, registry: Registry
) -> None:
    with opened(class_template, tmp_path, WEDNESDAY_BREAKFAST, registry) as classroom:
        client = classroom.client(classroom.cast.leyla)
        today, morning = client.get("/today/kept"), client.get("/today/kept?from=midnight")
    assert "Tomorrow, Thursday" in today.text
    assert 15 < int(today.headers["Onward-Keep"]) / 3600 <= 16
    assert "Today, Thursday" in morning.text
    assert "This is from yesterday, 08:00." in morning.text
    assert 15 < int(morning.headers["Onward-From"]) / 3600 <= 16
    assert int(morning.headers["Onward-Keep"]) == 24 * 3600


def test_keeping_the_day_takes_no_message_away(breakfast: Classroom) -> None:
    client = breakfast.client(breakfast.cast.leyla)
    form = {"reason": "ill", "once": "k1"}
    client.post(f"/cannot-come/{breakfast.session_on().id}", data=form)
    assert "Marta knows." not in client.get("/today/kept").text
    assert "Marta knows." in client.get("/today").text


@pytest.mark.parametrize("who", ["teacher", "administrator", "manager", "caseworker", "outsider"])
def test_the_kept_day_is_absent_for_staff(breakfast: Classroom, who: str) -> None:
    assert breakfast.client(getattr(breakfast.cast, who)).get("/today/kept").status_code == 404


def test_pages_say_whose_they_are_without_saying_who(breakfast: Classroom) -> None:
    leyla, mahmoud = breakfast.client(breakfast.cast.leyla), breakfast.client(breakfast.cast.mahmoud)
    names = {leyla.get("/today").headers["Onward-Who"], leyla.get("/me").headers["Onward-Who"]}
    assert len(names) == 1
    assert names != {mahmoud.get("/today").headers["Onward-Who"]}
    assert breakfast.cast.leyla.user_id not in names
    assert "Onward-Who" not in breakfast.client().get("/sign-in").headers
