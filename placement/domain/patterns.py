"""Patterns: rows of shapes that go on by a rule, for learning pace. Nothing to read, nothing that school has taught.

Every property of a shape (form, filling, turn, number, size) runs through a cycle of its own. Which picture comes next is
then certain, and how hard it is follows from how many cycles run beside each other and how long they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from typing import Any

import numpy as np

FORMS: Mapping[str, str] = {
    "circle": "M14 32a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    "square": "M16 16H48V48H16Z",
    "triangle": "M32 13L51 48H13Z",
    "diamond": "M32 11L53 32L32 53L11 32Z",
    "cross": "M25 12H39V25H52V39H39V52H25V39H12V25H25Z",
    "arrow": "M32 10L52 32H40V54H24V32H12Z",
    "flag": "M20 10L50 24L26 35V54H20Z",
}
"""Outlines in a square of 64, as paths of an SVG."""
TURNING = ("arrow", "flag")
"""Forms that look different in every turn."""
SIZES: Mapping[str, float] = {"small": 0.45, "middle": 0.7, "large": 1.0}
FILLINGS = ("full", "empty")
SHOWN = 5
CHOICES = 4
PLACES: Mapping[int, tuple[tuple[float, float, float], ...]] = {
    1: ((0, 0, 1),),
    2: ((0, 16, 0.5), (32, 16, 0.5)),
    3: ((16, 0, 0.5), (0, 32, 0.5), (32, 32, 0.5)),
    4: ((0, 0, 0.5), (32, 0, 0.5), (0, 32, 0.5), (32, 32, 0.5)),
}
"""Where one to four forms stand in the square of 64: x, y and scale."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture: `number` forms alike. Written `arrow:full:90:1:large` in a bank."""

    form: str
    filling: str = "full"
    turn: int = 0
    number: int = 1
    size: str = "large"

    def __post_init__(self) -> None:
        known = self.form in FORMS and self.filling in FILLINGS and self.size in SIZES and self.number in PLACES
        if not known or self.turn % 45 or not 0 <= self.turn < 360:
            raise ValueError(f"no such figure: {self}")

    @property
    def code(self) -> str:
        """The figure as text."""
        return ":".join(map(str, astuple(self)))

    @property
    def outline(self) -> str:
        """Path of the form."""
        return FORMS[self.form]

    @property
    def transforms(self) -> list[str]:
        """Where and how large each form stands, as transforms of an SVG: put in its place, then made smaller, turned."""
        scale = SIZES[self.size]
        rest = 32 * (1 - scale)
        return [
            f"translate({x:g} {y:g}) scale({part:g}) translate({rest:g} {rest:g}) scale({scale:g}) rotate({self.turn} 32 32)"
            for x, y, part in PLACES[self.number]
        ]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row to go on with: what is shown, what can be chosen, and the place of the right one."""

    row: tuple[Figure, ...]
    choices: tuple[Figure, ...]
    answer: int


Cycles = Mapping[str, tuple[Any, ...]]
"""For each property that changes, the values it runs through."""

QUARTERS, BACK, HALVES, EIGHTHS = (0, 90, 180, 270), (0, 270, 180, 90), (0, 180), (0, 45, 90, 135, 180, 225, 270, 315)

PLAN: tuple[tuple[float, Cycles], ...] = (
    (-1.1, {"form": ("circle", "square")}),
    (-0.8, {"filling": FILLINGS}),
    (-0.5, {"form": ("triangle", "circle", "square")}),
    (-0.2, {"turn": QUARTERS}),
    (0.0, {"number": (1, 2, 3)}),
    (0.2, {"size": ("small", "middle", "large")}),
    (0.4, {"form": ("diamond", "circle"), "filling": ("full", "full", "empty")}),
    (0.6, {"turn": QUARTERS, "filling": FILLINGS}),
    (0.7, {"form": ("square", "cross"), "number": (1, 2, 3)}),
    (0.9, {"turn": BACK, "size": ("large", "small")}),
    (1.0, {"turn": HALVES, "number": (3, 2, 1)}),
    (1.1, {"form": ("circle", "triangle", "diamond"), "filling": FILLINGS}),
    (1.3, {"turn": EIGHTHS}),
    (1.5, {"turn": QUARTERS, "number": (1, 2, 3)}),
    (1.7, {"form": ("cross", "square", "circle"), "filling": FILLINGS, "size": ("large", "small")}),
    (2.0, {"turn": BACK, "filling": ("full", "empty", "empty"), "number": (1, 2)}),
)
"""Difficulty by the author's estimate on the scale of learning pace, and the cycles of every item."""


def parse(code: str) -> Figure:
    """A figure from its text. Raises ValueError."""
    form, filling, turn, number, size = code.split(":")
    return Figure(form, filling, int(turn), int(number), size)


def figures(codes: str) -> list[Figure]:
    """A row of figures from their texts with spaces between. Raises ValueError."""
    return [parse(code) for code in codes.split()]


def generate(seed: int) -> Iterator[tuple[float, Cycles, Pattern]]:
    """Every item of the plan. The same seed makes the same pictures."""
    generator = np.random.default_rng(seed)
    for difficulty, cycles in PLAN:
        yield difficulty, cycles, pattern(cycles, generator)


def pattern(cycles: Cycles, generator: np.random.Generator) -> Pattern:
    """One item: five shapes, the sixth, and three that break the rule in one way each."""
    forms = TURNING if "turn" in cycles else tuple(form for form in FORMS if form not in TURNING)
    start = Figure(str(generator.choice(forms)))
    row = [_at(start, cycles, step) for step in range(SHOWN)]
    right = _at(start, cycles, SHOWN)
    wrong = [figure for figure in dict.fromkeys(_wrong(right, row[-1], cycles)) if figure != right]
    chosen = [wrong[place] for place in sorted(generator.choice(len(wrong), CHOICES - 1, replace=False))]
    place = int(generator.integers(CHOICES))
    return Pattern(tuple(row), (*chosen[:place], right, *chosen[place:]), place)


def _at(start: Figure, cycles: Cycles, step: int) -> Figure:
    return replace(start, **{name: values[step % len(values)] for name, values in cycles.items()})


def _wrong(right: Figure, last: Figure, cycles: Cycles) -> Iterator[Figure]:
    """Pictures to choose by mistake: one property as elsewhere in its cycle, the last picture again, another filling."""
    for name, values in cycles.items():
        yield from (replace(right, **{name: value}) for value in values)
    yield last
    for figure in (right, last):
        yield replace(figure, filling=FILLINGS[1 - FILLINGS.index(figure.filling)])
        yield replace(figure, number=figure.number % 4 + 1)
