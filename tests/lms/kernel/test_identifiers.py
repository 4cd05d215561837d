"""Identifiers: in the order of their making, never the same twice, in whatever process they are made."""

import multiprocessing
import time
from contextvars import Context
from multiprocessing.connection import Connection

from lms.kernel import db


def real(many: int) -> list[str]:
    """Identifiers as the product draws them, not as a test does."""
    return Context().run(lambda: [db.new_id() for _ in range(many)])


def _send(many: int, end: Connection) -> None:
    end.send(real(many))


def test_ten_thousand_identifiers_are_different_and_have_twenty_signs_each() -> None:
    made = real(10_000)
    assert len(set(made)) == len(made)
    assert {len(one) for one in made} == {20}
    assert set("".join(made)) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_an_identifier_that_is_made_later_sorts_later() -> None:
    first = real(1)
    time.sleep(0.002)
    assert first < real(1)


def test_a_process_that_was_forked_draws_its_own_random_signs() -> None:
    """Both hold what their parent had at hand: without care they would go on with the same signs."""
    real(1)
    forking = multiprocessing.get_context("fork")
    found = []
    for _ in range(2):
        here, there = forking.Pipe(duplex=False)
        child = forking.Process(target=_send, args=(200, there))
        child.start()
        found.append({one[10:] for one in here.recv()})
        child.join()
    assert not found[0] & found[1]
    assert not found[0] & {one[10:] for one in real(200)}


def test_identifiers_of_a_demonstration_are_the_same_when_it_is_built_again() -> None:
    with db.repeatable_ids(5):
        first = [db.new_id() for _ in range(3)]
    with db.repeatable_ids(5):
        assert [db.new_id() for _ in range(3)] == first
