"""Practice: what learners did in exercises, and how it stands beside a finding.

Practice is no test. Exercises may be tried as often as somebody likes, the right answer is shown afterwards, friends may
help, and nobody knows how hard one is. A share of right answers therefore says nothing about a level: it moves no
estimate of gain and never blocks, unblocks or passes anybody. What it does say is that somebody works, at which level and
in which skill. So it stands beside what teacher and learner say about effort: for people to read, not for the rule.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

RECENT = timedelta(weeks=6)
"""As long as most courses need for the hours between two checks."""


@dataclass(frozen=True, slots=True)
class Done:
    """One exercise that somebody did, with what it was for. `share` of its points; None where it gives none."""

    usage_id: str
    unit_id: str
    title: str
    language: str
    level: str
    skills: tuple[str, ...]
    outcome: str
    share: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Recent:
    """Exercises of one level in the last weeks: how many of how many were done, and the mean share of right ones."""

    level: str
    done: int
    offered: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Page:
    """Exercises of one page that somebody did: what it is called, what one can do after it, when she was there last."""

    unit_id: str
    title: str
    language: str
    level: str
    skills: tuple[str, ...]
    outcome: str
    done: int
    share: float | None
    at: datetime


def mean_share(done: Iterable[Done]) -> float | None:
    """The mean share of right answers over exercises that give points; each counts the same."""
    shares = [one.share for one in done if one.share is not None]
    return sum(shares) / len(shares) if shares else None


def recent(done: Iterable[Done], offered: Collection[str], level: str, now: datetime) -> Recent:
    """Of one level since six weeks. `offered` are the exercises that stand open for her; those taken away since count too."""
    mine = [one for one in done if one.level == level and now - RECENT <= one.at <= now]
    known = {*offered, *(one.usage_id for one in mine)}
    return Recent(level, len(mine), len(known), mean_share(mine))


def by_page(done: Iterable[Done]) -> list[Page]:
    """Pages, the one she was at last first."""
    pages: dict[str, list[Done]] = {}
    for one in done:
        pages.setdefault(one.unit_id, []).append(one)
    found = [_page(ones) for ones in pages.values()]
    return sorted(found, key=lambda one: (one.at, one.unit_id), reverse=True)


def _page(done: Sequence[Done]) -> Page:
    last = max(done, key=lambda one: one.at)
    skills = tuple(dict.fromkeys(skill for one in done for skill in one.skills))
    return Page(
        last.unit_id, last.title, last.language, last.level, skills, last.outcome, len(done), mean_share(done), last.at
    )
