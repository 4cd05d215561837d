"""What a phone needs to work without network: its worker, a page for then, and a pass to send what it kept."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app, jsonify, make_response
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
        midnight = clock.instant(today + timedelta(days=1), datetime.min.time(), zone)
        until = min(midnight, now() + LONGEST)
        response.headers["Onward-Keep"] = str(int((until - now()).total_seconds()))
    return response


def who() -> str:
    """A name for the signed-in person that says nothing: what she kept on a phone is sent under her name only."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"phone:{current_actor().user_id}".encode(), hashlib.sha256).hexdigest()[:16]


@pages.get("/register/pass", permission="courses.register.take")
def offline_pass() -> Any:
    """Who is signed in, and the token that forms of this session carry."""
    return jsonify(who=who(), token=generate_csrf())


@pages.get("/offline", permission=PUBLIC)
def offline_page() -> Any:
    """What is seen without network: today's registers on this phone, and what still has to go out. Holds no name."""
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
