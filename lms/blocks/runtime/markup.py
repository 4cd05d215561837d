"""Mark-up around what a block renders: its wrapper, the document of a frame, a card in place of a block that failed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape
from web_fragments.fragment import Fragment

from lms.blocks.domain import markup as rules

SCRIPT, STYLE = "application/javascript", "text/css"


def as_json(value: Any) -> str:
    """JSON that can stand inside of any element: no text in it can end the element."""
    return json.dumps(value, default=str).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def wrapped(fragment: Fragment, classes: Iterable[str], data: Mapping[str, str]) -> Fragment:
    """What a block rendered, in an element that says which block it is and where its handlers are."""
    marks = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    arguments = getattr(fragment, "json_init_args", None)
    given = (
        ""
        if arguments is None
        else f'<script type="{rules.ARGUMENTS}" class="xblock_json_init_args">{as_json(arguments)}</script>'
    )
    made = Fragment(f'<div class="{escape(" ".join(classes))}"{marks}>{fragment.body_html()}{given}</div>')
    made.add_fragment_resources(fragment)
    return made


def framed(fragment: Fragment, data: Mapping[str, str]) -> Fragment:
    """A place for a frame in a page of ours, with the document that a script of ours hands to the frame."""
    marks = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return Fragment(
        f'<div class="block-frame"{marks}><script type="application/json" class="block-document">'
        f"{as_json(document_parts(fragment))}</script></div>"
    )


def document_parts(fragment: Fragment) -> dict[str, str]:
    """Head, body and foot of a frame's document."""
    return {"head": fragment.head_html(), "body": fragment.body_html(), "foot": fragment.foot_html()}


def failed(block_type: str, sentence: str) -> Fragment:
    """A card in place of a block. The page around it stays as it is."""
    return Fragment(
        f'<div class="block-failed" role="note" data-block-type="{escape(block_type)}"><p>{escape(sentence)}</p></div>'
    )


def refused(fragment: Fragment, own_address: tuple[str, ...]) -> list[str]:
    """What a fragment brings that may not stand in a page of ours."""
    found = list(rules.refused(fragment.body_html()))
    for resource in fragment.resources:
        if resource.kind != "url" or resource.mimetype not in {SCRIPT, STYLE}:
            found.append(f"{resource.mimetype} as {resource.kind}")
        elif not str(resource.data).startswith(own_address):
            found.append(f"{resource.mimetype} from {str(resource.data)[:60]}")
    return found


def addresses(fragment: Fragment, mimetype: str) -> list[str]:
    """Files that a fragment wants, each once and in order."""
    wanted = (one for one in fragment.resources if one.kind == "url" and one.mimetype == mimetype)
    return list(dict.fromkeys(str(one.data) for one in wanted))


def safe(fragment: Fragment) -> Markup:
    """The body of a fragment that was looked through."""
    return Markup(fragment.body_html())  # noqa: S704 - `refused` has read it, and the page's policy lets nothing run
