"""Tracing: how well somebody has drawn along a line or a letter with a finger, a pen or a mouse. Geometry only.

Drawings and models live in a square from 0 to 100, y downwards. Two things count: how much of the model is covered, and
how close the drawing keeps to it. Where the pen began, in which direction it went and how often it was lifted does not.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from placement.domain.irt import Array

Point = tuple[float, float]
Stroke = Sequence[Point]

NEAR = 8.0
"""Half the width of the path on the screen: a finger is about as wide."""
EVERY = 2.0
"""Distance of the points at which drawing and model are compared."""
WELL = (0.9, 0.85)
PARTLY = (0.6, 0.6)
"""Shares covered and close that full points, and one point, ask for."""
HIGHEST = 2
MOST_POINTS = 6000
SIDE = 100.0


@dataclass(frozen=True, slots=True)
class Traced:
    """`covered`: share of the model that was drawn; `close`: share of the drawing that lies on the model."""

    covered: float
    close: float

    @property
    def points(self) -> int:
        """2 for the whole line, 1 for a good part of it, else 0. A scribble over everything covers, but is not close."""
        for points, (covered, close) in ((2, WELL), (1, PARTLY)):
            if self.covered >= covered and self.close >= close:
                return points
        return 0


def _wave(turns: int, height: float) -> Stroke:
    return [(10 + 80 * at / 60, 50 - height * math.sin(2 * math.pi * turns * at / 60)) for at in range(61)]


def _loops(many: int) -> Stroke:
    """A row of loops as in joined writing: a point on a wheel that is rolled along."""
    turn = [2 * math.pi * many * at / 120 for at in range(121)]
    return [(26 + 48 * at / 120 - 18 * math.sin(a), 50 + 28 * math.cos(a)) for at, a in enumerate(turn)]


def _arc(x: float, y: float, wide: float, high: float, begin: float, end: float) -> Stroke:
    steps = [math.radians(begin + (end - begin) * at / 40) for at in range(41)]
    return [(x + wide * math.cos(angle), y + high * math.sin(angle)) for angle in steps]


MODELS: Mapping[str, tuple[Stroke, ...]] = {
    "straight": ([(10, 50), (90, 50)],),
    "zigzag": ([(10, 70), (30, 30), (50, 70), (70, 30), (90, 70)],),
    "wave": (_wave(2, 20),),
    "loops": (_loops(2),),
    "letter_l": ([(38, 15), (38, 85), (68, 85)],),
    "letter_o": (_arc(50, 50, 28, 34, -90, 270),),
    "letter_a": ([(22, 85), (50, 15), (78, 85)], [(33, 60), (67, 60)]),
}
"""What there is to trace, by name: lines first, then letters."""


def trace(model: Sequence[Stroke], drawing: Sequence[Stroke]) -> Traced:
    """Compare a drawing with a model."""
    wanted, drawn = _points(model), _points(drawing)
    if not len(drawn):
        return Traced(0.0, 0.0)
    apart = np.hypot(wanted[:, None, 0] - drawn[None, :, 0], wanted[:, None, 1] - drawn[None, :, 1])
    return Traced(float((apart.min(axis=1) <= NEAR).mean()), float((apart.min(axis=0) <= NEAR).mean()))


def strokes_of(texts: Sequence[str]) -> list[list[Point]]:
    """Strokes from their texts, "x,y x,y ...". Raises ValueError for anything else; nothing outside the square is kept."""
    strokes = [[_point(pair) for pair in text.split()] for text in texts if text.strip()]
    if sum(map(len, strokes)) > MOST_POINTS:
        raise ValueError("too many points")
    return strokes


def path(model: Sequence[Stroke]) -> str:
    """The model as the path of an SVG."""
    return " ".join("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in stroke) for stroke in model)


def starts(model: Sequence[Stroke]) -> list[Point]:
    """Where each stroke of the model begins: shown as a dot to put the finger on."""
    return [(round(stroke[0][0], 1), round(stroke[0][1], 1)) for stroke in model]


def _point(pair: str) -> Point:
    x, _, y = pair.partition(",")
    point = float(x), float(y)
    if not all(map(math.isfinite, point)):
        raise ValueError("not a point")
    return min(max(point[0], 0.0), SIDE), min(max(point[1], 0.0), SIDE)


def _points(strokes: Sequence[Stroke]) -> Array:
    """Points at even distances along all strokes, so that a slow hand counts no more than a quick one."""
    found = [_along(np.asarray(stroke, dtype=np.float64)) for stroke in strokes if len(stroke)]
    return np.concatenate(found) if found else np.zeros((0, 2))


def _along(stroke: Array) -> Array:
    steps = np.hypot(*np.diff(stroke, axis=0).T) if len(stroke) > 1 else np.zeros(0)
    gone = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0.0, gone[-1], max(int(gone[-1] / EVERY), 1) + 1)
    return np.stack([np.interp(at, gone, stroke[:, 0]), np.interp(at, gone, stroke[:, 1])], axis=1)
