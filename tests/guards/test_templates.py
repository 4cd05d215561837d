"""Every page stands in a layout, every piece is used, every address that is named exists."""

import ast
import re

from tests.guards import product
from tests.houses import House

EXTENDS = re.compile(r"""\{%-?\s*extends\s+(?:["']([^"']+)["']|(layout)\b)""")
TAKES = re.compile(r"""\{%-?\s*(?:from|import|include|extends)\s+["']([^"']+)["']""")
URL_FOR = re.compile(r"""\burl_for\(\s*["']([a-z_.]+)["']""")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
FRAMES = ("layouts/", "components/")


def test_every_page_extends_a_layout() -> None:
    pages = {call.texts[0] for call in product.calls("render", "render_template") if call.texts and call.texts[0]}
    assert len(pages) > 20
    # A name with an underscore is a piece that a script of ours puts into a page.
    whole = {name for name in pages if name and not name.rpartition("/")[2].startswith("_")}
    product.nothing(sorted(name for name in whole if not stands_in_a_layout(name)))


def stands_in_a_layout(name: str) -> bool:
    found = EXTENDS.search(product.templates()[name])
    if found is None:
        return False
    parent, chosen = found.groups()
    return bool(chosen) or parent.startswith("layouts/") or stands_in_a_layout(parent)


def test_every_template_is_used() -> None:
    named = {target for text in product.templates().values() for target in TAKES.findall(text)}
    for inside in product.nodes().values():
        named |= {
            node.value
            for node in inside
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
        }
    named |= {name for name in product.templates() if name.startswith(FRAMES)}
    product.nothing(sorted(set(product.templates()) - named))


def test_every_template_that_is_named_exists() -> None:
    named = {(name, target) for name, text in product.templates().items() for target in TAKES.findall(text)}
    named |= {
        (call.place, call.texts[0])
        for call in product.calls("render", "render_template", "Panel")
        if call.texts and call.texts[0]
    }
    product.nothing(sorted((where, target) for where, target in named if target not in product.templates()))


def test_every_endpoint_that_is_named_exists(sqlite_house: House) -> None:
    named = {
        (name, whole(endpoint, name.split("/")[0]))
        for name, text in product.templates().items()
        for endpoint in URL_FOR.findall(COMMENT.sub("", text))
    }
    for call in (*product.calls("url_for", "back_to"), *product.calls("done")):
        position = 1 if call.name == "done" else 0
        endpoint = call.texts[position] if len(call.texts) > position else None
        if endpoint:
            named.add((call.place, whole(endpoint, area(call.place))))
    known = set(sqlite_house.app.view_functions)
    assert len(named) > 30
    product.nothing(sorted((where, endpoint) for where, endpoint in named if endpoint not in known))


def whole(endpoint: str, area: str) -> str:
    """`.save` in a template or module of courses is `courses.save`."""
    return f"{area}{endpoint}" if endpoint.startswith(".") else endpoint


def area(place: str) -> str:
    """The set of pages that a module belongs to."""
    parts = place.split("/")
    return parts[1] if parts[0] == "lms" else parts[0]
