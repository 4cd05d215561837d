"""Telephone numbers the way networks know them: E.164, `+4915112345678`. Pure."""

import re

CALLING: dict[str, tuple[str, str]] = {
    "AT": ("43", "0"), "AU": ("61", "0"), "BE": ("32", "0"), "BG": ("359", "0"), "CA": ("1", "1"), "CH": ("41", "0"),
    "CY": ("357", ""), "CZ": ("420", ""), "DE": ("49", "0"), "DK": ("45", ""), "EE": ("372", ""), "ES": ("34", ""),
    "FI": ("358", "0"), "FR": ("33", "0"), "GB": ("44", "0"), "GR": ("30", ""), "HR": ("385", "0"), "HU": ("36", "06"),
    "IE": ("353", "0"), "IS": ("354", ""), "IT": ("39", ""), "LT": ("370", "0"), "LU": ("352", ""), "LV": ("371", ""),
    "MT": ("356", ""), "NL": ("31", "0"), "NO": ("47", ""), "NZ": ("64", "0"), "PL": ("48", ""), "PT": ("351", ""),
    "RO": ("40", "0"), "SE": ("46", "0"), "SI": ("386", "0"), "SK": ("421", "0"), "US": ("1", "1"),
}  # fmt: skip
"""Calling code of a country, and what is dialled before a number inside it."""
SHORTEST, LONGEST = 8, 15
_SPACES = re.compile(r"[\s().\-/]")


def e164(text: str, country: str) -> str:
    """A number as it was written, for the networks; empty for what is none. Without + or 00 it is one of the country."""
    # People write +49 (0)151: the nought is for inside.
    digits = _SPACES.sub("", text.replace("(0)", ""))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not digits.startswith("+"):
        code, inside = CALLING.get(country, ("", ""))
        digits = f"+{code}{digits.removeprefix(inside)}" if code else ""
    number = digits[1:]
    whole = number.isascii() and number.isdigit() and not number.startswith("0")
    return digits if whole and SHORTEST <= len(number) <= LONGEST else ""
