"""Addresses that people write by hand."""

import pytest
from flask import Flask

from lms.kernel.web.arguments import MOST_PAGES, page_number


@pytest.mark.parametrize(
    ("written", "page"),
    [("3", 3), ("0", 1), ("-7", 1), ("", 1), ("two", 1), ("9" * 30, MOST_PAGES), ("9" * 5000, 1), ("²", 1)],
)
def test_a_page_that_no_list_has_is_another_one(written: str, page: int) -> None:
    with Flask(__name__).test_request_context("/people", query_string={"page": written}):
        assert page_number() == page
