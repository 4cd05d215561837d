"""Moodle XML: every type of question that we can ask, with its files, and the names of the others."""

import base64

import pytest

from placement.formats import Taken
from tests.placement.formats.made import MP3, PNG, taken


def question(type: str, text: str, more: str = "", name: str = "Q", files: str = "") -> str:
    return (
        f'<question type="{type}"><name><text>{name}</text></name><questiontext format="html"><text><![CDATA[{text}]]></text>'
        f"{files}</questiontext>{more}</question>"
    )


def file(name: str, data: bytes) -> str:
    return f'<file name="{name}" path="/" encoding="base64">{base64.b64encode(data).decode()}</file>'


def answer(text: str, fraction: float = 0, files: str = "") -> str:
    return f'<answer fraction="{fraction:g}" format="html"><text><![CDATA[{text}]]></text>{files}</answer>'


def quiz(*questions: str) -> Taken:
    return taken(
        f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>', "questions.xml", language="de"
    )


def row(one: str) -> dict[str, str]:
    found = quiz(one)
    assert found.unsupported == [], found.report()
    return found.rows[0]


def what(one: str) -> str:
    found = quiz(one)
    assert (found.imported, found.items) == ([], 1)
    return found.unsupported[0].what


def test_a_choice_with_a_sound_and_pictures_keeps_its_files() -> None:
    options = "".join(
        answer(
            f'<img src="@@PLUGINFILE@@/{name}.png" alt="{name}">',
            100 * (name == "y"),
            file(f"{name}.png", PNG + name.encode()),
        )
        for name in "xy"
    )
    sound = '<audio controls><source src="@@PLUGINFILE@@/a%20b.mp3"></audio>'
    found = quiz(question("multichoice", sound, f"<single>true</single>{options}", files=file("a b.mp3", MP3)))
    (made,) = found.rows
    assert (made["type"], made["sound"], made["options"], made["answer"]) == (
        "picture_choice", "a_b.mp3", "picture:x.png=x|picture:y.png=y", "2",
    )  # fmt: skip
    assert sorted(found.media) == ["a_b.mp3", "x.png", "y.png"]


def test_true_or_false_is_asked_in_the_language_of_the_bank() -> None:
    made = row(question("truefalse", "<p>Zu?</p>", answer("true", 0) + answer("false", 100)))
    assert (made["options"], made["answer"]) == ("Richtig|Falsch", "2")


def test_short_answers_and_numbers_are_typed() -> None:
    made = row(
        question(
            "shortanswer", "<p>Ich ____ hier.</p>", f"<usecase>1</usecase>{answer('bin', 100)}{answer('war', 100)}"
        )
    )
    assert (made["type"], made["text"], made["strict"]) == ("cloze_typed", "Ich [bin/war] hier.", "case accents")
    assert row(question("numerical", "2 + 2", answer("4", 100)))["text"] == "2 + 2 [4]"


def test_pairs_orders_and_texts_are_taken_in() -> None:
    pair = '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer></subquestion>'
    made = quiz(
        question(
            "matching", "Was?", pair.format("Hund", "bellt") + pair.format("Katze", "miaut") + pair.format("", "singt")
        )
    )
    assert [each["options"] for each in made.rows] == ["bellt|miaut|singt"] * 2
    assert (
        row(question("ordering", "Satz", answer("ich") + answer("gehe") + answer("heim")))["options"] == "ich|gehe|heim"
    )
    assert row(question("essay", "Schreiben Sie."))["type"] == "writing_task"
    assert row(question("recordrtc", "Erzählen Sie.", "<mediatype>audio</mediatype>"))["type"] == "speaking_task"


def test_missing_words_are_a_choice_for_each_gap() -> None:
    words = "".join(f"<selectoption><text>{word}</text><group>{group}</group></selectoption>" for word, group in
                    (("die", 1), ("der", 1), ("zu", 2), ("ab", 2)))  # fmt: skip
    found = quiz(question("gapselect", "<p>Ist [[1]] Tür [[3]]?</p>", words))
    assert [(each["text"], each["options"]) for each in found.rows] == [
        ("Ist ___ Tür zu?", "die|der"),
        ("Ist die Tür ___?", "zu|ab"),
    ]


def test_embedded_answers_are_gaps_of_one_kind() -> None:
    typed = row(question("cloze", "<p>Ich {1:SHORTANSWER:=bin~%100%war~%50%wäre#fast} hier.</p>"))
    assert (typed["type"], typed["text"]) == ("cloze_typed", "Ich [bin/war] hier.")
    chosen = row(question("cloze", "<p>Ist {1:MULTICHOICE:=die~der} Tür zu?</p>"))
    assert (chosen["type"], chosen["options"]) == ("cloze_choice", "die|der")
    both = "{1:SA:=a} {1:MC:=a~b}"
    assert what(question("cloze", both)) == "cloze with several kinds of gaps"
    assert what(question("cloze", "{1:NUMERICAL:=4:0.1}")) == "cloze NUMERICAL"


@pytest.mark.parametrize(
    ("one", "named"),
    [
        (question("calculated", "{a} + {b}"), "calculated"),
        (question("description", "Text"), "description"),
        (question("ddimageortext", "x"), "ddimageortext"),
        (question("multichoice", "Was?", answer("a", 50) + answer("b", 50)), "multichoice with several right answers"),
        (question("numerical", "Was?", answer("4", 100).replace("</answer>", "<tolerance>0.1</tolerance></answer>")),
         "numerical with a tolerance"),
        (question("shortanswer", "Was?", answer("a*", 100)), "shortanswer with *"),
        (question("essay", "Was?", "<responseformat>noinline</responseformat>"), "essay with files"),
        (question("essay", "<video src='@@PLUGINFILE@@/v.mp4'></video>", files=file("v.mp4", b"x")), "video"),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_asked_are_named(one: str, named: str) -> None:
    assert what(one) == named


def test_feedback_and_files_nobody_shows_are_named_and_categories_give_the_level() -> None:
    category = '<question type="category"><category><text>$course$/top/Lesen B1</text></category></question>'
    feedback = "<generalfeedback><text>Gut</text></generalfeedback>"
    found = quiz(category, question("essay", "Was?", feedback, files=file("spare.png", PNG)))
    assert [(each.item, each.what) for each in found.left_out] == [
        ("", "category: $course$/top/Lesen B1"),
        ("Q", "generalfeedback"),
        ("", "file not used: q2/spare.png"),
    ]
    assert (found.items, found.rows[0]["level"]) == (1, "b1")
