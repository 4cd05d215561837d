"""The screener and the rows of shapes in a real browser: heard, seen and done by hand, with nothing to read."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from lms.accounts.models import AuditEntry
from lms.kernel import clock, db
from lms.kernel.actor import Actor
from placement import models, queries
from placement.domain import battery, sitting, tracing
from placement.domain.item_bank import Aptitude, Item, ItemType, LiteracyAxis
from placement.domain.literacy import Own, Screener
from placement.services import keeping
from placement.views.screen_own import WAYS
from tests import chromium
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import people, served

pytestmark = pytest.mark.browser
NO_OWN = Own()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chosen = chromium.launch(playwright)
        yield chosen
        chosen.close()


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def learner(sqlite_house: House, cast: Cast) -> Actor:
    return people.add(sqlite_house, cast, people.SAMIRA)


@pytest.fixture
def address(sqlite_house: House) -> Iterator[str]:
    with served.pages(sqlite_house) as address:
        yield address


def item_on(page: Page, bank: str = "german_core") -> Item:
    found = queries.bank(bank).item(page.locator("[name=item]").input_value())
    assert found is not None
    return found


def draw(page: Page, name: str) -> None:
    """Along the line with the mouse, as a finger would go."""
    box = page.locator("[data-trace-pad]").bounding_box()
    assert box is not None
    for stroke in tracing.MODELS[name]:
        points = [(box["x"] + x * box["width"] / 100, box["y"] + y * box["height"] / 100) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=3)
        page.mouse.up()


def give(page: Page, item: Item) -> None:
    if item.type is ItemType.TRACE:
        draw(page, item.text)
    else:
        page.locator(f"label[for='given-{item.answer}']").click()
    # What comes next is looked at when it is there, not while the answer is on its way.
    with page.expect_navigation():
        page.get_by_role("button", name="Next").click()


def test_the_screener_is_walked_alone_by_sound_picture_and_hand(
    browser: Browser, sqlite_house: House, address: str, learner: Actor
) -> None:
    page = served.visit(browser, sqlite_house, address, learner)
    # The first question of a process waits for its engine to be prepared.
    page.set_default_timeout(chromium.PATIENCE)
    page.goto(f"{address}/my-placement")
    speaks(page, "begin")
    page.locator("form[action$='/my-placement/test'] .button--primary").first.click()
    page.wait_for_url("**/script")
    page.goto(f"{address}/my-placement/pause")
    speaks(page, "rest")
    speaks(page, "end_here")
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("**/script")
    assert page.locator("[data-showing]").is_visible()
    page.locator("label[for='given-dont_know']").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Next").click()
    kinds = set()
    shown: set[str] = set()
    for _ in range(25):
        page.wait_for_load_state()
        with sqlite_house.acting(learner):
            running = queries.open_sitting(learner.learner_id or "")
        if running is None or running.kind != battery.LITERACY:
            break
        item = item_on(page)
        kinds.add(item.type)
        # The instruction is heard; signs, letters and lines are what is tested; no word has to be read to answer.
        wordless(page)
        assert page.locator(".asking__question").count() == 0
        demonstrated(page, item, shown)
        give(page, item)
    else:
        raise AssertionError("the screener does not end")
    assert len(kinds) >= 2


def demonstrated(page: Page, item: Item, shown: set[str]) -> None:
    """What a hand shows by itself where it is new, and again for whoever listens to the instruction once more."""
    way = WAYS[item.type]
    demonstration = page.locator("[data-trace-showing]" if way == "trace" else "[data-showing]")
    if way == "trace":
        begins = demonstration.locator("animateMotion").get_attribute("begin")
        assert begins == ("indefinite" if way in shown else "0.8s")
    else:
        assert demonstration.is_visible() == (way not in shown)
    page.locator(".spoken--question [data-sound]").click()
    expect(demonstration).to_be_visible()
    if way == "trace":
        expect(demonstration).to_have_css("opacity", "1")
    shown.add(way)


def speaks(page: Page, name: str) -> None:
    """A speaker in the learner's own language, Dari, whose file is there."""
    sound = page.locator(f"main [data-sound][href*='fa_{name}.mp3']")
    assert page.request.get(urljoin(page.url, sound.get_attribute("href"))).status == 200


