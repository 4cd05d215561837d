"""Rows: a question from outside as rows of items.csv, with the names of what changes on the way."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from placement.formats.content import check_medium
from placement.formats.question import GAP, Area, Choice, Kind, Question
from placement.formats.refusals import Refused, Unsupported

COLUMNS = (
    *("key", "measures", "type", "level", "a", "b", "c", "steps", "content", "text", "question", "sound", "script"),
    *("picture", "options", "option_sounds", "answer", "step", "strict", "sd_b", "sd_log_a", "state"),
)
Row = dict[str, str]

MIDDLES = {"pre_a1": -1.4, "a1": -0.7, "a2": 0.0, "b1": 0.7, "b2": 1.4, "c1": 2.1}
"""Middle of every band on the language scale, whose cuts lie at -1.07, -0.357, 0.357, 1.07 and 1.786."""
SD_LEVEL_NAMED, SD_UNKNOWN = 0.6, 1.2
"""How unsure the difficulty is when somebody named a level, and when nobody said anything: then every band is possible."""
RATED_STEPS = "-1.2|0|1.2"
STEP = 20
"""Parts of a picture lie on steps of a twentieth, as banks want them."""
FROM_EXPORT = (
    "type",
    "measures",
    "level",
    "content",
    "a",
    "b",
    "c",
    "steps",
    "sd_b",
    "sd_log_a",
    "step",
    "script",
    "strict",
)
"""What our own export says of an item; it comes back as it went."""


@dataclass(slots=True)
class Media:
    """The pictures and sounds that items need, under names that a bank may have."""

    files: Mapping[str, bytes]
    pictures_of_site: Mapping[str, bytes]
    kept: dict[str, bytes] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def sound(self, name: str) -> str:
        """The name of a sound in the bank."""
        return self._keep(name) if name else ""

    def picture(self, name: str) -> str:
        """The name of a picture: one of the site's own when it is the same, else a file of the bank."""
        base = _plain(name)
        stem = base.rpartition(".")[0]
        self.used.add(name)
        if stem in self.pictures_of_site and self._data(name) == self.pictures_of_site[stem]:
            return stem
        return self._keep(name)

    def _data(self, name: str) -> bytes:
        if name not in self.files:
            raise Refused("missing_file", name)
        return self.files[name]

    def _keep(self, name: str) -> str:
        data = self._data(name)
        check_medium(name, data)
        self.used.add(name)
        base = _plain(name)
        if self.kept.get(base, data) != data:
            base = f"{hashlib.sha256(data).hexdigest()[:8]}_{base}"
        self.kept[base] = data
        return base


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name.rpartition("/")[2])


def rows_of(question: Question, media: Media, notes: list[str]) -> list[Row]:
    """The rows of a question; several when each of its parts is asked alone. Raises `Unsupported`."""
    made = _MAKERS[question.kind](question, media, notes)
    if len(made) > 1:
        notes.append(f"asked as {len(made)} questions")
    key = key_of(question.id)
    for place, row in enumerate(made, start=1):
        row["key"] = key if len(made) == 1 else f"{key}_{place}"
        _usual(row, question)
        if question.extra and len(made) == 1:
            row |= {name: question.extra[name] for name in FROM_EXPORT if name in question.extra}
        if any("\0" in cell for cell in row.values()):
            raise Unsupported("a sign that no table can hold")
    return made


def key_of(id: str) -> str:
    """A key that a table and an address can hold."""
    return re.sub(r"[^\w-]+", "_", id).strip("_") or "item"


def _usual(row: Row, question: Question) -> None:
    """What a bank must know and the package does not say: nobody has looked at the difficulty, so it is quite unsure."""
    level = question.level if question.level in MIDDLES else ""
    row["level"] = level or "a2"
    row["b"] = str(MIDDLES[level or "a2"])
    row["sd_b"] = str(SD_LEVEL_NAMED if level else SD_UNKNOWN)
    row["sd_log_a"] = "0.4"
    row["content"] = "imported"
    row["state"] = "draft"
    row.setdefault("text", question.text)
    row.setdefault("question", question.question)
    row.setdefault("measures", "listening" if row.get("sound") else "reading")


# --- one maker a kind ------------------------------------------------------------------------------------------------


