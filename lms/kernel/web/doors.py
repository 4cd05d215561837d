"""Doors: every view has a permission, one transaction, one actor. A view parses, calls one service, answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, g, make_response, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase

from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.kernel.web import submissions

PUBLIC = "public"
SIGNED_IN = "signed_in"


class Database(SQLAlchemy):
    """Flask-SQLAlchemy on the kernel's engine, so that every door sees the same pragmas and the same BEGIN."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        # Not `options["url"]`: the extension moves a relative SQLite path into a folder of its own.
        return db.make_engine(app.config["ONWARD"].database_url)


class _Declarative(DeclarativeBase):
    """What Flask-SQLAlchemy wants to know of our tables: only their metadata. Tables derive from `db.Base`."""

    metadata = db.Base.metadata


database = Database(model_class=_Declarative, session_options={"expire_on_commit": False})


class NotSignedIn(Exception):
    """Raised at the door; the host shows its sign-in page and keeps what was typed."""


def current_actor() -> Actor:
    """The signed-in person. Only callable behind a door that asks for one."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise NotSignedIn
    return actor


def now() -> datetime:
    """The instant of this request: the same through all of it."""
    if "now" not in g:
        g.now = clock.now()
    found: datetime = g.now
    return found


def current_zone() -> str:
    """IANA zone of the person's centre."""
    actor: Actor | None = g.get("actor")
    return actor.zone if actor else "Europe/Berlin"


def current_day() -> date:
    """The calendar date of this request at the person's centre."""
    return clock.local(now(), current_zone()).date()


class Pages:
    """A set of HTML views of one area or plug-in: `@pages.get("/path", permission="area.right")`."""

    def __init__(self, name: str, import_name: str, *, prefix: str = "") -> None:
        self.name = name
        self.blueprint = Blueprint(name, import_name, url_prefix=prefix or None, template_folder="templates")
        self.permissions: dict[str, str] = {}

    def get(
        self, rule: str, *, permission: str, writes: bool = False
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A page that only reads. `writes=True` for one that leaves an audit row for a sensitive read."""
        return self._route(rule, "GET", permission, writes)

    def post(
        self, rule: str, *, permission: str, looks: Callable[..., Any] | None = None, largest: int | None = None
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A deed. `looks`, with the arguments of the address, is asked before others have to wait for this deed; the view
        gets the answer as `looked`, and must see to it that what others wrote meanwhile is not lost. `largest`: bytes that
        whoever has the permission may send here, where that is more than elsewhere.
        """
        return self._route(rule, "POST", permission, True, looks, largest)

    def _route(
        self,
        rule: str,
        method: str,
        permission: str,
        writes: bool,
        looks: Callable[..., Any] | None = None,
        largest: int | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def add(view: Callable[..., Any]) -> Callable[..., Any]:
            entered = marked(behind_door(view, permission, writes, looks), largest=largest)
            self.blueprint.add_url_rule(rule, view.__name__, entered, methods=[method])
            self.permissions[f"{self.name}.{view.__name__}"] = permission
            return view

        return add


def behind_door(
    view: Callable[..., Any], permission: str, writes: bool, looks: Callable[..., Any] | None = None
) -> Callable[..., ResponseReturnValue]:
    """`view` with its lock and its transaction: commit on an answer below 400, otherwise nothing is kept."""

    @wraps(view)
    def enter(**arguments: Any) -> ResponseReturnValue:
        _check(permission)
        if looks is not None:
            with db.reading():
                arguments["looked"] = looks(**arguments)
        if writes and looks is None:
            db.turn_writer()
        with _transaction(writes):
            if looks is not None:
                # Nothing is left to read or work out first: others wait from here, not from the first statement.
                db.write_at_once()
            answer = _once(view, arguments) if request.method == "POST" else view(**arguments)
            response = _as_response(answer)
            if response.status_code < 400:
                database.session.commit()
            else:
                database.session.rollback()
            return response

    return marked(enter, permission=permission, writes=writes)


def marked(view: Callable[..., Any], **facts: object) -> Callable[..., Any]:
    """A view that carries what is asked of it from outside: its permission, whether it writes, how much may be sent."""
    vars(view).update(facts)
    return view


def _check(permission: str) -> None:
    if permission == PUBLIC:
        return
    actor = current_actor()
    if permission != SIGNED_IN and not actor.may(permission):
        raise errors.NotFound("page.absent")


@contextmanager
def _transaction(writes: bool) -> Iterator[None]:
    try:
        with nullcontext() if writes else db.reading():
            yield
    except BaseException:
        database.session.rollback()
        raise


def _once(view: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """A form sent twice takes effect once: its `once` key is kept in the transaction of the deed."""
    key = request.form.get("once", "")
    if not key:
        return view(**arguments)
    earlier = submissions.location_of(key)
    if earlier is not None:
        return submissions.answer_again(earlier)
    try:
        response = _as_response(view(**arguments))
        if response.status_code < 400:
            if response.location:
                submissions.keep(key, response.location, now())
            return response
    except (errors.OnwardError, IntegrityError):
        earlier = _kept_meanwhile(key)
        if earlier is None:
            raise
    else:
        earlier = _kept_meanwhile(key)
        if earlier is None:
            return response
    return submissions.answer_again(earlier)


def _kept_meanwhile(key: str) -> str | None:
    """Where the same form led that came in at the same moment and was first, with this deed undone.

    Either its key is there already, or its effect made the service refuse this one ("is in the group already"): that is no
    answer to somebody who touched a button twice.
    """
    database.session.rollback()
    with db.reading():
        return submissions.location_of(key)


def _as_response(answer: Any) -> Response:
    return make_response(answer)
