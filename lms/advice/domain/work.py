"""Rights at work, who helps with them, and what a problem at work is about. Pure."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lms.casework.domain.sources import Label


class Helper(StrEnum):
    """Who helps: a union, those who speak for employers, an office of advice; legal advice, an office for complaints."""

    UNION = "union"
    EMPLOYER = "employer"
    ADVISER = "adviser"
    LEGAL = "legal"
    COMPLAINTS = "complaints"


class Problem(StrEnum):
    """What is wrong at work."""

    PAY = "pay"
    HOURS = "hours"
    SAFETY = "safety"
    UNFAIR = "unfair"
    CONTRACT = "contract"
    OTHER = "other"


RIGHTS = {
    "contract": "memo",
    "pay": "banknote",
    "hours": "clock",
    "sick": "ill",
    "safe": "safety-helmet",
    "equal": "judge",
    "union": "handshake",
}
"""What everybody who works here may ask for, each with its picture. This product's own wording; the law says more."""
WORDED_ON = date(2026, 11, 1)
"""The day of this wording."""
PROBLEM_PICTURES = {
    Problem.PAY: "banknote",
    Problem.HOURS: "clock",
    Problem.SAFETY: "safety-helmet",
    Problem.UNFAIR: "judge",
    Problem.CONTRACT: "memo",
    Problem.OTHER: "speech",
}
MINE = "mine"
"""The helper of somebody who wants her own adviser."""
LONGEST = 120


@dataclass(frozen=True)
class NewContact:
    """Somebody who helps with work. An e-mail address gets a link; a number is called."""

    name: str
    kind: str
    phone: str = ""
    email: str = ""
    languages: str = ""
    label: Label = field(default_factory=Label)
