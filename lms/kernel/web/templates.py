"""How templates are found and made: Flask's environment, without a search for what is the same for all of them."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Flask's environment. Every template knows the same globals, so none keeps a chain of its own in front of them.

    Each import in a page asks whether there are others: along a chain that took a twentieth of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows besides what it is given."""
        return super().make_globals(d) if d else self.globals
