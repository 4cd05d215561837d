"""The one block that the socket brings itself: a column of other blocks, as OLX has it."""

from typing import Any

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Scope, String


class ColumnBlock(XBlock):
    """Blocks one below the other."""

    has_children = True
    learner_handlers: frozenset[str] = frozenset()

    display_name = String(default="", scope=Scope.settings, help="Heading")

    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """All children in their order."""
        made = Fragment()
        for child in self.runtime.render_children(self, context=context):
            made.add_fragment_resources(child)
            made.add_content(child.content)
        return made

    author_view = student_view
