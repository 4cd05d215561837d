"""What an address asks for behind the question mark, as far as it can be meant."""

from flask import request

MOST_PAGES = 1_000_000
"""No list is longer, and a larger number is none that every database knows."""


def page_number(name: str = "page") -> int:
    """Which page of a list is wanted, from 1 on; the first one where the address says nothing that is a number."""
    return min(max(request.args.get(name, 1, type=int), 1), MOST_PAGES)