def test_a_traced_line_is_kept_as_points_and_scored(
    browser: Browser, sqlite_house: House, cast: Cast, address: str, learner: Actor
) -> None:
    opened = begin_with(sqlite_house, cast, learner, "s_trace_line")
    page = served.visit(browser, sqlite_house, address, learner)
    page.goto(f"{address}/my-placement/question")
    draw(page, "zigzag")
    page.locator("[data-trace-again]").click()
    assert page.locator("[data-trace-strokes]").input_value() == ""
    give(page, item_on(page))
    page.wait_for_load_state()
    with sqlite_house.acting(cast.teacher):
        state = queries.sitting_info(opened).state
    assert dict(queries.answers_of(state))["s_trace_line"] == tracing.HIGHEST


def test_a_line_is_traced_by_keys_alone(
    browser: Browser, sqlite_house: House, cast: Cast, address: str, learner: Actor
) -> None:
    opened = begin_with(sqlite_house, cast, learner, "s_trace_straight")
    page = served.visit(browser, sqlite_house, address, learner)
    page.goto(f"{address}/my-placement/question")
    page.locator("[data-trace-pad]").focus()
    page.keyboard.press("Space")
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Next").click()
    page.wait_for_load_state()
    with sqlite_house.acting(cast.teacher):
        state = queries.sitting_info(opened).state
    assert dict(queries.answers_of(state))["s_trace_straight"] == tracing.HIGHEST


def test_nothing_drawn_asks_for_a_line_and_points_are_for_teachers(
    browser: Browser, sqlite_house: House, cast: Cast, address: str, learner: Actor
) -> None:
    opened = begin_with(sqlite_house, cast, learner, "s_trace_line")
    page = served.visit(browser, sqlite_house, address, learner)
    page.goto(f"{address}/my-placement/question")
    page.get_by_role("button", name="Next").click()
    assert page.get_by_role("alert").inner_text() == "Draw along the line first."
    assert page.locator(".tracing__paper").count() == 0
    client = sqlite_house.client(learner)
    found = client.post("/my-placement/question", data={"sitting": opened, "item": "s_trace_line", "given": "2"})
    assert found.status_code == 422


def test_a_teacher_beside_may_give_points_for_paper(
    browser: Browser, sqlite_house: House, cast: Cast, address: str, learner: Actor
) -> None:
    opened = begin_with(sqlite_house, cast, learner, "s_trace_line", beside=True)
    page = served.visit(browser, sqlite_house, address, cast.teacher)
    page.goto(f"{address}/placement/{learner.learner_id}/question")
    page.locator(".tracing__paper > summary").click()
    page.locator("label[for='given-1']").click()
    page.get_by_role("button", name="Next").click()
    page.wait_for_load_state()
    with sqlite_house.acting(cast.teacher):
        found = queries.sitting_info(opened)
    assert found.assisted
    assert dict(queries.answers_of(found.state))["s_trace_line"] == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_rows_of_shapes_fit_a_phone_and_the_right_one_counts(
    browser: Browser, sqlite_house: House, cast: Cast, address: str, learner: Actor, language: str
) -> None:
    with sqlite_house.acting(cast.teacher):
        opened = keeping.open_sitting(
            learner.learner_id or "",
            battery.PACE,
            queries.PATTERNS,
            assisted=False,
            actor=cast.teacher,
            now=clock.now(),
        )
    page = served.visit(browser, sqlite_house, address, learner, language=language)
    page.goto(f"{address}/my-placement/question")
    item = item_on(page, queries.PATTERNS)
    assert item.measures is Aptitude.PACE
    assert page.locator(".row-of-shapes .figure").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(f"label[for='given-{item.answer}']").click()
    page.locator(".asking__foot .button--primary").click()
    page.wait_for_load_state()
    with sqlite_house.acting(cast.teacher):
        state = queries.sitting_info(opened).state
    assert dict(queries.answers_of(state))[item.key] == 1


