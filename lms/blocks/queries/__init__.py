"""Asking about units, the blocks in them, and the types of blocks that may run."""

from lms.blocks.queries.content import (
    BlockInfo,
    UnitInfo,
    blocks_of_unit,
    nodes_of,
    outline,
    outlines,
    unit,
    unit_of,
    units_open_to,
)
from lms.blocks.queries.kinds import KindInfo, allowed, installed

__all__ = [
    "BlockInfo",
    "KindInfo",
    "UnitInfo",
    "allowed",
    "blocks_of_unit",
    "installed",
    "nodes_of",
    "outline",
    "outlines",
    "unit",
    "unit_of",
    "units_open_to",
]
