"""Background work on a page: what did not end, what goes on, and whether the clock runs."""

from datetime import timedelta

import pytest

from lms.kernel import clock, db, jobs, language
from lms.kernel.jobs import declare, ledger
from tests.cast import Cast, gather
from tests.houses import House

JOB, ASKED, SAID = "messages.send", "exchange.erasures", "the post office is closed"


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def ask(house: House, cast: Cast, provider_id: str | None, *, by: str = "Nora", which: int = 1) -> str:
    with house.acting(cast.manager):
        return ledger.enqueue(ASKED, {"which": which}, now=clock.now(), provider_id=provider_id, asked_by=by) or ""


def work(house: House, *, fails: str = "") -> None:
    """The next piece ends, one way or the other."""
    with db.transaction(house.engine):
        entry = ledger.claim(clock.now())
        assert entry is not None
        if fails:
            assert ledger.fail(entry.id, entry.attempt, clock.now(), fails, attempts=1)
        else:
            assert ledger.finish(entry.id, entry.attempt, clock.now(), {})


def let_the_clock_run(house: House, cast: Cast) -> None:
    with house.acting(cast.manager):
        ledger.enqueue(JOB, {}, now=clock.now(), asked_by=ledger.CLOCK)
    work(house)


def test_work_that_did_not_end_stands_there_with_a_button_and_goes_when_it_was_done(house: House, cast: Cast) -> None:
    let_the_clock_run(house, cast)
    entry = ask(house, cast, cast.provider_id)
    office = house.client(cast.manager)
    assert "1 piece of work goes on." in office.get("/background-work").text
    work(house, fails=SAID)
    page = office.get("/background-work").text
    for said in ("1 piece of work did not end.", "Erase people who asked for it", SAID, "Nora"):
        assert said in page
    again = office.post(f"/background-work/{entry}/again", data={}, follow_redirects=True).text
    assert "It begins again in a moment." in again
    assert office.post(f"/background-work/{entry}/again", data={}).status_code == 404, "it waits already"
    stopped = office.post(f"/background-work/{entry}/stop", data={}, follow_redirects=True).text
    assert "stops" in stopped
    work(house)
    assert "did not end" not in office.get("/background-work").text


def test_a_failure_that_later_work_made_good_is_silent_and_another_one_is_not(house: House, cast: Cast) -> None:
    let_the_clock_run(house, cast)
    for which in (1, 2):
        ask(house, cast, cast.provider_id, which=which)
        work(house, fails=SAID)
    ask(house, cast, cast.provider_id, which=1)
    with clock.shifted_to(clock.now() + timedelta(minutes=1)):
        work(house)
    assert "1 piece of work did not end." in house.client(cast.manager).get("/background-work").text


def test_work_of_others_is_neither_seen_nor_begun_again_and_the_installations_own_says_no_word(
    house: House, cast: Cast
) -> None:
    foreign, own = ask(house, cast, cast.outsider.provider_id, by="Somebody"), ask(house, cast, None, which=2)
    for _ in range(2):
        work(house, fails=SAID)
    office = house.client(cast.manager)
    page = office.get("/background-work").text
    assert "It concerns the whole installation" in page
    assert SAID not in page
    assert "Somebody" not in page
    for entry in (foreign, own):
        assert office.post(f"/background-work/{entry}/again", data={}).status_code == 404
        assert office.post(f"/background-work/{entry}/stop", data={}).status_code == 404
    for who in (cast.teacher, cast.caseworker, cast.leyla):
        assert house.client(who).get("/background-work").status_code == 404


def test_a_clock_that_stands_still_is_said_first(house: House, cast: Cast) -> None:
    office = house.client(cast.manager)
    assert "The clock stands still." in office.get("/background-work").text
    let_the_clock_run(house, cast)
    page = office.get("/background-work").text
    assert "The clock stands still." not in page
    assert "on time" in page


def test_every_piece_of_work_has_a_name_for_people() -> None:
    packages = ("lms.", "placement.", "curricula.", "scheduling.", "childcare.")
    ours = [name for name, declared in declare.JOBS.items() if declared.run.__module__.startswith(packages)]
    assert len(ours) > 20
    assert [name for name in ours if not language.knows(f"job.{name}")] == []
    assert jobs.SCHEDULES
