"""Which birth dates cannot be: a slip in the year would make a child of a thousand years."""

from datetime import date

LONGEST_LIFE = 150


def too_long_ago(born: date, today: date) -> bool:
    """Whether nobody who lives was born in that year."""
    return born.year < today.year - LONGEST_LIFE
