"""What libraries make out of the product's code is made once a run: it is the same for every house."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import get_ident
from typing import Any

import pydantic.json_schema
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from lms.kernel import db
from lms.kernel.rest import openapi

FOLDER = "TESTS_COMPILED"
"""The variable that names the folder which all processes of a run share."""


class Templates(BytecodeCache):
    """Templates are compiled once a run, not once a house or a process."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What another house compiled."""
        file = _shared(bucket.key)
        if bucket.key not in self.kept and file is not None and file.exists():
            self.kept[bucket.key] = file.read_bytes()
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """For the next house, whole or not at all."""
        self.kept[bucket.key] = bucket.bytecode_to_string()
        if file := _shared(bucket.key):
            own = file.with_suffix(f".{os.getpid()}-{get_ident()}")
            own.write_bytes(self.kept[bucket.key])
            own.rename(file)


def _shared(key: str) -> Path | None:
    return Path(os.environ[FOLDER], key) if FOLDER in os.environ else None


TEMPLATES = Templates()

_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_build = Rule._compile_builder


def _builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """The function that writes a rule's addresses. It gets the rule as its argument and keeps nothing of it."""
    if rule.defaults:
        # The function holds their values.
        return _build(rule, append_unknown)
    key = (rule.rule, tuple(rule._trace), append_unknown)
    if key not in _builders:
        _builders[key] = _build(rule, append_unknown)
    return _builders[key]


_schemas: dict[tuple[Any, ...], Any] = {}


def _models_json_schema(models: Sequence[Any], *, ref_template: str) -> Any:
    """The schemas of a set of models."""
    key = (tuple(models), ref_template)
    if key not in _schemas:
        _schemas[key] = pydantic.json_schema.models_json_schema(models, ref_template=ref_template)
    return _schemas[key]


class Statements(LRUCache[Any, Any]):
    """Compiled SQL by kind of database. SQLAlchemy keeps it by engine, and every house has an engine of its own."""

    def __init__(self) -> None:
        super().__init__(5000)

    def get(self, key: Any, default: Any = None) -> Any:
        """What any engine of this kind compiled."""
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


_statements = Statements()


def share_statements(engine: Engine) -> None:
    """Let an engine of a house use what others compiled; mappers write rows with caches of their own."""
    engine._compiled_cache = _statements
    for mapper in db.Base.registry.mappers:
        if not isinstance(mapper._compiled_cache, Statements):
            mapper.__dict__["_compiled_cache"] = Statements()


def keep() -> None:
    """From now on. Three hundred rules and their schemas are half of what a house costs."""
    Rule._compile_builder = _builder  # type: ignore[assignment,method-assign]
    openapi.models_json_schema = _models_json_schema  # type: ignore[assignment,attr-defined]
