"""A person at a browser: signs in, opens pages, and everything that is wrong with a page is noticed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import axe_playwright_python  # type: ignore[import-untyped]  # its author ships no types
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from lms.accounts.domain import DEMO_DOMAIN, DEMO_PASSWORD

PHONE, DESK = (390, 844), (1280, 900)
LOCALES = {"en": "en-GB", "ar": "ar-EG"}

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
Rules = dict[str, Any]
EVERY_RULE: Rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CONTRAST_ONLY: Rules = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WITHOUT_CONTRAST: Rules = EVERY_RULE | {"rules": {"color-contrast": {"enabled": False}}}

_FACTS = """() => ({
    lang: document.documentElement.lang, dir: document.documentElement.dir,
    headings: [...document.querySelectorAll('h1')].filter(one => one.checkVisibility()).length,
    inside: document.documentElement.scrollWidth <= window.innerWidth,
    sticking: [...document.querySelectorAll('body *')].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width && (box.right > window.innerWidth + 1 || box.left < -1);
    }).slice(0, 3).map(one => one.outerHTML.slice(0, 120)),
})"""

_AXE_RUN = "(rules) => axe.run(document, {...rules, resultTypes: ['violations']})"


class Visitor:
    """One person in one language. `faults` collects what was wrong with every page that was looked at."""

    def __init__(self, context: BrowserContext, address: str, language: str) -> None:
        self.context, self.address, self.language = context, address, language
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._fault(f"script: {error}"))

    def sign_in(self, word: str) -> "Visitor":
        """By e-mail and password, on the page for staff."""
        self.page.goto(f"{self.address}/sign-in/staff")
        self.page.fill("input[name=email]", f"{word}@{DEMO_DOMAIN}")
        self.page.fill("input[name=password]", DEMO_PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("form:has(input[name=email]:visible) button").click()
        assert "/sign-in" not in self.page.url, self.page.inner_text("main")
        return self

    def open(self, path: str) -> Page:
        """Go to an address of the product."""
        self.page.goto(self.address + path)
        return self.page

    def links(self, path: str, pattern: str = "") -> list[str]:
        """Addresses that a page links to, fetched without drawing it."""
        answer = self.context.request.get(self.address + path)
        assert answer.ok, f"{answer.status} at {path}"
        found = (unescape(one) for one in re.findall(r'href="([^"]+)"', answer.text()))
        return [one for one in found if re.search(pattern, one)]

    def places(self) -> list[str]:
        """Where her navigation leads."""
        bars = ".side .places a, .bottom a"
        found = self.page.eval_on_selector_all(bars, "links => links.map(one => one.getAttribute('href'))")
        return list(dict.fromkeys(found))

    # --- looking ---------------------------------------------------------------------------------------------------

    def look(self, size: tuple[int, int], rules: Rules | None = EVERY_RULE, *, speaks: str | None = None) -> None:
        """Note what is wrong with the page in hand at this size; without rules only what needs no axe.

        `speaks` is the language of a page that is for somebody else; her own one without it.
        """
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        facts = self.page.evaluate(_FACTS)
        language = speaks or self.language
        if (facts["lang"], facts["dir"]) != (language, "rtl" if language == "ar" else "ltr"):
            self._fault(f"says lang={facts['lang']} dir={facts['dir']}")
        if facts["headings"] != 1:
            self._fault(f"has {facts['headings']} headings of the first rank")
        if not facts["inside"]:
            self._fault(f"is wider than {size[0]} px: {facts['sticking']}")
        if rules is not None:
            self.check_access(rules)

    def check_access(self, rules: Rules = EVERY_RULE) -> None:
        """Let axe-core look for what WCAG 2.2 A and AA forbid."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE)
        for found in self.page.evaluate(_AXE_RUN, rules)["violations"]:
            for node in found["nodes"][:3]:
                self._fault(f"{found['id']}: {node['html'][:160]} ({node['failureSummary'][-160:]!r})")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self._fault(f"console: {message.text}")

    def _fault(self, what: str) -> None:
        size = self.page.viewport_size
        width = size["width"] if size else 0
        self.faults.append(f"{self.page.url.removeprefix(self.address)} [{self.language} {width}] {what}")


@contextmanager
def visiting(browser: Browser, address: str, language: str = "en", size: tuple[int, int] = PHONE) -> Iterator[Visitor]:
    """A fresh browser window, told which language to speak, with nothing moving in it."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=LOCALES[language], reduced_motion="reduce"
    )
    context.add_cookies([{"name": "lang", "value": language, "url": address}])
    try:
        yield Visitor(context, address, language)
    finally:
        context.close()
