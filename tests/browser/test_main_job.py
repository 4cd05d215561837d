"""The main job from end to end in a real browser, on a phone in Arabic and at a desk in English."""

import re
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import region
from tests.browser.looking import DESK, EVERY_RULE, PHONE, SIZE_ONLY, WITHOUT_CONTRAST, Rules, Visitor, visiting
from tests.chromium import PATIENCE
from tests.houses import NOON

pytestmark = pytest.mark.browser

SHEET = Path(__file__).parents[2] / "lms/exchange/samples" / "registration-with-errors.csv"
LINES, WRONG, MENDED = 240, ["17", "43", "88", "121", "206"], "17"
TAKE_IN = "#review-foot button[formaction$='/take-in']"
TWICE = 3
"""People who stand in the sheet two times, under two numbers."""
SEARCH_SECONDS = "60"
MODULE, REACHED = "general_6", "b1"
"""The last language module, and with it the level that language for work asks for."""


MORNING = NOON - timedelta(hours=4)
"""Before the first class of the day: people can still say that they cannot come."""


class Walk:
    """Several people on devices of one kind, and what they do for one another."""

    def __init__(self, browser: Browser, address: str, language: str, size: tuple[int, int]) -> None:
        self.browser, self.address, self.language, self.size = browser, address, language, size
        self.devices = ExitStack()
        self.people: dict[str, Visitor] = {}

    def run(self) -> None:
        """The seven steps. Whatever was wrong with a page that somebody saw fails the walk."""
        with self.devices:
            self.import_a_sheet()
            self.join_who_is_there_twice()
            self.place_a_newcomer()
            self.make_a_timetable()
            self.take_a_register()
            self.review()
            self.take_the_next_step()
            self.look_at_figures()
        faults = [fault for visitor in self.people.values() for fault in visitor.faults]
        assert not faults, "\n".join(faults)

    def somebody(self, word: str) -> Visitor:
        """A person on a device of her own, signed in."""
        if word not in self.people:
            visitor = self.devices.enter_context(visiting(self.browser, self.address, self.language, self.size))
            visitor.page.set_default_timeout(PATIENCE)
            self.people[word] = visitor.sign_in(word)
        return self.people[word]

    def see(self, visitor: Visitor, path: str | None = None) -> Page:
        """The page in hand, or that at an address, is right in itself."""
        if path is not None:
            visitor.open(path)
        visitor.look(self.size, self._rules(visitor))
        return visitor.page

    def _rules(self, visitor: Visitor) -> Rules:
        """Colours, names and roles are the same in every language, but for what learners read; sizes are those of the phone."""
        if self.language == "en":
            return EVERY_RULE
        return WITHOUT_CONTRAST if visitor in (self.people.get("learner"), self.people.get("learner2")) else SIZE_ONLY

    # --- 1 -----------------------------------------------------------------------------------------------------------

    def import_a_sheet(self) -> None:
        """Five lines are wrong: one is mended, four are left out on purpose, and only then anybody is taken in."""
        nora = self.somebody("nora")
        page, before = nora.page, self.head_count(nora)
        self.upload(nora)
        wrong = page.locator("tr[id^=line-] th").all_inner_texts()
        assert [digits(one) for one in wrong] == [int(line) for line in WRONG]
        assert page.locator(TAKE_IN).count() == 0
        self.mend(page)
        for line in WRONG:
            if line != MENDED:
                page.check(f"#do-{line}-leave")
                expect(page.locator(f"#do-{line}-leave")).to_be_checked()
        expect(page.locator(TAKE_IN)).to_have_count(1)
        assert self.head_count(nora) == before
        press(page, TAKE_IN)
        self.see(nora)
        taken_in = LINES - len(WRONG) + 1
        assert self.head_count(nora) == before + taken_in
        self.upload(nora)
        self.mend(page)
        expect(page.locator("#review-foot")).to_contain_text(str(taken_in))
        assert page.locator(TAKE_IN).count() == 0

    def upload(self, nora: Visitor) -> None:
        """Give the sheet to the page."""
        self.see(nora, "/import").set_input_files("#sheet", SHEET)
        press(nora.page, "form[data-drop] button")
        self.see(nora)

    def mend(self, page: Page) -> None:
        """Write another date where there is none: looked at as soon as the field is left."""
        field = page.locator(f"#fix-{MENDED}-birth_date")
        field.fill("1991-02-28")
        field.blur()
        expect(field).not_to_have_attribute("aria-invalid", "true")

    def head_count(self, visitor: Visitor) -> int:
        """How many people the list of people holds."""
        found = re.search("<h1>(.*?)</h1>", visitor.context.request.get(f"{self.address}/people").text(), re.S)
        assert found is not None
        return digits(found[1])

    def join_who_is_there_twice(self) -> None:
        """Three pairs are offered. One is joined, taken apart again and joined for good."""
        nora = self.somebody("nora")
        page = self.see(nora, "/people/duplicates")
        pairs, join = page.locator("main section.card:has(.twice)"), "form[action$='/duplicates/join'] button"
        everybody = self.head_count(nora)
        expect(pairs).to_have_count(TWICE)
        press(page, join)
        expect(pairs).to_have_count(TWICE - 1)
        press(page, "form[action$='/undo'] button")
        expect(pairs).to_have_count(TWICE)
        press(page, join)
        expect(pairs).to_have_count(TWICE - 1)
        self.see(nora)
        assert self.head_count(nora) == everybody - 1

    # --- 2 -----------------------------------------------------------------------------------------------------------

    def place_a_newcomer(self) -> None:
        """Beside her: the interview, the test by touching answers, the group with its reasons, the decision."""
        marta = self.somebody("marta")
        page = self.see(marta, "/placement")
        press(page, "main a[href$='/interview']")
        learner = re.findall("/placement/([0-9a-z]{20})/", page.url)[0]
        self.see(marta)
        press(page, "form[action$='/interview'] button.button--primary")
        self.see(marta, f"/placement/{learner}/test")
        press(page, "form[action$='/test'] button.button--primary")
        self.answer_questions(marta)
        self.see(marta, f"/placement/{learner}/result")
        group = page.inner_text(".result__group")
        assert page.locator(".why li").count() >= 2
        assert page.locator(".changes li").count() >= 1
        if self.size == PHONE:
            page.check("#choice-confirm")
        else:
            group = self.choose_otherwise(page)
        self.see(marta)
        press(page, "form[data-decision] button.button--primary")
        assert page.inner_text(".decided strong") == group
        self.see(marta)

    def answer_questions(self, marta: Visitor) -> None:
        """The first of several answers, else "I don't know", until the test knows enough.

        Every type of question is answered in tests/placement/test_by_keyboard.py.
        """
        page, kinds = marta.page, set()
        if page.url.endswith("/script"):
            self.see(marta)
            page.locator("label[for=given-dont_know]").click()
            press(page, ".asking__foot button.button--primary")
        while page.url.endswith("/question"):
            if page.title() not in kinds:
                kinds.add(page.title())
                self.see(marta)
            answers = page.locator(".asking__answers input[name=given]")
            one = answers.first if answers.count() else page.locator(".asking__foot input[name=given]")
            page.locator(f"label[for={one.get_attribute('id')}]").click()
            press(page, ".asking__foot button.button--primary")
        assert kinds
        self.see(marta)

    def choose_otherwise(self, page: Page) -> str:
        """Another group than the recommended one, with a reason."""
        page.check("#choice-other")
        options = page.locator("select[name=track] option:not([value=''])")
        named = [one.strip() for one in options.all_inner_texts()]
        other = next(one for one in named if one != page.inner_text(".result__group"))
        page.select_option("select[name=track]", label=other)
        page.fill("[name=reason]", "She reads the shop signs aloud.")
        return other

    # --- 3 -----------------------------------------------------------------------------------------------------------

    def make_a_timetable(self) -> None:
        """One button; the number of seats grows while she looks; she stops, keeps what there is and publishes it."""
        nora = self.somebody("nora")
        page = self.see(nora, "/timetable")
        page.check(f"input[name=seconds][value='{SEARCH_SECONDS}']")
        press(page, ".search-start__go")
        expect(page.locator(".number-key__value").first).to_have_text(re.compile("[1-9]"), timeout=PATIENCE)
        self.see(nora)
        press(page, "form[action$='/stop'] button")
        publish = page.locator("a[href$='/publish']")
        publish.wait_for(timeout=PATIENCE)
        self.see(nora)
        seated, learners = sorted(int(one) for one in re.findall(r"\d+", page.inner_text("h1")))
        without = self.who_has_no_seat(page)
        assert 0 < seated == learners - len(without)
        press(page, "a[href$='/publish']")
        self.see(nora)
        press(page, "form[action$='/publish'] button")
        week = page.locator("main a[href^='/week?from=']").first
        week.wait_for(timeout=PATIENCE)
        self.see(nora)
        assert self.who_has_no_seat(page) == without
        with page.expect_navigation():
            week.click()
        self.see(nora)
        assert page.locator("main a[href^='/sections/']").count() > 0

    def who_has_no_seat(self, page: Page) -> list[str]:
        """Everybody who could not be placed, each beside the nearest missing thing."""
        rows = page.locator("tr:has(.lack)")
        assert all(one.strip() for one in rows.locator(".lack strong").all_inner_texts())
        people: list[str] = rows.locator(".who li a").evaluate_all("all => all.map(one => one.href)")
        assert len(set(people)) == len(people) >= rows.count() > 0
        return sorted(people)

    # --- 4 -----------------------------------------------------------------------------------------------------------

    def take_a_register(self) -> None:
        """Somebody says that she cannot come. One touch for everybody who is here, one to save: the reason stands."""
        session = self.cannot_come()
        marta = self.somebody("marta")
        page = self.see(marta, f"/register/{session}")
        people = page.locator("li[data-row]").count()
        page.click("[data-all-here]")
        expect(page.locator("li[data-row][data-told=child_ill]")).to_have_count(1)
        expect(page.locator("[data-count=present]")).to_have_text(str(people - 1))
        press(page, "#save")
        self.see(marta)
        marta.open(f"/register/{session}")
        marks = page.eval_on_selector_all("[data-mark]", "all => all.map(one => one.value)")
        assert sorted(marks) == ["child_ill"] + ["present"] * (people - 1)

    def cannot_come(self) -> str:
        """Three touches: I cannot come, why, send. Returns the session."""
        learner = self.somebody("learner")
        page = self.see(learner, "/today")
        press(page, "a[href^='/cannot-come/']")
        session = page.url.rpartition("/")[2]
        self.see(learner)
        page.check("#reason-child_ill")
        press(page, "button[form=apology]")
        self.see(learner)
        return session

    # --- 5 -----------------------------------------------------------------------------------------------------------

    def review(self) -> None:
        """The nightly review, now. Blocked people stand apart from those who ask for other things, and facts say why."""
        birgit, marta = self.somebody("birgit"), self.somebody("marta")
        page = self.see(birgit, "/review")
        run, progress = page.locator("form[action='/review'] button"), page.locator("#review-progress")
        before = digits(progress.inner_text())
        press(page, "form[action='/review'] button")
        expect(progress.locator("[role=status]")).to_be_visible()
        self.see(birgit)
        run.wait_for(timeout=PATIENCE)
        self.see(birgit)
        # Who got a seat by the new timetable is looked at too.
        assert digits(progress.inner_text()) > before
        rows = page.locator("main tbody td.number")
        *_, blocked, skill_blocked, stalled, rarely, unsure = (digits(one) for one in rows.all_inner_texts())
        assert min(blocked + skill_blocked, stalled, rarely, unsure) > 0
        page = self.see(marta, "/talk")
        # Whoever is there: to talk with first, then those of other states, some of them folded away.
        page.eval_on_selector_all("main details", "all => all.forEach(one => { one.open = true; })")
        press(page, "main a[href^='/talk/']")
        self.see(marta)
        assert page.locator(".fact__name").count() >= 3

    # --- 6 -----------------------------------------------------------------------------------------------------------

    def take_the_next_step(self) -> None:
        """What she wants is closed until her teacher records the module that she passed; then she takes a seat."""
        learner, marta = self.somebody("learner2"), self.somebody("marta")
        page, book = self.see(learner, "/next"), "form[action$='/book']"
        assert page.locator(book).count() == 0 < page.locator(".step--closed .step__why").count()
        name = learner.open("/today").locator(".own bdi").inner_text()
        record = self.find_in_a_class(marta, name)
        press(marta.page, "main a[href$='/modules']")
        self.see(marta)
        marta.page.select_option("[name=module_key]", MODULE)
        marta.page.check("[name=passed][value=yes]")
        marta.page.select_option("[name=level]", REACHED)
        press(marta.page, "form[action$='/modules'] button.button--primary")
        self.see(marta)
        offer = self.see(learner, "/next").locator(f".offer:has({book})").first
        section = re.findall("/next/([0-9a-z]{20})/", offer.locator(book).get_attribute("action") or "")[0]
        assert digits(offer.locator(".offer__day").inner_text()) > 0
        assert all(one.strip() for one in offer.locator(".offer__facts li").all_inner_texts())
        seats = marta.open(record).locator(".rows__title").count()
        press(page, f"{book} button")
        self.see(learner)
        assert f"/next/{section}/book" not in learner.open("/next").content()
        assert self.see(marta, record).locator(".rows__title").count() == seats + 1

    def find_in_a_class(self, marta: Visitor, name: str) -> str:
        """Through her classes to the record of a learner. Returns its address."""
        self.see(marta, "/classes")
        person: Locator | None = None
        for section in marta.links("/classes", "^/sections/[0-9a-z]{20}$"):
            person = marta.open(section).locator("a[href^='/people/']", has_text=name)
            if person.count():
                break
        assert person is not None
        self.see(marta)
        with marta.page.expect_navigation():
            person.first.click()
        self.see(marta)
        return marta.page.url.removeprefix(self.address)

    # --- 7 -----------------------------------------------------------------------------------------------------------

    def look_at_figures(self) -> None:
        """Demand against seats for every track and level, and the hours that each funder owes."""
        page = self.see(self.somebody("birgit"), "/figures")
        rows = page.locator(".bars__row")
        assert rows.count() >= 5
        for row in rows.all():
            assert [int(one) >= 0 for one in row.locator(".bars__line").all_inner_texts()] == [True, True]
        hours = page.locator("tr:has-text('Federal office') td.number").all_inner_texts()
        held, attended, charged, *_ = (digits(one) for one in hours)
        assert held >= attended > 0 < charged


def digits(words: str) -> int:
    """The number in words."""
    return int(re.sub(r"\D", "", words) or 0)


def press(page: Page, selector: str) -> None:
    """Press what leads to another page, and be there."""
    with page.expect_navigation(timeout=PATIENCE):
        page.locator(selector).first.click()


@pytest.mark.parametrize(("language", "size"), [("ar", PHONE), ("en", DESK)], ids=["phone-ar", "desk-en"])
def test_the_main_job(
    browser: Browser, built_region: region.Region, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    with region.served(built_region, tmp_path, MORNING) as address:
        Walk(browser, address, language, size).run()
