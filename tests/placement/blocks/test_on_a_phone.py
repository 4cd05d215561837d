"""The workbench of xblock-sdk in a real browser of a phone's width: our blocks answered by keyboard and by touch."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.placement.blocks import bench

pytestmark = pytest.mark.browser
WIDTH = 390


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The workbench with our scenarios, at its address."""
    command = [sys.executable, str(Path(bench.__file__)), "serve", str(tmp_path_factory.mktemp("bench"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        assert port, "the workbench did not start"
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chosen = chromium.launch(playwright)
        yield chosen
        chosen.close()


def phone(browser: Browser, locale: str) -> Page:
    page = browser.new_context(viewport={"width": WIDTH, "height": 844}, locale=locale, has_touch=True).new_page()
    page.set_default_timeout(chromium.PATIENCE)
    # The workbench's own style asks for fonts from elsewhere.
    page.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    return page


def test_questions_are_answered_by_keyboard_and_by_touch(browser: Browser, workbench: str) -> None:
    page = phone(browser, "en")
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(workbench)
    shown = page.locator("a[href*='/scenario/onward-']").count()
    assert shown == len(bench.our_entry_points())

    page.goto(f"{workbench}/scenario/onward-picture-choice.0/")
    page.locator("[data-name='given']").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    assert page.locator(".ob-verdict--warn").inner_text().strip() == "Not yet."
    page.locator("[data-ob-reset]").tap()
    page.locator(".ob form [type='submit']").wait_for()
    page.locator("label.ob-choice__box").nth(1).tap()
    page.locator(".ob form [type='submit']").tap()
    assert page.locator(".ob-verdict--ok").inner_text().strip() == "Right."
    page.reload()
    assert page.locator(".ob-verdict--ok").is_visible()

    page.goto(f"{workbench}/scenario/onward-order.0/")
    for word in ("Ich", "gehe", "heute", "nach Hause."):
        page.locator(f"[data-text='{word}']").focus()
        page.keyboard.press("Enter")
    page.locator(".ob form [type='submit']").focus()
    page.keyboard.press("Enter")
    page.locator(".ob-verdict--ok").wait_for()

    page.goto(f"{workbench}/scenario/onward-cloze-typed.0/")
    page.locator(".ob-gap").first.focus()
    page.keyboard.type("heissen")
    page.keyboard.press("Tab")
    page.keyboard.type("bin")
    page.keyboard.press("Enter")
    page.locator(".ob-verdict--ok").wait_for()

    page.goto(f"{workbench}/scenario/onward-trace.0/")
    pad = page.locator("[data-ob-pad]")
    pad.focus()
    page.keyboard.press("Space")
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.locator(".ob form [type='submit']").tap()
    page.locator(".ob-verdict--ok").wait_for()

    page.goto(f"{workbench}/scenario/onward-placement.0/")
    page.locator("[data-ob-do='begin']").tap()
    page.locator("[data-ob-item]").wait_for()
    first = page.get_attribute("[data-ob-item]", "data-ob-item")
    page.locator(".ob form [type='submit']").tap()
    page.locator("[data-ob-refused]:visible").wait_for()
    page.locator("label[for$='dont-know-yes']").tap()
    page.locator(".ob form [type='submit']").tap()
    page.wait_for_function("first => document.querySelector('[data-ob-item]').dataset.obItem !== first", arg=first)
    assert broken == []


def test_a_lesson_stands_right_to_left_inside_the_width_of_a_phone(browser: Browser, workbench: str) -> None:
    page = phone(browser, "ar")
    page.goto(f"{workbench}/scenario/onward-listening.0/")
    block = page.locator(".ob")
    assert (block.get_attribute("dir"), block.get_attribute("lang")) == ("rtl", "ar")
    box = block.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= WIDTH
    assert block.evaluate("block => block.scrollWidth <= block.clientWidth")
    page.locator("label.ob-choice__box", has_text="das Brot").tap()
    page.locator("label.ob-choice__box", has_text="Ja.").tap()
    page.locator(".ob form [type='submit']").tap()
    page.locator(".ob-verdict--ok").wait_for()
