"""What hangs on chance follows from identifiers, as the questions of a sitting do: in tests it is the same in every run."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lms.kernel import db

MOULD, FILE, TEST = 1 << 41, 1 << 42, 1 << 43
"""Where identifiers of moulds, of what a whole file uses and of single tests begin: each sorts behind what was there before."""


@contextmanager
def drawing(name: str, after: int) -> Iterator[None]:
    """Draw identifiers that follow from a name."""
    with db.repeatable_ids(zlib.crc32(name.encode()), after):
        yield
