"""GIFT: every kind of question, the signs that are escaped, and what is named because it cannot be asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.formats import Taken, gift
from placement.formats.question import GAP
from tests.placement.formats.made import taken

FILE = r"""// A comment { that is not closed
$CATEGORY: $course$/Lesen A2

::Amt:: Wann ist das Amt zu? {
  ~Montag #falsch
  =Dienstag
  ~nie
}

::Tür:: Ist {=die ~der ~das} Tür zu?

::Bin:: Ich {=bin =war} hier.

::Wahr:: Das Amt ist zu.{T}

::Zahl:: 2 + 2 {#4}

::Paare:: Was passt? {
  =Hund -> bellt

  =Katze -> miaut
  = -> singt
}

::Brief:: Schreiben Sie einen Brief. {}
"""


def told(text: str, **more: str) -> Taken:
    return taken(text, "questions.gift", **more)


def only(text: str) -> str:
    """The name of what the only question needs."""
    found = told(text)
    assert (found.imported, found.items) == ([], 1)
    return found.unsupported[0].what


def test_every_kind_of_question_is_taken_in() -> None:
    found = told(FILE, language="de")
    assert (found.format, found.items, found.unsupported) == ("GIFT", 7, [])
    assert found.imported == ["Amt", "Tür", "Bin", "Wahr", "Zahl", "Paare", "Brief"]
    types = ["read_and_choose", "cloze_choice", "cloze_typed", "read_and_choose", "cloze_typed", "read_and_choose"]
    assert [row["type"] for row in found.rows] == [*types, "read_and_choose", "writing_task"]
    assert {row["level"] for row in found.rows} == {"a2"}


def test_texts_and_answers_come_in_as_they_are_written() -> None:
    rows = {row["key"]: row for row in told(FILE, language="de").rows}
    assert (rows["Amt"]["text"], rows["Amt"]["options"], rows["Amt"]["answer"]) == (
        "Wann ist das Amt zu?",
        "Montag|Dienstag|nie",
        "2",
    )
    assert (rows["Tür"]["text"], rows["Tür"]["options"]) == ("Ist ___ Tür zu?", "die|der|das")
    assert rows["Bin"]["text"] == "Ich [bin/war] hier."
    assert rows["Wahr"]["options"] == "Richtig|Falsch"
    assert rows["Zahl"]["text"] == "2 + 2 [4]"
    assert (rows["Paare_1"]["text"], rows["Paare_1"]["options"]) == ("Was passt?\nHund", "bellt|miaut|singt")


def test_what_falls_away_is_named() -> None:
    found = told(FILE)
    assert [(each.item, each.what) for each in found.left_out if each.item] == [
        ("Amt", "feedback"),
        ("Paare", "asked as 2 questions"),
    ]
    assert told("Was? {=ja ~%50%vielleicht ~nein}").left_out[0].what == "answer worth a part: vielleicht"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Was? {~%50%a ~%50%b ~c}", "several right answers"),
        ("Was? {=a =b ~c}", "several right answers"),
        ("Wie viel? {#3:0.5}", "number with a tolerance"),
        ("Wie viel? {#1..5}", "number with a tolerance"),
        ("Eins {=a} und zwei {=b}", "several brackets"),
        ("Was? {a b}", "answers without = or ~"),
        (r"Was? {=<img src\='data:image/png;base64,AA'> ~b}", "img with its data inside"),
    ],
)
def test_questions_that_cannot_be_asked_are_named(text: str, named: str) -> None:
    assert only(text) == named


def test_a_text_without_answers_is_named() -> None:
    found = told("Nur ein Text.\n\nWas? {=a ~b}")
    assert [(each.item, each.what) for each in found.unsupported] == [("question 1", "description")]
    assert found.imported == ["question 2"]


def test_a_bracket_that_is_never_closed_is_named_and_loses_nothing_beside_it() -> None:
    found = told("Was? {=a ~b}\n\nWas noch? {=a ~b\n\nWann? {=a ~b}")
    assert (found.imported, found.items) == (["question 1", "question 3"], 3)
    assert [each.what for each in found.unsupported] == ["a bracket that is never closed"]


def test_html_becomes_words() -> None:
    found = told("[html]<p>Was <b>hei\\=ßt</b> &amp;<br>das?</p> {=eins ~<i>zwei</i>}")
    assert (found.rows[0]["text"], found.rows[0]["options"]) == ("Was hei=ßt &\ndas?", "eins|zwei")


def test_two_questions_of_one_title_are_both_kept() -> None:
    found = told("::A:: eins {=a ~b}\n\n::A:: zwei {=a ~b}")
    assert (found.imported, [row["key"] for row in found.rows]) == (["A", "A (2)"], ["A", "A_2"])


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co")), max_size=40)


@given(TEXTS.filter(lambda text: text.strip() and "|" not in text))
@settings(max_examples=100, deadline=None)
def test_what_is_escaped_comes_back(text: str) -> None:
    found = told(f"::A:: frage {{={gift.escape(text)} ~x y z nobody writes}}")
    assert found.rows[0]["options"].split("|")[0].split() == text.split()


@given(st.text("ab ~=#{}:\\->%", min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_escaped_signs_are_never_marks(text: str) -> None:
    found = gift.read(f"::T:: {gift.escape('x ' + text + ' y')} {{=ja ~nein}}", "de")
    asked = found.questions[0].text.replace(GAP, "")
    assert asked.split() == ["x", *text.split(), "y"]
