"""The board."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from lms.kernel.web import Pages, current_actor, done, now, render
from stranger import services

pages = Pages("stranger", __name__)


@pages.get("/notices", permission="stranger.board")
def board() -> Any:
    """All notices."""
    return render("stranger/board.html", notices=services.notices())


@pages.post("/notices", permission="stranger.board")
def put_up() -> Any:
    """A new notice."""
    section_id = request.form.get("section_id") or None
    services.put_up(request.form["text"], section_id, actor=current_actor(), now=now())
    return done(_("The notice is up."), "stranger.board")
