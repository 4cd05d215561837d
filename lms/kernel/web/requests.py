"""The frame of every request: clock, session, actor, scope, language, and words for what goes wrong."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from flask import Flask, g, request
from sqlalchemy.exc import DataError, OperationalError

from lms.kernel import clock, db, errors, language
from lms.kernel.actor import Actor
from lms.kernel.web.doors import database

SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}


def frame(app: Flask, load_actor: Callable[[], Actor | None], choose_locale: Callable[[Actor | None], str]) -> None:
    """Put the frame around every request of `app`."""
    # Requests run in threads of their own: the shift of the clock comes along with the application.
    app.extensions["onward.clock_shift"] = clock.shift()

    def speak(stack: ExitStack, locale: str) -> None:
        g.locale = locale
        stack.callback(language.locale_code.reset, language.locale_code.set(locale))

    @app.before_request
    def enter() -> None:
        if not clock.is_shifted():
            clock.use_shift(app.extensions["onward.clock_shift"])
        stack = g.stack = ExitStack()
        if request.endpoint == "static":
            return
        # First by what the browser says: if the database is away, the page that says so speaks the right language.
        speak(stack, choose_locale(None))
        stack.enter_context(db.use_session(database.session()))
        # Doors for frames that are cut off know nobody by a cookie, even where a browser sends one.
        view = app.view_functions.get(request.endpoint or "")
        cookieless = getattr(view, "cookieless", False)
        with db.reading():
            actor = g.actor = None if cookieless else load_actor()
            # A page goes on in the same transaction; the door of a deed ends it when it turns writer. Others may write.
            if not hasattr(view, "writes"):
                db.turn_writer()
        if (locale := choose_locale(actor)) != g.locale:
            speak(stack, locale)
        largest = getattr(view, "largest", None)
        if largest and actor is not None and actor.may(getattr(view, "permission", "")):
            # Nothing of the body is read before: only who may bring so much gets to send it.
            request.max_content_length = largest
        if actor is not None and db.scope() is None:
            stack.enter_context(db.scoped(actor.provider_id, actor.person_id if actor.learner_id else None))

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        stack: ExitStack | None = g.pop("stack", None)
        if stack is not None:
            database.session.rollback() if database.session.registry.has() else None
            stack.close()
        # What was sent may lie in files of its own; they go now, not when somebody tidies up.
        request.close()


def explain_errors(app: Flask, page: Callable[[int, str, str, Exception], Any]) -> None:
    """Answer every refusal and breakdown by `page(status, heading, what_to_do, error)`, in the reader's language."""

    @app.errorhandler(errors.OnwardError)
    def refused(error: errors.OnwardError) -> Any:
        if isinstance(error, errors.NotFound):
            return page(404, language.say("page.absent"), language.say("page.absent.hint"), error)
        return page(error.status, language.say("page.refused"), language.say(error.code, error.facts), error)

    @app.errorhandler(404)
    @app.errorhandler(405)
    def absent(error: Exception) -> Any:
        return page(404, language.say("page.absent"), language.say("page.absent.hint"), error)

    @app.errorhandler(413)
    def too_large(error: Exception) -> Any:
        return page(413, language.say("page.too_large"), language.say("page.too_large.hint"), error)

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def cannot_be_kept(error: Exception) -> Any:
        # Forms read numbers, days and texts; some are larger than any column, or hold the sign that ends a text.
        app.logger.warning("%s was refused (%s)", request.path, type(error).__name__)
        return page(422, language.say("page.refused"), language.say("page.cannot_be_kept"), error)

    @app.errorhandler(OperationalError)
    def no_database(error: OperationalError) -> Any:
        app.logger.error("database: %s", type(error.orig).__name__)
        return page(503, language.say("page.no_database"), language.say("page.no_database.hint"), error)

    @app.errorhandler(500)
    def broken(error: Exception) -> Any:
        return page(500, language.say("page.broken"), language.say("page.broken.hint"), error)
