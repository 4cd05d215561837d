"""Item bank: the questions, what is known of each, and what makes an answer right."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lms.kernel.vocabulary import Level, Skill
from placement.domain.irt import Parameters


class LiteracyAxis(StrEnum):
    """The two things the literacy screener tells apart."""

    ANY_SCRIPT = "any_script"
    LATIN = "latin"


class Aptitude(StrEnum):
    """What is measured beside language and letters."""

    PACE = "pace"


Measure = Skill | LiteracyAxis | Aptitude
"""What an item measures: a language skill, one axis of the literacy screener, or learning pace."""


class ItemType(StrEnum):
    """How an item is asked and answered. `placement.domain.scoring` holds the rule that scores each of them."""

    PICTURE_CHOICE = "picture_choice"
    SOUND_TO_WORD = "sound_to_word"
    LISTEN_AND_CHOOSE = "listen_and_choose"
    READ_AND_CHOOSE = "read_and_choose"
    CLOZE_CHOICE = "cloze_choice"
    SIGN_CHOICE = "sign_choice"
    PATTERN_CHOICE = "pattern_choice"
    TRACE = "trace"
    TAP_PICTURE = "tap_picture"
    MATCH = "match"
    ORDER = "order"
    CLOZE_TYPED = "cloze_typed"
    C_TEST = "c_test"
    DICTATION = "dictation"
    WRITING_TASK = "writing_task"
    SPEAKING_TASK = "speaking_task"
    RATED_TASK = "rated_task"

    @property
    def has_options(self) -> bool:
        """Whether the learner chooses one of several options."""
        return self in _CHOICES

    @property
    def needs_sound(self) -> bool:
        """Whether the item cannot be answered without hearing it."""
        return self in {
            ItemType.PICTURE_CHOICE,
            ItemType.SOUND_TO_WORD,
            ItemType.LISTEN_AND_CHOOSE,
            ItemType.TAP_PICTURE,
            ItemType.DICTATION,
        }

    @property
    def has_gaps(self) -> bool:
        """Whether the learner writes what is missing in a text."""
        return self in {ItemType.CLOZE_TYPED, ItemType.C_TEST}

    @property
    def is_performance(self) -> bool:
        """Whether the learner makes something, a text or a recording, that a person scores by a rubric."""
        return self in {ItemType.WRITING_TASK, ItemType.SPEAKING_TASK}

    @property
    def needs_rater(self) -> bool:
        """Whether a person gives the score: beside the learner, or later."""
        return self is ItemType.RATED_TASK or self.is_performance


_CHOICES = frozenset(
    {
        ItemType.PICTURE_CHOICE,
        ItemType.SOUND_TO_WORD,
        ItemType.LISTEN_AND_CHOOSE,
        ItemType.READ_AND_CHOOSE,
        ItemType.CLOZE_CHOICE,
        ItemType.SIGN_CHOICE,
        ItemType.PATTERN_CHOICE,
        ItemType.TAP_PICTURE,
    }
)


class Strict(StrEnum):
    """What counts in a written answer beside the letters. Named by the item; without it neither counts."""

    CASE = "case"
    ACCENTS = "accents"


class ItemState(StrEnum):
    """The life of an item. Only draft and calibrated items count; a pilot item is asked but not scored."""

    DRAFT = "draft"
    PILOT = "pilot"
    CALIBRATED = "calibrated"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class PoolItem:
    """What the engine needs of an item, and what a sitting keeps of it: nothing a later edit can change."""

    key: str
    parameters: Parameters
    content: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, in fractions of its width and height from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, match or order: words, a picture by its name in the picture set, or a part of a picture.

    `sound` speaks the words. A matching option without a sound is only there to be chosen wrongly.
    """

    text: str = ""
    picture: str = ""
    sound: str = ""
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `answer` is the place of the right option; `None` where something else makes an answer right.

    `gaps` holds what may stand in every gap of the text, `orders` every right order of the options, `wordings` every
    right text of a dictation. `step` orders the items of a literacy axis from 1, the easiest. `script` is what the
    sound file says.
    """

    key: str
    measures: Measure
    type: ItemType
    level: Level
    parameters: Parameters
    content: str
    text: str = ""
    question: str = ""
    sound: str = ""
    script: str = ""
    picture: str = ""
    options: tuple[Option, ...] = ()
    answer: int | None = None
    gaps: tuple[tuple[str, ...], ...] = ()
    orders: tuple[tuple[int, ...], ...] = ()
    wordings: tuple[str, ...] = ()
    strict: frozenset[Strict] = frozenset()
    step: int = 0
    state: ItemState = ItemState.DRAFT

    def score(self, option: int) -> int:
        """1 when this option is the right one, else 0."""
        return int(option == self.answer)

    @property
    def pictures(self) -> Iterator[str]:
        """Names of all pictures the item shows."""
        if self.picture:
            yield self.picture
        yield from (option.picture for option in self.options if option.picture)

    def for_pool(self) -> PoolItem:
        """The part the engine works with."""
        return PoolItem(self.key, self.parameters, self.content, self.step)


@dataclass(frozen=True, slots=True)
class Bank:
    """A published set of items in one language, with where its difficulties and its voice come from."""

    key: str
    version: str
    language: str
    difficulty_source: str
    sound_source: str
    items: tuple[Item, ...]

    def of(self, measure: Measure) -> tuple[Item, ...]:
        """Items in use that measure this, in the order of the bank."""
        counted = (ItemState.DRAFT, ItemState.CALIBRATED)
        return tuple(item for item in self.items if item.measures == measure and item.state in counted)

    def pool(self, measure: Measure) -> tuple[PoolItem, ...]:
        """The same items as the engine sees them."""
        return tuple(item.for_pool() for item in self.of(measure))

    def pilots(self, measure: Measure) -> tuple[PoolItem, ...]:
        """Items on trial: asked now and then, never counted."""
        return tuple(
            item.for_pool() for item in self.items if item.measures == measure and item.state is ItemState.PILOT
        )

    def item(self, key: str) -> Item | None:
        """One item by its key, whatever its state: an old sitting may still show it."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def measured(self) -> tuple[Measure, ...]:
        """What the bank has items for."""
        everything: tuple[Measure, ...] = (*Skill, *LiteracyAxis, *Aptitude)
        return tuple(measure for measure in everything if self.of(measure))
