"""Deeds about eligibility. Each takes `actor` and `now` where it writes who did it when; none commits."""

from lms.eligibility.services.people import end_eligibility, find_eligible, give, take_back, take_out_record
from lms.eligibility.services.setup import (
    add_kinds,
    end_basis,
    end_kind,
    go_on_with_basis,
    go_on_with_kind,
    keep_basis,
    rename_kind,
)

__all__ = [
    "add_kinds",
    "end_basis",
    "end_eligibility",
    "end_kind",
    "find_eligible",
    "give",
    "go_on_with_basis",
    "go_on_with_kind",
    "keep_basis",
    "rename_kind",
    "take_back",
    "take_out_record",
]
