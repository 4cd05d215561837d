"""Recordings of learners: taken from a request, checked by their first bytes, and kept.

Where a runtime keeps private files (`fs` with `keep`, `read` and `drop`), a recording is a file of the learner, and her state
holds what stands for it. File systems of other runtimes hand their files to everybody who knows the address: there, and where
there is none at all, the recording lies in the state itself.
"""

import base64
from typing import Any

from webob import Request, Response
from xblock.exceptions import JsonHandlerError

from placement.blocks.words import Word
from placement.domain import performances

LARGEST_FILE = performances.LARGEST_SOUND
LARGEST_KEPT = 1024 * 1024
"""In a state. Two minutes of speech are half of it; the state is loaded with the page."""


def taken(request: Request, word: Word, largest: int = LARGEST_KEPT) -> bytes:
    """The sound of a request. Raises JsonHandlerError with a sentence when it is none or too large."""
    size = request.content_length or 0
    if size > largest:
        raise JsonHandlerError(413, word("placement.sound_too_large", megabytes=largest // 1024**2))
    content: bytes = request.body if size else b""
    if not content:
        raise JsonHandlerError(422, word("placement.say_something"))
    if performances.sound_type(content) is None:
        raise JsonHandlerError(422, word("placement.no_sound_file"))
    return content


def keep(block: Any, name: str, request: Request) -> str:
    """Take a recording in place of the one that the field `name` holds. Returns what the field is to hold."""
    files = _files(block)
    if files is None:
        return base64.b64encode(taken(request, block.word)).decode()
    content = taken(request, block.word, LARGEST_FILE)
    return str(files.keep(block.fields[name], block, content, getattr(block, name)))


def drop(block: Any, kept: str) -> None:
    """Throw a kept recording away."""
    files = _files(block)
    if files is not None:
        files.drop(kept)


def played(block: Any, kept: str, request: Request) -> Response:
    """A kept recording for the browser, also a part of it; 404 without one."""
    content = _content(block, kept)
    type = performances.sound_type(content)
    if type is None:
        return Response(status=404)
    part = request.range.content_range(len(content)) if request.range else None
    answer: Any = Response(body=content[part.start : part.stop] if part else content, content_type=type)
    if part:
        answer.status, answer.content_range = 206, part
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _content(block: Any, kept: str) -> bytes:
    files = _files(block)
    found = files.read(kept) if files is not None else None
    if found is not None:
        return bytes(found)
    try:
        return base64.b64decode(kept, validate=True)
    except ValueError:
        # It stands for a file that is gone.
        return b""


def _files(block: Any) -> Any:
    """The runtime's private files; None where it has none."""
    service = block.runtime.service(block, "fs")
    return service if hasattr(service, "keep") else None
