"""The `replace_urls` service: what stands for a file of the class becomes an address that the browser can load.

It has the interface that blocks of Open edX ask for: `replace_urls(text, static_replace_only=False)`.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from lms.blocks.domain import media


class File(Protocol):
    """What is asked of a file."""

    @property
    def name(self) -> str: ...

    @property
    def alt(self) -> str: ...


F = TypeVar("F", bound=File)


class CourseFiles:
    """The files that blocks of one unit may name."""

    def __init__(self, files: Sequence[F] = (), address: Callable[[F], str] | None = None) -> None:
        self._makers: dict[str, Callable[[], str]] = {one.name: partial(address, one) for one in files if address}
        self._alts = {one.name: one.alt for one in files if one.alt}
        self._made: dict[str, str] = {}
        self._words: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        """What the files are called: authoring forms offer them."""
        return sorted(self._makers)

    def address(self, name: str) -> str | None:
        """Where the browser finds a file; None for a name that nothing here has."""
        if name not in self._made:
            maker = self._makers.get(name)
            if maker is None:
                return None
            self._made[name] = maker()
            if name in self._alts:
                self._words[self._made[name]] = self._alts[name]
        return self._made[name]

    def replace_urls(self, text: str, static_replace_only: bool = False) -> str:
        """`text` with addresses for `/static/NAME` in quotes. There are no other kinds of address to replace here."""
        return media.replaced(text, self.address) if self._makers else text

    def describe(self, html: str) -> str:
        """`html` with the words that authors gave for pictures which say nothing themselves."""
        return media.described(html, self._words)

    def finished(self, html: str) -> str:
        """Both, for what a block rendered."""
        return self.describe(self.replace_urls(html))
