"""One item in QTI 3: what is asked, one body for each type, and marks for what QTI has no place for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from placement.domain import scoring
from placement.domain.item_bank import Bank, Item, ItemType, Option, Strict
from placement.formats.qti import MARK
from placement.formats.qti_write_response import any_order, declared, points_of, quoted, template

ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
SCENE = (800, 600)
SOUND_TYPES = {
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "opus": "audio/ogg",
    "webm": "audio/webm",
}


@dataclass(slots=True)
class Files:
    """The media of a package: sounds of the bank, pictures of the site or of the bank."""

    folder: Path
    pictures: Mapping[str, bytes]
    found: dict[str, bytes] = field(default_factory=dict)

    def sound(self, name: str) -> str:
        """Take a sound along; its path in the package."""
        return self._add(f"media/{name}", (self.folder / "media" / name).read_bytes())

    def picture(self, name: str) -> str:
        """Take a picture along, the bank's before the site's; its path in the package."""
        own = self.folder / "media" / name
        if own.is_file():
            return self._add(f"media/{name}", own.read_bytes())
        return self._add(f"pictures/{name}.svg", self.pictures[name])

    def _add(self, path: str, data: bytes) -> str:
        self.found[path] = data
        return path


class ItemWriter:
    """Writes one item."""

    def __init__(self, item: Item, bank: Bank, row: Mapping[str, str], files: Files) -> None:
        self.item, self.bank, self.row, self.files = item, bank, row, files
        self.used: list[str] = []

    def document(self) -> str:
        """The whole file."""
        made = _BODIES[self.item.type](self)
        title = self.item.question or self.item.text.partition("\n")[0] or self.item.key
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<qti-assessment-item xmlns="{ITEM}" identifier={quoteattr(self.item.key)} title={quoteattr(title[:120])} '
            f'adaptive="false" time-dependent="false" xml:lang={quoteattr(self.bank.language)}>\n'
            f"{made.declarations}"
            '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float">'
            "<qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>\n"
            f"<qti-item-body><div{self._marks(made.marks)}>\n{self._asked()}{made.body}\n</div></qti-item-body>\n"
            f"{made.processing}</qti-assessment-item>\n"
        )

    def _marks(self, more: Mapping[str, str]) -> str:
        """What QTI has no place for: level, measure, parameters, what a sound says."""
        item = self.item
        numbers = item.parameters
        said = {
            "type": item.type.value,
            "measures": item.measures.value,
            "level": item.level.value,
            "content": item.content,
            "a": repr(numbers.a),
            "b": repr(numbers.b),
            "c": repr(numbers.c),
            "sd_b": repr(numbers.sd_b),
            "sd_log_a": repr(numbers.sd_log_a),
            "steps": (self.row.get("steps") or "").strip(),
            "step": str(item.step) if item.step else "",
            "script": item.script,
            "strict": " ".join(sorted(item.strict)),
            **more,
        }
        return "".join(f" {MARK}{name}={quoted(value)}" for name, value in said.items())

    def _asked(self) -> str:
        """Sound, picture and text before the interaction."""
        item = self.item
        parts = [self.sound(item.sound)] if item.sound else []
        if item.picture and item.type is not ItemType.TAP_PICTURE:
            parts.append(f"<p>{self.picture(item.picture)}</p>")
        if item.text and item.type not in (ItemType.CLOZE_CHOICE, ItemType.CLOZE_TYPED, ItemType.C_TEST):
            parts.append(f"<p>{_lines(item.text)}</p>")
        return "\n".join([*parts, ""])

    def sound(self, name: str) -> str:
        path = self.files.sound(name)
        self.used.append(path)
        kind = SOUND_TYPES.get(name.rpartition(".")[2].lower(), "audio/mpeg")
        return f'<audio controls="controls"><source src={quoteattr(path)} type="{kind}"/></audio>'

    def picture(self, name: str, alt: str = "") -> str:
        path = self.files.picture(name)
        self.used.append(path)
        return f"<img src={quoteattr(path)} alt={quoteattr(alt)}/>"

    def shown(self, option: Option, sound: bool = True) -> str:
        """An option: its picture with the word as its description, or the word; and its sound."""
        seen = self.picture(option.picture, option.text) if option.picture else escape(option.text)
        return seen + (self.sound(option.sound) if option.sound and sound else "")

    @property
    def prompt(self) -> str:
        return f"<qti-prompt>{_lines(self.item.question)}</qti-prompt>" if self.item.question else ""

    # --- one body a type ---------------------------------------------------------------------------------------------

    def choice(self) -> "_Made":
        choices = "".join(
            f'<qti-simple-choice identifier="C{place}">{self.shown(one)}</qti-simple-choice>\n'
            for place, one in enumerate(self.item.options, start=1)
        )
        body = (
            '<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="1">'
            f"{self.prompt}\n{choices}</qti-choice-interaction>"
        )
        return _Made(body, declared("single", "identifier", [f"C{_right(self.item)}"]), template("match_correct"))

    def cloze_choice(self) -> "_Made":
        choices = "".join(
            f'<qti-inline-choice identifier="C{place}">{self.shown(one)}</qti-inline-choice>'
            for place, one in enumerate(self.item.options, start=1)
        )
        if self.item.text.count("___") != 1 or self.item.question:
            made = self.choice()
            return _Made(f"<p>{_lines(self.item.text)}</p>{made.body}", made.declarations, made.processing)
        gap = (
            '<qti-inline-choice-interaction response-identifier="RESPONSE" shuffle="true">'
            f"{choices}</qti-inline-choice-interaction>"
        )
        body = f"<p>{_lines(self.item.text).replace('___', gap)}</p>"
        return _Made(body, declared("single", "identifier", [f"C{_right(self.item)}"]), template("match_correct"))

    def tap(self) -> "_Made":
        """Places on one picture. Pictures that lie on it become part of it."""
        width, height = SCENE
        path = f"scenes/{self.item.key}.svg"
        self.files.found[path] = self._scene().encode()
        self.used.append(path)
        places = "".join(
            f'<qti-hotspot-choice identifier="C{place}" shape="rect" coords="'
            f'{r.x * width:.0f},{r.y * height:.0f},{(r.x + r.width) * width:.0f},{(r.y + r.height) * height:.0f}"/>'
            for place, r in enumerate((one.region for one in self.item.options if one.region), start=1)
        )
        body = (
            '<qti-hotspot-interaction response-identifier="RESPONSE" max-choices="1">'
            f'{self.prompt}<img src="{path}" width="{width}" height="{height}" alt=""/>{places}</qti-hotspot-interaction>'
        )
        marks = {"options": (self.row.get("options") or "").strip(), "picture": self.item.picture}
        right = declared("single", "identifier", [f"C{_right(self.item)}"])
        return _Made(body, right, template("match_correct"), marks)

    def _scene(self) -> str:
        """The scene as one drawing: the big picture in the middle, the others in their places."""
        width, height = SCENE
        parts = []
        if self.item.picture:
            size = 0.56 * height
            parts.append(self._drawn(self.item.picture, (width - size) / 2, (height - size) / 2, size, size))
        for one in self.item.options:
            if one.picture and one.region:
                r = one.region
                place = (r.x * width, r.y * height, r.width * width, r.height * height)
                parts.append(self._drawn(one.picture, *place))
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'

    def _drawn(self, name: str, x: float, y: float, width: float, height: float) -> str:
        """A drawing of the site inside another one."""
        drawing = self.files.pictures.get(name, b"").decode()
        inside = re.sub(r"<\?xml.*?\?>|<!--.*?-->", "", drawing, flags=re.S).strip()
        place = f'<svg x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
        return re.sub(r"^<svg\b", place.rstrip(), re.sub(r"\s(id|width|height)=\"[^\"]*\"", "", inside), count=1)

    def match(self) -> "_Made":
        item = self.item
        pairs = scoring.pairs(item)
        heard = bool(item.options[pairs[0]].sound)
        lefts = "".join(
            f'<qti-simple-associable-choice identifier="L{place + 1}" match-max="1">'
            f"{self.sound(one.sound) if heard else escape(one.text)}</qti-simple-associable-choice>\n"
            for place, one in ((place, item.options[place]) for place in pairs)
        )
        rights = "".join(
            f'<qti-simple-associable-choice identifier="R{place}" match-max="1">'
            f"{self.shown(one, sound=False) if heard or not one.picture else self.picture(one.picture)}"
            "</qti-simple-associable-choice>\n"
            for place, one in enumerate(item.options, start=1)
        )
        body = (
            f'<qti-match-interaction response-identifier="RESPONSE" shuffle="true" max-associations="{len(pairs)}">'
            f"{self.prompt}<qti-simple-match-set>{lefts}</qti-simple-match-set>"
            f"<qti-simple-match-set>{rights}</qti-simple-match-set></qti-match-interaction>"
        )
        right = [f"L{place + 1} R{place + 1}" for place in pairs]
        part = bool(item.parameters.steps)
        entries = [(one, 1.0) for one in right] if part else []
        made = declared("multiple", "directedPair", right, entries)
        return _Made(body, made, template("map_response" if part else "match_correct"))

    def order(self) -> "_Made":
        item = self.item
        choices = "".join(
            f'<qti-simple-choice identifier="C{place + 1}">{self.shown(item.options[place])}</qti-simple-choice>\n'
            for place in scoring.mixed(item)
        )
        body = (
            '<qti-order-interaction response-identifier="RESPONSE" shuffle="false">'
            f"{self.prompt}\n{choices}</qti-order-interaction>"
        )
        orders = [[f"C{place + 1}" for place in order] for order in scoring.right_orders(item)]
        marks = {"orders": (self.row.get("answer") or "").strip()}
        processing = template("match_correct") if len(orders) == 1 else any_order(orders)
        return _Made(body, declared("ordered", "identifier", orders[0]), processing, marks)

    def gaps(self) -> "_Made":
        """A text with gaps to write in. A word is worth a point; where parts count for nothing, all must be right."""
        item = self.item
        ids = ["RESPONSE"] if len(item.gaps) == 1 else [f"RESPONSE{n}" for n in range(1, len(item.gaps) + 1)]
        text = _lines(item.text)
        for id, words in zip(ids, item.gaps, strict=True):
            size = max(map(len, words)) + 2
            entry = f'<qti-text-entry-interaction response-identifier="{id}" expected-length="{size}"/>'
            text = text.replace("___", entry, 1)
        declared = "".join(self._words(id, words) for id, words in zip(ids, item.gaps, strict=True))
        processing = template("map_response") if len(ids) == 1 else points_of(ids, whole=not item.parameters.steps)
        return _Made(f"{self.prompt_as_text}<p>{text}</p>", declared, processing)

    @property
    def prompt_as_text(self) -> str:
        return f"<p>{_lines(self.item.question)}</p>" if self.item.question else ""

    def _words(self, id: str, words: Sequence[str]) -> str:
        case = Strict.CASE in self.item.strict
        return declared("single", "string", [words[0]], [(word, 1.0) for word in words], id=id, case=case)

    def dictation(self) -> "_Made":
        size = max(map(len, self.item.wordings)) + 10
        body = f'<p><qti-text-entry-interaction response-identifier="RESPONSE" expected-length="{size}"/></p>'
        declared = self._words("RESPONSE", self.item.wordings)
        return _Made(f"{self.prompt_as_text}{body}", declared, template("map_response"))

    def writing(self) -> "_Made":
        body = (
            '<qti-extended-text-interaction response-identifier="RESPONSE" expected-lines="8">'
            f"{self.prompt}</qti-extended-text-interaction>"
        )
        return _Made(
            body, '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"/>\n', ""
        )

    def speaking(self) -> "_Made":
        body = (
            '<qti-upload-interaction response-identifier="RESPONSE" type="audio/*">'
            f"{self.prompt}</qti-upload-interaction>"
        )
        return _Made(
            body, '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="file"/>\n', ""
        )


@dataclass(frozen=True, slots=True)
class _Made:
    body: str
    declarations: str
    processing: str
    marks: Mapping[str, str] = field(default_factory=dict)


def _right(item: Item) -> int:
    return (item.answer or 0) + 1


def _lines(text: str) -> str:
    return "<br/>".join(escape(line) for line in text.split("\n"))


_CHOICES = (
    ItemType.PICTURE_CHOICE,
    ItemType.SOUND_TO_WORD,
    ItemType.LISTEN_AND_CHOOSE,
    ItemType.READ_AND_CHOOSE,
    ItemType.SIGN_CHOICE,
)
_BODIES: Mapping[ItemType, Callable[[ItemWriter], _Made]] = {
    **dict.fromkeys(_CHOICES, ItemWriter.choice),
    ItemType.CLOZE_CHOICE: ItemWriter.cloze_choice,
    ItemType.TAP_PICTURE: ItemWriter.tap,
    ItemType.MATCH: ItemWriter.match,
    ItemType.ORDER: ItemWriter.order,
    ItemType.CLOZE_TYPED: ItemWriter.gaps,
    ItemType.C_TEST: ItemWriter.gaps,
    ItemType.DICTATION: ItemWriter.dictation,
    ItemType.WRITING_TASK: ItemWriter.writing,
    ItemType.SPEAKING_TASK: ItemWriter.speaking,
}
EXPORTED = frozenset(_BODIES)
