"""Content packages: a ZIP file opened with distrust. Whatever could do harm refuses the whole package."""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from urllib.parse import unquote

from placement.formats.refusals import Refused
from placement.formats.safe_xml import Node, parse

MANIFEST = "imsmanifest.xml"
MOST_FILES = 5_000
LARGEST_FILE = 50_000_000
LARGEST_IN_ALL = 300_000_000
HIGHEST_RATIO = 100
"""Unpacked to packed bytes; text with much repetition stays below it. Small files may be above."""
SMALL = 1_000_000

_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*:|//|\\\\)")
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Resource:
    """One entry of the manifest."""

    id: str
    type: str
    href: str
    files: tuple[str, ...]
    metadata: Node | None = None

    @property
    def is_item(self) -> bool:
        """Whether it is a question, of whatever version."""
        kind = self.type.lower()
        return kind.startswith(("imsqti_item", "imsqti_xmlv1p", "imsqti_apipitem")) or kind == "imsqti_xmlv2p0"


@dataclass(frozen=True, slots=True)
class Package:
    """The files of a package by name, and what its manifest names."""

    files: Mapping[str, bytes]
    resources: tuple[Resource, ...]


def files_of(content: bytes) -> dict[str, bytes]:
    """Everything in a ZIP file by name. Raises `Refused` with the reason."""
    return dict(_unpacked(content))


def open_package(content: bytes) -> Package:
    """The package in a ZIP file. Raises `Refused` with the reason."""
    files = files_of(content)
    if MANIFEST not in files:
        raise Refused("manifest_missing", MANIFEST)
    root = parse(files[MANIFEST], MANIFEST)
    if root.name != "manifest":
        raise Refused("bad_manifest", root.name)
    holder = root.first("resources")
    if holder is None:
        raise Refused("bad_manifest", "resources")
    base = root.get("base") + holder.get("base")
    resources = tuple(_resource(one, base, files) for one in holder.below("resource"))
    ids = [one.id for one in resources]
    for id in ids:
        if ids.count(id) > 1:
            raise Refused("duplicate_name", id)
    for entry in holder.below("resource"):
        for needed in entry.below("dependency"):
            if needed.get("identifierref") not in ids:
                raise Refused("missing_dependency", needed.get("identifierref"))
    return Package(files, resources)


def _resource(entry: Node, base: str, files: Mapping[str, bytes]) -> Resource:
    id, type = entry.get("identifier"), entry.get("type")
    if not id or not type:
        raise Refused("bad_manifest", id or "resource")
    inside = base + entry.get("base")
    named = [inside + one.get("href") for one in entry.below("file")]
    href = inside + entry.get("href") if entry.get("href") else ""
    paths = [local(one, MANIFEST) for one in (*([href] if href else []), *named)]
    for path in paths:
        if path not in files:
            raise Refused("missing_file", path)
    resource = Resource(id, type, paths[0] if href else "", tuple(dict.fromkeys(paths)), entry.first("metadata"))
    if resource.is_item and not href:
        raise Refused("bad_manifest", id)
    return resource


def local(href: str, frm: str) -> str:
    """The name in the package that a reference in one of its files means. Raises `Refused` when it leads outside."""
    plain = unquote(href.strip())
    if _SCHEME.match(plain):
        raise Refused("external_reference", href)
    if plain.startswith("/"):
        raise Refused("absolute_path", href)
    if "\\" in plain:
        raise Refused("path_traversal" if ".." in plain else "bad_name", href)
    folder = frm.rpartition("/")[0]
    path = normpath(f"{folder}/{plain.partition('#')[0].partition('?')[0]}".lstrip("/"))
    if path.startswith("..") or path == ".":
        raise Refused("path_traversal", href)
    return unicodedata.normalize("NFC", path)


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and contents. Sizes are counted while reading: what the archive says of itself is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES:
                raise Refused("too_many_files", str(len(entries)))
            _check_names(entries)
            total = 0
            for entry in entries:
                if entry.is_dir():
                    continue
                data = _read(archive, entry)
                total += len(data)
                if total > LARGEST_IN_ALL:
                    raise Refused("too_large", entry.filename)
                yield unicodedata.normalize("NFC", entry.filename), data
    except _DAMAGE as found:
        raise Refused("not_a_package", str(found)[:80]) from found


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename or entry.filename
        if ".." in re.split(r"[/\\]", name):
            raise Refused("path_traversal", name)
        if name.startswith(("/", "\\")) or re.match(r"^[a-zA-Z]:", name):
            raise Refused("absolute_path", name)
        if "\\" in name or any(unicodedata.category(sign) == "Cc" for sign in name) or not name.strip():
            raise Refused("bad_name", repr(name))
        mode = entry.external_attr >> 16
        if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Refused("link", name)
        if entry.flag_bits & 0x1:
            raise Refused("encrypted", name)
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise Refused("duplicate_name", name)
        seen.add(folded)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file, not a byte more than allowed."""
    if entry.file_size > LARGEST_FILE:
        raise Refused("too_large", entry.filename)
    allowed = max(SMALL, min(LARGEST_FILE, HIGHEST_RATIO * max(entry.compress_size, 1)))
    with archive.open(entry) as file:
        data = file.read(allowed + 1)
    if len(data) > allowed:
        raise Refused("bomb", entry.filename)
    return data
