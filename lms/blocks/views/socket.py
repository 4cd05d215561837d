"""Doors of the socket: a unit's page, types that may run, and the three doors that take no cookie."""

import io
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, g, make_response, request, send_file, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from webob import Request

from lms.accounts import queries as accounts
from lms.accounts.services import audit, sign_in
from lms.blocks import queries, runtime, services
from lms.blocks.domain.viewers import Viewer
from lms.blocks.views.door import pages
from lms.blocks.views.way import way_of
from lms.courses import queries as courses
from lms.kernel import clock, config, db, errors, language, plugins
from lms.kernel.actor import Actor, system
from lms.kernel.web import PUBLIC, current_actor, database, done, now, render

FRAME_POLICY = "; ".join(
    (
        # Opened by itself it is cut off just the same.
        "sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads",
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-src 'self'",
        "worker-src blob:",
        "form-action 'self'",
        "base-uri 'none'",
    )
)
"""What a frame may do: run what its block brings, and speak to this house, where nobody knows it by a cookie."""

KEPT_BACK = frozenset(
    {"set-cookie", "content-length", "content-security-policy", "x-frame-options", "access-control-allow-origin"}
    | {"access-control-allow-credentials", "clear-site-data", "service-worker-allowed", "strict-transport-security"}
)
"""Headers of a block's answer that are not its to give."""

SEEN = timedelta(minutes=1)
"""After which a session that is used notes it."""

SCRIPTS = (
    "vendor/jquery-3.7.1/jquery.min.js",
    "vendor/underscore-1.13.7/underscore-umd-min.js",
    "js/blocks/globals.js",
    "js/blocks/runtime.js",
    "js/blocks/frame.js",
)
"""What every frame begins with."""


def door() -> services.Door:
    """What services need to know of the application."""
    settings: config.Settings = current_app.config["ONWARD"]
    return services.Door(
        str(current_app.secret_key), language.say, Path(settings.data_dir).resolve(), request.script_root
    )


def viewer(actor: Actor, *, author: bool = False) -> Viewer:
    """Who looks, from who is signed in. Only somebody with the right becomes an author."""
    return Viewer(
        provider_id=actor.provider_id or "",
        user_id=None if actor.learner_id else actor.user_id,
        learner_id=actor.learner_id,
        author=author and actor.may("blocks.author"),
        locale=language.locale_code.get(),
        zone=actor.zone,
        sign_in_id=actor.sign_in_id or "",
    )


# --- pages -----------------------------------------------------------------------------------------------------------


@contextmanager
def looking() -> Iterator[Callable[[], None]]:
    """A part of a door that reads, until what is given is called: nobody has to wait for its turn to write meanwhile."""
    with ExitStack() as stack:
        stack.enter_context(db.reading())

        def turn() -> None:
            stack.close()
            db.turn_writer()

        yield turn


def unit_page(unit_id: str) -> Any:
    """A unit as its learners see it."""
    actor = current_actor()
    with looking() as turn:
        shown = services.unit_page(
            unit_id, viewer(actor), door(), today=clock.today(actor.zone), now=now(), turn_writer=turn
        )
        if actor.learner_id is None:
            return _preview(actor, shown)
        g.place = "blocks.my_units"
        way = way_of(shown.leaves, actor.learner_id)
        return render("blocks/unit.html", page=shown, layout="layouts/learner.html", way=way)


def _preview(actor: Actor, shown: services.RenderedPage) -> Any:
    """The same for somebody of the staff, with the way back to where it is written."""
    g.place = "courses.classes"
    section_id = shown.unit.section_id
    section = courses.section(section_id) if section_id and actor.may("blocks.author") else None
    today = clock.today(actor.zone)
    return render("blocks/unit.html", page=shown, layout="layouts/staff.html", way=None, section=section, today=today)


