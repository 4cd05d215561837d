"""GIFT, the text format of Moodle for questions: reads it, and knows how its signs are escaped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from placement.formats.content import content, refuse_external, tidy
from placement.formats.html_nodes import nodes_of
from placement.formats.package import local
from placement.formats.question import GAP, Choice, Gap, Kind, Left, Question, Reading
from placement.formats.refusals import Refused, Unsupported
from placement.formats.safe_xml import Node

SPECIAL = "~=#{}:"
LONGEST_COMMENT = 80
_HIDDEN = {sign: chr(0xE010 + place) for place, sign in enumerate(SPECIAL + "\\")}
_SHOWN = {hidden: sign for sign, hidden in _HIDDEN.items()}
_TITLE = re.compile(r"^::(.*?)::", re.S)
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]")
_LEVEL = re.compile(r"\b(Pre-?A1|A1|A2|B1|B2|C1)\b", re.I)
_ANSWERS = re.compile(r"\{(.*)\}", re.S)
_WEIGHT = re.compile(r"^%(-?[\d.]+)%")
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
WORDS_FOR_TRUTH = {"de": ("Richtig", "Falsch"), "en": ("True", "False")}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in the brackets: its sign, its text, what it is worth in per cent."""

    sign: str
    text: str
    weight: float
    feedback: bool


def escape(text: str) -> str:
    """A text with a backslash before every sign that GIFT uses."""
    marked = re.sub(r"([~=#{}:\\])", r"\\\1", text)
    return marked.replace("\n", "\\n")


def _hide(text: str) -> str:
    """Escaped signs as private ones, so that nothing takes them for marks."""
    return re.sub(
        r"\\([~=#{}:\\n])", lambda found: "\n" if found[1] == "n" else _HIDDEN[found[1]], text.replace(GAP, "")
    )


def _show(text: str) -> str:
    return "".join(_SHOWN.get(sign, sign) for sign in text)


def looks_like(text: str) -> bool:
    """Whether a text holds a question in GIFT."""
    return 0 <= text.find("{") < text.rfind("}") or "$CATEGORY:" in text


def read(text: str, language: str) -> Reading:
    """All questions of a GIFT file."""
    found = Reading("GIFT")
    level, ids = "", set[str]()
    comments = filter(_is_comment, text.replace("\r\n", "\n").split("\n"))
    found.left_out += [
        Left("", f"comment: {line.strip(' /')[:LONGEST_COMMENT]}") for line in comments if line.strip(" /")
    ]
    for number, (block, category) in enumerate(_blocks(text), start=1):
        if category:
            level = level_in(category)
            found.left_out.append(Left("", f"category: {category}"))
            continue
        found.items += 1
        title = _TITLE.match(block)
        id = _show(title[1]).strip() if title else f"question {number}"
        while id in ids:
            id = f"{id} ({number})"
        ids.add(id)
        notes: list[str] = []
        try:
            question = _question(id, block[title.end() :] if title else block, language, notes)
            found.questions.append(replace(question, level=level_in(id) or level))
            found.left_out += [Left(id, what) for what in dict.fromkeys(notes)]
        except Unsupported as missing:
            found.unsupported.append(Left(id, missing.what))
    return found


def level_in(text: str) -> str:
    """The level that a title or a category names."""
    named = _LEVEL.search(text)
    return named[1].lower().replace("-", "").replace("prea1", "pre_a1") if named else ""


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Questions, divided by empty lines outside brackets, and categories between them."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if not _is_comment(line)]
    block: list[str] = []
    still_open, after_gap = 0, False
    for line in [*lines, ""]:
        # A bracket that is never closed must not swallow the questions behind it.
        if after_gap and block and (_TITLE.match(line.lstrip()) or "{" in _hide(line)):
            yield _hide("\n".join(block)).strip(), ""
            block, still_open = [], 0
        after_gap = still_open > 0 and not line.strip()
        if line.strip().startswith("$CATEGORY:"):
            if block:
                yield _hide("\n".join(block)).strip(), ""
                block, still_open = [], 0
            yield "", line.partition(":")[2].strip() or "-"
        elif line.strip():
            block.append(line)
            still_open += _hide(line).count("{") - _hide(line).count("}")
        elif block and still_open <= 0:
            yield _hide("\n".join(block)).strip(), ""
            block, still_open = [], 0
    if block:
        yield _hide("\n".join(block)).strip(), ""


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def _question(id: str, block: str, language: str, notes: list[str]) -> Question:
    form = _FORMAT.match(block)
    block = block[form.end() :] if form else block
    notes += ["markdown as plain text"] if form and form[1] == "markdown" else []
    inside = _ANSWERS.search(block)
    if inside is None:
        raise Unsupported("a bracket that is never closed" if "{" in block else "description")
    if "{" in inside[1] or "}" in inside[1]:
        raise Unsupported("several brackets")
    before, after = block[: inside.start()], block[inside.end() :]
    html = bool(form and form[1] == "html")
    text = f"{_plain(before, html, notes)}{GAP}{_plain(after, html, notes)}"
    return _by_answers(id, text, inside[1].strip(), language, notes, html)


