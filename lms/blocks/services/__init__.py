"""Deeds of the socket: write units and blocks, show a page of them, take answers, allow types of others."""

from lms.blocks.services.answers import ASKING, Sent, admit, answer
from lms.blocks.services.content import (
    add_block,
    add_unit,
    edit_unit,
    export_olx,
    fields_of,
    import_olx,
    move_block,
    order_units,
    remove_block,
    remove_unit,
    set_fields,
)
from lms.blocks.services.doors import Door, Grant
from lms.blocks.services.kinds import BUILT_IN, allow, disallow, public_file
from lms.blocks.services.lessons import copy_unit, export_unit, import_unit, take_lesson
from lms.blocks.services.pages import RenderedBlock, RenderedPage, block_page, unit_page

__all__ = [
    "ASKING",
    "BUILT_IN",
    "Door",
    "Grant",
    "RenderedBlock",
    "RenderedPage",
    "Sent",
    "add_block",
    "add_unit",
    "admit",
    "allow",
    "answer",
    "block_page",
    "copy_unit",
    "disallow",
    "edit_unit",
    "export_olx",
    "export_unit",
    "fields_of",
    "import_olx",
    "import_unit",
    "move_block",
    "order_units",
    "public_file",
    "remove_block",
    "remove_unit",
    "set_fields",
    "take_lesson",
    "unit_page",
]
