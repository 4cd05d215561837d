"""Ages on the day of a session: a child grows during a term and may change its group in the middle of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Ages that belong together, in completed months: from the first, up to but without the last."""

    key: str
    from_months: int
    to_months: int | None = None

    def holds(self, months: int) -> bool:
        """Whether a child of so many months belongs here."""
        return self.from_months <= months and (self.to_months is None or months < self.to_months)


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A child that belongs to another group from a day on. `after` is nothing when no group takes it any more."""

    child: int | str
    on: date
    before: str | None
    after: str | None


def age_in_months(birth_date: date, day: date) -> int:
    """Completed months. A month is complete on the same day of the month; where there is none, on the next first.

    So a child born on 29 February is a year older on 1 March of a year without that day.
    """
    months = (day.year - birth_date.year) * 12 + day.month - birth_date.month
    return months - (day.day < birth_date.day)


def months_by_year(birth_date: date, day: date, month: int) -> int:
    """The age in months where a child turns a year older with all others of its year, on the first of a month."""
    years = day.year - birth_date.year - (day.month < month)
    return max(0, years) * 12


def reaches(birth_date: date, months: int) -> date:
    """The first day on which a child has completed so many months."""
    years, month = divmod(birth_date.month - 1 + months, 12)
    try:
        return date(birth_date.year + years, month + 1, birth_date.day)
    except ValueError:
        # No such day in that month, and it is never December's: the month is complete on the next first.
        return date(birth_date.year + years, month + 2, 1)


def age_group_on(birth_date: date, day: date, groups: Iterable[AgeGroup]) -> AgeGroup | None:
    """The group of a child on a day, or nothing where no group takes its age or it is not born yet."""
    months = age_in_months(birth_date, day)
    return next((group for group in groups if group.holds(months)), None)


def group_changes(
    children: Mapping[int | str, date], groups: Sequence[AgeGroup], start: date, end: date
) -> tuple[GroupChange, ...]:
    """Which children change their group after the first day of a term and up to its last, by date."""
    edges = {edge for group in groups for edge in (group.from_months, group.to_months) if edge is not None}
    changes = []
    for child, birth_date in children.items():
        for day in sorted(day for day in (reaches(birth_date, edge) for edge in edges) if start < day <= end):
            before = age_group_on(birth_date, date.fromordinal(day.toordinal() - 1), groups)
            after = age_group_on(birth_date, day, groups)
            if before != after:
                changes.append(GroupChange(child, day, _key(before), _key(after)))
    return tuple(sorted(changes, key=lambda change: (change.on, str(change.child))))


def _key(group: AgeGroup | None) -> str | None:
    return None if group is None else group.key
