"""One question: what its page shows, and what its form says. The rules that score an answer are in the domain."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from werkzeug.datastructures import FileStorage

from lms.kernel import errors, language
from lms.kernel.web.arguments import whole_number
from lms.learners.queries import LearnerInfo
from placement import queries
from placement.domain import patterns, performances, rating, scoring, tracing
from placement.domain.item_bank import Item, ItemType
from placement.domain.literacy import Screener
from placement.domain.scoring import Given
from placement.views import media, screen_own

DONT_KNOW = "dont_know"
POINTS = {1: ("none", "all"), 2: ("none", "some", "all"), 3: ("none", "some", "most", "all")}
GAP = "___"
SPACES = re.compile(r"(\s+)")


@dataclass(frozen=True)
class Place:
    """Where a question is drawn: the language it is in, and how its sounds and pictures are found there."""

    lang: str
    sound: Callable[[str], str]
    picture: Callable[[str], str]


def shown(running: queries.SittingInfo, learner: LearnerInfo) -> dict[str, Any]:
    """What the template draws of the question of a sitting."""
    item, bank = running.item, queries.bank(running.bank)
    if item is None:
        raise errors.Conflict("placement.test_is_over")
    place = Place(bank.language, partial(media.sound_url, bank.key), partial(media.picture_of, bank.key))
    values = drawn(item, place, beside=running.assisted)
    values["screener"] = isinstance(running.state, Screener)
    if not values["text"] and item.type not in _DRAWN:
        values["text"] = _own_script(item, bank.key, learner)
    return values | screen_own.own_parts(running, item, learner)


def drawn(item: Item, place: Place, *, beside: bool) -> dict[str, Any]:
    """What the template draws of a question: instruction, address of its sound, options with theirs, points."""
    options = [
        (at, replace(option, picture=place.picture(option.picture)), place.sound(option.sound))
        for at, option in enumerate(item.options)
    ]
    live = beside and item.type is ItemType.SPEAKING_TASK
    return {
        "ask": language.say(f"placement.ask.{'live_task' if live else item.type}"),
        "task": _task(item),
        "sound": place.sound(item.sound),
        "picture": place.picture(item.picture),
        "text": "" if item.type in _DRAWN else item.text,
        "row": patterns.figures(item.text) if item.type is ItemType.PATTERN_CHOICE else [],
        "figures": [patterns.parse(one.text) for one in item.options] if item.type is ItemType.PATTERN_CHOICE else [],
        "line": tracing.MODELS[item.text] if item.type is ItemType.TRACE else (),
        "beside": beside,
        "lang": place.lang,
        "signs": item.type is ItemType.SIGN_CHOICE,
        "options": options,
        "mixed": [options[at] for at in scoring.mixed(item)] if item.type in _MIXED else [],
        "pairs": [options[at] for at in scoring.pairs(item)] if item.type is ItemType.MATCH else [],
        "pieces": _pieces(item),
        "pictures": any(option.picture for option in item.options),
        "points": _points(item),
        "rubric": rubric(item.type) if live else [],
        "longest_text": performances.LONGEST_TEXT,
        "longest_recording": performances.LONGEST_RECORDING,
        "screener": False,
        "showing": None,
        "ask_sound": "",
        "dont_know_sound": "",
        "shape": None,
        "text_lang": "",
    }


def is_live(running: queries.SittingInfo, item: Item) -> bool:
    """Whether a rater sits beside and scores what is said at once."""
    return running.assisted and item.type is ItemType.SPEAKING_TASK


def rubric(type: ItemType) -> list[tuple[str, str, list[tuple[int, str, str]]]]:
    """Criteria with their words, and for each score its word and what it looks like."""
    return [
        (
            criterion.value,
            language.say(f"placement.criterion.{criterion}"),
            [
                (score, language.say(f"placement.points.{word}"), language.say(_level(type, criterion, score)))
                for score, word in enumerate(POINTS[rating.HIGHEST])
            ],
        )
        for criterion in rating.criteria(type)
    ]


def scores_of(type: ItemType, form: Mapping[str, str]) -> dict[str, int]:
    """Scores of a rubric's form by criterion; what is missing is left out."""
    given = {one.value: whole_number(form.get(f"score-{one}", "")) for one in rating.criteria(type)}
    return {code: score for code, score in given.items() if score is not None}


