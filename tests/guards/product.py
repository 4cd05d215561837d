"""The product as the guards read it: its Python files, its templates, its sentences."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("lms", "placement", "curricula", "scheduling", "childcare")


def nothing(found: Iterable[object]) -> None:
    """A guard's question: what was found must be nothing; what there is gets a line each."""
    listed = [str(one) for one in found]
    assert not listed, "\n" + "\n".join(listed)


@cache
def sources() -> dict[Path, ast.Module]:
    """Every Python file of the product, parsed."""
    files = (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


@cache
def templates() -> dict[str, str]:
    """Every template by the name it is rendered with."""
    folders = [ROOT / package / "templates" for package in PACKAGES]
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for folder in folders
        for file in sorted(folder.rglob("*.html"))
    }


@dataclass(frozen=True)
class Call:
    """A call with its place, and what stands in it literally. `keywords` is None where `**facts` hides them."""

    place: str
    name: str
    texts: tuple[str | None, ...]
    """Literal positional arguments, None for those that are no plain text."""
    keywords: frozenset[str] | None


def calls(*names: str) -> Iterable[Call]:
    """Calls of functions or classes by their last name: `errors.Conflict(...)` is named Conflict."""
    return (call for call in _every_call() if call.name in names)


@cache
def nodes() -> dict[Path, tuple[ast.AST, ...]]:
    """All that stands in every Python file of the product, walked through once for all guards."""
    return {file: tuple(ast.walk(tree)) for file, tree in sources().items()}


@cache
def _every_call() -> tuple[Call, ...]:
    return tuple(
        _call(node, f"{file.relative_to(ROOT).as_posix()}:{node.lineno}", name)
        for file, inside in nodes().items()
        for node in inside
        if isinstance(node, ast.Call) and (name := _last_name(node.func))
    )


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _call(node: ast.Call, place: str, name: str) -> Call:
    texts = [a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None for a in node.args]
    hidden = any(keyword.arg is None for keyword in node.keywords)
    return Call(place, name, tuple(texts), None if hidden else frozenset(k.arg for k in node.keywords if k.arg))


def dictionary_keys(node: ast.expr) -> frozenset[str] | None:
    """Keys of a literal dictionary, None when some cannot be read."""
    if not isinstance(node, ast.Dict) or any(not isinstance(key, ast.Constant) for key in node.keys):
        return None
    return frozenset(str(key.value) for key in node.keys if isinstance(key, ast.Constant))


def places_of(sentence: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(sentence) if name)


def codes_said_in_templates() -> Iterator[tuple[str, str]]:
    """(template, code) for each literal code that a template says."""
    pattern = re.compile(
        r"""(?:["']([a-z_]+\.[a-z0-9_.]+)["']\s*\|\s*say\b)|(?:\bsay\(\s*["']([a-z_]+\.[a-z0-9_.]+)["']\s*[,)])"""
    )
    for name, text in templates().items():
        for piped, called in pattern.findall(text):
            yield name, piped or called
