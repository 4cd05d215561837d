"""Reads a PDF as a test needs it: its streams, the letters that its glyphs stand for, its markers."""

import re
import zlib

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
MEANT = re.compile(rb"/ActualText\s*<FEFF([0-9A-Fa-f]+)>")
MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def streams(content: bytes) -> list[bytes]:
    """What the file holds, unpacked."""
    found = []
    for packed in STREAM.findall(content):
        try:
            # The last byte may look like the line end before `endstream`: what is there is read all the same.
            found.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            found.append(packed)
    return found


def letters(content: bytes) -> set[str]:
    """Every letter that a program reads out of it: what its glyphs stand for, by the file's own tables or on the spot."""
    found = b""
    for stream in streams(content):
        if b"beginbfchar" in stream or b"beginbfrange" in stream:
            found += b"".join(bytes.fromhex(said.decode()) for _glyph, said in MAPPED.findall(stream))
        # One glyph may stand for two letters that differ in their dots only: then the text says which is meant.
        found += b"".join(bytes.fromhex(said.decode()) for said in MEANT.findall(stream))
    return set(found.decode("utf-16-be"))


def says(content: bytes, marker: bytes) -> bool:
    """Whether a marker stands in the file or in one of its streams."""
    return marker in content or any(marker in stream for stream in streams(content))
