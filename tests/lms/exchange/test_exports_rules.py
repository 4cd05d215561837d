"""Files for funders by value: definitions, typed cells, encodings, refusals, and workbooks that open."""

import io
import re
from datetime import date, time
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from lms.exchange.domain import funder_forms
from lms.exchange.domain.funder_forms import Column, Form, Format, Line, Trouble
from lms.exchange.domain.workbook import Sheet, as_xlsx
from lms.kernel import separated

SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
NUMBER = Column("Number", "number", Format.TEXT, required=True)
LESSONS = Column("Lessons", "units", Format.DECIMAL)
DAY = Column("Day", "day", Format.DATE)


def _sheet(content: bytes) -> list[list[tuple[str, str]]]:
    """(type, text) of every cell of the first sheet."""
    with ZipFile(io.BytesIO(content)) as file:
        root = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iterfind("m:c", SPACE)]
        for row in root.iterfind(".//m:row", SPACE)
    ]


# --- workbooks -------------------------------------------------------------------------------------------------------


def test_numbers_dates_and_times_are_numbers_and_text_is_text() -> None:
    content = as_xlsx([Sheet("Hours", ["a"], [[3, Decimal("1.50"), date(2026, 11, 24), time(9, 30), "007", None]])])
    assert _sheet(content)[1] == [
        ("n", "3"), ("n", "1.50"), ("n", "46350"), ("n", repr(570 / 1440)), ("inlineStr", "007"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", 'a"<&>', "ليلى", "Оксана", "ŵ"])
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    ((kind, kept),) = _sheet(as_xlsx([Sheet("Hours", ["a"], [[text]])]))[1]
    assert (kind, kept) == ("inlineStr", text)


def test_signs_that_no_workbook_may_hold_are_left_out() -> None:
    assert _sheet(as_xlsx([Sheet("Hours", ["a"], [["a\x00b\x0bc"]])]))[1] == [("inlineStr", "abc")]


def test_the_same_values_give_the_same_bytes() -> None:
    sheet = Sheet("Hours", ["a"], [[1, "x"]])
    assert as_xlsx([sheet]) == as_xlsx([sheet])


def test_every_part_of_a_workbook_is_there_and_named() -> None:
    with ZipFile(io.BytesIO(as_xlsx([Sheet("Nov/2026", ["a"], []), Sheet("Nov/2026", ["b"], [])]))) as file:
        assert sorted(file.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml",
            "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
        ]  # fmt: skip
        for name in file.namelist():
            ElementTree.fromstring(file.read(name))
        assert re.findall(r'sheet name="([^"]+)"', file.read("xl/workbook.xml").decode()) == ["Nov 2026", "Nov 2026 2"]


def test_column_27_is_called_aa() -> None:
    content = as_xlsx([Sheet("Wide", ["x"] * 28, [])])
    with ZipFile(io.BytesIO(content)) as file:
        assert 'r="AA1"' in file.read("xl/worksheets/sheet1.xml").decode()


# --- definitions -----------------------------------------------------------------------------------------------------


def test_the_usual_definition_can_be_read() -> None:
    form = funder_forms.read(funder_forms.DEFAULT)
    assert isinstance(form, Form)
    assert [column.field for column in form.columns][:2] == ["number", "family_name"]


_COLUMN = '[[columns]]\nname = "A"\nfield = "number"\n'


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ("rows = ", "export.not_toml"),
        ('rows = "class"\n' + _COLUMN, "export.no_such_value"),
        ('encoding = "latin"\n' + _COLUMN, "export.no_such_value"),
        ('separator = ","\ndecimal = ","\n' + _COLUMN, "export.same_signs"),
        ('rows = "person"', "export.no_columns"),
        ('[[columns]]\nfield = "number"', "export.column_without_name"),
        ('[[columns]]\nname = "A"\nfield = "nationality"', "export.no_such_field"),
        ('[[columns]]\nname = "A"\nfield = "number"\nformat = "date"', "export.no_such_format"),
        ('[[columns]]\nname = "A"\nfield = "number"\nwords = "x"', "export.no_such_value"),
    ],
)
def test_a_definition_that_cannot_be_used_says_why(definition: str, code: str) -> None:
    found = funder_forms.read(definition)
    assert isinstance(found, Trouble)
    assert found.code == code


def test_nobodys_nationality_religion_or_permit_can_go_into_a_column() -> None:
    assert not {"nationality", "religion", "permit", "sex"} & set(funder_forms.FIELDS)


def test_a_funder_has_its_own_words_and_dates() -> None:
    day = Column("Tag", "day", Format.DATE, pattern="%d.%m.%Y")
    mode = Column("Art", "mode", Format.TEXT, words={"on_site": "P"})
    assert funder_forms.cell(day, date(2026, 11, 24)) == "24.11.2026"
    assert [funder_forms.cell(mode, one) for one in ("on_site", "online")] == ["P", "online"]


# --- rows ------------------------------------------------------------------------------------------------------------


def _sorted(form: Form, *facts: dict[str, object], closed: bool = True) -> list[list[str]]:
    lines = [Line(one) for one in facts]  # type: ignore[arg-type]
    return [
        [trouble.code for trouble in line.troubles]
        for line in funder_forms.sort(form, lines, month_closed=closed).refused
    ]


def test_a_row_without_a_required_number_is_refused_with_every_reason() -> None:
    assert _sorted(Form((NUMBER,)), {"number": ""}, closed=False) == [["export.nothing_in", "export.month_open"]]


def test_rows_of_an_open_month_wait_unless_the_funder_takes_them() -> None:
    assert _sorted(Form((NUMBER,)), {"number": "1"}, closed=False) == [["export.month_open"]]
    assert not _sorted(Form((NUMBER,), open_month=True), {"number": "1"}, closed=False)


def test_a_name_that_the_encoding_cannot_write_is_refused_and_not_spoilt() -> None:
    form = Form((Column("Name", "name", Format.TEXT),), encoding="windows-1252")
    assert _sorted(form, {"name": "ليلى"}, {"name": "Müller"}) == [["export.cannot_write"]]


@pytest.mark.parametrize(
    ("encoding", "start"), [("utf-8", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("windows-1252", b"N")]
)
def test_the_file_begins_as_its_encoding_asks(encoding: str, start: bytes) -> None:
    form = Form((NUMBER,), encoding=encoding)
    assert funder_forms.csv_bytes(form, [Line({"number": "1"})]).startswith(start)


def test_numbers_in_the_file_have_the_decimal_sign_of_the_funder() -> None:
    form = Form((NUMBER, LESSONS, DAY))
    line = Line({"number": "=2+3", "units": Decimal("-1.5"), "day": date(2026, 11, 24)})
    assert (
        funder_forms.csv_bytes(form, [line]).decode("utf-8-sig") == "Number;Lessons;Day\r\n'=2+3;-1,50;2026-11-24\r\n"
    )


def test_a_table_for_us_stays_as_it_was() -> None:
    assert separated.as_csv(["a"], [["é"]]) == b"\xef\xbb\xbfa\r\n\xc3\xa9\r\n"
