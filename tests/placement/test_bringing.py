"""Reasons of the readers of other programs' questions, in sentences."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.kernel.plugins import Registry
from placement import formats
from placement.views import bringing


def _named() -> Iterator[str]:
    """What the readers say literally: `raise Unsupported("...")`, with a word for what they fill in."""
    for file in Path(formats.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Unsupported":
                match node.args[0]:
                    case ast.Constant(value=str(words)):
                        yield words
                    case ast.JoinedStr(values=parts) if len(parts) > 1:
                        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "this" for part in parts)


def test_every_reason_of_a_reader_has_a_sentence_of_its_own() -> None:
    """Nobody reads the name of a function or half a sentence of English."""
    general = [
        words
        for words in _named()
        if next(code for pattern, code in bringing.NOT_IN if re.fullmatch(pattern, words)) == ""
    ]
    assert set(general) <= {"this this"}, "an element with the kind of its medium"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("numerical with a tolerance", "The answer is a number that may be a little off. Here an answer is exact."),
        ("orderInteraction: no right answer", "No answer is marked as right."),
        ("responseProcessing template percent", "Its points are worked out in a way that is not known here: percent."),
        ("textEntryInteraction: RESPONSE is not declared", "It names an answer that is not described: RESPONSE."),
        ("drawingInteraction", "It has a part that is not asked here: drawingInteraction."),
    ],
)
def test_why_a_question_does_not_come_in_is_said_in_a_sentence(registry: Registry, named: str, said: str) -> None:
    assert bringing.why_not_in(named) == said


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("generalfeedback", "What it says after an answer."),
        ("file not used: idle.png", "A file that no question uses: idle.png"),
        ("asked as 3 questions", "It becomes 3 questions."),
        ("graderinfo", "This part: graderinfo"),
    ],
)
def test_what_falls_away_is_said_in_a_sentence(registry: Registry, named: str, said: str) -> None:
    assert bringing.what_falls_away(named) == said
