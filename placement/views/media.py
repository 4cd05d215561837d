"""Sounds and pictures of the questions: of shipped banks from their folders, of a provider's own from its tables."""

from pathlib import Path
from typing import Any

from flask import Response, request, send_file, url_for

from lms.kernel import errors
from lms.kernel.web import PUBLIC, SIGNED_IN
from placement import packs, queries
from placement.domain.scripts import OWN
from placement.packs import own_scripts
from placement.queries import bank_files, editions
from placement.views.door import pages

A_YEAR = 365 * 24 * 3600
AN_HOUR = 3600


def sound_url(ref: str, name: str) -> str:
    """Address of a sound of a bank or an edition; empty for none, and for one in everybody's own language."""
    if not name or name.startswith(OWN):
        return ""
    if ref in editions.shipped():
        return url_for("placement.media", bank=ref, name=name, v=queries.bank(ref).version)
    found = editions.assembled(ref)
    return url_of(found.own_key, found.base, name, name in found.media)


def url_of(key: str, base: str, name: str, own: bool) -> str:
    """Address of a sound of a provider's bank: its own, else the one of the shipped bank it comes from."""
    if own or base not in editions.shipped():
        return url_for("placement.own_media", key=key, name=name)
    return url_for("placement.media", bank=base, name=name, v=queries.bank(base).version)


def picture_of(ref: str, name: str) -> str:
    """What a page draws for a picture: its address where a provider keeps it, else its name in the site's set."""
    if not name or ref in editions.shipped():
        return name
    found = editions.assembled(ref)
    return url_for("placement.own_media", key=found.own_key, name=name) if name in found.media else name


@pages.get("/placement/media/<bank>/<name>", permission=PUBLIC)
def media(bank: str, name: str) -> Any:
    """One sound file that ships. With the bank's version in its address it never changes and is kept for a year."""
    if bank not in editions.shipped() or name not in queries.media_of(bank):
        raise errors.NotFound("page.absent")
    fresh = request.args.get("v") == queries.bank(bank).version
    return _sound(packs.BANKS / bank / "media" / name, fresh)


@pages.get("/placement/own-media/<key>/<name>", permission=SIGNED_IN)
def own_media(key: str, name: str) -> Any:
    """One sound or picture of the provider's own banks. Its content never changes under its name."""
    content, media_type = bank_files.medium(key, name)
    answer = Response(content, mimetype=media_type)
    answer.headers.set("Content-Disposition", "inline", filename=name)
    # What somebody has brought must never act as a page of ours.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.cache_control.private = True
    answer.cache_control.max_age = A_YEAR
    answer.cache_control.immutable = True
    answer.set_etag(f"{key}-{name}")
    # Players ask for a piece of a sound.
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(content))


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
