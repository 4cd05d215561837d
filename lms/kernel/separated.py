"""A table as CSV that no spreadsheet can be tricked with. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
PLAIN_NUMBER = re.compile(r"[+-]?[\d\s()./,]+")
"""A telephone number or an amount: a spreadsheet can do nothing with it, and an apostrophe would spoil it."""


def safe_cell(value: object) -> str:
    """A cell that a spreadsheet shows as text: one that could be a formula gets an apostrophe in front.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = "" if value is None else str(value)
    if text.startswith(FORMULA_SIGNS) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def as_csv(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    separator: str = ",",
    encoding: str = "utf-8-sig",
) -> bytes:
    """A table; by default in UTF-8 with the mark that lets spreadsheets read every script.

    Raises UnicodeEncodeError for a sign that the encoding has not.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", delimiter=separator)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode(encoding)