@pages.get("/blocks/units/<unit_id>/way", permission="blocks.open")
def unit_way(unit_id: str) -> Any:
    """How far a learner is in a unit: asked by its page after every answer."""
    actor = current_actor()
    if actor.learner_id is None:
        raise errors.NotFound("page.absent")
    unit = queries.unit(unit_id, viewer(actor), clock.today(actor.zone))
    leaves = {one: (one,) for one in queries.leaves_of([unit.id]).get(unit.id, ())}
    return render("blocks/_unit_way.html", way=way_of(leaves, actor.learner_id))


# A block may change its fields while it is shown; then, and only then, the page takes its turn to write.
pages.get("/blocks/units/<unit_id>", permission="blocks.open", writes=True)(unit_page)


@pages.get("/blocks/kinds", permission="blocks.kinds")
def kinds() -> Any:
    """Which types of blocks of others may run here."""
    found = queries.installed()
    packages: dict[str, list[queries.KindInfo]] = {}
    for one in found:
        if not one.own:
            packages.setdefault(f"{one.distribution} {one.version}", []).append(one)
    return render("blocks/kinds.html", packages=packages, own=[one for one in found if one.own])


@pages.post("/blocks/kinds", permission="blocks.kinds")
def set_kind() -> Any:
    """Let a type run, or no more."""
    family, block_type = request.form.get("family", runtime.BLOCKS), request.form.get("kind", "")
    if request.form.get("allowed") == "1":
        services.allow(block_type, family, actor=current_actor())
        return done(_("%(kind)s may run now.", kind=block_type), "blocks.kinds")
    services.disallow(block_type, family, actor=current_actor())
    return done(_("%(kind)s is switched off.", kind=block_type), "blocks.kinds")


# --- doors without cookies -------------------------------------------------------------------------------------------


