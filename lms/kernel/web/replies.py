"""Answers of a view: a page, a step on with a word about what was done, a form shown again with what to mend."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm

from lms.kernel import errors, language


def render(template: str, status: int = 200, **values: Any) -> tuple[str, int]:
    """A page."""
    return render_template(template, **values), status


def done(message: str, endpoint: str, *, undo: str | None = None, **arguments: Any) -> Any:
    """Go on to `endpoint` and say what was done; `undo` is the address that takes it back."""
    flash(message, "ok")
    if undo:
        flash(undo, "undo")
    return redirect(url_for(endpoint, **arguments))


def back_to(endpoint: str, **arguments: Any) -> Any:
    """Go on without a word: no browser shows the page that says where."""
    return Response(status=302, headers=[("Location", url_for(endpoint, **arguments))])


def kept_copy(content: bytes, media_type: str, name: str) -> Response:
    """A photo or PDF that somebody has sent, for whoever may see it: photos in the browser, all else to keep."""
    answer = Response(content, mimetype=media_type)
    shown = "inline" if media_type.startswith("image/") else "attachment"
    answer.headers.set("Content-Disposition", shown, filename=name)
    # What somebody has sent must never act as a page of ours.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.cache_control.private = True
    answer.cache_control.no_store = True
    return answer


def refuse(form: FlaskForm, error: errors.OnwardError) -> None:
    """Put a service's refusal beside the field it names, or on top of the form."""
    sentence = language.say(error.code, error.facts)
    field = error.facts.get("field")
    target = form._fields.get(field) if isinstance(field, str) else None
    if target is not None:
        target.errors = [*target.errors, sentence]
    else:
        form.form_errors.append(sentence)


def wants_fragment() -> bool:
    """Whether a script of ours asked for a piece of the page only."""
    return request.headers.get("X-Onward-Fragment") == "1"
