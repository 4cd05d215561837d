"""Blocks that other people wrote: tried one by one, and two of them in a real browser."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, sync_playwright

from lms.app import COOKIE
from tests import chromium

ROOT = Path(__file__).parents[3]
GRADED = {"done": 1.0, "drag-and-drop-v2": 0.6, "freetextresponse": 1.0, "scorm": 0.8}
PACKAGES = (
    "acid-xblock",
    "done-xblock",
    "feedback-xblock",
    "flashcardsxblock",
    "openedx-scorm-xblock",
    "xblock-drag-and-drop-v2",
    "xblock-free-text-response",
    "xblock-poll",
)


def program(*words: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", *words]


def surroundings() -> dict[str, str]:
    """The project is found from wherever the program runs."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_blocks_of_others_are_shown_answered_graded_and_keep_what_a_learner_did() -> None:
    done = subprocess.run(
        program("lms.cli", "blocks", "try", *PACKAGES, "--json"), capture_output=True, text=True, env=surroundings()
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    blocks = {one["block_type"]: one for package in found for one in package["blocks"]}
    assert {name for name, one in blocks.items() if one["loaded"] and one["rendered"] and not one["error"]} == set(
        blocks
    )
    # Flash cards ask for nothing, so there is nothing to keep.
    asking = {name for name, one in blocks.items() if one["answered"] and one["kept"]}
    assert set(blocks) - asking == {"flashcards"}
    assert {name: round(one["score"], 2) for name, one in blocks.items() if one["score"] is not None} == GRADED
    assert [blocks[name]["completion"] for name in ("poll", "survey", "scorm")] == [1.0, 1.0, 1.0]
    # Each was called as a learner, and refused.
    refused = {name: set(one["for_authors"]) for name, one in blocks.items()}
    assert "studio_submit" in refused["poll"] & refused["scorm"] & refused["drag-and-drop-v2"] & refused["flashcards"]
    assert {"scorm_search_students", "scorm_get_student_state"} < refused["scorm"]
    assert "submit_studio_edits" in refused["freetextresponse"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A house in a program of its own."""
    child = subprocess.Popen(
        program("tests.lms.blocks.served", str(tmp_path)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield json.loads(child.stdout.readline())
    finally:
        child.stdin.close()
        child.wait(timeout=120)
        child.stdout.close()


def opened(page: Page, house: dict[str, Any], name: str) -> Frame:
    """The frame of the only block of a unit, when its scripts have begun."""
    page.goto(f"{house['address']}/blocks/units/{house['units'][name]}")
    page.wait_for_selector(".block-frame[data-started]")
    return next(one for one in page.frames if one != page.main_frame)


MARKS = "() => ['pass', 'fail', 'error', 'unknown'].map((one) => document.querySelectorAll('i.' + one).length)"
REACH = """() => {
  const tried = (reach) => { try { return reach() } catch (error) { return error.name } };
  return [tried(() => document.cookie), tried(() => window.parent.document.title), tried(() => localStorage.length), origin];
}"""


@pytest.mark.browser
def test_in_a_browser_acid_passes_as_in_the_workbench_and_a_poll_is_answered_in_its_frame(
    served: dict[str, Any],
) -> None:
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
        context.add_cookies([{"name": COOKIE, "value": served["cookie"], "url": served["address"]}])
        page = context.new_page()
        sent: list[dict[str, str]] = []
        page.on("request", lambda one: sent.append(one.all_headers()) if "/blocks/answer/" in one.url else None)

        acid = opened(page, served, "acid")
        acid.wait_for_function("() => document.querySelectorAll('i.pass').length >= 55")
        # xblock-sdk's workbench shows the same: 55 passed, and one that nobody resolves.
        assert acid.evaluate(MARKS) == [55, 0, 0, 1]

        poll = opened(page, served, "poll")
        # A file of the class comes into the frame without a cookie.
        poll.wait_for_function("() => document.images.length && document.images[0].naturalWidth === 1")
        assert "/blocks/media/" in poll.evaluate("document.images[0].src")
        assert poll.evaluate(REACH) == ["SecurityError", "SecurityError", "SecurityError", "null"]
        # The frame grows with what stands in it.
        page.wait_for_function("() => document.querySelector('iframe').getBoundingClientRect().height > 150")
        poll.locator("input[value=G]").check()
        poll.locator("input[type=button], button").first.click()
        poll.wait_for_selector(".poll-result")
        # The page around it says at once how far she is.
        page.get_by_text("All done.").wait_for()
        again = opened(page, served, "poll")
        again.wait_for_selector(".poll-result")
        assert again.locator("input[id^='answer-G']").is_checked()
        assert again.locator(".poll-percent-display.poll-top-choice").inner_text() == "100%"
        # A package of SCORM runs two frames deep, where it reaches neither page nor block, and tells how far she is.
        with page.expect_response(lambda one: one.url.endswith("/scorm_set_values")):
            opened(page, served, "scorm")
        done = opened(page, served, "scorm").locator(".completion-status")
        assert done.inner_text() == "completed"
        # One that wants a window of its own gets it, cut off like the frame that opened it; below its button nothing counts.
        frame = opened(page, served, "window")
        assert frame.locator(".completion-status").inner_text() == "not attempted"
        with (
            context.expect_page() as window,
            context.expect_event("response", lambda one: one.url.endswith("/scorm_set_values")),
        ):
            frame.locator(".popup-launcher").click()
        assert window.value.evaluate("origin") == "null"
        again = opened(page, served, "window")
        assert again.locator(".completion-status").inner_text() == "completed"
        assert sent
        assert [one["cookie"] for one in sent if "cookie" in one] == []
        browser.close()
