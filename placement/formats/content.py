"""Content of a question: what of HTML-like content becomes text, pictures and sounds, and the names of what does not."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from placement.formats.question import GAP
from placement.formats.refusals import Refused, Unsupported
from placement.formats.safe_xml import Node, parse

PICTURES = {"png", "jpg", "jpeg", "gif", "webp", "svg"}
SOUNDS = {"mp3", "ogg", "oga", "opus", "wav", "m4a", "aac", "webm"}
BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "tr",
     "table", "pre", "section", "article", "prompt"}
)  # fmt: skip
NEVER = frozenset(
    {"math", "svg", "video", "customInteraction", "portableCustomInteraction", "printedVariable",
     "templateInline", "templateBlock", "include", "iframe", "embed", "hottext", "canvas", "form", "input"}
)  # fmt: skip
LEFT_OUT = frozenset(
    {"script", "style", "stylesheet", "feedbackInline", "feedbackBlock", "modalFeedback", "feedback", "track"}
)  # fmt: skip
MEANS = frozenset({"b", "strong", "em", "i", "u", "s", "sub", "sup", "del", "ins", "mark", "ruby"})
"""Forms that may carry what is asked ("the underlined word"): a question is plain text here."""
LOADS = ("href", "src", "data", "poster", "srcset", "primaryPath", "module")
BREAK = "\v"


@dataclass(slots=True)
class Content:
    """What stands somewhere. `dropped` names what is not taken along."""

    text: str = ""
    pictures: list[tuple[str, str]] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def one_picture(self) -> str:
        """The first picture; further ones are named as dropped."""
        self.dropped += [f"picture {name}" for name, _ in self.pictures[1:]]
        return self.pictures[0][0] if self.pictures else ""

    def one_sound(self) -> str:
        """The first sound; further ones are named as dropped."""
        self.dropped += [f"sound {name}" for name in self.sounds[1:]]
        return self.sounds[0] if self.sounds else ""


def content(nodes: list[Node | str], local: Callable[[str], str], stops: frozenset[str] = frozenset()) -> Content:
    """The content of nodes. `local` turns a reference into a name in the package. Elements in `stops` are gaps."""
    found = Content()
    pieces: list[str] = []
    _walk(nodes, _Walk(found, pieces, local, stops))
    found.text = tidy("".join(pieces))
    return found


def tidy(text: str) -> str:
    """Blocks in lines of their own, no space too many."""
    text = re.sub(r"[ \v]*\v[ \v]*", BREAK, text).strip(f"{BREAK} \n")
    lines = re.split(f"[{BREAK}\n]", re.sub(f"\n{BREAK}|{BREAK}\n", "\n", text))
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def refuse_external(root: Node, local: Callable[[str], str]) -> None:
    """Refuse a file that would load something from outside. A link that a person may follow is not loaded."""
    for node in _everything(root):
        if node.name == "a":
            continue
        for name in LOADS:
            value = node.get(name).strip()
            if not value or value.startswith(("data:", "#")):
                continue
            for part in value.split(",") if name == "srcset" else [value]:
                local(part.split()[0])


def _everything(root: Node) -> list[Node]:
    found, todo = [], [root]
    while todo:
        node = todo.pop()
        found.append(node)
        todo.extend(node.elements)
    return found


@dataclass(frozen=True, slots=True)
class _Walk:
    found: Content
    pieces: list[str]
    local: Callable[[str], str]
    stops: frozenset[str]


def _walk(nodes: list[Node | str], to: _Walk) -> None:
    for node in nodes:
        if isinstance(node, str):
            to.pieces.append(re.sub(r"\s+", " ", node.replace(GAP, "")))
        else:
            _element(node, to)


def _element(node: Node, to: _Walk) -> None:
    name = node.name
    if name in to.stops:
        to.pieces.append(GAP)
    elif name in NEVER or name.endswith("Interaction"):
        raise Unsupported(name)
    elif name in LEFT_OUT or (name == "rubricBlock" and "candidate" not in node.get("view", "candidate")):
        to.found.dropped.append(name)
    elif name in ("img", "audio", "object"):
        _medium(node, to)
    elif name == "br":
        to.pieces.append("\n")
    elif name in BLOCKS:
        if name == "table":
            to.found.dropped.append("lines of the table")
        to.pieces.append(BREAK)
        _walk(node.children, to)
        to.pieces.append(BREAK)
    else:
        if name in ("td", "th"):
            to.pieces.append(" ")
        if name in MEANS:
            to.found.dropped.append(f"form of letters {name}")
        if name == "a" and node.get("href"):
            to.found.dropped.append(f"link {node.get('href')}")
        _walk(node.children, to)


def _medium(node: Node, to: _Walk) -> None:
    """A picture or a sound, in the ways of HTML 5 and of QTI 2."""
    source = node.get("src") or node.get("data") or next((one.get("src") for one in node.all("source")), "")
    if source.startswith("data:"):
        raise Unsupported(f"{node.name} with its data inside")
    if not source:
        raise Unsupported(f"{node.name} without a file")
    name = to.local(source)
    kind = kind_of(name, node.get("type"))
    if node.name == "audio" or kind == "sound":
        to.found.sounds.append(name)
    elif kind == "picture":
        to.found.pictures.append((name, node.get("alt")))
    else:
        raise Unsupported(f"{node.name} {node.get('type') or name}")


def kind_of(name: str, type: str = "") -> str:
    """`picture`, `sound`, or nothing known."""
    ending = name.rpartition(".")[2].lower()
    if ending in PICTURES or (type.startswith("image/") and not ending):
        return "picture"
    return "sound" if ending in SOUNDS else ""


def check_medium(name: str, data: bytes) -> None:
    """Refuse a file that is not what its name says, and a drawing that runs scripts."""
    ending = name.rpartition(".")[2].lower()
    if ending == "svg":
        for node in _everything(parse(data, name)):
            leads = not node.get("href", "#").startswith(("#", "data:image/"))
            handles = any(key.startswith("on") for key in node.attributes)
            if node.name in ("script", "foreignObject", "iframe") or handles or leads:
                raise Refused("active_content", name)
        return
    starts = _MAGIC.get(ending)
    if starts and not any(sign in data[:16] for sign in starts):
        raise Refused("media_not_as_named", name)


_MAGIC = {
    "png": (b"\x89PNG",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF8",),
    "webp": (b"WEBP",),
    "ogg": (b"OggS",),
    "oga": (b"OggS",),
    "opus": (b"OggS",),
    "wav": (b"WAVE",),
    "webm": (b"\x1a\x45\xdf\xa3",),
    "m4a": (b"ftyp",),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
}
