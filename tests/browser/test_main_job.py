"""The main job from end to end in a real browser, on a phone in Arabic and at a desk in English."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import region
from tests.browser.looking import DESK, PHONE, Visitor, visiting

pytestmark = pytest.mark.browser

SHEET = Path(__file__).parents[2] / "lms/exchange/samples" / "registration-with-errors.csv"
SEARCH_SECONDS = "30"
NEXT_WEEK = "/week?from=2026-11-30"
"""Where the timetable of the new centre begins."""
MODULE = "general_6"
"""The module that language for work follows."""
PATIENCE = 60_000
"""Milliseconds that a search and a review may take on a busy machine."""


class Walk:
    """Several people on devices of one kind, and what they hand to one another."""

    def __init__(self, browser: Browser, address: str, language: str, size: tuple[int, int]) -> None:
        self.browser, self.address, self.language, self.size = browser, address, language, size

    def run(self) -> None:
        """The seven steps."""
        with self._somebody("nora") as nora:
            self._import(nora)
            self._timetable(nora)
        with self._somebody("marta") as marta:
            self._place(marta)
            with self._somebody("learner") as learner:
                session = self._cannot_come(learner)
                self._register(marta, session)
                self._next_step(marta, learner)
        with self._somebody("birgit") as birgit:
            self._review(birgit)
            self._figures(birgit)

    @contextmanager
    def _somebody(self, word: str) -> Iterator[Visitor]:
        """A person signed in on a device of her own. Whatever was wrong with a page she saw fails the walk."""
        with visiting(self.browser, self.address, self.language, self.size) as visitor:
            visitor.page.set_default_timeout(20_000)
            yield visitor.sign_in(word)
            assert not visitor.faults, "\n".join(visitor.faults)

    def _seen(self, visitor: Visitor) -> Page:
        visitor.look(self.size)
        return visitor.page

    # --- 1 ---------------------------------------------------------------------------------------------------------

    def _import(self, nora: Visitor) -> None:
        """A sheet with five wrong lines: one is mended, the others are left out on purpose, then everybody is imported."""
        page = nora.open("/import")
        page.set_input_files("#sheet", SHEET)
        press(page, "form[data-drop] button")
        self._seen(nora)
        wrong = page.locator("input[name^=fix-][aria-invalid=true], fieldset.review__chips")
        assert wrong.count() >= 4
        page.fill("#fix-17-birth_date", "1991-02-28")
        page.locator("#fix-17-birth_date").blur()
        expect(page.locator("#fix-17-birth_date")).not_to_have_attribute("aria-invalid", "true")
        go = page.locator("#review-foot button").last
        for line in page.eval_on_selector_all("input[value=leave]", "all => all.map(one => one.name.slice(3))"):
            if line != "17":
                page.check(f"#do-{line}-leave")
                expect(page.locator(f"#do-{line}-leave")).to_be_checked()
        expect(go).not_to_have_attribute("aria-disabled", "true")
        with page.expect_navigation():
            go.click()
        self._seen(nora)
        nora.open("/people")
        assert page.locator("main tbody tr").count() == 50

    # --- 3 ---------------------------------------------------------------------------------------------------------

    def _timetable(self, nora: Visitor) -> None:
        """One button; the number of people with a seat grows while she looks; she stops, keeps it and publishes it."""
        page = nora.open("/timetable")
        self._seen(nora)
        page.check(f"input[name=seconds][value='{SEARCH_SECONDS}']")
        press(page, ".search-start__go")
        expect(page.locator(".number-key__value").first).to_have_text(re.compile("[1-9]"), timeout=PATIENCE)
        nora.check_access()
        stop = page.locator("form[action$='/stop'] button")
        if stop.count():
            with page.expect_navigation():
                stop.click()
        publish = page.locator("a[href$='/publish']")
        publish.wait_for(timeout=PATIENCE)
        self._seen(nora)
        with page.expect_navigation():
            publish.click()
        self._seen(nora)
        press(page, "form[action$='/publish'] button")
        self._seen(nora)
        nora.open(NEXT_WEEK)
        assert page.locator("main a[href^='/sections/']").count() > 0

    # --- 2 ---------------------------------------------------------------------------------------------------------

    def _place(self, marta: Visitor) -> None:
        """Beside a learner: the interview, the test by touching answers, the group with its reasons, the decision."""
        page = marta.open("/placement")
        press(page, "main a[href$='/interview']")
        learner = re.findall("/placement/([0-9a-z]{20})/", page.url)[0]
        self._seen(marta)
        press(page, "form[action$='/interview'] button.button--primary")
        marta.open(f"/placement/{learner}/test")
        press(page, "form[action$='/test'] button.button--primary")
        looked_at = set()
        for _ in range(60):
            if not page.url.endswith("/question"):
                break
            kind = page.title()
            if kind not in looked_at:
                looked_at.add(kind)
                self._seen(marta)
            page.locator(".asking__answers input").first.check()
            press(page, ".asking__foot button.button--primary")
        assert looked_at
        self._seen(marta)
        marta.open(f"/placement/{learner}/result")
        page.check("#choice-confirm")
        self._seen(marta)
        press(page, "form[data-decision] button.button--primary")
        assert page.locator(".decided").count() == 1

    # --- 4 ---------------------------------------------------------------------------------------------------------

    def _cannot_come(self, learner: Visitor) -> str:
        """Three touches: I cannot come, why, send. Returns the session."""
        page = learner.open("/today")
        press(page, "a[href^='/cannot-come/']")
        session = page.url.rpartition("/")[2]
        self._seen(learner)
        page.check("#reason-child_ill")
        press(page, "button[form=apology]")
        self._seen(learner)
        return session

    def _register(self, marta: Visitor, session: str) -> None:
        """Her teacher's register knows already. One touch for everybody who is here, one to save."""
        page = marta.open(f"/register/{session}")
        self._seen(marta)
        people = page.locator("li[data-row]").count()
        page.click("[data-all-here]")
        told = page.locator("li[data-row][data-told=child_ill]")
        expect(told).to_have_count(1)
        expect(page.locator("[data-count=present]")).to_have_text(str(people - 1))
        press(page, "#save")
        marta.open(f"/register/{session}")
        marks = page.eval_on_selector_all("[data-mark]", "all => all.map(one => one.value)")
        assert sorted(marks) == ["child_ill"] + ["present"] * (people - 1)

    # --- 6 ---------------------------------------------------------------------------------------------------------

    def _next_step(self, marta: Visitor, learner: Visitor) -> None:
        """What she wants is closed until the teacher records the module that she passed; then she takes a seat."""
        hers = learner.open("/next")
        assert hers.locator("form[action$='/book']").count() == 0
        name = learner.open("/today").locator(".own bdi").inner_text()
        page = marta.open("/classes")
        for section in marta.links("/classes", "^/sections/[0-9a-z]{20}$"):
            person = marta.open(section).locator("a[href^='/people/']", has_text=name)
            if person.count():
                break
        with page.expect_navigation():
            person.first.click()
        press(page, "main a[href$='/modules']")
        self._seen(marta)
        page.select_option("[name=module_key]", MODULE)
        # The last language module, and with it B1: what courses for work ask for.
        page.select_option("[name=module_key]", value="general_6")
        page.check("[name=passed][value=yes]")
        page.select_option("[name=level]", "b1")
        press(page, "form[action$='/modules'] button.button--primary")
        self._seen(marta)
        learner.open("/next")
        self._seen(learner)
        press(hers, "form[action$='/book'] button")
        self._seen(learner)

    # --- 5 ---------------------------------------------------------------------------------------------------------

    def _review(self, birgit: Visitor) -> None:
        """The nightly review, now: states with numbers."""
        page = birgit.open("/review")
        press(page, "form[action='/review'] button")
        page.locator("form[action='/review'] button").wait_for(timeout=PATIENCE)
        self._seen(birgit)
        numbers = page.locator("main tbody td.number").all_inner_texts()
        assert sum(int(re.sub(r"\D", "", one) or 0) for one in numbers) > 100

    # --- 7 ---------------------------------------------------------------------------------------------------------

    def _figures(self, birgit: Visitor) -> None:
        """Demand against seats and hours by funder."""
        page = birgit.open("/figures")
        self._seen(birgit)
        assert page.locator("main table").count() >= 2


def press(page: Page, selector: str) -> None:
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.mark.parametrize(("language", "size"), [("ar", PHONE), ("en", DESK)], ids=["phone-ar", "desk-en"])
def test_the_main_job(
    browser: Browser, built_region: region.Region, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    with region.served(built_region, tmp_path) as address:
        Walk(browser, address, language, size).run()
