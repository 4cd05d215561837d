"""What a phone needs to work without network: its worker, a page for then, and a pass to send what it kept."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app, g, jsonify, make_response
from flask.wrappers import Response
from flask_wtf.csrf import generate_csrf

from lms.courses.queries import SessionInfo
from lms.courses.views.door import pages
from lms.kernel import clock
from lms.kernel.web import PUBLIC, current_actor, now, render

LONGEST = timedelta(hours=24)


def may_be_kept(answer: Any, session: SessionInfo) -> Response:
    """Say on a register of today until when a phone may keep it: the end of the day, 24 hours at most."""
    response = make_response(answer)
    zone = current_actor().zone
    today = clock.local(now(), zone).date()
    if session.day == today and session.state != "cancelled":
        _keep(response, now(), min(midnight(), now() + LONGEST))
    return response


def midnight() -> datetime:
    """When the day of the person's centre ends."""
    zone = current_actor().zone
    return clock.instant(clock.local(now(), zone).date() + timedelta(days=1), datetime.min.time(), zone)


def _keep(response: Response, at: datetime, until: datetime) -> None:
    response.headers["Onward-Keep"] = str(int((until - at).total_seconds()))


def day_until_midnight(answer: Any) -> Response:
    """A learner's day for her phone: it holds until its words for days, "today" and "tomorrow", are wrong."""
    response = make_response(answer)
    _keep(response, now(), midnight())
    return response


def day_from_midnight(answer: Any, made: datetime, begins: datetime) -> Response:
    """The same as it reads from midnight on, for who has no network in the morning: 24 hours from when it was made."""
    response = make_response(answer)
    _keep(response, made, made + LONGEST)
    response.headers["Onward-From"] = str(int((begins - made).total_seconds()))
    return response


@contextmanager
def read_at(instant: datetime) -> Iterator[None]:
    """Let a page be made as it will read at `instant`. Only for reading: what is written keeps its true time."""
    true = now()
    with clock.shifted_to(instant):
        g.now = instant
        try:
            yield
        finally:
            g.now = true


@pages.blueprint.after_app_request
def name_reader(response: Response) -> Response:
    """Say on every page whose it is: a phone that kept something of somebody else forgets it then."""
    actor = g.get("actor")
    if actor is not None and actor.user_id and response.mimetype == "text/html":
        response.headers["Onward-Who"] = who()
    return response


def who() -> str:
    """A name for the signed-in person that says nothing: what she kept on a phone is sent under her name only."""
    return _who(current_app.config["SECRET_KEY"], current_actor().user_id or "")


@lru_cache(maxsize=4096)
def _who(secret: str, user_id: str) -> str:
    return hmac.new(secret.encode(), f"phone:{user_id}".encode(), hashlib.sha256).hexdigest()[:16]


@pages.get("/register/pass", permission="courses.register.take")
def offline_pass() -> Any:
    """Who is signed in, and the token that forms of this session carry."""
    return jsonify(who=who(), token=generate_csrf())


@pages.get("/offline", permission=PUBLIC)
def offline_page() -> Any:
    """What is seen without network: a picture, a way to try again, and what this phone keeps. Holds no name itself."""
    return render("courses/offline.html")


@pages.get("/worker.js", permission=PUBLIC)
def worker() -> Any:
    """The service worker, with the addresses of what it needs. It lies at the root, so that it serves every page."""
    static_url = current_app.jinja_env.globals["static_url"]
    queue = static_url("js/queue.js")  # type: ignore[operator]
    source = (Path(current_app.static_folder or "") / "js" / "worker.js").read_text()
    response = make_response(f"self.QUEUE = {json.dumps(queue)};\n{source}")
    response.content_type = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    return response
