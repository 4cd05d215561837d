"""HTML as people's editors leave it, as the nodes that content is read from. Nothing is loaded, nothing is run."""

from html.parser import HTMLParser

from placement.formats.refusals import Refused
from placement.formats.safe_xml import DEEPEST, Node

EMPTY = frozenset({"br", "img", "hr", "source", "input", "wbr", "embed", "link", "meta", "track", "col"})


def nodes_of(html: str, where: str) -> list[Node | str]:
    """The nodes of a piece of HTML. Raises `Refused` when it is nested beyond reason."""
    builder = _Builder(where)
    builder.feed(html)
    builder.close()
    return builder.root.children


class _Builder(HTMLParser):
    """Closes what nobody closed and passes over what closes nothing."""

    def __init__(self, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self.where, self.root = where, Node("html")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if len(self.open) > DEEPEST:
            raise Refused("xml_too_deep", self.where)
        node = Node(tag, "", {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in EMPTY:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and with it those inside that were left open."""
        names = [node.name for node in self.open[1:]]
        if tag in names:
            del self.open[len(names) - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Text."""
        self.open[-1].children.append(data)
