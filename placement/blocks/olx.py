"""OLX of our blocks: what a block's element may hold is written down once; reading, writing and the author's form follow."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

TRUE = "true"
FLAGS = frozenset({"right", "after", "keep"})
"""Attributes that are true or not there."""
OF_RUNTIMES = frozenset(
    {"url_name", "xblock-family", "block_key", "course", "org", "slug", "format", "graded", "due", "start"}
)
"""Attributes that other systems put beside ours."""
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)

Body = dict[str, Any]
"""What an author wrote: attributes and texts as strings, true flags, and lists of the same for elements that repeat."""


@dataclass(frozen=True)
class Form:
    """What an element may hold: attributes, child elements with words, child elements that repeat, words of its own."""

    attributes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    lists: Mapping[str, "Form"] = field(default_factory=dict)
    words: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in an element that cannot be: a code and where."""

    code: str
    where: str
    value: str = ""


def read(node: etree._Element, form: Form, ignored: Sequence[str] = ()) -> Body:
    """What stands in an element. What it may not hold is left out; `problems` names it."""
    body: Body = {}
    for name in form.attributes:
        value = (node.get(name) or "").strip()
        if value and not (name in FLAGS and value.lower() != TRUE):
            body[name] = True if name in FLAGS else value
    if form.words and (said := _words(node)):
        body["text"] = said
    for child in _elements(node):
        if child.tag in form.texts:
            body[child.tag] = _words(child)
        elif child.tag in form.lists:
            body.setdefault(child.tag, []).append(read(child, form.lists[child.tag]))
    return body


def write(node: etree._Element, body: Mapping[str, Any], form: Form) -> None:
    """The same element again."""
    for name in form.attributes:
        if body.get(name):
            node.set(name, TRUE if name in FLAGS else str(body[name]))
    if form.words and body.get("text"):
        _put(node, body["text"])
    for name in form.texts:
        if body.get(name):
            _put(etree.SubElement(node, name), body[name])
    for name, inner in form.lists.items():
        for part in body.get(name, ()):
            write(etree.SubElement(node, name), part, inner)


def problems(node: etree._Element, form: Form, settings: Sequence[str] = ()) -> Iterator[Problem]:
    """Attributes, elements and values that an element may not hold."""
    where = str(node.tag)
    for name, value in node.attrib.items():
        if name not in (*form.attributes, *settings) and name not in OF_RUNTIMES:
            yield Problem("unknown_attribute", where, str(name))
        elif name in form.choices and value not in form.choices[name]:
            yield Problem("unknown_value", where, f"{name}={value}")
    for child in _elements(node):
        if child.tag in form.lists:
            yield from problems(child, form.lists[child.tag])
        elif child.tag not in form.texts and not (form.words and child.tag == "b"):
            yield Problem("unknown_element", where, str(child.tag))


def tidy(given: Any, form: Form) -> Body:
    """A body as a browser sent it, with nothing in it that the form does not know."""
    body: Body = {}
    if not isinstance(given, Mapping):
        return body
    for name in (*form.attributes, *form.texts, *(("text",) if form.words else ())):
        value = given.get(name)
        if name in FLAGS:
            body |= {name: True} if value in (True, TRUE) else {}
        elif isinstance(value, str) and value.strip():
            body[name] = value.strip()
    for name, inner in form.lists.items():
        parts = [tidy(part, inner) for part in given.get(name) or () if isinstance(part, Mapping)]
        if any(parts):
            body[name] = [part for part in parts if part]
    return body


def parsed(text: str) -> etree._Element:
    """The element of a text. Nothing is fetched and no entity is expanded. Raises ValueError."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, huge_tree=False)
    try:
        return etree.fromstring(text.encode(), reader)
    except etree.XMLSyntaxError as wrong:
        raise ValueError(str(wrong)) from wrong


def printed(node: etree._Element) -> str:
    """An element as people write it."""
    etree.indent(node, "  ")
    return str(etree.tostring(node, encoding="unicode", pretty_print=True)).strip()


def _elements(node: etree._Element) -> Iterator[etree._Element]:
    return (child for child in node if isinstance(child.tag, str))


def _words(node: etree._Element) -> str:
    """The words of an element; `<b>` becomes two stars on each side."""
    said = node.text or ""
    for child in node:
        if child.tag == "b":
            said += f"**{child.text or ''}**"
        said += child.tail or ""
    lines = [" ".join(line.split()) for line in said.strip().splitlines()]
    return "\n".join(lines)


def _put(node: etree._Element, said: str) -> None:
    """Words into an element, two stars on each side as `<b>`."""
    plain, *rest = BOLD.split(said)
    node.text = plain
    for bold, after in zip(rest[::2], rest[1::2], strict=True):
        child = etree.SubElement(node, "b")
        child.text, child.tail = bold, after