def begin_with(
    house: House,
    cast: Cast,
    learner: Actor,
    item: str,
    *,
    beside: bool = False,
    own: Own | None = NO_OWN,
    fresh: bool = True,
) -> str:
    """A screening of this learner whose first question is this one; `fresh` is false to take the running one anew."""
    engine = queries.screener_engines("german_core", beside)[LiteracyAxis.ANY_SCRIPT]
    state = Screener(sitting.start(engine, seed=1, first_item=item), own=own)
    with house.acting(cast.teacher):
        running = None if fresh else queries.open_sitting(learner.learner_id or "")
        opened = (
            running.id
            if running
            else keeping.open_sitting(
                learner.learner_id or "",
                battery.LITERACY,
                "german_core",
                assisted=beside,
                actor=cast.teacher,
                now=clock.now(),
            )
        )
        row = db.session().get_one(models.Sitting, opened)
        row.state, row.status, row.ended_at = queries.packed(state), queries.OPEN, None
    return opened


def wordless(page: Page) -> None:
    """What every screen of the screener has: a speaker whose file is there, big targets, nothing to write, all on it."""
    speakers = page.locator(".spoken--question [data-sound][href], .asking__foot [data-sound][href]")
    # The answer that leads here may still be on its way.
    expect(speakers).to_have_count(2)
    for sound in page.locator("main [data-sound][href]").all():
        answer = page.request.get(urljoin(page.url, sound.get_attribute("href")))
        assert answer.status == 200
        assert answer.headers["content-type"] == "audio/mpeg"
    assert (
        page.locator("main textarea, main select, main input:not([type=radio], [type=checkbox], [type=hidden])").count()
        == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("time, [role=timer], progress").count() == 0
    small = "found => found.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).length"
    assert page.eval_on_selector_all("main label, main button, main a, header a", small) == 0


OWN_ITEMS = ("s_own_bread", "s_own_sentence_tea", "s_blend_lemon", "s_number_47")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_who_reads_her_own_script_chooses_it_and_is_asked_in_it_by_sound_and_picture(
    browser: Browser, sqlite_house: House, cast: Cast, address: str, learner: Actor, language: str
) -> None:
    page = served.visit(browser, sqlite_house, address, learner, language=language)
    page.set_default_timeout(chromium.PATIENCE)
    page.goto(f"{address}/my-placement")
    page.locator("form[action$='/my-placement/test'] .button--primary").first.click()
    page.wait_for_url("**/script")
    wordless(page)
    # Persian, her own language, stands first; every script is drawn, so that no device lacks its letters.
    assert page.locator(".scripts input").first.get_attribute("value") == "fa"
    assert page.locator(".scripts .drawn").count() == 10
    page.locator("label[for='given-fa']").click()
    page.locator(".asking__foot .button--primary").click()
    page.wait_for_url("**/question")
    wordless(page)
    for key in OWN_ITEMS:
        opened = begin_with(sqlite_house, cast, learner, key, own=Own("fa", "fa"), fresh=False)
        page.goto(f"{address}/my-placement/question")
        wordless(page)
        item = item_on(page)
        assert (page.locator(".clip").count() == 1) == bool(item.sound)
        assert "own:" not in page.inner_text("main")
        page.locator(f"label[for='given-{item.answer}']").click()
        page.locator(".asking__foot .button--primary").click()
        page.wait_for_load_state()
        with sqlite_house.acting(cast.teacher):
            assert dict(queries.answers_of(queries.sitting_info(opened).state))[key] == 1


def test_who_reads_another_language_of_a_script_finds_it_one_screen_later(
    browser: Browser, sqlite_house: House, cast: Cast, address: str, learner: Actor
) -> None:
    opened = begin_with(sqlite_house, cast, learner, "s_same_two", own=None)
    page = served.visit(browser, sqlite_house, address, cast.teacher)
    page.goto(f"{address}/placement/{learner.learner_id}/question")
    page.get_by_role("button", name="Next").click()
    assert page.get_by_role("alert").inner_text() == "Choose one, or choose: None of these."
    page.locator("label[for='given-uk']").click()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**of=cyrillic")
    assert [one.get_attribute("value") for one in page.locator(".scripts input").all()] == ["uk", "ru"]
    page.locator("label[for='given-ru']").click()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**/question")
    with sqlite_house.acting(cast.teacher):
        state = queries.sitting_info(opened).state
        # The teacher tapped what the learner pointed to, and that is written down.
        done = [one.action for one in db.session().query(AuditEntry).filter_by(subject_id=opened)]
    assert isinstance(state, Screener)
    assert state.own == Own("ru", "fa")
    assert "choose_script" in done
