"""Ideas for the centre: how far one is, what of it everybody sees, and what a status needs. Pure."""

from enum import StrEnum

from lms.advice.domain.complaints import LONGEST, said_trouble

MOST_WAITING = 5
"""So many ideas of one person wait at most: somebody has to read them."""


class State(StrEnum):
    """How far an idea is."""

    WAITING = "waiting"
    HEARD = "heard"
    LOOKED_AT = "looked_at"
    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    KEPT_BACK = "kept_back"
    TAKEN_BACK = "taken_back"


ON_BOARD = (State.HEARD, State.LOOKED_AT, State.DONE, State.NOT_POSSIBLE)
"""What everybody of the centre sees, in the order of going on."""
PICTURES = {
    State.WAITING: "hourglass",
    State.HEARD: "ear",
    State.LOOKED_AT: "eye",
    State.DONE: "check",
    State.NOT_POSSIBLE: "cross",
    State.KEPT_BACK: "cross",
}
MARKS = {
    State.WAITING: ("wait", "hourglass-medium"),
    State.HEARD: ("brand", "ear"),
    State.LOOKED_AT: ("info", "eye"),
    State.DONE: ("ok", "check-circle"),
    State.NOT_POSSIBLE: ("wait", "prohibit"),
    State.KEPT_BACK: ("wait", "prohibit"),
}
"""Pill and icon."""


def trouble(words: str, sound: bytes) -> tuple[str, str] | None:
    """(field, code) of what somebody cannot send."""
    if not words.strip() and not sound:
        return "words", "advice.idea_missing"
    return said_trouble(words, sound)


def board_trouble(words: str) -> tuple[str, str] | None:
    """(field, code) of what cannot stand on the board."""
    if not words.strip():
        return "board", "advice.board_missing"
    return ("board", "advice.words_long") if len(words.strip()) > LONGEST else None


def status_trouble(state: str, answer: str) -> tuple[str, str] | None:
    """(field, code) of what a status lacks: who had the idea hears why it is not possible."""
    if state not in ON_BOARD:
        return "state", "advice.status_missing"
    if state == State.NOT_POSSIBLE and not answer.strip():
        return "answer", "advice.reason_missing"
    return ("answer", "advice.words_long") if len(answer.strip()) > LONGEST else None
