"""The Chromium that tests use starts, keeps several visitors apart and draws pages for phone and desk."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tools import browser as tool

PAGE = "data:text/html;charset=utf-8,<!doctype html><title>Onward</title><p lang=ar dir=rtl>مرحبا <b>Hello</b></p>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


def png_size(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_page_is_drawn_at_the_width_of_a_phone_and_of_a_desk(browser: Browser, width: int, height: int) -> None:
    with browser.new_context(viewport={"width": width, "height": height}, locale="en-GB") as context:
        page = context.new_page()
        page.goto(PAGE)
        empty = page.screenshot(clip={"x": 0, "y": 200, "width": width, "height": 60})
        words = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": 60})

        assert png_size(page.screenshot()) == (width, height)
        assert page.evaluate("innerWidth") == width
        assert len(words) > len(empty), "the words were not drawn: there is no font"


@pytest.mark.browser
def test_two_visitors_share_no_cookie_and_speak_their_own_language(browser: Browser) -> None:
    with browser.new_context(locale="de-DE") as first, browser.new_context(locale="ar") as second:
        first.add_cookies([{"name": "visitor", "value": "first", "url": "http://localhost"}])

        assert second.cookies() == []
        languages = [context.new_page().evaluate("navigator.language") for context in (first, second)]
        assert languages == ["de-DE", "ar"]


def test_missing_browser_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tool, "UNPACKED", tmp_path)

    with pytest.raises(tool.NoChromiumError, match="make browser"):
        tool.find()


def test_chosen_browser_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "mine"))

    assert tool.find() == tool.Chromium(tmp_path / "mine")
