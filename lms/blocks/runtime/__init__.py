"""The XBlock runtime: ids and fields from our tables, addresses, services, and mark-up around what blocks render."""

from lms.blocks.runtime.fields import ReadOnly, Store
from lms.blocks.runtime.files import FilesFull
from lms.blocks.runtime.ids import Known, Node, UsageId
from lms.blocks.runtime.kinds import ASIDES, BLOCKS, Kind, is_own, kinds
from lms.blocks.runtime.machine import Addresses, BlockRuntime, Broken, Event, NotAllowed, Setting
from lms.blocks.runtime.media import CourseFiles

__all__ = [
    "ASIDES",
    "BLOCKS",
    "Addresses",
    "BlockRuntime",
    "Broken",
    "CourseFiles",
    "Event",
    "FilesFull",
    "Kind",
    "Known",
    "Node",
    "NotAllowed",
    "ReadOnly",
    "Setting",
    "Store",
    "UsageId",
    "is_own",
    "kinds",
]
