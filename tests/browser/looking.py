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
SIZE_ONLY: Rules = {"runOnly": {"type": "rule", "values": ["target-size"]}}
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

_AXE_RUN = "([where, rules]) => axe.run(where ?? document, {...rules, resultTypes: ['violations']})"

_CSS = "".join(file.read_text() for file in (Path(__file__).parents[2] / "static" / "css").rglob("*.css"))
_TOLD = sorted({"class", "disabled", *re.findall(r"\[([a-z-]+)", _CSS)})
"""Attributes that our styles tell elements apart by."""
_read: set[str] = set()
"""What axe has read the colours of, in this run."""

_MARK_READ = """([told, read]) => {
    const known = new Set(read), fresh = [], shapes = new Map();
    const digest = (text) => {
        let one = 0xdeadbeef, two = 0x41c6ce57;
        for (let at = 0; at < text.length; at++) {
            one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
            two = Math.imul(two ^ text.charCodeAt(at), 1597334677);
        }
        return `${one >>> 0}-${two >>> 0}`;
    };
    const looks = (one) => [
        one.tagName, one.checked, !one.previousElementSibling, !one.nextElementSibling,
        [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()),
        ...told.map(name => one.getAttribute(name)),
    ].join('|');
    const shape = (one) => {
        shapes.set(one, digest(`${looks(one)}(${[...one.children].map(shape).join()})`));
        return shapes.get(one);
    };
    const mark = (one, above) => {
        const here = digest(`${above}>${shapes.get(one)}`);
        one.toggleAttribute('data-read', known.has(here));
        if (!known.has(here)) {
            known.add(here);
            fresh.push(here);
            const chain = digest(`${above}/${looks(one)}`);
            [...one.children].forEach(child => mark(child, chain));
        }
    };
    const styles = [...document.styleSheets].map(sheet => sheet.href?.split('?')[0].replace(location.origin, ''));
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const root = [dark, innerWidth, styles, looks(document.documentElement), looks(document.body)].join();
    [...document.body.children].forEach(shape);
    [...document.body.children].forEach(child => mark(child, root));
    return fresh;
}"""
"""Marks what stood before, with the same styles, inside the same elements and with the same inside: it has the same colours."""


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
        if rules is not CONTRAST_ONLY:
            self._run(None, WITHOUT_CONTRAST if rules is EVERY_RULE else rules)
        if rules in (EVERY_RULE, CONTRAST_ONLY):
            # Colours are the costly rule: the frame of all pages and hundreds of rows that are alike are read once.
            _read.update(self.page.evaluate(_MARK_READ, [_TOLD, list(_read)]))
            self._run({"exclude": [["[data-read]"]]}, CONTRAST_ONLY)

    def _run(self, where: dict[str, Any] | None, rules: Rules) -> None:
        for found in self.page.evaluate(_AXE_RUN, [where, rules])["violations"]:
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
