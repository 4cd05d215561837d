"""Asking for advice: open places that everybody may see, places of advice, threads without a name."""

from lms.advice.queries.cases import CaseInfo, MessageInfo, case_by_code, case_of, cases, digest_of
from lms.advice.queries.finder import Counted, Found, counted_since, open_place, open_places, shown_centres
from lms.advice.queries.points import (
    PointInfo,
    count_points,
    drop_ins,
    languages_spoken,
    point,
    points_near,
)

__all__ = [
    "CaseInfo",
    "Counted",
    "Found",
    "MessageInfo",
    "PointInfo",
    "case_by_code",
    "case_of",
    "cases",
    "count_points",
    "counted_since",
    "digest_of",
    "drop_ins",
    "languages_spoken",
    "open_place",
    "open_places",
    "point",
    "points_near",
    "shown_centres",
]
