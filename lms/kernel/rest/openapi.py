"""The OpenAPI 3.1 document, made from the resources' own models, rules and docstrings."""

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from lms.kernel.rest.doors import Operation
from lms.kernel.rest.problems import MEDIA_TYPE, Problem

VERSION = "3.1.0"
_REFERENCES = "#/components/schemas/{model}"
Mode = Literal["validation", "serialization"]


def document(operations: Iterable[Operation], server: str) -> dict[str, Any]:
    """The whole document. Paths come in order, so that two builds of one product are the same."""
    listed = sorted(operations, key=lambda one: (one.rule, one.method))
    paths: dict[str, dict[str, Any]] = {}
    for operation in listed:
        paths.setdefault(path_of(operation.rule), {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": VERSION,
        "info": {"title": "Onward", "version": version("onward")},
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(listed),
            "responses": {"Problem": _content("What went wrong", Problem, MEDIA_TYPE)},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def path_of(rule: str) -> str:
    """A Flask rule as an OpenAPI path: `/people/<learner_id>` becomes `/people/{learner_id}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.endpoint,
        "summary": operation.says,
        "tags": [operation.endpoint.split("_rest.")[0]],
        "x-permission": operation.permission,
        "parameters": [*_of_path(operation.rule), *_of_query(operation.query)],
        "responses": {
            "200": _content("The answer", operation.answers),
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, **_content("", operation.body)}
        del described["requestBody"]["description"]
    return described


def _content(says: str, model: type[BaseModel], media_type: str = "application/json") -> dict[str, Any]:
    reference = {"$ref": _REFERENCES.format(model=model.__name__)}
    return {"description": says, "content": {media_type: {"schema": reference}}}


def _of_path(rule: str) -> list[dict[str, Any]]:
    names = re.findall(r"<(?:\w+:)?(\w+)>", rule)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _of_query(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema(by_alias=True)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": _inline(one, schema)}
        for name, one in schema["properties"].items()
    ]


def _inline(value: Any, schema: dict[str, Any]) -> Any:
    """A parameter's schema without references: parameters are small, and a component for each would be noise."""
    if isinstance(value, dict):
        if "$ref" in value:
            return _inline(schema["$defs"][value["$ref"].rpartition("/")[2]], schema)
        return {key: _inline(one, schema) for key, one in value.items()}
    return [_inline(one, schema) for one in value] if isinstance(value, list) else value


def _schemas(operations: list[Operation]) -> dict[str, Any]:
    wanted: list[tuple[type[BaseModel], Mode]] = [(Problem, "serialization")]
    wanted += [(one.answers, "serialization") for one in operations]
    wanted += [(one.body, "validation") for one in operations if one.body is not None]
    _, definitions = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_REFERENCES)
    schemas: dict[str, Any] = definitions["$defs"]
    return dict(sorted(schemas.items()))
