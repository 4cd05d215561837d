"""Reads a PDF as a test needs it: its streams, the letters that its glyphs stand for, its markers."""

import re
import zlib

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def streams(content: bytes) -> list[bytes]:
    """What the file holds, unpacked."""
    found = []
    for packed in STREAM.findall(content):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            found.append(packed)
    return found


def letters(content: bytes) -> set[str]:
    """Every letter that a program reads out of it: what its glyphs stand for, by the file's own tables."""
    return {
        sign
        for stream in streams(content)
        if b"beginbfchar" in stream or b"beginbfrange" in stream
        for _glyph, said in MAPPED.findall(stream)
        for sign in bytes.fromhex(said.decode()).decode("utf-16-be")
    }


def says(content: bytes, marker: bytes) -> bool:
    """Whether a marker stands in the file or in one of its streams."""
    return marker in content or any(marker in stream for stream in streams(content))
