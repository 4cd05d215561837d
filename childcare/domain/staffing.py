"""Carers: whose papers count on a day, when somebody is on duty, and who could step in. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from childcare.domain.day import Duty, Interval

PAPERS: tuple[str, ...] = ("childcare", "childcare.record_check", "childcare.first_aid")
"""Papers of carers by their subject: trained for the work, the check of records, first aid."""

Papers = Mapping[str, date | None]
"""Until when a paper holds, by subject; None where it has no end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a carer counts on a day, and what speaks against it: papers that have ended, papers that are missing."""

    ended: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether she may be counted in the ratio."""
        return not self.ended and not self.missing


def standing(papers: Papers, required: Iterable[str], day: date) -> Standing:
    """A paper that has run out never counts; one that was never there is missing only where the centre asks for it.

    Papers for other work (a teacher's licence) say nothing about care.
    """
    ended = tuple(one for one in PAPERS if one in papers and (until := papers[one]) is not None and until < day)
    missing = tuple(one for one in PAPERS if one in set(required) and one not in papers)
    return Standing(ended, missing)


def on_duty(hours: Iterable[Interval], away: Sequence[Interval], extra: Iterable[Interval]) -> tuple[Interval, ...]:
    """When somebody works on a day: her weekly hours and what she took over besides, without the time she is away."""
    spans = sorted([*hours, *extra], key=lambda one: one.start)
    joined: list[Interval] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    for gone in away:
        joined = [
            part
            for span in joined
            for part in (
                Interval(span.start, min(span.end, gone.start)),
                Interval(max(span.start, gone.end), span.end),
            )
            if part.start < part.end
        ]
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class Helper:
    """A carer who could step in for a span: how many minutes of it she is not on duty anyway, and whether she is in already."""

    carer: str
    minutes: int
    in_house: bool


def who_could_step_in(
    counted: Iterable[str], away: Iterable[str], duties: Sequence[Duty], wanted: Sequence[Interval]
) -> tuple[Helper, ...]:
    """Carers with papers in order who are not away and are free for some of the wanted time.

    Who is in the house that day comes first, then who would have to work least more.
    """
    gone, found = set(away), []
    for carer in counted:
        mine = [duty.when for duty in duties if duty.carer == carer]
        more = sum(_uncovered(span, mine) for span in wanted)
        if carer not in gone and more:
            found.append(Helper(carer, more, bool(mine)))
    return tuple(sorted(found, key=lambda one: (not one.in_house, one.minutes, one.carer)))


def _uncovered(span: Interval, mine: Iterable[Interval]) -> int:
    return (span.end - span.start) - sum(max(0, min(span.end, m.end) - max(span.start, m.start)) for m in mine)


def wall(minutes: int) -> time:
    """Minutes after midnight as wall time; the end of a day is its last minute."""
    return time(23, 59) if minutes >= 24 * 60 else time(minutes // 60, minutes % 60)
