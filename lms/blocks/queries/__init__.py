"""Asking about units, the blocks in them, and the types of blocks that may run."""

from lms.blocks.queries.aims import Aim, aim_of
from lms.blocks.queries.answers import WaitingAnswer, count_waiting, waiting_answers
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
from lms.blocks.queries.media import (
    FileInfo,
    KeptFile,
    digests,
    files_of_section,
    infos_of_section,
    kept_file,
    missing_in,
)
from lms.blocks.queries.progress import Progress, progress

__all__ = [
    "Aim",
    "BlockInfo",
    "FileInfo",
    "KeptFile",
    "KindInfo",
    "Progress",
    "UnitInfo",
    "WaitingAnswer",
    "aim_of",
    "allowed",
    "blocks_of_unit",
    "count_waiting",
    "digests",
    "files_of_section",
    "infos_of_section",
    "installed",
    "kept_file",
    "leaves_of",
    "missing_in",
    "nodes_of",
    "outline",
    "outlines",
    "progress",
    "titles_of",
    "unit",
    "unit_of",
    "units_open_to",
    "waiting_answers",
]
