"""Tables saved by many programs: encodings, separators, line numbers, and files that are no tables."""

import codecs

import pytest

from lms.exchange.domain.table import Severity, Table, read_table

KNOWN = ("given_name", "family_name", "note")
TEXT = "given_name,family_name\nZoë,Ionescu\nሰናይት,ሃይለ\n"


def codes(table: Table) -> list[str]:
    return [problem.code for problem in table.problems]


@pytest.mark.parametrize(
    "data",
    [
        TEXT,
        "\ufeff" + TEXT,
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r"),
        TEXT.replace(",", ";"),
        TEXT.replace(",", "\t"),
        TEXT.replace("given_name", "Given Name").replace("family_name", " FAMILY-NAME "),
    ],
)
def test_the_same_table_however_it_was_saved(data: str | bytes) -> None:
    table = read_table(data, KNOWN)
    assert [dict(record.cells) for record in table.records] == [
        {"given_name": "Zoë", "family_name": "Ionescu"},
        {"given_name": "ሰናይት", "family_name": "ሃይለ"},
    ]
    assert table.problems == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_still_read(encoding: str) -> None:
    text = "given_name,family_name\nZoe,Ionescu\n"
    assert read_table(text.encode(encoding), KNOWN).records[0].cells["given_name"] == "Zoe"


def test_old_windows_encoding_is_read_with_a_hint() -> None:
    table = read_table("given_name\nZoë\n".encode("cp1252"), KNOWN)
    assert table.records[0].cells["given_name"] == "Zoë"
    assert [(problem.code, problem.severity) for problem in table.problems] == [("encoding_guessed", Severity.HINT)]


def test_lines_are_counted_as_in_the_file() -> None:
    text = 'given_name,note\nHodan,"two\nlines"\n\n  ,\nHiba,\n'
    assert [record.line for record in read_table(text, KNOWN).records] == [2, 6]


def test_separator_inside_quotes_belongs_to_the_cell() -> None:
    assert read_table('given_name,note\nHodan,"a, b; c"\n', KNOWN).records[0].cells["note"] == "a, b; c"


def test_short_line_has_empty_cells() -> None:
    assert read_table("given_name,note\nHodan\n", KNOWN).records[0].cells == {"given_name": "Hodan", "note": ""}


@pytest.mark.parametrize("data", ["", b"", "  \n \n", b"\xef\xbb\xbf"])
def test_empty_file_is_named(data: str | bytes) -> None:
    assert codes(read_table(data, KNOWN)) == ["empty_file"]


def test_header_alone_has_no_lines() -> None:
    assert codes(read_table("given_name,note\n", KNOWN)) == ["no_lines"]


@pytest.mark.parametrize(
    "data",
    ["a letter to the office\nwith two lines", b"PK\x03\x04\x14\x00\x00\x00\x08\x00" * 40, b"%PDF-1.7\n%\xe2\xe3"],
)
def test_file_that_is_no_table_is_named(data: str | bytes) -> None:
    assert "not_a_table" in codes(read_table(data, KNOWN))


def test_quotation_mark_that_never_closes_names_the_line_where_it_opened() -> None:
    table = read_table('given_name,note\nHodan,fine\nHiba,"open\nLiban,lost\n', KNOWN)
    assert [(problem.line, problem.code) for problem in table.problems] == [(3, "quote_not_closed")]


def test_cell_beyond_all_measure_is_named() -> None:
    table = read_table("given_name,note\nHodan," + "x" * 140_000 + "\n", KNOWN)
    assert "cell_too_long" in codes(table)


@pytest.mark.parametrize(
    ("text", "code"), [('"', "quote_not_closed"), (",,,\n,", "empty_file"), ("x" * 140_000, "cell_too_long")]
)
def test_file_with_nothing_but_signs_is_named(text: str, code: str) -> None:
    assert codes(read_table(text, KNOWN)) == [code]


def test_bytes_damaged_on_the_way_never_stop_the_reader() -> None:
    whole = TEXT.encode()
    for place in range(len(whole)):
        for damage in (b"\0", b'"', b"\r", b"\xff", b";"):
            read_table(whole[:place] + damage + whole[place + 1 :], KNOWN)
            read_table(whole[:place] + damage, KNOWN)
