"""Writing QTI 3: a bank as a content package that other programs can ask and score, and that comes back as it went."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lms.kernel import errors
from placement.domain.item_bank import Bank, Item
from placement.domain.scripts import OWN
from placement.formats.bank_folder import Site
from placement.formats.qti_write_item import EXPORTED, Files, ItemWriter

MANIFEST = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
A_DAY = (2020, 1, 1, 0, 0, 0)
"""Every file carries the same day, so that the same bank makes the same package."""


@dataclass(slots=True)
class Written:
    """A package and what of the bank is not in it, by key and reason."""

    content: bytes = b""
    exported: list[str] = field(default_factory=list)
    unsupported: list[tuple[str, str]] = field(default_factory=list)
    media: int = 0


def export(folder: Path, site: Site) -> Written:
    """The bank in a folder as a QTI 3 package. Raises `errors.Invalid` when the bank cannot be read."""
    bank, problems = site.read_bank(folder)
    broken = {problem.key for problem in problems}
    if bank is None:
        raise errors.Invalid("placement.bank_refused", bank=folder.name, problems=problems)
    rows = _rows(folder)
    written, files = Written(), Files(folder, site.pictures)
    documents: dict[str, tuple[str, list[str]]] = {}
    for item in bank.items:
        reason = "the bank's check finds a flaw" if item.key in broken else _reason(item, files)
        if reason:
            written.unsupported.append((item.key, reason))
            continue
        one = ItemWriter(item, bank, rows[item.key], files)
        documents[item.key] = (one.document(), one.used)
        written.exported.append(item.key)
    written.media = len(files.found)
    written.content = _zipped(bank, documents, files.found)
    return written


def _rows(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "items.csv").open(encoding="utf-8", newline="") as lines:
        return {row["key"].strip(): row for row in csv.DictReader(lines)}


def _reason(item: Item, files: Files) -> str:
    """Why an item cannot be said in QTI; empty when it can."""
    if item.type not in EXPORTED:
        return item.type.value
    if OWN in item.text[: len(OWN)] or item.sound.startswith(OWN):
        return "asked in the learner's own language"
    for name in item.pictures:
        if name not in files.pictures and not (files.folder / "media" / name).is_file():
            return f"picture {name} is missing"
    return ""


def _zipped(bank: Bank, documents: Mapping[str, tuple[str, list[str]]], files: Mapping[str, bytes]) -> bytes:
    resources = "".join(
        f'<resource identifier="{key}" type="imsqti_item_xmlv3p0" href="items/{key}.xml">'
        + "".join(f"<file href={quoteattr(path)}/>" for path in (f"items/{key}.xml", *dict.fromkeys(used)))
        + "</resource>\n"
        for key, (_, used) in documents.items()
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest xmlns="{MANIFEST}" identifier="{bank.key}"><metadata><schema>QTI Package</schema>'
        f"<schemaversion>3.0.0</schemaversion></metadata><organizations/>\n<resources>\n{resources}</resources></manifest>\n"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        texts = {"imsmanifest.xml": manifest} | {f"items/{key}.xml": _up(text) for key, (text, _) in documents.items()}
        for name, data in {**{name: text.encode() for name, text in texts.items()}, **files}.items():
            info = zipfile.ZipInfo(name, A_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def _up(text: str) -> str:
    """Items lie in a folder of their own, so their media are one step up."""
    return re.sub(r'src="(media|pictures|scenes)/', r'src="../\1/', text)
