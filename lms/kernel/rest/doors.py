"""Doors of REST: every resource has a permission, one transaction, one actor, typed input and a typed answer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, current_app, request
from flask.wrappers import Response
from pydantic import BaseModel, ConfigDict, ValidationError

from lms.kernel import errors
from lms.kernel.rest import problems
from lms.kernel.web import doors

ROOT = "/api"
BASE = f"{ROOT}/v1"


class Value(BaseModel):
    """What a resource answers or takes: made from a query's dataclass by `Model.model_validate(info)`."""

    model_config = ConfigDict(from_attributes=True, extra="forbid", frozen=True)


class Query(BaseModel):
    """Parameters behind the question mark. One that is not known is refused: a slip must not look like an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


@dataclass(frozen=True)
class Operation:
    """One method of one resource, as the door and the OpenAPI document see it."""

    endpoint: str
    method: str
    rule: str
    permission: str
    answers: type[BaseModel]
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    says: str


class Resources:
    """A set of REST resources of one area or plug-in: `@resources.get("/path", permission=..., answers=Model)`."""

    def __init__(self, name: str, import_name: str) -> None:
        self.name = f"{name}_rest"
        self.blueprint = Blueprint(self.name, import_name, url_prefix=BASE)
        self.operations: list[Operation] = []

    def get(
        self,
        rule: str,
        *,
        permission: str,
        answers: type[BaseModel],
        query: type[BaseModel] | None = None,
        writes: bool = False,
    ) -> Callable[[Callable[..., BaseModel]], Callable[..., BaseModel]]:
        """A look. `query` is handed over as `query=`; `writes=True` leaves an audit row for a sensitive read."""
        return self._route("GET", rule, permission, answers, query, None, writes)

    def put(
        self, rule: str, *, permission: str, answers: type[BaseModel], body: type[BaseModel]
    ) -> Callable[[Callable[..., BaseModel]], Callable[..., BaseModel]]:
        """A deed that may be sent again without a second effect. The body is handed over as `body=`."""
        return self._route("PUT", rule, permission, answers, None, body, True)

    def _route(
        self,
        method: str,
        rule: str,
        permission: str,
        answers: type[BaseModel],
        query: type[BaseModel] | None,
        body: type[BaseModel] | None,
        writes: bool,
    ) -> Callable[[Callable[..., BaseModel]], Callable[..., BaseModel]]:
        def add(view: Callable[..., BaseModel]) -> Callable[..., BaseModel]:
            says = (view.__doc__ or "").strip().splitlines()[0]
            operation = Operation(
                f"{self.name}.{view.__name__}", method, BASE + rule, permission, answers, query, body, says
            )
            self.operations.append(operation)
            self.blueprint.add_url_rule(rule, view.__name__, _entered(view, operation, writes), methods=[method])
            return view

        return add


def is_api() -> bool:
    """Whether a program asks, at an address below `/api`. Cookies count for nothing there."""
    return request.path == ROOT or request.path.startswith(f"{ROOT}/")


def _entered(view: Callable[..., BaseModel], operation: Operation, writes: bool) -> Callable[..., Any]:
    @wraps(view)
    def parse_and_answer(**arguments: Any) -> Response:
        if operation.query is not None:
            arguments["query"] = operation.query.model_validate(request.args.to_dict())
        if operation.body is not None:
            arguments["body"] = operation.body.model_validate(request.get_json())
        answer = view(**arguments).model_dump_json(by_alias=True)
        return current_app.response_class(answer, mimetype="application/json")

    locked = doors.behind_door(parse_and_answer, operation.permission, writes)

    @wraps(locked)
    def enter(**arguments: Any) -> Any:
        try:
            return locked(**arguments)
        except doors.NotSignedIn:
            return problems.no_token()
        except ValidationError as error:
            return problems.unfit(error)
        except errors.OnwardError as error:
            return problems.refused(error)

    return enter
