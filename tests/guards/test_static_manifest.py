"""Every icon and picture a template names exists, and what others made lies here unchanged and with its licence."""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
MANIFEST = STATIC / "vendored.sha256"
OUTLINES = ROOT / "lms/templates/components/icon_paths.html"
TEMPLATES = sorted(
    path
    for path in ROOT.glob("*/**/templates/**/*.html")
    if path.relative_to(ROOT).parts[0] in {"lms", "placement", "curricula", "scheduling", "childcare"}
)
# Folders of others, and the licence that has to lie in each.
VENDORED = {
    "fonts": "OFL.txt",
    "icons": "LICENSE",
    "img/openmoji": "LICENSE.txt",
    "vendor/event-calendar": "LICENSE",
    "vendor/jquery-3.7.1": "LICENSE.txt",
    "vendor/underscore-1.13.7": "LICENSE",
}
# The arguments of our macros that name an icon: by position and by keyword.
ICON_ARGUMENTS: dict[str, tuple[int | None, tuple[str, ...]]] = {
    "icon": (0, ("name",)),
    "draw": (0, ("name",)),
    "icon_button": (0, ("icon",)),
    "pill": (1, ("icon",)),
    "fact": (0, ("icon",)),
    "way": (0, ("icon",)),
    "can": (0, ("icon",)),
    "button": (None, ("icon", "end_icon")),
    "link_button": (None, ("icon", "end_icon")),
    "post_button": (None, ("icon",)),
    "sheet_link": (None, ("icon",)),
    "menu": (1, ("icon",)),
    "notice": (None, ("icon",)),
    "choice_link": (None, ("icon",)),
    "choice": (None, ("icon",)),
    "reason": (3, ("icon",)),
    "entry": (None, ("icon",)),
    "register_row": (None, ("note_icon",)),
}
PICTURE_ARGUMENTS: dict[str, tuple[int | None, tuple[str, ...]]] = {
    "picture": (0, ("name",)),
    "image": (0, ("name",)),
    "plate": (0, ("name",)),
    "face": (0, ("picture",)),
    "choice": (3, ("picture",)),
    "choice_link": (2, ("picture",)),
    "entry": (None, ("picture",)),
    "care_row": (0, ("picture",)),
    "day": (1, ("picture",)),
    "line": (0, ("picture",)),
    "can": (3, ("picture",)),
    "walk": (1, ("picture",)),
    "journey_small": (2, ("picture",)),
}


@cache
def _tree(text: str) -> nodes.Template:
    return jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(text)


def _literals(node: nodes.Node) -> Iterator[str]:
    """The strings an argument can become: a literal, or either side of `a if b else c`."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        for side in (node.expr1, node.expr2):
            if side is not None:
                yield from _literals(side)


def _named(text: str, arguments: dict[str, tuple[int | None, tuple[str, ...]]]) -> set[str]:
    """Names that literal calls of our macros in this template hand over."""
    found: set[str] = set()
    for call in _tree(text).find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name not in arguments:
            continue
        position, words = arguments[call.node.name]
        if position is not None and len(call.args) > position:
            found.update(_literals(call.args[position]))
        for keyword in call.kwargs:
            if keyword.key in words:
                found.update(_literals(keyword.value))
    return found - {""}


@cache
def _outlines() -> dict[str, set[str]]:
    text = OUTLINES.read_text()
    blocks = re.findall(r"{% set (\w+) = (\{.*?\n)} %}", text, flags=re.DOTALL)
    return {weight: set(json.loads(re.sub(r",\n$", "\n", body) + "}")) for weight, body in blocks}


@cache
def _listed() -> dict[str, str]:
    lines = (line.split("  ", 1) for line in MANIFEST.read_text().splitlines())
    return {name: digest for digest, name in lines}


def _others() -> set[str]:
    files = {path for folder in VENDORED for path in (STATIC / folder).rglob("*") if path.is_file()}
    return {str(path.relative_to(ROOT)) for path in files | {OUTLINES}}


@cache
def _pictures() -> set[str]:
    return {file.stem for file in (STATIC / "img/openmoji").glob("*.svg")}


def test_the_finder_sees_names_in_literal_calls() -> None:
    text = '{{ icon("eye") }}{{ icon("a" if x else "b") }}{{ button(_("Go"), icon="check") }}{{ icon(name) }}'
    assert _named(text, ICON_ARGUMENTS) == {"eye", "a", "b", "check"}


def test_there_are_templates_to_look_at() -> None:
    assert any(path.name == "design.html" for path in TEMPLATES)


def test_every_icon_has_all_three_weights() -> None:
    regular, fill, bold = (_outlines()[weight] for weight in ("REGULAR", "FILL", "BOLD"))
    assert regular == fill == bold
    assert len(regular) > 100


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_a_template_names_exists(path: Path) -> None:
    assert _named(path.read_text(), ICON_ARGUMENTS) <= _outlines()["REGULAR"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_picture_a_template_names_exists(path: Path) -> None:
    assert _named(path.read_text(), PICTURE_ARGUMENTS) <= _pictures()


def test_every_picture_the_code_names_exists() -> None:
    packages = ("lms", "placement", "curricula", "scheduling", "childcare")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    named = {name for path in sources for name in re.findall(r'\bpicture="([\w-]+)"', path.read_text())}
    assert named <= _pictures()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_static_file_a_template_names_exists(path: Path) -> None:
    # A name that is put together with `~` ends in an open slash or dash and is looked up when it is used.
    names = re.findall(r'static_url\("([^"]+\.\w+)"\)', path.read_text())
    sounds = {name for name in names if name.startswith("audio/")}
    assert [name for name in names if name not in sounds and not (STATIC / name).is_file()] == []


def test_vendored_files_are_those_of_the_manifest() -> None:
    changed = {
        name for name in _others() if hashlib.sha256((ROOT / name).read_bytes()).hexdigest() != _listed().get(name)
    }
    assert changed == set()


def test_the_manifest_lists_nothing_that_is_gone() -> None:
    assert set(_listed()) == _others()


@pytest.mark.parametrize(("folder", "licence"), VENDORED.items())
def test_every_folder_of_others_has_its_licence(folder: str, licence: str) -> None:
    assert len((STATIC / folder / licence).read_text()) > 500


def test_every_vendored_folder_is_known_here() -> None:
    shipped = {path.name for path in (STATIC / "vendor").iterdir()} if (STATIC / "vendor").is_dir() else set()
    missing = {name for name in shipped if not list((STATIC / "vendor" / name).glob("LICEN*"))}
    assert missing == set()


def test_pictures_hold_no_script_and_load_nothing() -> None:
    active = re.compile(r"<script|\son\w+=|href=|<style|<foreignObject|url\(http", re.IGNORECASE)
    files = [*(STATIC / "img").rglob("*.svg")]
    assert [path.name for path in files if active.search(path.read_text())] == []
