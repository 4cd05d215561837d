"""Recordings of learners: taken from a request, checked by their first bytes, kept with the learner's state."""

import base64
from typing import Any

from webob import Request, Response
from xblock.exceptions import JsonHandlerError

from placement.blocks.words import Word
from placement.domain import performances

LARGEST_KEPT = 1024 * 1024
"""Two minutes of speech are half of it. It lies in the learner's state, which is loaded with the page."""


def taken(request: Request, word: Word) -> str:
    """The sound of a request as text. Raises JsonHandlerError with a sentence when it is none or too large."""
    size = request.content_length or 0
    content = request.body if 0 < size <= LARGEST_KEPT else b""
    if size > LARGEST_KEPT:
        raise JsonHandlerError(413, word("placement.sound_too_large", megabytes=LARGEST_KEPT // 1024**2))
    if not content:
        raise JsonHandlerError(422, word("placement.say_something"))
    if performances.sound_type(content) is None:
        raise JsonHandlerError(422, word("placement.no_sound_file"))
    return base64.b64encode(content).decode()


def played(kept: str) -> Response:
    """A kept recording for the browser; 404 without one."""
    content = base64.b64decode(kept) if kept else b""
    type = performances.sound_type(content)
    if type is None:
        return Response(status=404)
    answer: Any = Response(body=content, content_type=type)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
