"""Needs and strengths of somebody who has arrived, domain by domain: what she brings stands beside what she lacks. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class Domain(StrEnum):
    """Areas of life that are always talked about, in this order."""

    LANGUAGE = "language"
    EDUCATION = "education"
    WORK = "work"
    MONEY = "money"
    HOUSING = "housing"
    HEALTH = "health"
    FAMILY = "family"
    COMMUNITY = "community"
    RIGHTS = "rights"


LONGEST = 300
"""Letters about one domain."""
Told = Mapping[str, str]
"""Words by domain."""


def told(words: Told) -> dict[str, str]:
    """What was said, in the order of the domains; a domain about which nothing was said is left out."""
    return {one.value: words[one].strip() for one in Domain if words.get(one, "").strip()}


def trouble(strengths: Told, needs: Told, on_day: date, today: date) -> tuple[str, str] | None:
    """(field, code) of what keeps an assessment from being kept: it has a strength and a need at least."""
    for side, words in (("strength", strengths), ("need", needs)):
        for domain, text in words.items():
            if len(text.strip()) > LONGEST:
                return f"{side}-{domain}", "placement.needs.long"
    if not told(strengths):
        return f"strength-{Domain.LANGUAGE}", "placement.needs.no_strength"
    if not told(needs):
        return f"need-{Domain.LANGUAGE}", "placement.needs.no_need"
    return ("day", "placement.needs.day") if on_day > today else None
