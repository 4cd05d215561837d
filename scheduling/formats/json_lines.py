"""The line of a JSON document on which a part of it stands. JSON readers tell lines only where the text is no JSON."""

import json
import re

_SPACE = re.compile(r"[\s,:]*")


def line_of(text: str, part: str, number: int | None = None) -> int | None:
    """The line of a part of an object, or of one entry of it where the part is a list. None where it is not there."""
    decoder = json.JSONDecoder()
    # Past the bracket that opens the object.
    at = _next(text, 0) + 1
    while (at := _next(text, at)) < len(text) and text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _next(text, at)
        if key == part:
            return _line(text, _entry(text, at, number) if number is not None and text[at] == "[" else at)
        _, at = decoder.raw_decode(text, at)
    return None


def _entry(text: str, at: int, number: int) -> int:
    decoder, at = json.JSONDecoder(), _next(text, at + 1)
    for _ in range(number):
        _, at = decoder.raw_decode(text, at)
        at = _next(text, at)
    return at


def _next(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
