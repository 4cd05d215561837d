"""What mark-up a block may put into a page of ours: nothing that runs, loads from elsewhere or changes the page itself."""

from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urlsplit

ARGUMENTS = "json/xblock-args"
DATA = frozenset({ARGUMENTS, "application/json", "text/template"})
"""Types of script elements that browsers do not run."""
NEVER = frozenset(
    {"base", "meta", "link", "style", "iframe", "frame", "frameset"}
    | {"object", "embed", "applet", "portal", "body", "html", "plaintext", "xmp", "noembed", "noframes", "noscript"}
)
ADDRESSES = frozenset(
    {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "background", "ping", "srcset"}
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.lower(): value or "" for name, value in attrs}
        if tag in NEVER or (tag == "script" and given.get("type", "").strip().lower() not in DATA):
            self.found.append(tag)
        for name, value in given.items():
            if name.startswith("on") or name == "srcdoc":
                self.found.append(name)
            elif name in ADDRESSES and not is_own(value):
                self.found.append(f"{name} {value[:60]}")

    handle_startendtag = handle_starttag


def is_own(address: str) -> bool:
    """Whether an address stays in this house. Pictures and sound may be given as data."""
    plain = "".join(address.split()).lower()
    if plain.startswith(("data:image/", "data:audio/", "blob:")):
        return "svg" not in plain.split(",")[0]
    parts = urlsplit(plain)
    return not parts.scheme and not parts.netloc and not plain.startswith(("\\", "/\\"))


def refused(html: str) -> Sequence[str]:
    """What stands in `html` and may not: names of elements and attributes, in their order."""
    reader = _Reader()
    # Where a comment ends is read in more than one way: exercises need none.
    if "<!" in html or "<?" in html:
        reader.found.append("comment")
    reader.feed(html)
    # An element that never ends: the browser would read on in ours.
    if "<" in reader.rawdata or reader.cdata_elem:
        reader.found.append("unfinished")
    return reader.found
