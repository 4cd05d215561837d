"""How templates are found and made: Flask's environment, without a search for what is the same for all of them."""

import re
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream


class Templates(Environment):
    """Flask's environment. Every template knows the same globals, so none keeps a chain of its own in front of them.

    Each import in a page asks whether there are others: along a chain that took a twentieth of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows besides what it is given."""
        return super().make_globals(d) if d else self.globals


class Commas(Extension):
    """A comma right behind or before a value, or behind a tag, becomes `{{ comma() }}`: the reader's, not ours.

    Sentences have theirs in the catalogues. Here are those that stand between values: `{{ name }}, {{ room }}`.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """The tokens of a template with its commas asked for."""
        for token in stream:
            yield from _asked(token) if token.type == "data" else (token,)


_BETWEEN = re.compile(r"(?:^|(?<=>)), |, \Z")
_CALL = (
    ("variable_begin", "{{"), ("name", "comma"), ("lparen", "("), ("rparen", ")"), ("variable_end", "}}"),
)  # fmt: skip


def _asked(text: Token) -> Iterator[Token]:
    for number, part in enumerate(_BETWEEN.split(text.value)):
        if number:
            yield from (Token(text.lineno, *one) for one in _CALL)
        if part:
            yield Token(text.lineno, "data", part)
