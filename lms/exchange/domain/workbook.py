"""A workbook (XLSX) with typed cells, made of values. The same values give the same bytes. Pure.

Office Open XML, ECMA-376 part 1: the smallest workbook that Excel, LibreOffice and pandas read.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Cell = str | int | float | Decimal | date | time | bool | None

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar, as every program counts it from March 1900 on."""
LONGEST_TEXT = 32_767
LONGEST_NAME = 31
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MADE = (1980, 1, 1, 0, 0, 0)
_PLAIN, _HEAD, _DATE, _TIME, _DECIMAL = range(5)
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_STYLES = f"""{_HEADER}<styleSheet xmlns="{_NAMESPACE}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font>\
</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>\
<xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/>\
<xf numFmtId="2" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>"""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns, its rows."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_xlsx(sheets: Sequence[Sheet], *, right_to_left: bool = False) -> bytes:
    """A workbook. Text stays text whatever it begins with: a cell of text is never taken for a formula."""
    names = _names(sheets)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        _put(file, "[Content_Types].xml", _content_types(len(sheets)))
        _put(file, "_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        _put(file, "xl/workbook.xml", _workbook(names))
        targets = [("worksheet", f"worksheets/sheet{place}.xml") for place in range(1, len(sheets) + 1)]
        _put(file, "xl/_rels/workbook.xml.rels", _links([*targets, ("styles", "styles.xml")]))
        _put(file, "xl/styles.xml", _STYLES)
        for place, sheet in enumerate(sheets, start=1):
            _put(file, f"xl/worksheets/sheet{place}.xml", _sheet(sheet, right_to_left))
    return out.getvalue()


def _put(file: ZipFile, name: str, content: str) -> None:
    entry = ZipInfo(name, _MADE)
    entry.compress_type = ZIP_DEFLATED
    file.writestr(entry, content.encode("utf-8"))


def _names(sheets: Iterable[Sheet]) -> list[str]:
    """Names that a workbook may have: short, without signs that mean something in addresses, none twice."""
    found: list[str] = []
    for place, sheet in enumerate(sheets, start=1):
        name = re.sub(r"[\[\]:*?/\\']", " ", sheet.name).strip()[:LONGEST_NAME] or f"Sheet {place}"
        found.append(name if name not in found else f"{name[: LONGEST_NAME - 4]} {place}")
    return found


def _content_types(count: int) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("/xl/workbook.xml", f"{base}.sheet.main+xml"), ("/xl/styles.xml", f"{base}.styles+xml")]
    parts += [(f"/xl/worksheets/sheet{place}.xml", f"{base}.worksheet+xml") for place in range(1, count + 1)]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{_HEADER}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _links(targets: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{_text(name)}" sheetId="{place}" r:id="rId{place}"/>'
        for place, name in enumerate(names, start=1)
    )
    return f'{_HEADER}<workbook xmlns="{_NAMESPACE}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>'


def _sheet(sheet: Sheet, right_to_left: bool) -> str:
    lines = [_row(1, sheet.header, _HEAD)]
    lines += [_row(number, cells, _PLAIN) for number, cells in enumerate(sheet.rows, start=2)]
    direction = ' rightToLeft="1"' if right_to_left else ""
    view = (
        f'<sheetViews><sheetView workbookViewId="0"{direction}><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{_width(sheet, place - 1)}" customWidth="1"/>'
        for place in range(1, len(sheet.header) + 1)
    )
    columns = f"<cols>{widths}</cols>" if widths else ""
    return (
        f'{_HEADER}<worksheet xmlns="{_NAMESPACE}">{view}{columns}<sheetData>{"".join(lines)}</sheetData></worksheet>'
    )


def _width(sheet: Sheet, place: int) -> int:
    texts = [sheet.header[place], *(str(row[place]) for row in sheet.rows[:200] if place < len(row))]
    return min(60, max(8, *(len(text) + 2 for text in texts)))


def _row(number: int, cells: Sequence[Cell], style: int) -> str:
    drawn = (_cell(f"{_letters(place)}{number}", value, style) for place, value in enumerate(cells))
    return f'<row r="{number}">{"".join(drawn)}</row>'


def _cell(address: str, value: Cell, style: int) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    number = _number(value)
    if number is not None:
        return f'<c r="{address}" s="{number[1]}"><v>{number[0]}</v></c>'
    text = _text(str(value)[:LONGEST_TEXT])
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _number(value: Cell) -> tuple[str, int] | None:
    """A value as a spreadsheet counts it, and how it is shown."""
    if isinstance(value, int):
        return str(value), _PLAIN
    if isinstance(value, float | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else repr(value), _DECIMAL
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        # Before that day programs disagree how days are counted, so it stays text.
        return (str((value - EPOCH).days), _DATE) if value > date(1900, 3, 1) else None
    if isinstance(value, time):
        return repr((value.hour * 60 + value.minute) / 1440), _TIME
    return None


def _text(value: str) -> str:
    return escape(_FORBIDDEN.sub("", value), {'"': "&quot;"})


def _letters(place: int) -> str:
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
