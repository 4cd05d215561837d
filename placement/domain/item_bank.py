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


Measure = Skill | LiteracyAxis
"""What an item measures: a language skill, or one axis of the literacy screener."""


class ItemType(StrEnum):
    """How an item is asked and answered."""

    PICTURE_CHOICE = "picture_choice"
    SOUND_TO_WORD = "sound_to_word"
    LISTEN_AND_CHOOSE = "listen_and_choose"
    READ_AND_CHOOSE = "read_and_choose"
    CLOZE_CHOICE = "cloze_choice"
    SIGN_CHOICE = "sign_choice"
    RATED_TASK = "rated_task"

    @property
    def has_options(self) -> bool:
        """Whether the learner chooses one of several options; else a teacher beside gives the score."""
        return self is not ItemType.RATED_TASK

    @property
    def needs_sound(self) -> bool:
        """Whether the item cannot be answered without hearing it."""
        return self in {ItemType.PICTURE_CHOICE, ItemType.SOUND_TO_WORD, ItemType.LISTEN_AND_CHOOSE}


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
class Option:
    """One thing to choose: words, or a picture by its name in the picture set. `sound` speaks the words."""

    text: str = ""
    picture: str = ""
    sound: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `answer` is the place of the right option; `None` for tasks that a teacher scores.

    `step` orders the items of a literacy axis from 1, the easiest. `script` is what the sound file says.
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

    def item(self, key: str) -> Item | None:
        """One item by its key, whatever its state: an old sitting may still show it."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def measured(self) -> tuple[Measure, ...]:
        """What the bank has items for."""
        everything: tuple[Measure, ...] = (*Skill, *LiteracyAxis)
        return tuple(measure for measure in everything if self.of(measure))
