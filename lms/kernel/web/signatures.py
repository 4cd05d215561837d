"""Signatures of the form cookie and of form tokens, without making what verifies them anew in every request.

A browser sends the same cookie until something in it changes: it is verified once and remembered by its whole text, so that
nothing is believed that this secret did not sign.
"""

import fcntl
import hmac
import os
import secrets
import time
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadData, BadSignature, Serializer, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

REMEMBERED = 4096
"""Cookies of which a process knows that they are ours."""
SHORT = 1_000
"""Bytes; a browser keeps four times as many."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def kept_secret(folder: Path) -> str:
    """A secret made once and kept in the data folder, for an installation that sets none."""
    path = folder / "secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and (kept := path.read_text()):
        return kept
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        # The processes of one server start at once: one writes, the others wait for it and read the same.
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (kept := file.read()):
            kept = secrets.token_urlsafe(32)
            file.write(kept)
    return kept


class _Plain(URLSafeTimedSerializer):
    """What is short is not compressed: it takes time in each answer that says something, and saves some bytes."""

    def dump_payload(self, obj: Any) -> bytes:
        """The payload as it is signed. Only what was compressed begins with a dot."""
        text = Serializer.dump_payload(self, obj)
        return super().dump_payload(obj) if len(text) > SHORT else base64_encode(text)


class FormCookie(SecureCookieSessionInterface):
    """Flask's signed cookie with one serializer for all requests."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serializer of the application's secret, made once."""
        kept: dict[Any, URLSafeTimedSerializer | None] = app.extensions.setdefault("onward.form_cookie", {})
        if app.secret_key not in kept:
            made = super().get_signing_serializer(app)
            kept[app.secret_key] = made and _Plain(
                made.secret_keys, made.salt, serializer=made.serializer, signer_kwargs=made.signer_kwargs
            )
        return kept[app.secret_key]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie keeps; nothing where it is not ours or too old."""
        text, serializer = request.cookies.get(self.get_cookie_name(app)), self.get_signing_serializer(app)
        if not text or serializer is None:
            return self.session_class()
        try:
            values, signed_at = _opened(serializer, text)
        except BadSignature:
            return self.session_class()
        if not 0 <= int(time.time()) - signed_at <= app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        # Messages for the next page are taken out of their list: the one remembered stays as it was signed.
        plain = all(isinstance(value, str) for value in values.values())
        return self.session_class(values if plain else deepcopy(values))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie where something in it has changed; nearly every answer leaves it as it is."""
        if session.modified or session.permanent or "Vary" in response.headers:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers["Vary"] = "Cookie"


class FormTokens(CSRFProtect):
    """Flask-WTF's check of form tokens, with one serializer for all requests."""

    def init_app(self, app: Flask) -> None:
        """Check the forms of `app`, and let its templates write tokens."""
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = token
        app.context_processor(lambda: {"csrf_token": token})

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a request that changes something without a token of this browser's cookie."""
        exempt = apply_exemptions and (not request.endpoint or self._is_exempt())
        if request.method in READS or exempt:
            return
        given, kept = self._get_csrf_token(), session.get("csrf_token")
        if given and kept and _is_signed(_secret(), given, kept):
            g.csrf_valid = True
            return
        # Whatever is wrong with it, the library finds and says.
        super().protect(apply_exemptions)


@lru_cache(maxsize=REMEMBERED)
def _opened(serializer: URLSafeTimedSerializer, text: str) -> tuple[dict[str, Any], int]:
    """Content of a cookie and the second in which it was signed. Raises BadSignature."""
    values, signed_at = serializer.loads(text, return_timestamp=True)
    return values, int(signed_at.timestamp())


def token() -> str:
    """The token of this browser's forms, as Flask-WTF would write it, which takes it from here for its own."""
    if "csrf_token" not in g:
        kept = session.setdefault("csrf_token", secrets.token_hex(20))
        g.csrf_token = _written(_secret(), kept)
    return str(g.csrf_token)


def _secret() -> str | bytes:
    if not current_app.secret_key:
        raise RuntimeError("forms need a secret key")
    return current_app.secret_key


def _is_signed(secret: str | bytes, given: str, kept: str) -> bool:
    if hmac.compare_digest(_written(secret, kept).encode(), given.encode()):
        return True
    try:
        # Written by another process, or before this one began.
        return hmac.compare_digest(str(_of_tokens(secret).loads(given)), kept)
    except (BadData, TypeError):
        return False


@lru_cache(maxsize=REMEMBERED)
def _written(secret: str | bytes, kept: str) -> str:
    return str(_of_tokens(secret).dumps(kept))


@lru_cache(maxsize=8)
def _of_tokens(secret: str | bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="wtf-csrf-token")
