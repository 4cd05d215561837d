"""What people write into addresses and fields where a number is meant, as far as it is one."""

from flask import request

DIGITS = 9
"""Longer numbers mean nothing here, and not every database can hold them."""
MOST_PAGES = 1_000_000
"""No list is longer, and a larger number is none that every database knows."""


def page_number(name: str = "page") -> int:
    """Which page of a list is wanted, from 1 on; the first one where the address says nothing that is a number."""
    return min(max(request.args.get(name, 1, type=int), 1), MOST_PAGES)


def whole_number(text: str) -> int | None:
    """A number without sign or fraction, in the digits of any script; nothing for what is none."""
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= DIGITS else None
