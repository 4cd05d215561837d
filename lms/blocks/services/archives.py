"""Units with their files in one archive, laid out like a course of Open edX: `course.xml` and `static/`.

What comes in may be such an archive, as tar.gz or zip, with everything in one file or with each element in a file of its own
(`vertical/NAME.xml`), or a `unit.xml` beside `static/`. Every `vertical` becomes a unit. Files of kinds that are not kept here,
such as pages and programs, stay out.
"""

import io
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Protocol

from lxml import etree

from lms.blocks import queries
from lms.blocks.domain import media, uploads
from lms.blocks.services import content, lessons
from lms.blocks.services import media as files
from lms.blocks.services.doors import Door
from lms.kernel import db, errors
from lms.kernel.actor import Actor

COURSE, UNIT = "course.xml", "unit.xml"
STATIC = "static"
XML_BYTES = 2_000_000
"""One element in a file of its own."""
XML_IN_ALL = 20_000_000
"""All elements together. A small one counts as much as if an archive held as many of its size as it may hold files."""
UNITS = 60
DEPTH = 12
_DAMAGE = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)


@dataclass(frozen=True)
class Taken:
    """What an archive brought: its units, and its files that are not kept here, by their names in it."""

    unit_ids: tuple[str, ...]
    left_out: tuple[str, ...]


class Members(Protocol):
    """The files of an archive by their paths."""

    def names(self) -> Iterable[str]: ...

    def open(self, name: str) -> IO[bytes]: ...


# --- out -------------------------------------------------------------------------------------------------------------


def export_package(unit_id: str, *, door: Door, actor: Actor, now: datetime) -> IO[bytes] | None:
    """A unit with the files that it names, as a tar.gz to read from; None for a unit that names none."""
    unit = queries.unit(unit_id)
    xml = lessons.export_unit(unit_id, door=door, actor=actor, now=now)
    named = media.names_in(xml.decode())
    wanted = [one for one in unit.files if one.name in named]
    if not wanted:
        return None
    root = files.folder(door, db.require_provider())
    made = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    # Pictures and sound are packed already.
    with tarfile.open(fileobj=made, mode="w:gz", compresslevel=1) as archive:
        _add(archive, f"course/{COURSE}", _course(xml, unit.title), now)
        for one in wanted:
            path = files.path_of(root, one.digest)
            if path.is_file():
                entry = archive.gettarinfo(str(path), f"course/{STATIC}/{one.name}")
                entry.mode, entry.uid, entry.gid, entry.uname, entry.gname = 0o644, 0, 0, "", ""
                with path.open("rb") as file:
                    archive.addfile(entry, file)
    made.seek(0)
    return made


def _course(xml: bytes, title: str) -> bytes:
    root = etree.Element("course", url_name="unit", org="Onward", course="unit", display_name=title)
    chapter = etree.SubElement(root, "chapter", display_name=title)
    etree.SubElement(chapter, "sequential", display_name=title).append(content.parsed(xml))
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _add(archive: tarfile.TarFile, name: str, given: bytes, now: datetime) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(given), int(now.timestamp()), 0o644
    archive.addfile(entry, io.BytesIO(given))


# --- in --------------------------------------------------------------------------------------------------------------


def import_package(
    section_id: str, stream: IO[bytes], title: str = "", *, door: Door, actor: Actor, now: datetime
) -> Taken:
    """Units from an archive, not shown yet, with its files.

    Raises Invalid for what is no archive, leads out of its folder or is too large, and as `import_unit` does.
    """
    try:
        with _opened(stream) as archive:
            names = list(archive.names())
            base = _base(names)
            verticals = _verticals(archive, names, base)
            others, left_out = _take_static(section_id, archive, names, base, door, now)
    except errors.OnwardError:
        raise
    except _DAMAGE as no:
        raise errors.Invalid("blocks.archive_broken", field="file") from no
    made = []
    for one in verticals:
        xml = media.renamed(etree.tostring(one, encoding="unicode", with_tail=False), others).encode()
        made.append(lessons.import_unit(section_id, xml, title, door=door, actor=actor, now=now))
    return Taken(tuple(made), tuple(left_out))


@contextmanager
def _opened(stream: IO[bytes]) -> Iterator[Members]:
    """An archive whose every entry was looked at first. Raises Invalid."""
    if zipfile.is_zipfile(stream):
        stream.seek(0)
        code = uploads.refusal_of_archive(stream)
        if code is not None:
            raise errors.Invalid(code, field="file")
        with zipfile.ZipFile(stream) as pressed:
            yield _Zip(pressed)
        return
    stream.seek(0)
    with tarfile.open(fileobj=stream, mode="r:gz") as rolled:
        yield _Tar(rolled)


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def names(self) -> list[str]:
        return [one.filename for one in self._archive.infolist() if not one.is_dir()]

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)


