"""Facts that ship as data: each with its source, how sure it is, and the days on which it holds."""

from dataclasses import dataclass
from datetime import date

from lms.kernel.vocabulary import Confidence


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement comes from, how sure it is and when it holds. An open end is `None`; both days count."""

    source: str
    confidence: Confidence
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the statement is in force on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: "Evidence") -> bool:
        """Whether some day lies in both spans."""
        first = max(self.valid_from or date.min, other.valid_from or date.min)
        last = min(self.valid_to or date.max, other.valid_to or date.max)
        return first <= last

    @property
    def may_refuse(self) -> bool:
        """Only a verified statement may refuse somebody something; any other may warn."""
        return self.confidence.verified
