"""Importing: a file from outside, whatever its format, as rows of a bank with an account of every item in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lms.kernel.packs import Problem
from placement.formats import agreement, bank_folder, gift, moodle, qti, rows
from placement.formats.bank_folder import Site
from placement.formats.content import refuse_external
from placement.formats.package import Package, Resource, local, open_package
from placement.formats.question import Left, Question, Reading
from placement.formats.refusals import Refused, Unsupported
from placement.formats.rows import Row
from placement.formats.safe_xml import Node, parse

LARGEST = 300_000_000
LARGEST_TEXT = 10_000_000
"""Signs of a GIFT file; it has no media inside."""


@dataclass(slots=True)
class Taken:
    """What a file gave. Every item of it is either imported or unsupported; nothing is when it is refused."""

    format: str = ""
    language: str = ""
    items: int = 0
    imported: list[str] = field(default_factory=list)
    unsupported: list[Left] = field(default_factory=list)
    left_out: list[Left] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    bank_problems: list[Problem] = field(default_factory=list)
    refused: Refused | None = None

    def report(self) -> dict[str, Any]:
        """The account as plain values."""
        return {
            "format": self.format,
            "imported": self.imported,
            "unsupported": [{"item": one.item, "what": one.what} for one in self.unsupported],
            "left_out": [{"item": one.item, "what": one.what} for one in self.left_out],
            "refused": str(self.refused) if self.refused else None,
            "media": len(self.media),
            "items": self.items,
            "bank_problems": [str(one) for one in self.bank_problems],
        }


def take(content: bytes, name: str, site: Site, language: str = "") -> Taken:
    """Everything a file holds. A file that could do harm, or is not what it should be, gives nothing but the reason."""
    try:
        return _taken(read(content, name, language), site, language)
    except Refused as refused:
        return Taken(refused=refused)


def read(content: bytes, name: str, language: str = "") -> Reading:
    """The questions of a file. Its content says what it is, not its name. Raises `Refused`."""
    if not content.strip():
        raise Refused("empty", name)
    if len(content) > LARGEST:
        raise Refused("too_large", name)
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06") or name.lower().endswith(".zip"):
        return _package(open_package(content))
    start = content[:400].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if start.startswith(b"<") and not re.match(rb"<(p|br|b|div|span)\b", start):
        return _xml(content, name, language)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Refused("wrong_encoding", name) from wrong
    if len(text) > LARGEST_TEXT:
        raise Refused("too_large", name)
    if "\0" in text or not gift.looks_like(text):
        raise Refused("not_a_package", name)
    return gift.read(text, language)


def _xml(content: bytes, name: str, language: str) -> Reading:
    """A single item, or the questions of Moodle."""
    root = parse(content, name)
    if root.name == "quiz":
        return moodle.read(root, language)
    if root.name != "assessmentItem":
        raise Refused("not_a_package", root.name)
    found = Reading(qti.version(root) or "QTI", items=1)
    _item(root, name, {}, found, root.get("identifier") or name)
    return found


def _package(package: Package) -> Reading:
    """The items of a QTI package in the order of its manifest."""
    found = Reading("QTI", media=dict(package.files))
    seen: dict[str, str] = {}
    for resource in package.resources:
        if not resource.is_item:
            _not_an_item(resource, package, found)
            continue
        found.items += 1
        root = parse(package.files[resource.href], resource.href)
        found.format = qti.version(root) or found.format
        id = root.get("identifier") or resource.id
        if id in seen:
            raise Refused("duplicate_name", id)
        seen[id] = resource.href
        _item(root, resource.href, package.files, found, id, resource)
    named = {file for resource in package.resources for file in resource.files} | {"imsmanifest.xml"}
    found.left_out += [Left("", f"not in the manifest: {name}") for name in sorted(set(package.files) - named)]
    return found


def _not_an_item(resource: Resource, package: Package, found: Reading) -> None:
    """Tests and other XML are named; media and stimuli belong to the items that show them."""
    kind = resource.type.lower()
    if resource.href.lower().endswith(".xml"):
        root = parse(package.files[resource.href], resource.href)
        refuse_external(root, lambda href: local(href, resource.href))
        if root.name == "assessmentItem":
            raise Refused("bad_manifest", f"{resource.id}: an item as {resource.type}")
    if "test" in kind or "section" in kind or "outcome" in kind:
        found.left_out.append(Left("", f"{resource.id}: {resource.type}, its order and rules"))
    elif "stimulus" not in kind and "webcontent" not in kind and "associatedcontent" not in kind:
        found.left_out.append(Left("", f"{resource.id}: {resource.type}"))


def _item(
    root: Node, where: str, files: Mapping[str, bytes], found: Reading, id: str, resource: Resource | None = None
) -> None:
    source = qti.Source(where, files, local)
    try:
        question, left = qti.read_item(root, source, lambda name: _stimulus(parse(files[name], name)))
        level = gift.level_in(f"{question.title} {resource.metadata.text if resource and resource.metadata else ''}")
        found.questions.append(replace(question, id=id, level=level))
        found.left_out += [Left(id, one.what) for one in left]
    except Unsupported as missing:
        found.unsupported.append(Left(id, missing.what))


def _stimulus(root: Node) -> Node:
    body = root.first("stimulusBody")
    if body is None:
        raise Unsupported("stimulus without a body")
    return body


# --- questions become rows -------------------------------------------------------------------------------------------


def _taken(reading: Reading, site: Site, language: str) -> Taken:
    media = rows.Media(reading.media, site.pictures)
    found = Taken(reading.format, items=reading.items, unsupported=list(reading.unsupported))
    found.left_out = list(reading.left_out)
    made: list[tuple[Question, list[Row], list[str]]] = []
    used: set[str] = set()
    for question in reading.questions:
        notes: list[str] = []
        own = rows.Media(reading.media, site.pictures, dict(media.kept))
        try:
            lines = rows.rows_of(question, own, notes)
        except Unsupported as missing:
            found.unsupported.append(Left(question.id, missing.what))
            continue
        for row in lines:
            while row["key"] in used:
                row["key"] += "_"
            used.add(row["key"])
        media.kept |= own.kept
        media.used |= own.used
        made.append((question, lines, notes))
    _settle(made, media, found, site)
    found.language = language or _language(reading.questions)
    found.left_out += _unused(reading, media, found)
    return found


def _settle(made: Sequence[tuple[Question, list[Row], list[str]]], media: rows.Media, found: Taken, site: Site) -> None:
    """Keep what the reader of banks accepts, with the points that score as the package does."""
    variants = [_variants(question, lines) for question, lines, _ in made]
    items, wrong, _ = bank_folder.check([row for each in variants for lines in each for row in lines], media.kept, site)
    needed: set[str] = set()
    for (question, lines, notes), each in zip(made, variants, strict=True):
        flaw = next((wrong[row["key"]] for row in each[0] if row["key"] in wrong), "")
        if flaw:
            found.unsupported.append(Left(question.id, f"{lines[0]['type']}: {flaw}"))
            continue
        try:
            right = [way for way in each if agreement.agrees(question, [items[row["key"]] for row in way])]
        except Unsupported as missing:
            found.unsupported.append(Left(question.id, missing.what))
            continue
        if not right:
            notes.append("scored in another way than its responseProcessing does")
        for row, kept in zip(lines, (right or each)[0], strict=True):
            row["steps"] = kept.get("steps", "")
        found.imported.append(question.id)
        found.rows += lines
        found.left_out += [Left(question.id, what) for what in dict.fromkeys(notes)]
        needed |= {name for row in lines for name in _files_of(row)}
    found.media = {name: data for name, data in media.kept.items() if name in needed}
    found.bank_problems = bank_folder.check(found.rows, found.media, site)[2] if found.rows else []


def _variants(question: Question, lines: list[Row]) -> list[list[Row]]:
    """The same rows with each way to give points for parts, under keys of their own."""
    if len(lines) > 1 or question.extra.get("steps") is not None or lines[0].get("steps"):
        return [[row | {"key": row["key"]} for row in lines]]
    return [
        [row | {"steps": steps, "key": f"{row['key']}~{number}"} for row in lines]
        for number, steps in enumerate(agreement.step_choices(question))
    ]


def _files_of(row: Row) -> list[str]:
    return [row.get("sound", ""), *row.get("option_sounds", "").split("|"), *bank_folder.pictures_of(row)]


def _unused(reading: Reading, media: rows.Media, found: Taken) -> list[Left]:
    """Files of the package that no imported item shows or plays, by name."""
    told = {one.what.partition(": ")[2] for one in found.left_out if one.what.startswith("not in the manifest")}
    names = [
        name
        for name in sorted(reading.media)
        if not name.lower().endswith(".xml") and name not in media.used and name not in told
    ]
    return [Left("", f"file not used: {name}") for name in names]


def _language(questions: Sequence[Question]) -> str:
    named = [question.language for question in questions if question.language]
    return max(set(named), key=named.count) if named else "und"
