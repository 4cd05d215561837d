"""Deeds of the socket: write units and blocks, show a page of them, take answers, allow types of others."""

from lms.blocks.services.answers import ASKING, Sent, admit, answer
from lms.blocks.services.archives import Taken, export_package, import_package
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
from lms.blocks.services.media import address as address_of
from lms.blocks.services.media import describe_file, headers, opened, remove_file, replace_file, take_file
from lms.blocks.services.pages import RenderedBlock, RenderedPage, block_page, unit_page
from lms.blocks.services.rating import rated_kinds, rater

__all__ = [
    "ASKING",
    "BUILT_IN",
    "Door",
    "Grant",
    "RenderedBlock",
    "RenderedPage",
    "Sent",
    "Taken",
    "add_block",
    "add_unit",
    "address_of",
    "admit",
    "allow",
    "answer",
    "block_page",
    "copy_unit",
    "describe_file",
    "disallow",
    "edit_unit",
    "export_olx",
    "export_package",
    "export_unit",
    "fields_of",
    "headers",
    "import_olx",
    "import_package",
    "import_unit",
    "move_block",
    "opened",
    "order_units",
    "public_file",
    "rated_kinds",
    "rater",
    "remove_block",
    "remove_file",
    "remove_unit",
    "replace_file",
    "set_fields",
    "take_file",
    "take_lesson",
    "unit_page",
]
