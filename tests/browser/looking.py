"""A person at a browser: signs in, opens pages, and everything that is wrong with a page is noticed."""

import re
from collections import defaultdict
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
SIZE_ONLY: Rules = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
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
_AXE_READS_ONCE = """() => {
    const byStyle = ['link-in-text-block', 'scrollable-region-focusable'];
    for (const rule of axe._audit.rules) {
        const marked = rule.id === 'color-contrast' ? 'read' : 'whole';
        const but = byStyle.includes(rule.id) ? '' : `:not([data-ax-${marked}])`;
        rule.selector = rule.selector.split(/,(?![^(]*\\))/).map(each => each.trim() + but).join(', ');
    }
}"""
"""Rules that look at no element marked below."""

_CSS = "".join(file.read_text() for file in (Path(__file__).parents[2] / "static" / "css").rglob("*.css"))
_TOLD = sorted({"class", "disabled", "role", *re.findall(r"\[([a-z-]+)", _CSS)})
"""Attributes that our styles and axe tell the elements around something apart by."""
_read: dict[tuple[int, bool], set[str]] = defaultdict(set)
"""What axe has read in this run, by the width and whether in the dark."""

_MARK_READ = """([told, read, colours, kinds]) => {
    const known = new Set(read.split(' ')), fresh = [], shapes = new Map(), blocks = new Map();
    const digest = (text) => {
        let one = 0xdeadbeef, two = 0x41c6ce57;
        for (let at = 0; at < text.length; at++) {
            one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
            two = Math.imul(two ^ text.charCodeAt(at), 1597334677);
        }
        return (one >>> 0).toString(36) + (two >>> 0).toString(36).padStart(7, '0');
    };
    const note = (here) => {
        known.add(here);
        fresh.push(here);
    };
    const words = (one) => [...one.childNodes].map(node => node.nodeType === Node.TEXT_NODE ? node.data.trim() : '');
    const looks = (one) => [
        one.tagName, one.checked, !one.previousElementSibling, !one.nextElementSibling, words(one).some(Boolean),
        ...told.map(name => one.getAttribute(name)),
    ].join('|');

    const shape = (one) => {
        shapes.set(one, digest(`${looks(one)}(${[...one.children].map(shape).join()})`));
        return shapes.get(one);
    };
    const mark = (one, above) => {
        const here = digest(`${above}>${shapes.get(one)}`);
        if (known.has(here)) {
            [one, ...one.querySelectorAll('*')].forEach(each => each.setAttribute('data-ax-read', ''));
            return;
        }
        note(here);
        one.removeAttribute('data-ax-read');
        const chain = digest(`${above}/${looks(one)}`);
        [...one.children].forEach(child => mark(child, chain));
    };

    const refers = /^(id|for|form|list|headers|usemap|aria-(labelledby|describedby|controls|owns|details|flowto))$/;
    const block = (one) => {
        const inside = [...one.children].map(block), box = one.getBoundingClientRect();
        const attributes = [...one.attributes].filter(each => !each.name.startsWith('data-ax-'));
        const small = one.matches('a, button, summary, [role], [tabindex]') && box.width && Math.min(box.width, box.height) < 24;
        const found = {
            alone: !small && !one.matches('input, select, textarea, iframe') && inside.every(each => each.alone)
                && !attributes.some(each => refers.test(each.name)),
            size: inside.reduce((sum, each) => sum + each.size, 1),
            digest: digest([
                looks(one), box.width, box.height, ...words(one), ...attributes.map(each => `${each.name}=${each.value}`),
                ...inside.map(each => each.digest),
            ].join('|')),
        };
        blocks.set(one, found);
        return found;
    };
    const markWhole = (one, above) => {
        const {alone, size, digest: own} = blocks.get(one), here = kinds.map(kind => digest(`${kind}${above}>${own}`));
        const seen = alone && size > 3 && here.some(each => known.has(each));
        if (seen) {
            [one, ...one.querySelectorAll('*')].forEach(each => each.setAttribute('data-ax-whole', ''));
            return;
        }
        one.removeAttribute('data-ax-whole');
        if (alone && size > 3) {
            note(here[0]);
        }
        const chain = digest(`${above}/${looks(one)}`);
        [...one.children].forEach(child => markWhole(child, chain));
    };

    const styles = [...document.styleSheets].map(sheet => sheet.href?.split('?')[0].replace(location.origin, ''));
    const dark = matchMedia('(prefers-color-scheme: dark)').matches, html = document.documentElement;
    const root = [looks(html), looks(document.body), innerWidth, dark].join(), all = [...document.body.children];
    if (colours) {
        all.forEach(shape);
        all.forEach(one => mark(one, root + styles));
    }
    if (kinds.length) {
        all.forEach(block);
        all.forEach(one => markWhole(one, root + html.lang));
    }
    return fresh.join(' ');
}"""
"""Marks what stood before, with the same styles and inside the same elements.

Where the inside looks the same, it has the same colours. A block is the same as a whole when every word, attribute and size
in it is, it hangs together with nothing outside (no fields, no identifiers) and has room enough around what is pressed.
"""


def _kinds(rules: Rules) -> list[str]:
    """Names of these rules, and of those that hold all of these, under which whole blocks are remembered."""
    if rules is CONTRAST_ONLY:
        return []
    names = ["every rule", "without contrast", "size"]
    place = [EVERY_RULE, WITHOUT_CONTRAST, SIZE_ONLY].index(rules)
    return names[place::-1]


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
            self.page.evaluate(_AXE_READS_ONCE)
        # The frame of all pages, hundreds of rows that are alike and what several roles see alike are read once.
        dark, size = rules is CONTRAST_ONLY, self.page.viewport_size or {"width": 0}
        read = _read[size["width"], dark]
        colours = dark or rules is EVERY_RULE
        fresh = self.page.evaluate(_MARK_READ, [_TOLD, " ".join(read), colours, _kinds(rules)])
        read.update(fresh.split())
        self._run(rules)

    def _run(self, rules: Rules) -> None:
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
