"""Files of a class: what they may be called, what they are by their first bytes, and how blocks name them. Pure.

Blocks name a file as they do in Open edX: `/static/NAME`. What a browser gets instead is made when a block is shown.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Set
from html import escape
from urllib.parse import unquote

from lms.blocks.domain.uploads import MEGABYTE

FILE_BYTES = 25 * MEGABYTE
"""One file: a picture, minutes of sound, a short film."""
CLASS_BYTES = 500 * MEGABYTE
"""All files of a class."""
LONGEST_NAME = 100
HEAD = 512
"""Bytes by which a file is known."""
DOWNLOAD = "application/octet-stream"
STATIC = "/static/"

OFFICE = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "zip"})
PLAIN = frozenset({"txt", "csv", "srt", "vtt"})
SHOWN = frozenset(
    {"png", "jpg", "jpeg", "gif", "webp", "svg", "mp3", "ogg", "oga", "wav", "m4a", "mp4", "webm", "weba", "pdf"}
)
ENDINGS = OFFICE | PLAIN | SHOWN
"""How names may end. Pages and programs are not among them: they would run in somebody's browser."""

_NAME = r"""[^\s"'()<>&?\#\\,;]+"""
_NAMED = re.compile(rf"/static/(?P<name>{_NAME})")
_QUOTED = re.compile(rf"""(?P<before>\\?["'(=]|&quot;|&\#3[49];|,\s){STATIC}(?P<name>{_NAME})(?!\?raw)""")
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_ALT = re.compile(r"""\salt(\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?(?=[\s/>])""", re.IGNORECASE)
_SVG = re.compile(rb"^\s*(<\?xml[^>]*\?>)?\s*(<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)


def name_of(given: str) -> str:
    """A name that can stand in an address: without folders, blanks and signs. Empty where nothing is left of it."""
    plain = unicodedata.normalize("NFC", given.replace("\\", "/")).strip().strip("/")
    clean = re.sub(r"[^\w.-]+", "_", plain).strip("._")
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending.lower()}" if stem else ""


def ending_of(name: str) -> str:
    """What stands behind the last dot."""
    return name.rpartition(".")[2].lower()


def type_of(name: str, head: bytes) -> str | None:
    """What a file is, by its first bytes; None for what is not kept. The name only decides what no byte tells."""
    ending = ending_of(name)
    if ending not in ENDINGS:
        return None
    known = known_by(head)
    if known is not None:
        return known
    if ending in OFFICE:
        return DOWNLOAD if head.startswith(b"PK\x03\x04") else None
    if ending in PLAIN and _is_text(head):
        return "text/vtt" if ending == "vtt" else "text/plain"
    return None


def known_by(head: bytes) -> str | None:
    """What first bytes say by themselves."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF"):
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:11] == b"M4A" else "video/mp4"
    if head.startswith(b"OggS"):
        return "video/ogg" if b"theora" in head else "audio/ogg"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return "audio/mpeg"
    return "image/svg+xml" if _SVG.match(head) else None


_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)


def _is_text(head: bytes) -> bool:
    # The last letter may be cut in half.
    return b"\0" not in head and "\ufffd" not in head.decode("utf-8", errors="replace")[:-3]


def family_of(media_type: str) -> str:
    """`picture`, `sound`, `film`, or `file`."""
    return {"image": "picture", "audio": "sound", "video": "film"}.get(media_type.partition("/")[0], "file")


def is_download(media_type: str) -> bool:
    """Whether browsers are to keep it on the disk instead of showing it."""
    # A viewer of papers is a program of its own, which may run in no page that is cut off.
    return media_type in (DOWNLOAD, "application/pdf")


# --- how blocks name files -------------------------------------------------------------------------------------------


def names_in(text: str) -> set[str]:
    """Files that a text names, as they are kept."""
    # A full stop behind a name ends the sentence.
    return {kept_name(found["name"].rstrip(".")) for found in _NAMED.finditer(text)}


def kept_name(written: str) -> str:
    """A name as it is kept: a folder in it becomes a part of the name, as Open edX has it."""
    return unquote(written).replace("/", "_")


def replaced(text: str, address: Callable[[str], str | None]) -> str:
    """`text` with what stands for files in quotes, by `address` of a name. Names without an address stay."""
    if STATIC not in text:
        return text

    def one(found: re.Match[str]) -> str:
        to = address(kept_name(found["name"]))
        return f"{found['before']}{to}" if to is not None else found[0]

    return _QUOTED.sub(one, text)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """`text` with other names of files, wherever they stand."""

    def one(found: re.Match[str]) -> str:
        kept = kept_name(found["name"])
        return f"{STATIC}{names.get(kept, kept)}" if kept in names or "/" in found["name"] else found[0]

    return _NAMED.sub(one, text)


def described(html: str, words: Mapping[str, str]) -> str:
    """`html` with words for pictures that have none, by the address of the picture."""

    def one(found: re.Match[str]) -> str:
        tag = found[0]
        source = _SOURCE.search(tag)
        said = words.get(source[1], "") if source else ""
        alt = _ALT.search(tag)
        if not said or (alt and (alt[2] or "").strip("\"' ")):
            return tag
        new = f' alt="{escape(said)}"'
        return tag[: alt.start()] + new + tag[alt.end() :] if alt else f"{tag[:4]}{new}{tag[4:]}"

    return _PICTURE.sub(one, html) if words else html


def free_name(name: str, taken: Set[str]) -> str:
    """`name`, or the next one like it that is free."""
    stem, _dot, ending = name.rpartition(".")
    number, found = 2, name
    while found in taken:
        found, number = f"{stem}-{number}.{ending}", number + 1
    return found