def given_of(item: Item, form: Mapping[str, str]) -> Given | None:
    """What the form of a question says, `None` for "I don't know". Words that are there count more than not knowing.

    Raises Invalid when nothing was chosen or written.
    """
    if item.type is ItemType.TRACE and form.get("strokes", "").strip():
        return tuple(form["strokes"].split(";"))
    if item.type.has_options or item.type.needs_rater or item.type is ItemType.TRACE:
        given = form.get("given", "")
        if given == DONT_KNOW:
            return None
        place = whole_number(given)
        if place is None:
            raise errors.Invalid("placement.draw_something" if item.type is ItemType.TRACE else "placement.choose_one")
        return place
    texts = _put(item, form) if item.type is ItemType.ORDER else _texts(item, form)
    if any(texts):
        return texts
    if form.get("given") == DONT_KNOW:
        return None
    raise errors.Invalid("placement.choose_one" if item.type in _MIXED else "placement.write_something")


def work_of(item: Item, form: Mapping[str, str], file: FileStorage | None) -> tuple[str, bytes]:
    """Text and sound that were handed in; both empty for "I don't know". Raises Invalid when there is nothing."""
    text = form.get("part-0", "").strip() if item.type is ItemType.WRITING_TASK else ""
    sound = file.read(performances.LARGEST_SOUND + 1) if file and item.type is ItemType.SPEAKING_TASK else b""
    if not text and not sound and form.get("given") != DONT_KNOW:
        raise errors.Invalid(
            "placement.write_something" if item.type is ItemType.WRITING_TASK else "placement.say_something"
        )
    return text, sound


_DRAWN = frozenset({ItemType.PATTERN_CHOICE, ItemType.TRACE})
_MIXED = frozenset({ItemType.MATCH, ItemType.ORDER})
_LANGUAGES = {"Arabic": "ar", "Dari": "fa", "Persian": "fa", "Ukrainian": "uk", "Russian": "ru", "Turkish": "tr"}


def _texts(item: Item, form: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(form.get(f"part-{place}", "").strip() for place in range(scoring.parts(item)))


def _put(item: Item, form: Mapping[str, str]) -> tuple[str, ...]:
    """Options in the order in which they were put: the form says for each option its place."""
    places = {place: form.get(f"part-{place}", "") for place in range(len(item.options))}
    if not any(places.values()):
        return ()
    if sorted(places.values()) != sorted(str(number) for number in range(1, len(places) + 1)):
        raise errors.Invalid("placement.use_each_once")
    return tuple(str(place) for place in sorted(places, key=lambda place: int(places[place])))


def _pieces(item: Item) -> list[str | list[tuple[str, int | None]]]:
    """A text with gaps: plain stretches, and words with a gap as pieces, each with the number of the gap behind it.

    A word and its gap stay together on a line.
    """
    found: list[str | list[tuple[str, int | None]]] = []
    gap = 0
    for token in SPACES.split(item.text) if item.type.has_gaps else ():
        *before, last = token.split(GAP)
        if before:
            found.append([*((piece, gap + at) for at, piece in enumerate(before)), (last, None)])
            gap += len(before)
        else:
            found.append(token)
    return found


def _task(item: Item) -> str:
    if item.type is not ItemType.RATED_TASK:
        return ""
    code = f"placement.task.{item.key}"
    return language.say(code if language.knows(code) else "placement.task.")


def _points(item: Item) -> list[tuple[int, str]]:
    if item.type not in (ItemType.RATED_TASK, ItemType.TRACE):
        return []
    words = POINTS.get(item.parameters.highest_score)
    if words is None:
        return [(points, str(points)) for points in range(item.parameters.highest_score + 1)]
    return [(points, language.say(f"placement.points.{word}")) for points, word in enumerate(words)]


def _level(type: ItemType, criterion: rating.Criterion, score: int) -> str:
    kind = "writing" if type is ItemType.WRITING_TASK else "speaking"
    return f"placement.rubric.{kind}.{criterion}.{score}"


def _own_script(item: Item, bank: str, learner: LearnerInfo) -> str:
    """A short text in the learner's first language, for the task that asks to read in one's own script."""
    if item.key != "s_read_own_script":
        return ""
    return queries.own_script_text(bank, _LANGUAGES.get(learner.first_language, learner.first_language.lower()[:2]))
