"""What people say of a module they have finished: three questions, three faces each; shown only of enough people. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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

    question: StrEnum
    people: int
    faces: Mapping[Face, int]


def summed(answers: Iterable[Mapping[str, str]], questions: Iterable[StrEnum] = Question) -> list[Answered]:
    """Every question with its faces, where enough people answered it."""
    answers = list(answers)
    found = []
    for question in questions:
        faces = [Face(one[question]) for one in answers if one.get(question) in set(Face)]
        enough = len(faces) >= SHOWN_FROM
        found.append(Answered(question, len(faces), {face: faces.count(face) for face in Face} if enough else {}))
    return found


def summed_by(groups: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, list[Answered]]:
    """The same for each group, beside which the sum of all groups is shown.

    Where those too few to be shown are together still too few, the smallest group that would be shown is kept back with
    them: else one subtraction would tell what they said.
    """
    found = {key: summed(answers) for key, answers in groups.items()}
    for place in range(len(Question)):
        shown = [key for key in found if found[key][place].faces]
        hidden = sum(found[key][place].people for key in found if key not in shown)
        if shown and 0 < hidden < SHOWN_FROM:
            least = min(shown, key=lambda key: (found[key][place].people, key))
            found[least][place] = replace(found[least][place], faces={})
    return found