def _by_answers(id: str, text: str, inside: str, language: str, notes: list[str], html: bool) -> Question:
    if "####" in inside:
        inside = inside.partition("####")[0].strip()
        notes.append("feedback")
    asked = tidy(text.replace(GAP, " "))
    if not inside:
        return Question(id, Kind.WRITE, text=asked)
    truth = inside.partition("#")[0].strip().upper()
    if truth in TRUTHS:
        notes += ["feedback"] if "#" in inside else []
        return true_or_false(id, asked, TRUTHS[truth], language)
    if inside.startswith("#"):
        return _number(id, text, inside[1:].strip(), notes)
    answers = [_answer(part, html, notes) for part in re.findall(r"[=~][^=~]*", inside)]
    if not answers:
        raise Unsupported("answers without = or ~")
    notes += ["feedback"] if any(one.feedback for one in answers) else []
    if any("->" in one.text for one in answers):
        return _match(id, asked, answers)
    if all(one.sign == "=" for one in answers):
        return _written(id, text, answers, notes)
    return _chosen(id, text, answers, notes)


def true_or_false(id: str, text: str, right: bool, language: str) -> Question:
    """A statement with two answers, in the language of the bank where we know the words."""
    words = WORDS_FOR_TRUTH.get(language[:2], WORDS_FOR_TRUTH["en"])
    choices = (Choice("true", words[0]), Choice("false", words[1]))
    return Question(id, Kind.CHOICE, text=text, choices=choices, right=("true" if right else "false",))


def _answer(part: str, html: bool, notes: list[str]) -> Answer:
    body, _, feedback = part[1:].partition("#")
    weight = _WEIGHT.match(body.strip())
    text = body.strip()[weight.end() :] if weight else body
    worth = float(weight[1]) if weight else (100.0 if part[0] == "=" else 0.0)
    return Answer(part[0], _plain(text, html, notes).strip(), worth, bool(feedback.strip()))


def _chosen(id: str, text: str, answers: list[Answer], notes: list[str]) -> Question:
    """Exactly one answer is right."""
    best = [one for one in answers if one.weight == 100]
    if len(best) != 1:
        raise Unsupported("several right answers" if any(one.weight > 0 for one in answers) else "no right answer")
    notes += [f"answer worth a part: {one.text}" for one in answers if 0 < one.weight < 100]
    choices = tuple(Choice(str(place), one.text) for place, one in enumerate(answers))
    right = str(answers.index(best[0]))
    if text.split(GAP)[1].strip(" .!?\n"):
        gap = Gap("0", choices=choices, right=right)
        return Question(id, Kind.CLOZE_CHOICE, text=tidy(text), gaps=(gap,))
    return Question(id, Kind.CHOICE, text=tidy(text.replace(GAP, " ")), choices=choices, right=(right,))


def _written(id: str, text: str, answers: list[Answer], notes: list[str]) -> Question:
    words = tuple(one.text for one in answers if one.weight == 100)
    notes += [f"answer worth a part: {one.text}" for one in answers if 0 < one.weight < 100]
    if not words:
        raise Unsupported("no right answer")
    return Question(id, Kind.GAPS, text=tidy(text), gaps=(Gap("0", words),), strict="accents")


def _number(id: str, text: str, inside: str, notes: list[str]) -> Question:
    """A number that is right as it stands; one with a tolerance cannot be written as words."""
    words = []
    for part in inside.split("="):
        body, _, feedback = part.partition("#")
        notes += ["feedback"] if feedback.strip() else []
        weight = _WEIGHT.match(body.strip())
        if weight and float(weight[1]) != 100:
            notes.append(f"answer worth a part: {body.strip()}")
            continue
        number, _, tolerance = (body.strip()[weight.end() :] if weight else body.strip()).partition(":")
        if ".." in number or tolerance.strip(" 0."):
            raise Unsupported("number with a tolerance")
        words += [number.strip()] if number.strip() else []
    if not words:
        raise Unsupported("no right answer")
    return Question(id, Kind.GAPS, text=tidy(text), gaps=(Gap("0", tuple(words)),), strict="accents")


def _match(id: str, text: str, answers: list[Answer]) -> Question:
    lefts, rights, pairs = [], list[Choice](), []
    for place, one in enumerate(answers):
        left, arrow, right = one.text.partition("->")
        if not arrow or not right.strip():
            raise Unsupported("match without a partner")
        known = next((other for other in rights if other.text == right.strip()), None)
        if known is None:
            known = Choice(f"r{place}", right.strip())
            rights.append(known)
        if left.strip():
            lefts.append(Choice(f"l{place}", left.strip()))
            pairs.append((f"l{place}", known.id))
    return Question(id, Kind.PAIRS, text=text, choices=tuple(lefts), others=tuple(rights), pairs=tuple(pairs))


def _plain(text: str, html: bool, notes: list[str]) -> str:
    """The words of a text. What would be loaded from outside refuses the file; a picture inside has no file here."""
    shown = _show(text)
    if not html and not re.search(
        r"<(p|br|b|i|em|strong|span|div|img|audio|video|a|ul|ol|li|iframe|object)\b", shown, re.I
    ):
        return shown
    nodes = nodes_of(shown.replace("\n", "<br>"), "GIFT")
    refuse_external(Node("html", "", {}, nodes), lambda href: local(href, ""))
    found = content(nodes, _no_file)
    notes += found.dropped
    edges = re.fullmatch(r"(\s*).*?(\s*)", shown, re.S)
    return f"{edges[1]}{found.text}{edges[2]}" if edges else found.text


def _no_file(href: str) -> str:
    raise Refused("missing_file", local(href, ""))
