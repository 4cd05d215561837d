"""Hanging the resources into the application."""

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from flask import Flask, jsonify
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException

from lms.kernel import errors, language
from lms.kernel.rest import openapi, problems
from lms.kernel.rest.doors import ROOT, is_api
from lms.kernel.web.doors import PUBLIC, marked

SENTENCES = {400: "api.not_json", 404: "api.absent", 405: "api.other_method", 415: "api.not_json"}


def mount(app: Flask, csrf: CSRFProtect, modules: Iterable[ModuleType], server: str) -> None:
    """Add every `resources` door, the OpenAPI document, and problem details for what no resource answers."""
    found = [module.resources for module in modules]
    for resources in found:
        app.register_blueprint(resources.blueprint)
        # A form token guards against a browser that brings its cookies along; here cookies open nothing.
        csrf.exempt(resources.blueprint)
    document = openapi.document([one for resources in found for one in resources.operations], server)

    def described() -> Any:
        return jsonify(document)

    def problem(code: str) -> Any:
        try:
            return jsonify(problems.described(code))
        except errors.NotFound as error:
            return problems.refused(error)

    views: dict[str, Callable[..., Any]] = {"openapi.json": described, "problems/<code>": problem}
    for rule, view in views.items():
        app.add_url_rule(f"{ROOT}/{rule}", f"api_{view.__name__}", marked(view, permission=PUBLIC))
    app.register_error_handler(HTTPException, plain)


def plain(error: HTTPException) -> Any:
    """An HTTP error that nothing else explains: a problem for programs, as it was for browsers."""
    return explained(error, error.code or 500, "") if is_api() else error


def explained(error: Exception, status: int, detail: str) -> Any:
    """A breakdown or refusal outside of a resource, for programs. `detail` is what people would read."""
    code = error.code if isinstance(error, HTTPException) and error.code else status
    sentence = language.say(SENTENCES[code]) if code in SENTENCES else detail
    return problems.of_http(error, status, sentence)
