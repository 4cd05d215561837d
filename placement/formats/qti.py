"""QTI 2.1, 2.2 and 3.0: one item of a package becomes a question, or the name of what it needs and we do not have."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from placement.formats import processing
from placement.formats.content import BREAK, Content, content, refuse_external, tidy
from placement.formats.processing import Declaration, Processing
from placement.formats.question import GAP, Area, Choice, Gap, Kind, Left, Question, Responses
from placement.formats.refusals import Refused, Unsupported
from placement.formats.safe_xml import Node

VERSIONS = {
    "http://www.imsglobal.org/xsd/imsqti_v2p0": "QTI 2.0",
    "http://www.imsglobal.org/xsd/imsqti_v2p1": "QTI 2.1",
    "http://www.imsglobal.org/xsd/imsqti_v2p2": "QTI 2.2",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0": "QTI 3.0",
}
KNOWN = frozenset({"QTI 2.1", "QTI 2.2", "QTI 3.0"})
PARTS = frozenset({"responseDeclaration", "outcomeDeclaration", "contextDeclaration", "responseProcessing",
                   "itemBody", "assessmentStimulusRef"})  # fmt: skip
"""What of an item is read. Every other part is named."""
MARK = "data-onward-"
"""Our own export says in attributes of this name what QTI has no place for."""

Files = Mapping[str, bytes]


class Source:
    """One XML file of a package: turns its references into names and remembers what was left out."""

    def __init__(self, where: str, files: Files, inside: Callable[[str, str], str]) -> None:
        self.where, self.files, self._inside = where, files, inside
        self.dropped: list[str] = []

    def inside(self, href: str) -> str:
        """The name that a reference means."""
        return self._inside(href, self.where)

    def local(self, href: str) -> str:
        """The same for a file that is needed."""
        name = self.inside(href)
        if name not in self.files:
            raise Refused("missing_file", name)
        return name

    def read(self, nodes: "list[Node | str]", stops: frozenset[str] = frozenset()) -> Content:
        """The content of nodes; what it leaves out is remembered when it is used."""
        found = content(nodes, self.local, stops)
        self.dropped += found.dropped
        found.dropped = self.dropped
        return found


def version(root: Node) -> str:
    """The version of QTI that an item is written in; empty when it is none."""
    return VERSIONS.get(root.namespace, "") if root.name == "assessmentItem" else ""


def read_item(root: Node, source: Source, stimuli: Callable[[str], Node]) -> tuple[Question, list[Left]]:
    """An item as a question, with what of it was left out. Raises `Unsupported` with the name of what is missing."""
    id = root.get("identifier")
    refuse_external(root, source.inside)
    if version(root) not in KNOWN:
        raise Unsupported(version(root) or root.name)
    _check_parts(root)
    body = root.first("itemBody")
    if body is None:
        raise Unsupported("no itemBody")
    question = _Reader(root, body, source).question()
    read = [source.read(stimuli(source.local(ref.get("href"))).children) for ref in root.below("assessmentStimulusRef")]
    if read:
        question = _with_stimuli(question, read)
    source.dropped += [node.name for node in root.elements if node.name not in PARTS]
    source.dropped += ["a choice with a fixed place"] * any(
        one.get("fixed") == "true" for one in body.all("simpleChoice")
    )
    marks = next((one for one in body.all("div") if one.get(f"{MARK}type")), None)
    if marks is not None:
        extra = {key.removeprefix(MARK): value for key, value in marks.attributes.items() if key.startswith(MARK)}
        question = replace(question, extra=extra)
    return question, [Left(id, what) for what in dict.fromkeys(source.dropped)]


def _check_parts(root: Node) -> None:
    """Parts that make an item another one each time, or change it while it is answered."""
    if root.get("adaptive") in ("true", "1"):
        raise Unsupported("adaptive item")
    for node in root.elements:
        if node.name in ("templateDeclaration", "templateProcessing", "companionMaterialsInfo"):
            raise Unsupported(node.name)


def _with_stimuli(question: Question, read: list[Content]) -> Question:
    text = "\n".join([*(one.text for one in read if one.text), question.text]).strip()
    sounds = [name for one in read for name in one.sounds] + ([question.sound] if question.sound else [])
    pictures = [name for one in read for name, _ in one.pictures] + ([question.picture] if question.picture else [])
    dropped = read[0].dropped
    dropped += [f"sound {name}" for name in sounds[1:]] + [f"picture {name}" for name in pictures[1:]]
    return replace(question, text=text, sound=(sounds or [""])[0], picture=(pictures or [""])[0])


class _Reader:
    """Reads one item."""

    def __init__(self, root: Node, body: Node, source: Source) -> None:
        self.root, self.body, self.source = root, body, source
        self.declared = {one.id: one for one in map(processing.declaration, root.below("responseDeclaration"))}

    def question(self) -> Question:
        """The question, by the interactions that stand in the item."""
        found = _interactions(self.body)
        names = {node.name for node in found}
        if not found:
            raise Unsupported("no interaction")
        for node in found:
            if node.name not in _READERS and node.name not in _INLINE:
                raise Unsupported(node.name)
        if len(found) > 1 and not (len(names) == 1 and names <= _INLINE):
            raise Unsupported(f"several interactions: {', '.join(node.name for node in found)}")
        if names <= _INLINE:
            return self._inline(found)
        return _READERS[found[0].name](self, found[0])

    # --- what all have in common -------------------------------------------------------------------------------------

    def _base(self, kind: Kind, node: Node, rated: bool = False) -> Question:
        """Everything but the answer. The text stands around the interaction, the question is its prompt."""
        inline = node.name in _INLINE
        around = self.source.read(self.body.children, _INLINE if inline else frozenset({node.name}))
        prompt = node.first("prompt")
        asked = self.source.read(prompt.children) if prompt is not None else Content(dropped=self.source.dropped)
        around.sounds += asked.sounds
        around.pictures += asked.pictures
        return Question(
            id=self.root.get("identifier"),
            kind=kind,
            title=self.root.get("title"),
            language=self.root.get("lang"),
            text=around.text if inline else tidy(around.text.replace(GAP, BREAK)),
            question=asked.text,
            sound=around.one_sound(),
            picture=around.one_picture(),
            response=node.get("responseIdentifier", "RESPONSE"),
            points=None if rated else self._points(),
        )

    def _points(self) -> Callable[[Responses], float] | None:
        """The item's own scoring. Without any, its right answers alone count."""
        found: Processing | None = processing.processing(self.root)
        if found is None:
            self.source.dropped.append("no responseProcessing: the right answers count")
            return None
        return found.score

    def _declaration(self, node: Node) -> Declaration:
        id = node.get("responseIdentifier")
        if id not in self.declared:
            raise Unsupported(f"{node.name}: {id} is not declared")
        return self.declared[id]

    def _right(self, node: Node) -> tuple[str, ...]:
        """The right answer: as declared, else what the mapping gives most for."""
        one = self._declaration(node)
        if one.correct:
            return one.correct
        best = max((entry.value for entry in one.entries), default=0.0)
        right = tuple(entry.key for entry in one.entries if entry.value == best > 0)
        if not right:
            raise Unsupported(f"{node.name}: no right answer")
        return right if one.cardinality != "single" else right[:1]

    def _choice(self, node: Node) -> Choice:
        inside = self.source.read(node.children)
        picture = inside.one_picture()
        text = inside.text or (inside.pictures[0][1] if inside.pictures else "")
        return Choice(node.get("identifier"), text, picture, inside.one_sound())

    # --- one method an interaction -----------------------------------------------------------------------------------

    def choice(self, node: Node) -> Question:
        one = self._declaration(node)
        many = node.get("maxChoices", "1")
        if one.cardinality != "single" and (many != "1" or len(one.correct) > 1):
            raise Unsupported("choiceInteraction: several answers may be chosen")
        right = self._right(node)
        choices = tuple(self._choice(each) for each in node.below("simpleChoice"))
        return replace(self._base(Kind.CHOICE, node), choices=choices, right=right[:1])

    def order(self, node: Node) -> Question:
        choices = tuple(self._choice(each) for each in node.below("simpleChoice"))
        right = self._right(node)
        if sorted(right) != sorted(one.id for one in choices):
            raise Unsupported("orderInteraction: an order of a part of the choices")
        return replace(self._base(Kind.ORDER, node), choices=choices, right=right)

    def match(self, node: Node) -> Question:
        sets = [
            [self._choice(each) for each in one.below("simpleAssociableChoice")] for one in node.below("simpleMatchSet")
        ]
        if len(sets) != 2:
            raise Unsupported("matchInteraction without two sets")
        pairs = self._pairs(node)
        firsts = {one.id for one in sets[0]}
        pairs = tuple(pair if pair[0] in firsts else (pair[1], pair[0]) for pair in pairs)
        return replace(self._base(Kind.PAIRS, node), choices=tuple(sets[0]), others=tuple(sets[1]), pairs=pairs)

    def associate(self, node: Node) -> Question:
        all_of_them = {each.get("identifier"): self._choice(each) for each in node.below("simpleAssociableChoice")}
        pairs = self._pairs(node)
        used = [id for pair in pairs for id in pair]
        if len(set(used)) != len(used) or not set(used) <= set(all_of_them):
            raise Unsupported("associateInteraction: a choice belongs to several others")
        firsts = {first for first, _ in pairs}
        self.source.dropped.append("associateInteraction asked as a match")
        return replace(
            self._base(Kind.PAIRS, node),
            choices=tuple(all_of_them[first] for first, _ in pairs),
            others=tuple(one for id, one in all_of_them.items() if id not in firsts),
            pairs=pairs,
        )

    def _pairs(self, node: Node) -> tuple[tuple[str, str], ...]:
        one = self._declaration(node)
        right = one.correct or tuple(entry.key for entry in one.entries if entry.value > 0)
        pairs = tuple((parts[0], parts[1]) for parts in (text.split() for text in right) if len(parts) == 2)
        if not pairs:
            raise Unsupported(f"{node.name}: no right answer")
        return pairs

    def gap_match(self, node: Node) -> Question:
        """Words to put into the gaps of a text: a choice for every gap."""
        words = [self._choice(each) for each in node.elements if each.name in ("gapText", "gapImg")]
        if any(word.picture for word in words):
            raise Unsupported("gapMatchInteraction with pictures")
        right = {gap: word for word, gap in self._pairs(node)}
        ids = [gap.get("identifier") for gap in node.all("gap")]
        if set(right) != set(ids):
            raise Unsupported("gapMatchInteraction: a gap that stays empty")
        skipped = ("gapText", "gapImg", "prompt")
        inside = [child for child in node.children if isinstance(child, str) or child.name not in skipped]
        text = self.source.read(inside, frozenset({"gap"}))
        base = self._base(Kind.CLOZE_CHOICE, node)
        gaps = tuple(Gap(id, choices=tuple(words), right=right[id]) for id in ids)
        return replace(base, text="\n".join(filter(None, (base.text, text.text))), gaps=gaps)

    def extended_text(self, node: Node) -> Question:
        return self._base(Kind.WRITE, node, rated=True)

    def upload(self, node: Node) -> Question:
        wanted = node.get("type") or " ".join(each.get("type") for each in node.below("fileType"))
        if wanted and "audio" not in wanted:
            raise Unsupported(f"uploadInteraction of {wanted}")
        if not wanted:
            self.source.dropped.append("uploadInteraction of any file asked as a recording")
        return self._base(Kind.RECORD, node, rated=True)

    def hotspot(self, node: Node) -> Question:
        if self._declaration(node).cardinality != "single" and node.get("maxChoices", "1") != "1":
            raise Unsupported("hotspotInteraction: several places may be chosen")
        picture, width, height = self._stage(node)
        choices = tuple(
            Choice(each.get("identifier"), area=self._area(each.get("shape"), each.get("coords"), width, height))
            for each in node.below("hotspotChoice")
        )
        return replace(self._tap(node), choices=choices, right=self._right(node)[:1], picture=picture)

    def select_point(self, node: Node) -> Question:
        """Areas that are worth something become the parts of the picture; the one that is worth most is right."""
        one = self._declaration(node)
        if len(one.areas) < 2 or node.get("maxChoices", "1") != "1":
            raise Unsupported("selectPointInteraction: fewer than two areas or more than one touch")
        picture, width, height = self._stage(node)
        choices = tuple(
            Choice(_centre(each), area=self._area(each.shape, ",".join(map(str, each.coords)), width, height))
            for each in one.areas
        )
        best = max(one.areas, key=lambda each: each.value)
        return replace(self._tap(node), choices=choices, right=(_centre(best),), picture=picture)

    def _tap(self, node: Node) -> Question:
        base = self._base(Kind.TAP, node)
        if base.picture:
            self.source.dropped.append(f"picture {base.picture}")
        return base

    def _stage(self, node: Node) -> tuple[str, float, float]:
        """The picture below the places, and its size."""
        stage = next((each for each in node.elements if each.name in ("object", "img", "picture")), None)
        if stage is None:
            raise Unsupported(f"{node.name} without a picture")
        found = self.source.read([stage])
        size = [part for part in (stage.get("width"), stage.get("height")) if re.fullmatch(r"[\d.]+(px)?", part)]
        if len(size) != 2 or not found.pictures:
            raise Unsupported(f"{node.name}: the size of the picture is missing")
        width, height = (float(part.removesuffix("px")) for part in size)
        return found.one_picture(), width, height

    def _area(self, shape: str, text: str, width: float, height: float) -> Area:
        at = processing.coords(text)
        if shape == "circle" and len(at) == 3:
            self.source.dropped.append("a circle became a rectangle")
            at = (at[0] - at[2], at[1] - at[2], at[0] + at[2], at[1] + at[2])
        elif shape != "rect" or len(at) != 4:
            raise Unsupported(f"place of the shape {shape}")
        if not (width > 0 and height > 0 and 0 <= at[0] < at[2] <= width and 0 <= at[1] < at[3] <= height):
            raise Unsupported("place outside the picture")
        return Area(at[0] / width, at[1] / height, (at[2] - at[0]) / width, (at[3] - at[1]) / height)

    def _inline(self, nodes: list[Node]) -> Question:
        """Gaps in a text: all to be written, or all to be chosen."""
        if nodes[0].name == "textEntryInteraction":
            gaps, strict = tuple(map(self._written, nodes)), self._strict(nodes)
            kind = Kind.GAPS
        else:
            gaps, strict, kind = tuple(map(self._chosen, nodes)), "", Kind.CLOZE_CHOICE
        return replace(self._base(kind, nodes[0]), gaps=gaps, strict=strict)

    def _chosen(self, node: Node) -> Gap:
        choices = tuple(self._choice(each) for each in node.below("inlineChoice"))
        return Gap(node.get("responseIdentifier"), choices=choices, right=self._right(node)[0])

    def _written(self, node: Node) -> Gap:
        one = self._declaration(node)
        if node.get("patternMask"):
            self.source.dropped.append(f"patternMask {node.get('patternMask')}")
        best = max((entry.value for entry in one.entries), default=0.0)
        also = [entry.key for entry in one.entries if entry.value == best > 0]
        part = [entry.key for entry in one.entries if 0 < entry.value < best]
        self.source.dropped += [f"answer worth a part: {key}" for key in part]
        words = tuple(dict.fromkeys(word for word in (*one.correct, *also) if word and word not in part))
        if not words:
            raise Unsupported("textEntryInteraction: no right answer")
        return Gap(one.id, words=words)

    def _strict(self, nodes: list[Node]) -> str:
        """Accents count in QTI; capitals do unless every mapping says that they do not."""
        free = all(
            one.entries and not any(entry.case for entry in one.entries) for one in map(self._declaration, nodes)
        )
        return "accents" if free else "case accents"


_INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
_READERS: Mapping[str, Callable[[_Reader, Node], Question]] = {
    "choiceInteraction": _Reader.choice,
    "orderInteraction": _Reader.order,
    "matchInteraction": _Reader.match,
    "associateInteraction": _Reader.associate,
    "gapMatchInteraction": _Reader.gap_match,
    "extendedTextInteraction": _Reader.extended_text,
    "uploadInteraction": _Reader.upload,
    "hotspotInteraction": _Reader.hotspot,
    "selectPointInteraction": _Reader.select_point,
}


def _interactions(node: Node) -> "list[Node]":
    """Everything in the body that is to be answered."""
    found = []
    for child in node.elements:
        if child.name.endswith("Interaction"):
            found.append(child)
        else:
            found += _interactions(child)
    return found


def _centre(area: processing.AreaEntry) -> str:
    """A point inside an area, as a touch would say it."""
    at = area.coords
    if area.shape == "circle" and len(at) == 3:
        return f"{at[0]:g} {at[1]:g}"
    if area.shape != "rect" or len(at) != 4:
        raise Unsupported(f"place of the shape {area.shape}")
    return f"{(at[0] + at[2]) / 2:g} {(at[1] + at[3]) / 2:g}"
