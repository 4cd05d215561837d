"""What people say of a module they have finished: three questions, three faces each; shown only of enough people. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ASKED_FOR = timedelta(days=60)
"""So long after the last day of a module somebody is asked how it was."""
SHOWN_FROM = 5
"""Of fewer people nothing is shown: nobody shall be guessed."""


class Question(StrEnum):
    """What is asked, in the order of asking."""

    LEARNT = "learnt"
    TEACHING = "teaching"
    TIMES = "times"


class Face(StrEnum):
    """An answer."""

    GOOD = "good"
    MIDDLING = "middling"
    BAD = "bad"


PICTURES = {Face.GOOD: "happy", Face.MIDDLING: "thinking", Face.BAD: "sad"}


@dataclass(frozen=True)
class Answered:
    """How often each face was chosen for a question. Nothing in `faces` where too few have answered."""

    question: Question
    people: int
    faces: Mapping[Face, int]


def summed(answers: Iterable[Mapping[str, str]]) -> list[Answered]:
    """Every question with its faces, where enough people answered it."""
    answers = list(answers)
    found = []
    for question in Question:
        faces = [Face(one[question]) for one in answers if one.get(question) in set(Face)]
        enough = len(faces) >= SHOWN_FROM
        found.append(Answered(question, len(faces), {face: faces.count(face) for face in Face} if enough else {}))
    return found
