"""Question: the value between the formats of others and an item bank, and everything that was said while reading one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

GAP = "\ue000"
"""Stands in a text where something is to be filled in; no format uses this sign."""


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    CLOZE_CHOICE = "cloze_choice"
    GAPS = "gaps"
    PAIRS = "pairs"
    ORDER = "order"
    WRITE = "write"
    RECORD = "record"
    TAP = "tap"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a picture, in fractions of its width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: words, a picture, a sound, a part of a picture. Media by their name in the package."""

    id: str
    text: str = ""
    picture: str = ""
    sound: str = ""
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: the words that may stand in it, or the choices and the id of the right one."""

    id: str
    words: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    right: str = ""


Responses = Mapping[str, Sequence[str]]
"""What a learner answers, in the way of QTI: values by the identifier of the response."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question from outside. `text` is read, `question` is asked, `extra` is what our own export says of an item.

    `right` holds the id of the right choice, or all ids in a right order; `pairs` the ids that belong together.
    `points` scores responses the way the question's own format does, `highest` is its best score.
    """

    id: str
    kind: Kind
    title: str = ""
    language: str = ""
    text: str = ""
    question: str = ""
    sound: str = ""
    picture: str = ""
    choices: tuple[Choice, ...] = ()
    others: tuple[Choice, ...] = ()
    right: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    gaps: tuple[Gap, ...] = ()
    strict: str = ""
    level: str = ""
    response: str = "RESPONSE"
    extra: Mapping[str, str] = field(default_factory=dict)
    points: Callable[[Responses], float] | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was left out or changed, though the rest of the item is taken in. No item: of the whole package."""

    item: str
    what: str


@dataclass(slots=True)
class Reading:
    """Everything one file holds: questions, items that cannot be asked here, and what was left out of the others."""

    format: str
    questions: list[Question] = field(default_factory=list)
    unsupported: list[Left] = field(default_factory=list)
    left_out: list[Left] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    items: int = 0
