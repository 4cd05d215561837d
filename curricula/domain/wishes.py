"""What people want for their working lives, and the modules that serve it. Pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from curricula.domain.programme import ModuleKind


class Wish(StrEnum):
    """What somebody ticks herself. It opens ways and closes none."""

    FIND_WORK = "find_work"
    START_BUSINESS = "start_business"


SERVED_BY: Mapping[Wish, ModuleKind] = {
    Wish.FIND_WORK: ModuleKind.READINESS,
    Wish.START_BUSINESS: ModuleKind.ENTREPRENEURSHIP,
}


def kinds_for(wishes: Collection[Wish]) -> frozenset[ModuleKind]:
    """Kinds of modules that serve what somebody wants."""
    return frozenset(SERVED_BY[one] for one in wishes)
