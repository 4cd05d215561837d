"""A form that is sent several times in one moment takes effect once, and everybody is led to what it did."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from lms.courses import models
from lms.kernel import clock, db, plugins
from lms.kernel.vocabulary import EnrolmentState
from tests.cast import Cast, gather
from tests.houses import House

TIMES = 4
WAITING = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")


def sent_at_once(house: House, cast: Cast, form: dict[str, str]) -> Counter[tuple[int, bool]]:
    """Statuses of the same form sent so many times, and whether it was told as repeated.

    Nobody gets further than to the class until all have come there: somebody else has it locked.
    """
    plugins.install(house.registry.without("childcare", "curricula", "placement", "scheduling"))
    address, shift = f"/sections/{cast.section_id}/people", clock.shift()
    clients = [house.client(cast.administrator) for _ in range(TIMES)]

    def send(number: int) -> tuple[int, bool]:
        clock.use_shift(shift)
        answer = clients[number].post(address, data=form)
        return answer.status_code, answer.headers.get("Onward-Submission") == "repeated"

    with ThreadPoolExecutor(TIMES) as pool:
        with house.crossing() as session:
            session.execute(select(models.Section.id).where(models.Section.id == cast.section_id).with_for_update())
            sent = [pool.submit(send, number) for number in range(TIMES)]
            _until_all_wait(house)
        return Counter(one.result(timeout=60) for one in sent)


def _until_all_wait(house: House) -> None:
    deadline = time.monotonic() + 60
    with house.engine.connect() as one:
        while one.scalar(WAITING) != TIMES:
            assert time.monotonic() < deadline, "not all of them wait for the class"
            one.rollback()
            time.sleep(0.02)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ({"once": db.new_id()}, {(302, False): 1, (302, True): TIMES - 1}),
        ({"once": "a key longer than any that we give out"}, {(302, False): 1, (302, True): TIMES - 1}),
        # The control: nothing says that they are the same form, so all but the first are refused.
        ({}, {(302, False): 1, (409, False): TIMES - 1}),
    ],
    ids=["the same key", "a long key", "no key"],
)
def test_a_seat_asked_for_several_times_in_one_moment(
    postgres_house: House, key: dict[str, str], told: dict[tuple[int, bool], int]
) -> None:
    cast = gather(postgres_house)
    amina = cast.amina.learner_id or ""
    form = {"learner_id": amina, "deed": "seat", "from_date": "2026-11-26", **key}
    assert sent_at_once(postgres_house, cast, form) == told
    with postgres_house.crossing() as session:
        held = select(func.count()).where(
            models.Enrolment.section_id == cast.section_id,
            models.Enrolment.learner_id == amina,
            models.Enrolment.state == EnrolmentState.ENROLLED,
        )
        assert session.scalar(held) == 1


def test_a_refused_form_may_be_sent_again_with_the_same_key(house: House) -> None:
    cast = gather(house)
    plugins.install(house.registry.without("childcare", "curricula", "placement", "scheduling"))
    client, address = house.client(cast.administrator), f"/sections/{cast.section_id}/people"
    form = {"learner_id": cast.amina.learner_id or "", "deed": "seat", "once": "again"}
    assert client.post(address, data={**form, "from_date": "never"}).status_code == 422
    kept = client.post(address, data={**form, "from_date": "2026-11-26"})
    assert (kept.status_code, kept.headers.get("Onward-Submission")) == (302, None)
    assert client.post(address, data=form).headers["Onward-Submission"] == "repeated"