def without_cookies(rule: str, methods: list[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A door that knows nobody by a cookie, needs no form token for that, and lets blocks read what was sent themselves."""

    def add(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def enter(**given: Any) -> Response:
            try:
                response = make_response(view(**given))
                database.session.commit() if response.status_code < 400 else database.session.rollback()
            except errors.OnwardError as no:
                database.session.rollback()
                response = make_response({"error": language.say(no.code, no.facts)}, no.status)
            except BaseException:
                database.session.rollback()
                raise
            return _cut_off(response)

        enter.permission, enter.writes, enter.cookieless = PUBLIC, True, True  # type: ignore[attr-defined]
        pages.blueprint.add_url_rule(rule, view.__name__, enter, methods=methods, provide_automatic_options=False)
        pages.permissions[f"{pages.name}.{view.__name__}"] = PUBLIC
        return view

    return add


def _cut_off(response: Response) -> Response:
    """Headers of everything that a frame loads."""
    del response.headers["Set-Cookie"]
    response.headers.setdefault("Content-Security-Policy", FRAME_POLICY)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = ""
    # A window that a frame opens is cut off like the frame: browsers do not load pages into it that want to be alone.
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    if request.headers.get("Origin") == "null":
        response.headers["Access-Control-Allow-Origin"] = "null"
        response.headers["Vary"] = "Origin"
    return response


def asked_first() -> Response:
    """The answer to a browser that asks before it sends."""
    response = make_response("", 204)
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type, X-Requested-With, X-CSRFToken, Range"
    response.headers["Access-Control-Max-Age"] = "600"
    return response


@without_cookies("/blocks/frame", ["GET"])
def frame() -> Any:
    """The empty document of a frame. A script of the page around it hands over what stands in it."""
    response = make_response(_frame_document())
    # Only pages of ours hold frames. What stands in one may hold more of its own, and nobody else knows their addresses.
    response.headers["Content-Security-Policy"] = f"{FRAME_POLICY}; frame-ancestors 'self'"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _frame_document() -> str:
    scripts = "".join(f'<script src="{url_for("static", filename=path)}"></script>' for path in SCRIPTS)
    style = url_for("static", filename="css/blocks-frame.css")
    head = f'<meta charset="utf-8"><title></title><link rel="stylesheet" href="{style}">'
    return f"<!doctype html><html><head>{head}</head><body>{scripts}</body></html>"


@without_cookies("/blocks/answer/<token>/<path:rest>", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def answer(token: str, rest: str) -> Any:
    """A block's handler, for the person and the usage that the token names."""
    if request.method == "OPTIONS":
        return asked_first()
    handler, _slash, suffix = rest.partition("/")
    at = now()
    own = door()
    grant = own.opened(token, at)
    if request.method not in services.ASKING:
        services.admit(grant, handler, request.content_length)
    with looking() as turn:
        asks = request.method in services.ASKING
        if not asks:
            turn()
        sent = _answered(grant, handler, suffix, own, at, turn if asks else None)
    response = Response(sent.body, sent.status)
    for name, value in sent.headers.items():
        if name.lower() not in KEPT_BACK:
            response.headers[name] = value
    return response


def _answered(
    grant: services.Grant, handler: str, suffix: str, own: services.Door, at: datetime, turn: Callable[[], None] | None
) -> services.Sent:
    who = grant.viewer
    found = _still_there(who, at, touch=turn is None)
    with db.scoped(who.provider_id), audit.acting(_acting(who, found)):
        if who.rates:
            _check_rater(grant, found)
        language.locale_code.set(who.locale)
        # The request as it came in: nothing of its body is read before a block reads it.
        return services.answer(grant, handler, suffix, Request(request.environ), own, now=at, turn_writer=turn)


def _still_there(who: Viewer, at: datetime, *, touch: bool) -> accounts.SignedIn:
    """What was sealed in a session ends with it: signed out, a new password, a role lost.

    Raises Conflict where it is over.
    """
    settings: config.Settings = current_app.config["ONWARD"]
    idle = timedelta(minutes=settings.session_idle_minutes)
    found = accounts.still_signed_in(who.sign_in_id, idle=idle, now=at) if who.sign_in_id else None
    right = "blocks.rate" if who.rates else "blocks.author" if who.author else "blocks.open"
    own = found is not None and (found.user_id == who.user_id if who.user_id else found.learner_id == who.learner_id)
    if found is None or not own or found.provider_id != who.provider_id or not _holds(found.role, right):
        raise errors.Conflict("blocks.token_over")
    if touch and at - found.seen_at > SEEN:
        sign_in.touch(found.sign_in_id, now=at)
    return found


def _check_rater(grant: services.Grant, found: accounts.SignedIn) -> None:
    """Points are given by who teaches the class; a class may have got another teacher since the page was opened."""
    unit = queries.unit_of(grant.usage_id)
    if unit.section_id is None or courses.section(unit.section_id).teacher_id != found.staff_id:
        raise errors.NotFound("blocks.absent")


def _holds(role: str, right: str) -> bool:
    return any(one.code == right and role in one.roles for one in plugins.installed().permissions)


def _acting(who: Viewer, found: accounts.SignedIn) -> Actor:
    """Whoever a token names, in the audit: a learner by the number of her record."""
    if who.user_id is None:
        return system(f"learner {who.learner_id}", who.provider_id)
    return Actor(who.user_id, found.name, who.provider_id)


@without_cookies("/blocks/file/<stamp>/<beside>/<block_type>/<version>/<path:path>", ["GET", "OPTIONS"])
def public_file(stamp: str, beside: str, block_type: str, version: str, path: str) -> Any:
    """A public file of a package that may run somewhere here."""
    if request.method == "OPTIONS":
        return asked_first()
    own = door()
    family = runtime.ASIDES if beside == "aside" else runtime.BLOCKS
    if stamp != own.stamp(family, block_type):
        abort(404)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    with services.public_file(family, block_type, path, own.media) as file:
        body = io.BytesIO(file.read())
    # By ranges too: players of sound jump.
    return send_file(body, mimetype=kind, conditional=True, etag=False, max_age=86400)


def _free_of_form_tokens(state: BlueprintSetupState) -> None:
    """Addresses are sealed themselves; a frame that is cut off could never show a token of a session."""
    state.app.extensions["csrf"].exempt(f"{__name__}.{answer.__name__}")


pages.blueprint.record_once(_free_of_form_tokens)
