"""Words of the blocks, and how a block finds the language its reader reads. Works in every XBlock runtime."""

import sys
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from lms.kernel import language
from lms.kernel.language import N_
from placement.words import SENTENCES

ENGLISH = "en"
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ur", "yi"})
TRANSLATIONS = Path(language.__file__).parents[1] / "translations"

LEVELS = {
    "pre_a1": N_("Pre-A1"),
    "a1": N_("A1"),
    "a2": N_("A2"),
    "b1": N_("B1"),
    "b2": N_("B2"),
    "c1": N_("C1"),
}

Word = Callable[..., str]

WORDS: dict[str, str] = {
    "add_row": N_("Add a row"),
    "again": N_("Try again"),
    "answer_kept": N_("Your answer is kept. A teacher looks at it."),
    "broken": N_("This did not work. Your answer is still here. Try again."),
    "can_now": N_("Your goal:"),
    "check": N_("Check"),
    "choose_recording": N_("Choose a recording"),
    "compare": N_("Listen and compare."),
    "could_be": N_("It can sound like this:"),
    "dont_know": N_("I don’t know"),
    "draw": N_("Draw along the line. With keys: arrows move, the space bar puts the pen down and lifts it."),
    "finished": N_("Done."),
    "gap": N_("Gap {number}"),
    "how_sure": N_("How sure is this?"),
    "listen": N_("Listen: {text}"),
    "machine": N_("machine voice"),
    "may_record": N_("This device does not let us record. Allow the microphone for this page, or choose a recording."),
    "most_right": N_("{score} of {highest} points."),
    "next": N_("Next"),
    "nothing_here": N_("Nothing is here yet."),
    "none_left": N_("No further try is left."),
    "not_author": N_("Only authors can change this."),
    "not_staff": N_("Only teachers give points."),
    "not_yet": N_("Not yet."),
    "olx": N_("The block as text (OLX)"),
    "olx_hint": N_("Tags and attributes are listed in Onward’s documents, blocks-ours.md."),
    "picture": N_("Picture {number}"),
    "place": N_("Place {number}"),
    "play": N_("the question"),
    "points": N_("Points"),
    "preview": N_("This is what learners see. The right answer is marked."),
    "put_back": N_("Put back: {text}"),
    "read_it": N_("I have read it"),
    "record": N_("Record"),
    "record_done": N_("Listen to yourself. Good? Then go on. Or record again."),
    "record_ready": N_("Touch and talk."),
    "record_running": N_("We hear you. Touch to stop."),
    "remove_row": N_("Remove this row"),
    "right": N_("Right."),
    "right_answer": N_("The right answer:"),
    "row_of_shapes": N_("A row of shapes. The last one is missing."),
    "said": N_("What was said"),
    "save": N_("Save"),
    "save_points": N_("Save the points"),
    "saved": N_("Saved."),
    "send": N_("Hand in"),
    "sound": N_("Sound {number}"),
    "sound_hint": N_("A sound file, up to 1 MB."),
    "stop": N_("Stop"),
    "teacher_gave": N_("A teacher gave {score} of {highest} points."),
    "thanks": N_("Thank you. That was all."),
    "thanks_more": N_("Your answers are kept."),
    "tries_left": N_("Tries left: {number}."),
    "your_order": N_("Your order"),
    "your_recording": N_("Your recording"),
    "begin": N_("Begin"),
    "go_on": N_("Go on"),
    "test": N_("Placement test"),
    "test_about": N_("Some questions, one after the other. Take your time. No clock runs."),
    "test_kept": N_("You can stop at any time. Your answers are kept."),
    "ask_listening": N_("Listen. Then answer."),
    "ask_cloze_choose": N_("Read. Choose what is missing."),
    "ask_recording": N_("Listen. Then talk."),
    "ask_text": N_("Read and listen."),
    "choose": N_("Choose"),
    "right_here": N_("right"),
}
"""What blocks say, by short codes. Instructions and refusals of questions are those of placement."""


@cache
def catalogue(code: str) -> NullTranslations:
    """The words of a language: compiled where set-up has done so, else from the catalogue as translators write it."""
    found, written = language.catalogue(code), TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    if isinstance(found, Translations) or not written.is_file():
        return found
    compiled = BytesIO()
    with written.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def word_in(code: str) -> Word:
    """A function that says a code in one language: `word("gap", number=1)`."""
    words = catalogue(code)

    def word(what: str, **facts: Any) -> str:
        sentence = WORDS[what] if what in WORDS else _sentence(what)
        return words.gettext(sentence).format(**facts)

    return word


def tell_in(code: str) -> Word:
    """A function that says a marked text in one language, with its places filled."""
    words = catalogue(code)

    def tell(message: str, **facts: Any) -> str:
        return words.gettext(message).format(**facts)

    return tell


def reader_language(block: Any) -> str:
    """The language a block's reader reads, as far as runtime, application or Django say; one that ships, else English."""
    for found in _said_languages(block):
        code = str(found or "").replace("_", "-").split("-")[0].lower()
        if code:
            return code if _ships(code) else ENGLISH
    return ENGLISH


def direction(code: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if code.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def _said_languages(block: Any) -> Any:
    yield _preferred(block)
    service = block.runtime.service(block, "i18n")
    for name in ("language", "locale"):
        yield getattr(service, name, None) if isinstance(getattr(service, name, None), str) else None
    yield language.locale_code.get("")
    django = sys.modules.get("django.utils.translation")
    yield django.get_language() if django else None


def _preferred(block: Any) -> Any:
    users = block.runtime.service(block, "user")
    user = users.get_current_user() if users else None
    return getattr(user, "opt_attrs", {}).get("edx-platform.user_preferences", {}).get("pref-lang")


def _sentence(code: str) -> str:
    sentence = SENTENCES[code]
    return sentence if isinstance(sentence, str) else sentence[0]


@cache
def _ships(code: str) -> bool:
    return code == ENGLISH or (TRANSLATIONS / code).is_dir()
