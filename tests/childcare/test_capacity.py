"""What childcare offers a timetable."""

from childcare.domain.ages import AgeGroup
from childcare.domain.capacity import CareRoom, GroupCapacity, capacity
from childcare.domain.day import Duty, Interval
from childcare.packs import load_rules

RULES = {rule.key: rule for rule in load_rules()}
NORWAY, CANADA = RULES["norm"], RULES["cnc"]
SMALL, MIDDLE = AgeGroup("small", 0, 36), AgeGroup("middle", 36, 72)
MORNING, AFTERNOON = Interval(540, 720), Interval(780, 960)
BEAR = CareRoom("bear", 8, frozenset({"small"}), (Interval(480, 1000),))
FOX = CareRoom("fox", 12, frozenset({"middle"}), (Interval(480, 760),))


def duty(carer: str, start: int = 480, end: int = 1000) -> Duty:
    return Duty(carer, Interval(start, end))


def test_places_are_limited_by_the_carers_and_their_ratio() -> None:
    (morning,) = capacity([SMALL, MIDDLE], [BEAR, FOX], [duty("a")], NORWAY, [MORNING])
    assert morning.carers == 1
    assert morning.groups == (GroupCapacity("small", 3, 3), GroupCapacity("middle", 6, 6))


def test_places_are_limited_by_the_rooms() -> None:
    (morning,) = capacity([SMALL], [BEAR], [duty(name) for name in "abcd"], NORWAY, [MORNING])
    assert morning.places("small") == 8


def test_closed_room_has_no_places() -> None:
    morning, afternoon = capacity([MIDDLE], [FOX], [duty("a"), duty("b")], NORWAY, [MORNING, AFTERNOON])
    assert (morning.places("middle"), afternoon.places("middle")) == (12, 0)


def test_carer_who_leaves_in_the_middle_cannot_be_planned_with() -> None:
    (morning,) = capacity([SMALL], [BEAR], [duty("a"), duty("b", 480, 700)], NORWAY, [MORNING])
    assert (morning.carers, morning.places("small")) == (1, 3)


def test_fewer_carers_than_the_minimum_look_after_nobody() -> None:
    (alone,) = capacity([MIDDLE], [FOX], [duty("a")], CANADA, [MORNING])
    (pair,) = capacity([MIDDLE], [FOX], [duty("a"), duty("b")], CANADA, [MORNING])
    assert (alone.places("middle"), pair.places("middle")) == (0, 12)


def test_room_for_several_ages_offers_its_places_to_each() -> None:
    mixed = CareRoom("den", 5, frozenset({"small", "middle"}), (MORNING,))
    (morning,) = capacity([SMALL, MIDDLE], [mixed], [duty("a"), duty("b")], NORWAY, [MORNING])
    assert (morning.places("small"), morning.places("middle")) == (5, 5)
    assert morning.places("school") == 0
