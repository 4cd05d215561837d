"""Sounds of the questions, served from the bank's folder: only files that a question names."""

from pathlib import Path
from typing import Any

from flask import request, send_file

from lms.kernel import errors
from lms.kernel.web import PUBLIC
from placement import packs, queries
from placement.packs import own_scripts
from placement.views.door import pages

A_YEAR = 365 * 24 * 3600
AN_HOUR = 3600


@pages.get("/placement/media/<bank>/<name>", permission=PUBLIC)
def media(bank: str, name: str) -> Any:
    """One sound file. With the bank's version in its address it never changes and is kept for a year."""
    if name not in queries.media_of(queries.bank(bank).key):
        raise errors.NotFound("page.absent")
    fresh = request.args.get("v") == queries.bank(bank).version
    return _sound(packs.BANKS / bank / "media" / name, fresh)


@pages.get("/placement/voices/<name>", permission=PUBLIC)
def voice(name: str) -> Any:
    """One sound of the screener in somebody's own language."""
    if name not in own_scripts.sounds():
        raise errors.NotFound("page.absent")
    return _sound(own_scripts.MEDIA / name, request.args.get("v") == own_scripts.own_scripts().version)


def _sound(path: Path, fresh: bool) -> Any:
    answer = send_file(path, conditional=True, max_age=A_YEAR if fresh else AN_HOUR)
    answer.cache_control.public = True
    answer.cache_control.immutable = fresh
    return answer
