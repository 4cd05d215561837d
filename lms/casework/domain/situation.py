"""How far somebody gets along alone, in four areas of life and five steps, as two sides see it over time. Pure.

The steps say what somebody does, never what somebody has: nothing here is a diagnosis, and nothing is added up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

AREAS = ("papers", "money", "people", "strength")
"""Legal, economic, social and psychological situation, in words of every day."""

STEPS = (1, 2, 3, 4, 5)
FAR = 2
"""From so many steps on two views of one area differ enough to be talked about."""

AREA_PICTURES = {"papers": "bank", "money": "wallet", "people": "talking", "strength": "sunrise"}
STEP_PICTURES = {1: "question", 2: "people", 3: "speech", 4: "walking", 5: "handshake"}


@dataclass(frozen=True)
class Look:
    """How one side saw it on a day. Areas that were not asked are not in it."""

    day: date
    by_learner: bool
    steps: Mapping[str, int]
    notes: Mapping[str, str] = field(default_factory=dict)
    stage: str = ""
    by: str = ""


@dataclass(frozen=True)
class Area:
    """One area now: the newest step of both sides, what changed since the time before, every look for the chart."""

    key: str
    own: int | None
    staff: int | None
    own_change: int
    staff_change: int
    note: str
    note_before: str
    own_line: tuple[tuple[date, int], ...]
    staff_line: tuple[tuple[date, int], ...]

    @property
    def far_apart(self) -> bool:
        """Whether both sides see it so differently that they should talk about it."""
        return self.own is not None and self.staff is not None and abs(self.own - self.staff) >= FAR

    @property
    def changed(self) -> bool:
        """Whether anything is different from the time before."""
        return bool(self.own_change or self.staff_change or (self.note_before and self.note != self.note_before))


def areas_of(looks: Iterable[Look]) -> tuple[Area, ...]:
    """Every area, from all looks, the oldest first."""
    found = sorted(looks, key=lambda one: one.day)
    return tuple(_area(key, found) for key in AREAS)


def _area(key: str, looks: Sequence[Look]) -> Area:
    own, staff = (
        tuple((one.day, one.steps[key]) for one in looks if one.by_learner is side and key in one.steps)
        for side in (True, False)
    )
    notes = ["", "", *(one.notes.get(key, "") for one in looks if not one.by_learner)]
    return Area(
        key,
        own[-1][1] if own else None,
        staff[-1][1] if staff else None,
        _change(own),
        _change(staff),
        notes[-1],
        notes[-2],
        own,
        staff,
    )


def _change(line: Sequence[tuple[date, int]]) -> int:
    return line[-1][1] - line[-2][1] if len(line) > 1 else 0


def trouble(steps: Mapping[str, int], *, whole: bool) -> str:
    """Code of what is wrong with answers; empty where nothing is. Staff answers every area, a learner one at a time."""
    if any(key not in AREAS or value not in STEPS for key, value in steps.items()) or not steps:
        return "casework.situation_missing"
    return "casework.situation_missing" if whole and set(steps) != set(AREAS) else ""


def asked_in_stage(looks: Iterable[Look], stage: str, since: date | None) -> bool:
    """Whether staff has asked since this stage began."""
    return any(one.stage == stage and (since is None or one.day >= since) for one in looks if not one.by_learner)