class _Tar:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive, self._entries, size = archive, dict[str, tarfile.TarInfo](), 0
        for entry in archive:
            # Checked before the next one is read: what is too large is not unpacked to find that out.
            size += entry.size
            if len(self._entries) >= uploads.ARCHIVE_FILES or size > uploads.ARCHIVE_BYTES:
                raise errors.Invalid("blocks.archive_too_large", field="file")
            if uploads.leads_out(entry.name) or not (entry.isfile() or entry.isdir()):
                raise errors.Invalid("blocks.archive_leads_out", field="file")
            if entry.isfile():
                self._entries[entry.name.removeprefix("./")] = entry

    def names(self) -> list[str]:
        return list(self._entries)

    def open(self, name: str) -> IO[bytes]:
        opened = self._archive.extractfile(self._entries[name])
        assert opened is not None
        return opened


def _base(names: Iterable[str]) -> PurePosixPath:
    """The folder in which the course or unit begins. Raises Invalid where there is none."""
    found = [PurePosixPath(one) for one in names if PurePosixPath(one).name in (COURSE, UNIT)]
    if not found:
        raise errors.Invalid("blocks.archive_no_olx", field="file")
    return min(found, key=lambda one: (len(one.parts), str(one))).parent


def _verticals(archive: Members, names: Iterable[str], base: PurePosixPath) -> list[etree._Element]:
    elements = _Elements(archive, names, base)
    root = elements.course()
    found = [root] if root.tag == lessons.UNIT else list(root.iter(lessons.UNIT))
    # A column inside of a column is a part of the unit around it.
    units = [one for one in found if all(above.tag != lessons.UNIT for above in one.iterancestors())]
    if not units:
        raise errors.Invalid("blocks.archive_no_olx", field="file")
    if len(units) > UNITS:
        raise errors.Invalid("blocks.archive_too_many", units=UNITS, field="file")
    return [deepcopy(one) for one in units]


class _Elements:
    """The elements of an archive, each read where it is named.

    Few files that name each other often would make a course without end, so there is a limit to what is read in all.
    """

    def __init__(self, archive: Members, names: Iterable[str], base: PurePosixPath) -> None:
        self._archive, self._known, self._base, self._left = archive, frozenset(names), base, XML_IN_ALL

    def course(self) -> etree._Element:
        """The whole course or unit, every element that lies in a file of its own in its place."""
        first = next(path for one in (COURSE, UNIT) if (path := str(self._base / one)) in self._known)
        root = self._read(first)
        path = self._path(root)
        if not len(root) and path in self._known:
            root = self._read(path)
        self._fill(root, 1)
        return root

    def _fill(self, node: etree._Element, depth: int) -> None:
        for place, child in enumerate(list(node)):
            path = self._path(child)
            elsewhere = not len(child) and set(child.attrib) <= {"url_name", "org", "course"} and path in self._known
            if elsewhere and depth < DEPTH:
                node[place] = child = self._read(path)
            self._fill(child, depth + 1)

    def _path(self, node: etree._Element) -> str:
        return str(self._base / str(node.tag) / f"{node.get('url_name')}.xml")

    def _read(self, path: str) -> etree._Element:
        with self._archive.open(path) as file:
            xml = file.read(XML_BYTES + 1)
        if len(xml) > XML_BYTES:
            raise errors.Invalid("blocks.too_large", field="file")
        self._left -= max(len(xml), XML_IN_ALL // uploads.ARCHIVE_FILES)
        if self._left < 0:
            raise errors.Invalid("blocks.archive_too_large", field="file")
        return content.parsed(xml)


def _take_static(
    section_id: str, archive: Members, names: Iterable[str], base: PurePosixPath, door: Door, now: datetime
) -> tuple[dict[str, str], list[str]]:
    """Keep the files of an archive for a class. Returns those that have another name here, and those that are not kept."""
    folder, root = base / STATIC, files.folder(door, db.require_provider())
    given, cleaned, left_out = [], {}, []
    for path in sorted(one for one in names if PurePosixPath(one).is_relative_to(folder)):
        written = str(PurePosixPath(path).relative_to(folder)).replace("/", "_")
        name = media.name_of(written)
        with archive.open(path) as file:
            head = file.read(media.HEAD)
        kind = media.type_of(name, head) if name else None
        if kind is None or not head:
            left_out.append(written)
            continue
        with archive.open(path) as file:
            given.append((name, kind, files.put(root, file, media.FILE_BYTES), ""))
        cleaned[written] = name
    others = files.settle(section_id, given, now)
    renamed = {written: others.get(name, name) for written, name in cleaned.items()}
    return {written: name for written, name in renamed.items() if name != written}, left_out