def _choice(question: Question, media: Media, notes: list[str]) -> list[Row]:
    row = _options(question.choices, media)
    row["answer"] = str(place_of(question.choices, question.right[0]) + 1)
    row |= {"sound": media.sound(question.sound), "picture": _picture(question.picture, media)}
    pictures, words = any(one.picture for one in question.choices), question.text or question.question
    if row["sound"]:
        short = all(len(one.text.split()) == 1 for one in question.choices)
        other = "sound_to_word" if short and not words else "listen_and_choose"
        row["type"] = "picture_choice" if pictures else other
    else:
        row["type"] = "read_and_choose"
        if not words and not question.picture:
            raise Unsupported("choice without a question")
    return [row]


def _cloze_choice(question: Question, media: Media, notes: list[str]) -> list[Row]:
    """A row for every gap; in each the other gaps are filled."""
    rights = [next((one.text for one in gap.choices if one.id == gap.right), "") for gap in question.gaps]
    if not all(rights) or question.text.count(GAP) != len(rights):
        raise Unsupported("gap without a right word")
    made = []
    for place, gap in enumerate(question.gaps):
        parts = question.text.split(GAP)
        fill = ["___" if at == place else word for at, word in enumerate(rights)]
        text = "".join(part + word for part, word in zip(parts, [*fill, ""], strict=True))
        row = _options(gap.choices, media) | {"type": "cloze_choice", "text": text, "measures": "reading"}
        row["answer"] = str(place_of(gap.choices, gap.right) + 1)
        row |= {"sound": media.sound(question.sound), "picture": _picture(question.picture, media)}
        made.append(row)
    return made


def _gaps(question: Question, media: Media, notes: list[str]) -> list[Row]:
    row = {"measures": "writing", "strict": question.strict, "sound": media.sound(question.sound)}
    row["picture"] = _picture(question.picture, media)
    if question.sound and len(question.gaps) == 1 and (not question.text.replace(GAP, "").strip() or _marked(question)):
        words = question.gaps[0].words
        return [row | {"type": "dictation", "answer": _joined(words), "text": question.text.replace(GAP, "").strip()}]
    if "[" in question.text or "]" in question.text:
        raise Unsupported("brackets in a text with gaps")
    text = question.text
    for gap in question.gaps:
        if any(set(word) & set("[]/") for word in gap.words):
            raise Unsupported("bracket or stroke in an answer")
        text = text.replace(GAP, f"[{'/'.join(gap.words)}]", 1)
    halves = len(re.findall(rf"\w{GAP}", question.text))
    type = "c_test" if len(question.gaps) >= 4 and halves == len(question.gaps) else "cloze_typed"
    return [row | {"type": type, "text": text}]


def _marked(question: Question) -> bool:
    return question.extra.get("type") == "dictation"


def _order(question: Question, media: Media, notes: list[str]) -> list[Row]:
    by_id = {one.id: one for one in question.choices}
    row = _options([by_id[id] for id in question.right], media)
    if question.extra.get("orders"):
        row["answer"] = question.extra["orders"]
    row |= {"type": "order", "sound": media.sound(question.sound), "picture": _picture(question.picture, media)}
    return [row | {"measures": "reading"}]


def _pairs(question: Question, media: Media, notes: list[str]) -> list[Row]:
    rights = dict(question.pairs)
    if len(rights) != len(question.pairs) or set(rights) != {one.id for one in question.choices}:
        raise Unsupported("match: one belongs to several, or to none")
    others = {one.id: one for one in question.others}
    if not set(rights.values()) <= set(others):
        raise Unsupported("match: a partner is missing")
    once = len(set(rights.values())) == len(rights)
    spare = [one for one in question.others if one.id not in rights.values()]
    pairs = [(one, others[rights[one.id]]) for one in question.choices]
    if once and all(one.sound and not one.picture for one, _ in pairs):
        return [_heard_pairs(question, pairs, spare, media, notes)]
    if once and not spare:
        if all(other.picture and not other.sound and one.text and not one.picture for one, other in pairs):
            return [_seen_pairs(question, pairs, media)]
        if all(one.picture and other.text and not other.picture for one, other in pairs):
            return [_seen_pairs(question, [(other, one) for one, other in pairs], media)]
    return [_one_pair(question, one, rights[one.id], media) for one in question.choices]


def _heard_pairs(
    question: Question, pairs: Sequence[tuple[Choice, Choice]], spare: Sequence[Choice], media: Media, notes: list[str]
) -> Row:
    """Sounds to match with words or pictures; what belongs to no sound distracts."""
    options = []
    for one, other in pairs:
        said = one.text if other.picture and one.text else other.text
        notes += [f"words beside a sound: {one.text}"] if one.text and said != one.text else []
        options.append(Choice(other.id, said, other.picture, one.sound))
    options += [Choice(one.id, one.text, one.picture) for one in spare]
    return _options(options, media) | {"type": "match", "measures": "listening"}


