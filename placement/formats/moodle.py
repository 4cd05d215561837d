"""Moodle XML: questions as Moodle exports them, with their files inside."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from placement.formats.content import Content, content, refuse_external
from placement.formats.gift import level_in, true_or_false
from placement.formats.html_nodes import nodes_of
from placement.formats.package import LARGEST_FILE, LARGEST_IN_ALL, local
from placement.formats.question import GAP, Choice, Gap, Kind, Left, Question, Reading
from placement.formats.refusals import Refused, Unsupported
from placement.formats.safe_xml import Node

INSIDE = "@@PLUGINFILE@@/"
LONGEST = 100_000
PLAIN = frozenset({"plain_text", "markdown"})
_SAFE = re.compile(r"[^\w.-]")
_EMBEDDED = re.compile(r"\{\d*:([A-Z_]+):((?:\\.|[^}\\])*)\}")
_PART = re.compile(r"((?:\\.|[^~\\])+)")


def read(root: Node, language: str) -> Reading:
    """All questions of a file."""
    found = Reading("Moodle XML")
    level, ids = "", set[str]()
    for number, node in enumerate(root.below("question"), start=1):
        if node.get("type") == "category":
            level = level_in(node.text)
            found.left_out.append(Left("", f"category: {_text(node, 'category')}"))
            continue
        found.items += 1
        id = _text(node, "name") or f"question {number}"
        while id in ids:
            id = f"{id} ({number})"
        ids.add(id)
        one = _One(node, id, language, _files(node, number, found.media))
        try:
            question = one.question()
            found.questions.append(replace(question, level=level_in(id) or level))
            found.left_out += [Left(id, what) for what in dict.fromkeys(one.notes)]
        except Unsupported as missing:
            found.unsupported.append(Left(id, missing.what))
    return found


def _text(node: Node, name: str) -> str:
    inside = node.first(name)
    text = inside.first("text") if inside is not None else None
    return (text or inside).text.strip() if inside is not None else ""


def _files(node: Node, number: int, media: dict[str, bytes]) -> dict[str, str]:
    """The files of a question by their name there, with the name under which they are kept."""
    names: dict[str, str] = {}
    for file in node.all("file"):
        name = file.get("name")
        if not name or "/" in name or "\\" in name or name.startswith(".."):
            raise Refused("path_traversal", name)
        if file.get("encoding", "base64") != "base64":
            raise Refused("wrong_encoding", name)
        try:
            data = base64.b64decode("".join(file.text.split()), validate=True)
        except (binascii.Error, ValueError) as wrong:
            raise Refused("wrong_encoding", name) from wrong
        kept = f"q{number}/{name}"
        if media.get(kept, data) != data:
            raise Refused("duplicate_name", name)
        names[name], media[kept] = kept, data
        if len(data) > LARGEST_FILE or sum(map(len, media.values())) > LARGEST_IN_ALL:
            raise Refused("too_large", name)
    return names


@dataclass(slots=True)
class _One:
    """One question of the file."""

    node: Node
    id: str
    language: str
    files: Mapping[str, str]
    notes: list[str] = field(default_factory=list)

    def question(self) -> Question:
        """The question by its type."""
        type = self.node.get("type")
        if type not in _READERS:
            raise Unsupported(type or "question without a type")
        for name in ("generalfeedback", "hint", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            if _text(self.node, name):
                self.notes.append(name)
        tags = [tag.text.strip() for tag in self.node.all("tag")]
        self.notes += [f"tags: {', '.join(tags)}"] if tags else []
        self.notes += ["hidden in its question bank"] if _text(self.node, "hidden") == "1" else []
        if any(_text(answer, "feedback") for answer in self.node.below("answer")):
            self.notes.append("feedback")
        return _READERS[type](self)

    def _local(self, href: str) -> str:
        if not href.startswith(INSIDE):
            raise Refused("missing_file", local(href, ""))
        name = unquote(href.removeprefix(INSIDE)).partition("?")[0]
        if name not in self.files:
            raise Refused("missing_file", name)
        return self.files[name]

    def _content(self, node: Node | None, gaps: Callable[[str], str] = str) -> Content:
        """The content of a text with its format, as a question and as an answer have it."""
        if node is None:
            return Content(dropped=self.notes)
        text = (node.first("text") or Node("text")).text.replace(GAP, "")
        if len(re.sub(r"base64,[\w+/=]+", "", text)) > LONGEST:
            raise Unsupported("a text that is too long")
        if node.get("format") in PLAIN:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        nodes = nodes_of(gaps(text), self.id)
        refuse_external(
            Node("html", "", {}, nodes), lambda href: self._local(href) if href.startswith(INSIDE) else local(href, "")
        )
        found = content(nodes, self._local, frozenset({"gap"}))
        self.notes += found.dropped
        found.dropped = self.notes
        return found

    def _base(self, kind: Kind, gaps: Callable[[str], str] = str) -> Question:
        asked = self._content(self.node.first("questiontext"), gaps)
        picture, sound = asked.one_picture(), asked.one_sound()
        return Question(self.id, kind, language=self.language, text=asked.text, picture=picture, sound=sound)

    def _choice(self, place: int, node: Node) -> Choice:
        inside = self._content(node)
        picture = inside.one_picture()
        text = inside.text or (inside.pictures[0][1] if inside.pictures else "")
        return Choice(str(place), text, picture, inside.one_sound())

    def _answers(self) -> list[tuple[Node, float]]:
        return [(one, _fraction(one.get("fraction", "0"))) for one in self.node.below("answer")]

    # --- one method a type -------------------------------------------------------------------------------------------

    def multichoice(self) -> Question:
        answers = self._answers()
        right = [place for place, (_, worth) in enumerate(answers) if worth == 100]
        if _text(self.node, "single") in ("false", "0") or len(right) != 1:
            raise Unsupported("multichoice with several right answers")
        choices = tuple(self._choice(place, one) for place, (one, _) in enumerate(answers))
        part = [choices[place].text for place, (_, worth) in enumerate(answers) if 0 < worth < 100]
        self.notes += [f"answer worth a part: {text}" for text in part]
        return replace(self._base(Kind.CHOICE), choices=choices, right=(str(right[0]),))

    def truefalse(self) -> Question:
        right = next((_text(Node("x", "", {}, [one]), "answer") for one, worth in self._answers() if worth == 100), "")
        if right.lower() not in ("true", "false"):
            raise Unsupported("truefalse: no right answer")
        made = true_or_false(self.id, "", right.lower() == "true", self.language)
        return replace(self._base(Kind.CHOICE), choices=made.choices, right=made.right)

    def shortanswer(self) -> Question:
        words = [(_text(Node("x", "", {}, [one]), "answer"), worth) for one, worth in self._answers()]
        if any(re.search(r"(?<!\\)\*", word) for word, worth in words if worth == 100):
            raise Unsupported("shortanswer with *")
        self.notes += [f"answer worth a part: {word}" for word, worth in words if 0 < worth < 100]
        right = tuple(word.replace("\\*", "*") for word, worth in words if worth == 100 and word)
        strict = "case accents" if _text(self.node, "usecase") == "1" else "accents"
        return self._typed(right, strict)

    def numerical(self) -> Question:
        for one, worth in self._answers():
            if worth == 100 and _fraction(_text(one, "tolerance") or "0"):
                raise Unsupported("numerical with a tolerance")
        if _text(self.node, "unitgradingtype") not in ("", "0") or self.node.first("units") is not None:
            raise Unsupported("numerical with units")
        right = tuple(_text(Node("x", "", {}, [one]), "answer") for one, worth in self._answers() if worth == 100)
        return self._typed(right, "accents")

    def _typed(self, right: tuple[str, ...], strict: str) -> Question:
        if not right:
            raise Unsupported(f"{self.node.get('type')}: no right answer")
        base = self._base(Kind.GAPS)
        blank = re.search(r"_{3,}", base.text)
        text = base.text.replace(blank[0], GAP, 1) if blank else f"{base.text} {GAP}"
        return replace(base, text=text, gaps=(Gap("0", right),), strict=strict)

    def essay(self) -> Question:
        if _text(self.node, "responseformat") == "noinline" or _text(self.node, "attachmentsrequired") not in ("", "0"):
            raise Unsupported("essay with files")
        for name in ("graderinfo", "responsetemplate"):
            self.notes += [name] if _text(self.node, name) else []
        return self._base(Kind.WRITE)

    def recordrtc(self) -> Question:
        if "video" in _text(self.node, "mediatype") or "screen" in _text(self.node, "mediatype"):
            raise Unsupported("recordrtc of video")
        return self._base(Kind.RECORD)

    def matching(self) -> Question:
        lefts, rights, pairs = [], list[Choice](), []
        for place, one in enumerate(self.node.below("subquestion")):
            left, word = self._content(one), _text(one, "answer")
            known = next((other for other in rights if other.text == word), None)
            if known is None:
                known = Choice(f"r{place}", word)
                rights.append(known)
            picture, sound = left.one_picture(), left.one_sound()
            if left.text or picture or sound:
                lefts.append(Choice(f"l{place}", left.text, picture, sound))
                pairs.append((f"l{place}", known.id))
        others, both = tuple(rights), tuple(pairs)
        return replace(self._base(Kind.PAIRS), choices=tuple(lefts), others=others, pairs=both)

    def ordering(self) -> Question:
        choices = tuple(self._choice(place, one) for place, one in enumerate(self.node.below("answer")))
        return replace(self._base(Kind.ORDER), choices=choices, right=tuple(one.id for one in choices))

    def gapselect(self) -> Question:
        """Missing words to choose: the options of a gap are those of its group."""
        options = self.node.below("selectoption") or self.node.below("dragbox")
        words = [
            (_text(one, "text") or (one.first("text") or one).text.strip(), _text(one, "group") or "1")
            for one in options
        ]
        order: list[int] = []

        def gap(found: re.Match[str]) -> str:
            order.append(int(found[1]) - 1)
            return "<gap></gap>"

        base = self._base(Kind.CLOZE_CHOICE, lambda text: re.sub(r"\[\[(\d+)\]\]", gap, text))
        if not order or not all(0 <= place < len(words) for place in order):
            raise Unsupported(f"{self.node.get('type')}: a gap without a word")
        gaps = [
            Gap(
                str(at),
                choices=tuple(
                    Choice(str(n), word) for n, (word, group) in enumerate(words) if group == words[place][1]
                ),
                right=str(place),
            )
            for at, place in enumerate(order)
        ]
        return replace(base, gaps=tuple(gaps))

    def cloze(self) -> Question:
        """Embedded answers: all to be written, or all to be chosen."""
        gaps: list[Gap] = []
        kinds: set[str] = set()

        def gap(found: re.Match[str]) -> str:
            kind, made = _embedded(found[1], found[2], len(gaps), self.notes)
            kinds.add(kind)
            gaps.append(made)
            return "<gap></gap>"

        base = self._base(Kind.GAPS, lambda text: _EMBEDDED.sub(gap, text))
        if len(kinds) != 1:
            raise Unsupported("cloze with several kinds of gaps" if kinds else "cloze without gaps")
        kind = kinds.pop()
        if kind == "choice":
            return replace(base, kind=Kind.CLOZE_CHOICE, gaps=tuple(gaps))
        return replace(base, gaps=tuple(gaps), strict="case accents" if kind == "case" else "accents")


def _embedded(type: str, inside: str, place: int, notes: list[str]) -> tuple[str, Gap]:
    """One gap of an embedded-answers text: how it is answered, and what is right."""
    parts = []
    for found in _PART.findall(inside):
        body, _, feedback = found.partition("#")
        notes += ["feedback"] if feedback else []
        weight = re.match(r"%(-?[\d.]+)%", body)
        right = body.startswith("=") or bool(weight and float(weight[1]) == 100)
        if weight and 0 < float(weight[1]) < 100:
            notes.append(f"answer worth a part: {body}")
        words = body.removeprefix("=")[weight.end() if weight else 0 :]
        parts.append((re.sub(r"\\(.)", r"\1", words).strip(), right))
    if not any(right for _, right in parts):
        raise Unsupported("cloze: no right answer")
    if type in ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"):
        kind = "case" if type.endswith("C") else "free"
        return kind, Gap(str(place), tuple(word for word, right in parts if right))
    if type in ("MULTICHOICE", "MC", "MULTICHOICE_S", "MCS"):
        choices = tuple(Choice(str(number), word) for number, (word, _) in enumerate(parts))
        rights = [str(number) for number, (_, right) in enumerate(parts) if right]
        if len(rights) != 1:
            raise Unsupported("cloze with several right answers")
        return "choice", Gap(str(place), choices=choices, right=rights[0])
    raise Unsupported(f"cloze {type}")


def _fraction(text: str) -> float:
    try:
        return float(text)
    except ValueError as wrong:
        raise Unsupported(f"number {text!r}") from wrong


_READERS: Mapping[str, Callable[[_One], Question]] = {
    "multichoice": _One.multichoice,
    "truefalse": _One.truefalse,
    "shortanswer": _One.shortanswer,
    "numerical": _One.numerical,
    "essay": _One.essay,
    "recordrtc": _One.recordrtc,
    "matching": _One.matching,
    "ordering": _One.ordering,
    "gapselect": _One.gapselect,
    "ddwtos": _One.gapselect,
    "cloze": _One.cloze,
}
