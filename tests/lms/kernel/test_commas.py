"""Commas between the parts of a line, as the reader's language writes them."""

import pytest
from jinja2 import DictLoader, Environment

from lms.kernel import language
from lms.kernel.web.templates import Commas

PAGES = {
    "between": "{{ name }}, {{ room }}{% if floor %}, {{ floor }}{% endif %}",
    "behind_a_tag": "<bdi>{{ name }}</bdi>, <b>{{ room }}</b>",
    "in_a_label": '<a aria-label="{{ name }}, {{ room }}" style="color: red, blue">',
    "points": '<polyline points="{{ name }},{{ room }} 3, 4"/>',
}


@pytest.fixture(scope="module")
def pages() -> Environment:
    """Templates as the application makes them."""
    made = Environment(loader=DictLoader(PAGES), extensions=[Commas], autoescape=True)
    made.globals["comma"] = language.comma
    return made


@pytest.mark.parametrize(
    ("page", "written"),
    [
        ("between", "Amal، B2، 3"),
        ("behind_a_tag", "<bdi>Amal</bdi>، <b>B2</b>"),
        ("in_a_label", '<a aria-label="Amal، B2" style="color: red, blue">'),
        ("points", '<polyline points="Amal,B2 3, 4"/>'),
    ],
)
def test_a_comma_between_two_values_is_that_of_the_reader(pages: Environment, page: str, written: str) -> None:
    def read_in(code: str) -> str:
        token = language.locale_code.set(code)
        try:
            return pages.get_template(page).render(name="Amal", room="B2", floor=3)
        finally:
            language.locale_code.reset(token)

    assert read_in("ar") == written
    assert read_in("en") == written.replace("،", ",")


def test_lists_are_read_whosever_commas_were_typed() -> None:
    assert language.parted("projector, piano؛،  ,sink") == ["projector", "piano", "sink"]
    assert language.parted("عربية، كردية") == ["عربية", "كردية"]
