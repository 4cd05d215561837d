"""Errors for programs: problem details (RFC 9457), with the same codes and sentences that people get."""

import json
from http import HTTPStatus
from typing import Any

from flask import current_app
from flask.wrappers import Response
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

from lms.kernel import errors, language

MEDIA_TYPE = "application/problem+json"
PLAIN = "about:blank"


class Fault(BaseModel):
    """One thing in the request that does not fit."""

    pointer: str = Field(description="JSON pointer into the body, or the name of a parameter")
    detail: str


class Problem(BaseModel):
    """Problem details of RFC 9457. `code` is stable; `detail` is in the language asked for by Accept-Language."""

    type: str = PLAIN
    title: str
    status: int
    detail: str = ""
    code: str = Field("", description="The refusal's code, such as courses.section_full; empty for plain HTTP errors")
    errors: tuple[Fault, ...] = ()


def answer(status: int, detail: str = "", *, code: str = "", faults: tuple[Fault, ...] = ()) -> Response:
    """A problem as a response. Coded problems have a type of their own below `/api/problems/`."""
    kind = f"{current_app.config['ONWARD'].base_url}/api/problems/{code}" if code else PLAIN
    problem = Problem(
        type=kind, title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, errors=faults
    )
    response = current_app.response_class(
        json.dumps(problem.model_dump(), ensure_ascii=False), status, mimetype=MEDIA_TYPE
    )
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="onward"'
    return response


def no_token() -> Response:
    """401: no bearer token, or one that is unknown or revoked."""
    return answer(401, language.say("api.no_token"), code="api.no_token")


def refused(error: errors.OnwardError) -> Response:
    """What a service refused."""
    field = error.facts.get("field")
    detail = language.say(error.code, error.facts)
    faults = (Fault(pointer=f"#/{field}", detail=detail),) if isinstance(field, str) else ()
    return answer(error.status, detail, code=error.code, faults=faults)


def unfit(error: ValidationError) -> Response:
    """422: parameters or body do not have the form that the OpenAPI document describes."""
    faults = tuple(
        Fault(pointer="#/" + "/".join(str(part) for part in one["loc"]), detail=one["msg"]) for one in error.errors()
    )
    return answer(422, language.say("api.unfit"), code="api.unfit", faults=faults)


def of_http(error: Exception, status: int, detail: str) -> Response:
    """A plain HTTP error: its own status where it has one, and the headers that belong to it (Allow of a 405)."""
    code = error.code if isinstance(error, HTTPException) and error.code else status
    response = answer(code, detail)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name.lower() not in {"content-type", "content-length"}:
                response.headers[name] = value
    return response


def described(code: str) -> dict[str, Any]:
    """What stands behind a coded problem's type. Raises NotFound for a code that has no sentence."""
    if not language.knows(code):
        raise errors.NotFound("page.absent")
    return {"code": code, "sentence": language.open_sentence(code)}