def _seen_pairs(question: Question, pairs: Sequence[tuple[Choice, Choice]], media: Media) -> Row:
    """Words to match with pictures."""
    options = [Choice(one.id, one.text, other.picture) for one, other in pairs]
    return _options(options, media) | {"type": "match", "measures": "reading"}


def _one_pair(question: Question, one: Choice, right: str, media: Media) -> Row:
    """Words with words cannot be matched here: each is asked alone, with all partners to choose from."""
    row = _options(question.others, media) | {"answer": str(place_of(question.others, right) + 1)}
    asked = "\n".join(filter(None, (question.text, one.text)))
    row |= {"text": asked, "sound": media.sound(one.sound or question.sound)}
    row["picture"] = _picture(one.picture or question.picture, media)
    return row | {"type": "listen_and_choose" if row["sound"] else "read_and_choose"}


def _write(question: Question, media: Media, notes: list[str]) -> list[Row]:
    return [_task(question, media, "writing_task", "writing")]


def _record(question: Question, media: Media, notes: list[str]) -> list[Row]:
    return [_task(question, media, "speaking_task", "speaking")]


def _task(question: Question, media: Media, type: str, measures: str) -> Row:
    row = {"type": type, "measures": measures, "steps": RATED_STEPS, "sound": media.sound(question.sound)}
    return row | {"picture": _picture(question.picture, media)}


def _tap(question: Question, media: Media, notes: list[str]) -> list[Row]:
    row = {"type": "tap_picture", "measures": "listening", "sound": media.sound(question.sound)}
    row["answer"] = str(place_of(question.choices, question.right[0]) + 1)
    if question.extra.get("options"):
        media.used.add(question.picture)
        return [row | {"options": question.extra["options"], "picture": question.extra.get("picture", "")}]
    places = [_on_grid(one.area) for one in question.choices if one.area]
    if any(a != _exact(one.area) for a, one in zip(places, question.choices, strict=True)):
        notes.append("places moved to steps of a twentieth of the picture")
    row["options"] = "|".join(f"@{','.join(f'{part / STEP:g}' for part in place)}" for place in places)
    return [row | {"picture": media.picture(question.picture)}]


_MAKERS = {
    Kind.CHOICE: _choice,
    Kind.CLOZE_CHOICE: _cloze_choice,
    Kind.GAPS: _gaps,
    Kind.ORDER: _order,
    Kind.PAIRS: _pairs,
    Kind.WRITE: _write,
    Kind.RECORD: _record,
    Kind.TAP: _tap,
}


# --- cells -----------------------------------------------------------------------------------------------------------


def _options(choices: Sequence[Choice], media: Media) -> Row:
    """The cells `options` and `option_sounds`. Raises `Unsupported` for what they cannot hold."""
    pictures = [bool(one.picture) for one in choices]
    if any(pictures) and not all(pictures):
        raise Unsupported("choices with and without pictures")
    if not all(one.text or one.picture for one in choices):
        raise Unsupported("choices that are only heard")
    for one in choices:
        if "|" in one.text or "\n" in one.text or one.text.startswith("picture:") or re.search(r"@[\d.,]+$", one.text):
            raise Unsupported("a choice that a table cannot hold")
    cells = []
    for one in choices:
        word = f"={one.text}" if one.text else ""
        cells.append(f"picture:{media.picture(one.picture)}{word}" if one.picture else one.text)
    sounds = [media.sound(one.sound) for one in choices]
    return {"options": "|".join(cells), "option_sounds": "|".join(sounds) if any(sounds) else ""}


def _picture(name: str, media: Media) -> str:
    return media.picture(name) if name else ""


def place_of(choices: Sequence[Choice], id: str) -> int:
    for place, one in enumerate(choices):
        if one.id == id:
            return place
    raise Unsupported("the right answer is none of the choices")


def _joined(words: Sequence[str]) -> str:
    if any("|" in word for word in words):
        raise Unsupported("upright stroke in an answer")
    return "|".join(words)


def _exact(area: Area | None) -> tuple[float, ...]:
    return tuple(round(v * STEP, 6) for v in (area.x, area.y, area.width, area.height)) if area else ()


def _on_grid(area: Area) -> tuple[int, ...]:
    x, y = round(area.x * STEP), round(area.y * STEP)
    width, height = max(round(area.width * STEP), 1), max(round(area.height * STEP), 1)
    x, y = min(x, STEP - 1), min(y, STEP - 1)
    return x, y, min(width, STEP - x), min(height, STEP - y)
