"""Recognition of a profession or a diploma: what an authority asks for, and how far one person's case has come. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from curricula.domain.amounts import Money, Span
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import LEVELS, Level

LONGEST_WORDS = 120
LONGEST_NOTE = 2000


class CommonStep(StrEnum):
    """Steps that many authorities have. They are said in the reader's language; any other brings its own title."""

    FIND_OFFICE = "find_office"
    CHECK_FIRST = "check_first"
    CHOOSE_OCCUPATION = "choose_occupation"
    COLLECT = "collect"
    TRANSLATE = "translate"
    CERTIFY = "certify"
    APPLY_ONLINE = "apply_online"
    APPLY = "apply"
    AGREE_TO_PAY = "agree_to_pay"
    PAY = "pay"
    ANSWER = "answer"
    WAIT = "wait"
    RECEIVE = "receive"
    MAKE_UP = "make_up"


class CommonDocument(StrEnum):
    """Papers that many authorities ask for, said in the reader's language."""

    APPLICATION_FORM = "application_form"
    IDENTITY = "identity"
    PHOTO = "photo"
    HOME_ADDRESS = "home_address"
    DIPLOMA = "diploma"
    SUBJECTS = "subjects"
    SCHOOL_CERTIFICATE = "school_certificate"
    TRANSLATION = "translation"
    CERTIFIED_COPIES = "certified_copies"
    CV = "cv"
    WORK_PROOF = "work_proof"
    NAME_CHANGE = "name_change"
    RIGHT_TO_APPLY = "right_to_apply"
    LANGUAGE_CERTIFICATE = "language_certificate"


class State(StrEnum):
    """Whether somebody still works on a case."""

    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What the authority said."""

    RECOGNISED = "recognised"
    PARTLY = "partly"
    NOT = "not"
    WITHDRAWN = "withdrawn"


IN_PROCEDURE = frozenset({Outcome.PARTLY})
"""Closed, and something is still asked of her: rules about people in a procedure go on to hold."""


@dataclass(frozen=True, slots=True)
class Item:
    """A step, or a paper. `title` is empty where the key is one of the common ones; `only` says for whom it is."""

    key: str
    evidence: Evidence
    title: str = ""
    only: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to pay. Without a price nobody has found one."""

    key: str
    title: str
    evidence: Evidence
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """How long something takes or may take."""

    key: str
    title: str
    span: Span
    least: int
    most: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Demand:
    """The language level that is asked for in a profession."""

    key: str
    title: str
    level: Level
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Advice:
    """Where people get advice about this authority. `places` are towns of it, empty for everywhere or by telephone."""

    key: str
    name: str
    link: str
    evidence: Evidence
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A plain statement, as the source says it."""

    key: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Authority:
    """Who recognises what, and what it asks for. A list that is empty was looked for and not found."""

    key: str
    name: str
    country: str
    link: str
    about: str
    evidence: Evidence | None
    steps: tuple[Item, ...] = ()
    documents: tuple[Item, ...] = ()
    fees: tuple[Fee, ...] = ()
    times: tuple[Time, ...] = ()
    demands: tuple[Demand, ...] = ()
    advice: tuple[Advice, ...] = ()
    notes: tuple[Note, ...] = ()

    def statements(self) -> tuple[tuple[str, "Item | Fee | Time | Demand | Advice | Note"], ...]:
        """Everything that it states, by table."""
        tables = ("steps", "documents", "fees", "times", "demands", "advice", "notes")
        return tuple((table, one) for table in tables for one in getattr(self, table))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Tables of which nothing is known."""
        fees_known = any(one.price is not None for one in self.fees)
        found = {"fees": fees_known, "times": bool(self.times), "demands": bool(self.demands)}
        return tuple(name for name, known in found.items() if not known)


def no_longer_known(key: str) -> Authority:
    """What stands in for an authority whose file is gone: old cases stay readable."""
    return Authority(key, key, "", "", "", None)


def next_of(items: Iterable[Item], done: Mapping[str, date]) -> Item | None:
    """The first in their order that is not done."""
    return next((one for one in items if one.key not in done), None)


def missing(items: Iterable[Item], there: Mapping[str, date]) -> tuple[Item, ...]:
    """Papers that are not there. One that is only for some people is missing until somebody says that it is there."""
    return tuple(one for one in items if one.key not in there)


def in_order_of_place(advice: Iterable[Advice], town: str) -> tuple[Advice, ...]:
    """Those in the person's town first, then those for everywhere, then the others."""
    wanted = town.casefold()
    return tuple(
        sorted(
            advice,
            key=lambda one: (wanted not in {place.casefold() for place in one.places}, bool(one.places), one.name),
        )
    )


def higher(one: str, other: str) -> str:
    """The higher of two levels; an empty one asks for nothing."""
    ranks = {str(level): place for place, level in enumerate(LEVELS, start=1)}
    return max((one, other), key=lambda level: ranks.get(level, 0))


def state_of(closed_on: date | None) -> State:
    """Open until it has a day on which it was closed."""
    return State.OPEN if closed_on is None else State.CLOSED


def under_way(cases: Iterable[tuple[State, Outcome | None]]) -> bool | None:
    """What rules ask: is she in a procedure? None where no case is known here, for she may have one elsewhere."""
    found = [state is State.OPEN or outcome in IN_PROCEDURE for state, outcome in cases]
    return any(found) if found else None
