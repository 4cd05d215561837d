"""Asking about units, the blocks in them, and the types of blocks that may run."""

from lms.blocks.queries.content import (
    BlockInfo,
    UnitInfo,
    blocks_of_unit,
    leaves_of,
    nodes_of,
    outline,
    outlines,
    titles_of,
    unit,
    unit_of,
    units_open_to,
)
from lms.blocks.queries.kinds import KindInfo, allowed, installed
from lms.blocks.queries.progress import Progress, progress

__all__ = [
    "BlockInfo",
    "KindInfo",
    "Progress",
    "UnitInfo",
    "allowed",
    "blocks_of_unit",
    "installed",
    "leaves_of",
    "nodes_of",
    "outline",
    "outlines",
    "progress",
    "titles_of",
    "unit",
    "unit_of",
    "units_open_to",
]
