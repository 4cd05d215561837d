"""How a class is, asked once a month: three questions, three faces each; shown of a class only, of months that are over. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from lms.advice.domain.opinions import Answered, Face, summed

SETTLED = timedelta(days=14)
"""Whoever has been in a class for less than this cannot say yet how it is."""
SHOWN = 6
"""So many months stand beside one another."""
STEP = 0.15
"""A smaller difference of shares is none: in a class of ten one person changes it by a tenth."""


class Question(StrEnum):
    """What is asked, in the order of asking."""

    WELCOME = "welcome"
    PACE = "pace"
    ROOM = "room"


class Trend(StrEnum):
    """Where the share of yes went from the month before."""

    UP = "up"
    SAME = "same"
    DOWN = "down"


PICTURES = {Question.WELCOME: "people", Question.PACE: "clock", Question.ROOM: "school"}


@dataclass(frozen=True)
class Line:
    """One question over the months, the newest first. `trend` is None while fewer than two months can be shown."""

    question: Question
    months: tuple[tuple[date, Answered], ...]
    trend: Trend | None


def month_of(day: date) -> date:
    """The first of its month: all that is kept of when."""
    return day.replace(day=1)


def is_asked(from_date: date, starts_on: date, ends_on: date, today: date) -> bool:
    """Whether somebody with a seat since a day is asked today about a class that runs from a day to a day."""
    return max(from_date, starts_on) + SETTLED <= today <= ends_on


def lines(answers: Iterable[tuple[date, Mapping[str, str]]], today: date) -> list[Line]:
    """Every question with its faces month by month. The running month is left out.

    Whoever watched its counts grow could tell what the last one said.
    """
    by_month: dict[date, list[Mapping[str, str]]] = {}
    for month, faces in answers:
        if month < month_of(today):
            by_month.setdefault(month, []).append(faces)
    told = [(month, summed(by_month[month], Question)) for month in sorted(by_month, reverse=True)[:SHOWN]]
    return [
        _line(question, tuple((month, every[place]) for month, every in told))
        for place, question in enumerate(Question)
    ]


def _line(question: Question, months: tuple[tuple[date, Answered], ...]) -> Line:
    shares = [one.faces[Face.GOOD] / one.people for _month, one in months if one.faces]
    newest = next(pairwise(shares), None)
    return Line(question, months, _trend(*newest) if newest else None)


def _trend(now: float, before: float) -> Trend:
    if abs(now - before) < STEP:
        return Trend.SAME
    return Trend.UP if now > before else Trend.DOWN
