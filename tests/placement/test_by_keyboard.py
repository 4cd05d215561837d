"""Every type of question in a real browser on a phone: by keyboard alone, without scripts, with a voice on every screen."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from lms.kernel.actor import Actor
from placement import queries
from tests import chromium
from tests.cast import Cast
from tests.houses import House
from tests.placement import people, served

pytestmark = pytest.mark.browser

WAVE: FilePayload = {"name": "a.wav", "mimeType": "audio/wav", "buffer": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)}
HUMMING = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const out = context.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream;
};
"""
REFUSING = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    with sync_playwright() as playwright:
        chosen = chromium.launch(playwright)
        yield chosen
        chosen.close()


def reach(page: Page, selector: str) -> None:
    """Press Tab until something that fits has the focus."""
    for _ in range(40):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {selector}")


def go_on(page: Page) -> None:
    reach(page, ".asking__foot button.button--primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page) -> None:
    reach(page, "input[name=given]")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def pair(page: Page) -> None:
    for at in range(3):
        reach(page, f"input[name=part-{at}]")
        page.keyboard.press("Space")
    go_on(page)


def order(page: Page) -> None:
    reach(page, ".ordering__words .ordering__tile")
    for _ in range(4):
        page.keyboard.press("Enter")
    assert page.locator(".ordering__tile--put").count() == 4
    go_on(page)


def fill(page: Page) -> None:
    for at in range(page.locator(".gap").count()):
        reach(page, f".gap[name=part-{at}]")
        page.keyboard.type("l0")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page) -> None:
    reach(page, "textarea")
    page.keyboard.type("Ich bin krank.")
    go_on(page)


def record(page: Page) -> None:
    reach(page, "[data-recorder-button]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-recorder][data-state=running]")
    page.wait_for_timeout(250)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-recorder][data-state=done]")
    go_on(page)


def score(page: Page) -> None:
    for code in ("task", "flow", "grammar"):
        reach(page, f"input[name=score-{code}]")
        page.keyboard.press("ArrowDown")
    go_on(page)


WAYS: dict[str, Callable[[Page], None]] = {
    "l_key": choose,
    "l_tap_cat": choose,
    "l_match_food": pair,
    "r_match_things": pair,
    "r_order_home": order,
    "w_gap_am": fill,
    "w_c_flat": fill,
    "w_dict_tea": write,
    "w_ill": write,
    "t_morning": record,
}


def heard(page: Page) -> None:
    """What every screen has: a voice for its instruction and for not knowing, a rest, all of it on the screen."""
    assert page.locator("main .sound").count() >= 2
    assert page.locator("a.asking__pause").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = page.eval_on_selector_all(
        "main label, main button, main a, main .gap, main textarea",
        "found => found.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).length",
    )
    assert small == 0


def answered(house: House, cast: Cast, learner: Actor, key: str) -> bool:
    with house.acting(cast.teacher):
        running = queries.open_sitting(learner.learner_id or "")
    return running is not None and key in queries.answered_of(running.state)


def test_every_type_of_question_is_answered_by_keyboard_alone(house: House, cast: Cast, browser: Browser) -> None:
    lucia = people.add(house, cast, people.LUCIA)
    with served.pages(house) as address:
        page = served.visit(browser, house, address, lucia)
        page.add_init_script(HUMMING)
        for key, way in WAYS.items():
            served.ask(house, cast, lucia, key)
            page.goto(f"{address}/my-placement/question")
            heard(page)
            way(page)
            assert answered(house, cast, lucia, key), key
        desk = served.visit(browser, house, address, cast.teacher)
        served.ask(house, cast, lucia, "t_call_doctor", beside=True)
        desk.goto(f"{address}/placement/{lucia.learner_id}/question")
        score(desk)
        assert answered(house, cast, lucia, "t_call_doctor")


