"""Numbers as people of a language write them."""

import pytest

from lms.kernel import language


@pytest.mark.parametrize(
    ("code", "thousands", "fraction", "below"),
    [("en", "3,933", "2.5", "\u22120.50"), ("de", "3.933", "2,5", "\u22120,50"), ("ar", "3,933", "2.5", "\u22120.50")],
)
def test_thousands_and_fractions_are_parted_as_the_reader_parts_them(
    code: str, thousands: str, fraction: str, below: str
) -> None:
    assert language.number(3933, locale=code) == thousands
    assert language.number(2.5, locale=code) == fraction
    assert language.number(-0.5, 2, 2, signed=True, locale=code).lstrip("\u200e\u200f\u061c") == below


def test_a_plus_is_said_only_where_it_is_asked_for_and_never_of_nothing() -> None:
    assert language.number(0.5, 1, 1, signed=True, locale="en") == "+0.5"
    assert language.number(0.0, 1, 1, signed=True, locale="en") == "0.0"
    assert language.number(0.5, locale="en") == "0.5"
