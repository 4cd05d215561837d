"""What people write into addresses by hand, and into fields by chance."""

import pytest
from flask import Flask

from lms.kernel.web.arguments import MOST_PAGES, page_number, whole_number
from tests.cast import gather
from tests.houses import House


@pytest.mark.parametrize(
    ("written", "page"),
    [("3", 3), ("0", 1), ("-7", 1), ("", 1), ("two", 1), ("9" * 30, MOST_PAGES), ("9" * 5000, 1), ("²", 1)],
)
def test_a_page_that_no_list_has_is_another_one(written: str, page: int) -> None:
    with Flask(__name__).test_request_context("/people", query_string={"page": written}):
        assert page_number() == page


@pytest.mark.parametrize(
    ("written", "number"),
    [(" 12 ", 12), ("٣", 3), ("0", 0), ("", None), ("-1", None), ("1.5", None), ("²", None), ("9" * 5000, None)],
)
def test_a_whole_number_is_read_in_any_script_and_nothing_else_is_one(written: str, number: int | None) -> None:
    assert whole_number(written) == number


def test_a_sign_that_no_text_can_hold_is_refused_in_words(postgres_house: House) -> None:
    client = postgres_house.client(gather(postgres_house).administrator)
    page = client.get("/people", query_string={"q": "Le\0yla"})
    assert (page.status_code, "Go back and write it in another way." in page.text) == (422, True)