def test_without_scripts_every_type_is_answered_and_right_to_left_too(
    house: House, cast: Cast, browser: Browser
) -> None:
    lucia = people.add(house, cast, people.LUCIA)
    with served.pages(house) as address:
        page = served.visit(browser, house, address, lucia, language="ar", java_script_enabled=False)
        for key in ("l_tap_ball", "l_match_prices", "r_order_bus", "w_gap_am", "w_dict_tea", "t_morning"):
            served.ask(house, cast, lucia, key)
            page.goto(f"{address}/my-placement/question")
            page.locator("main .clip, main a.sound").count()
            if key == "l_tap_ball":
                page.locator("label[for=given-3]").click()
            elif key == "l_match_prices":
                page.locator("label[for=part-0-0]").click()
            elif key == "r_order_bus":
                for at in range(3):
                    page.select_option(f"select[name=part-{at}]", str(at + 1))
            elif key == "t_morning":
                page.set_input_files("input[name=sound]", WAVE)
            else:
                page.locator("[name=part-0]").fill("bin")
            page.locator(".asking__foot button.button--primary").click()
            page.wait_for_load_state()
            assert answered(house, cast, lucia, key), key


def test_who_does_not_allow_the_microphone_is_told_and_can_choose_a_recording(
    house: House, cast: Cast, browser: Browser
) -> None:
    lucia = people.add(house, cast, people.LUCIA)
    with served.pages(house) as address:
        page = served.visit(browser, house, address, lucia)
        page.add_init_script(REFUSING)
        served.ask(house, cast, lucia, "t_morning")
        page.goto(f"{address}/my-placement/question")
        assert not page.locator("input[name=sound]").is_visible()
        page.locator("[data-recorder-button]").click()
        page.wait_for_selector("input[name=sound]:visible")
        assert "Allow the microphone" in page.inner_text("[data-recorder-state]")


def test_a_sound_that_does_not_come_and_a_cut_network_are_said_and_the_answer_stays(
    house: House, cast: Cast, browser: Browser
) -> None:
    lucia = people.add(house, cast, people.LUCIA)
    with served.pages(house) as address:
        page = served.visit(browser, house, address, lucia)
        page.add_init_script(HUMMING)
        served.ask(house, cast, lucia, "l_key")
        page.goto(f"{address}/my-placement/question")
        page.route("**/l_key.mp3*", lambda route: route.abort())
        page.locator(".clip").click()
        trouble = page.locator("[data-trouble]")
        expect(trouble).to_have_text("The sound does not come. Touch it again.")
        page.unroute("**/l_key.mp3*")
        page.locator(".clip").click()
        expect(trouble).to_be_hidden()
        # A voice that was recorded is not lost with the network.
        served.ask(house, cast, lucia, "t_morning")
        page.goto(f"{address}/my-placement/question")
        reach(page, "[data-recorder-button]")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-recorder][data-state=running]")
        page.wait_for_timeout(250)
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-recorder][data-state=done]")
        page.context.set_offline(True)
        page.get_by_role("button", name="Next").click()
        expect(trouble).to_contain_text("Your answer is still here.")
        page.context.set_offline(False)
        expect(trouble).to_be_hidden()
        go_on(page)
        assert answered(house, cast, lucia, "t_morning")


def test_the_whole_test_has_a_voice_on_every_screen_and_no_clock(house: House, cast: Cast, browser: Browser) -> None:
    samira = people.add(house, cast, people.LUCIA)
    with served.pages(house) as address:
        page = served.visit(browser, house, address, samira)
        page.goto(f"{address}/my-placement")
        page.locator(".rest__go button").click()
        for _ in range(40):
            page.wait_for_load_state()
            if page.url.endswith("/thanks"):
                break
            heard(page)
            assert page.locator("time, [role=timer], progress").count() == 0
            page.keyboard.press("0")
            with page.expect_navigation():
                page.keyboard.press("Enter")
        assert page.url.endswith("/thanks")
        assert page.locator(".sound").count() >= 1
