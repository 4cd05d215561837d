"""XML from strangers: no document type, no entities, neither deep nor huge. QTI 3 is read under the names of QTI 2."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped,unused-ignore]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped,unused-ignore]

from placement.formats.refusals import Refused

LARGEST = 30_000_000
"""Bytes of one XML file. Moodle keeps sounds inside."""
DEEPEST = 100
MOST_NODES = 500_000
ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252"})

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Node:
    """An element with its texts and elements in their order."""

    name: str
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, default)

    @property
    def elements(self) -> "Iterator[Node]":
        """Elements directly below."""
        return (child for child in self.children if isinstance(child, Node))

    def all(self, *names: str) -> "Iterator[Node]":
        """Every element of these names below, however deep, in reading order."""
        for child in self.elements:
            if child.name in names:
                yield child
            yield from child.all(*names)

    def below(self, name: str) -> "list[Node]":
        """Elements of this name directly below."""
        return [child for child in self.elements if child.name == name]

    def first(self, name: str) -> "Node | None":
        """The first element of this name directly below."""
        return next((child for child in self.elements if child.name == name), None)

    @property
    def text(self) -> str:
        """All text inside, as it stands."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def parse(content: bytes, where: str) -> Node:
    """The root of an XML file. Raises `Refused` when it is none, or one that is made to do harm."""
    if len(content) > LARGEST:
        raise Refused("xml_too_large", where)
    _check_encoding(content, where)
    builder = _Builder(where)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException as found:
        raise Refused("entity" if b"ENTITY" in content.replace(b"\0", b"") else "document_type", where) from found
    except (ParseError, ValueError, LookupError) as found:
        raise Refused("not_xml", where) from found
    if builder.root is None:
        raise Refused("not_xml", where)
    return builder.root


def _check_encoding(content: bytes, where: str) -> None:
    """A file must be written in the encoding that it names."""
    declared = _DECLARED.match(content.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")[:400])
    named = declared.group(1).decode("ascii", "replace").lower() if declared else "utf-8"
    if named not in ENCODINGS and not named.startswith("iso-8859"):
        raise Refused("wrong_encoding", where)
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        content.decode("utf-16" if marked else named if named != "utf-16" else "utf-8")
    except (UnicodeDecodeError, LookupError) as found:
        raise Refused("wrong_encoding", where) from found
    if marked != (named == "utf-16") and declared:
        raise Refused("wrong_encoding", where)


class _Builder:
    """Takes what the parser finds and stops it in time."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.root: Node | None = None
        self.open: list[Node] = []
        self.nodes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.nodes += 1
        if len(self.open) >= DEEPEST:
            raise Refused("xml_too_deep", self.where)
        if self.nodes > MOST_NODES:
            raise Refused("xml_too_large", self.where)
        namespace, _, name = tag.rpartition("}")
        named = {
            _attribute(key.rpartition("}")[2]): value
            for key, value in attributes.items()
            if not key.startswith(f"{{{_XSI}")
        }
        node = Node(_element(name), namespace.lstrip("{"), named)
        if self.open:
            self.open[-1].children.append(node)
        elif self.root is None:
            self.root = node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        """An element ends."""
        self.open.pop()

    def data(self, text: str) -> None:
        """Text inside an element."""
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += text
        else:
            children.append(text)

    def close(self) -> Node | None:
        """The end of the file."""
        return self.root


def _element(name: str) -> str:
    """`qti-choice-interaction` is `choiceInteraction`."""
    return _camel(name.removeprefix("qti-")) if name.startswith("qti-") else name


def _attribute(name: str) -> str:
    return name if name.startswith(("data-", "aria-")) else _camel(name)


def _camel(name: str) -> str:
    first, *more = name.split("-")
    return first + "".join(part.capitalize() for part in more)
