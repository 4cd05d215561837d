"""Rules of referrals. Pure."""

from lms.referrals.domain.sending import (
    CONSENTS,
    LASTS,
    LONGEST,
    OPEN,
    SELF,
    SILENT,
    STAYS,
    Referral,
    State,
    is_over,
    is_silent,
    trouble,
    works_until,
)

__all__ = [
    "CONSENTS",
    "LASTS",
    "LONGEST",
    "OPEN",
    "SELF",
    "SILENT",
    "STAYS",
    "Referral",
    "State",
    "is_over",
    "is_silent",
    "trouble",
    "works_until",
]
