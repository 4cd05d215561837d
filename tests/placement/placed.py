"""People who were placed by the real engine, without walking through pages: for tests of what comes after."""

from datetime import datetime

from lms.kernel import clock
from lms.kernel.actor import system
from lms.learners import services as learners
from lms.learners.services import NewLearner
from placement import demo
from tests.cast import Cast
from tests.houses import House


def place(
    house: House, cast: Cast, count: int, *, decide: bool = True, now: datetime | None = None, first: int = 0
) -> list[str]:
    """So many people of all kinds, registered, interviewed and tested; decided by a teacher unless told otherwise."""
    me = system("test", cast.provider_id)
    now = now or clock.now()
    people = [_person(place) for place in range(first, first + count)]
    with house.acting(me):
        ids = learners.register_many(cast.centre_id, people, sheet="test", actor=me, now=now)
        demo.take_part("place", {"learner_ids": ids, "now": now, "seed": 7 + first, "decide": decide}, me)
    return ids


def _person(place: int) -> NewLearner:
    literacy, years = (("none", 0), ("other_script", 5), ("latin", 6), ("latin", 12), ("latin", 9))[place % 5]
    goal = "work" if place % 2 else "family"
    number = f"P-{place:04d}"
    return NewLearner(number, f"Given{place}", "Placed", schooling_years=years, literacy=literacy, goal=goal)
