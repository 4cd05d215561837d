"""What blocks of the field expect every block to have besides its own fields."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from lms.blocks.runtime.ids import COURSE, UsageId


class PlatformMixin:
    """Mixed into every block. Never into the runtime: some blocks then take it for Open edX and import its modules."""

    scope_ids: Any
    start: ClassVar[datetime | None] = None
    due: ClassVar[datetime | None] = None
    graceperiod: ClassVar[timedelta | None] = None

    @property
    def location(self) -> UsageId:
        """The usage id by its older name."""
        usage_id = self.scope_ids.usage_id
        return usage_id if isinstance(usage_id, UsageId) else UsageId(str(usage_id), self.category)

    @property
    def course_id(self) -> str:
        """The course."""
        return COURSE

    @property
    def context_key(self) -> str:
        """The course by its newer name."""
        return COURSE

    @property
    def category(self) -> str:
        """The type of the block by its older name."""
        return str(self.scope_ids.block_type)
