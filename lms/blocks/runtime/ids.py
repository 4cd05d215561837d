"""Ids of usages, definitions and asides, and the tree they stand in."""

from collections.abc import Iterable
from dataclasses import dataclass

from xblock.exceptions import NoSuchDefinition, NoSuchUsage
from xblock.runtime import IdGenerator, IdReader

from lms.kernel import db

COURSE = "course"
"""Blocks ask which course they are in and print it into addresses; a unit's section is nobody's business but ours."""


class UsageId(str):
    """A usage id as blocks of the field expect one: a text with the names of its parts."""

    __slots__ = ("block_type",)
    block_type: str

    def __new__(cls, value: str, block_type: str = "") -> "UsageId":
        made = super().__new__(cls, value)
        made.block_type = block_type
        return made

    @property
    def block_id(self) -> str:
        """The id as a plain text."""
        return str(self)

    @property
    def course_key(self) -> str:
        """The course."""
        return COURSE

    @property
    def context_key(self) -> str:
        """The course, by its newer name."""
        return COURSE

    def html_id(self) -> str:
        """The id for use in mark-up."""
        return f"block-{self}".replace(".", "-")


@dataclass
class Node:
    """A usage with its definition and its place."""

    usage_id: str
    definition_id: str
    block_type: str
    unit_id: str | None = None
    parent_id: str | None = None
    position: int = 0


class Known(IdReader, IdGenerator):
    """The usages that the work in hand has read or made. `made` and `changed` name those to be written."""

    def __init__(self, nodes: Iterable[Node] = (), unit_id: str | None = None) -> None:
        self.nodes: dict[str, Node] = {}
        self.types: dict[str, str] = {}
        self.below: dict[str, list[str]] = {}
        self.unit_id = unit_id
        self.made: set[str] = set()
        self.changed: set[str] = set()
        for node in sorted(nodes, key=lambda one: (one.position, one.usage_id)):
            self._add(node)
            if node.parent_id:
                self.below.setdefault(node.parent_id, []).append(node.usage_id)

    def _add(self, node: Node) -> None:
        self.nodes[node.usage_id] = node
        self.types[node.definition_id] = node.block_type

    def node(self, usage_id: str) -> Node:
        """One usage. Raises NoSuchUsage."""
        try:
            return self.nodes[str(usage_id)]
        except KeyError:
            raise NoSuchUsage(repr(usage_id)) from None

    def usage(self, usage_id: str) -> UsageId:
        """The id as blocks get it."""
        return UsageId(usage_id, self.node(usage_id).block_type)

    # --- what the tree says ------------------------------------------------------------------------------------------

    def children(self, usage_id: str) -> list[str]:
        """Usages below this one, in order."""
        return [self.usage(one) for one in self.below.get(str(usage_id), [])]

    def set_children(self, usage_id: str, children: Iterable[str]) -> None:
        """Put these below this one, in this order."""
        wanted = [str(one) for one in children]
        for gone in set(self.below.get(str(usage_id), [])) - set(wanted):
            self.node(gone).parent_id = None
            self.changed.add(gone)
        self.below[str(usage_id)] = wanted
        for place, one in enumerate(wanted):
            node = self.node(one)
            if (node.parent_id, node.position) != (str(usage_id), place):
                node.parent_id, node.position = str(usage_id), place
                self.changed.add(one)

    def set_parent(self, usage_id: str, parent_id: str | None) -> None:
        """Say what this one stands below; its place among the others comes with their order."""
        node = self.node(usage_id)
        if node.parent_id != parent_id:
            node.parent_id = str(parent_id) if parent_id else None
            self.changed.add(node.usage_id)

    # --- what XBlock asks --------------------------------------------------------------------------------------------

    def get_definition_id(self, usage_id: str) -> str:
        return self.node(usage_id).definition_id

    def get_block_type(self, def_id: str) -> str:
        try:
            return self.types[str(def_id)]
        except KeyError:
            raise NoSuchDefinition(repr(def_id)) from None

    def create_definition(self, block_type: str, slug: str | None = None) -> str:
        made = db.new_id()
        self.types[made] = block_type
        return made

    def create_usage(self, def_id: str) -> str:
        node = Node(db.new_id(), str(def_id), self.get_block_type(def_id), self.unit_id)
        self._add(node)
        self.made.add(node.usage_id)
        return self.usage(node.usage_id)

    # Asides have no rows of their own: their ids are those of their block and their type.

    def create_aside(self, definition_id: str, usage_id: str, aside_type: str) -> tuple[str, str]:
        return f"{definition_id}.{aside_type}", UsageId(f"{usage_id}.{aside_type}", aside_type)

    def get_usage_id_from_aside(self, aside_id: str) -> str:
        return str(aside_id).partition(".")[0]

    def get_definition_id_from_aside(self, aside_id: str) -> str:
        return str(aside_id).partition(".")[0]

    def get_aside_type_from_usage(self, aside_id: str) -> str:
        return str(aside_id).partition(".")[2]

    def get_aside_type_from_definition(self, aside_id: str) -> str:
        return str(aside_id).partition(".")[2]
