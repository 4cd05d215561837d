"""Packages and items made of small pieces of XML, in the three versions of QTI."""

import io
import re
import zipfile
from collections.abc import Mapping

from placement import formats, packs

NAMESPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "2.2": "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
TYPES = {"2.1": "imsqti_item_xmlv2p1", "2.2": "imsqti_item_xmlv2p2", "3.0": "imsqti_item_xmlv3p0"}
MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
MAP = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"
POINT = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response_point"
SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
MP3 = b"ID3" + bytes(20)
SITE = formats.Site({}, packs.read_bank)
PLAIN_HTML = frozenset(
    {"p", "div", "img", "br", "object", "audio", "source", "a", "b", "span", "table", "tr", "td", "math"}
)


def item(id: str, declarations: str, body: str, processing: str = "", version: str = "2.1", extra: str = "") -> str:
    """An item written in the names of QTI 2, or the same in those of QTI 3."""
    rules = f'<responseProcessing template="{processing}"/>' if processing.startswith("http") else processing
    inside = f"{declarations}{SCORE}{extra}<itemBody>{body}</itemBody>{rules}"
    text = f'<assessmentItem identifier="{id}" title="{id}" adaptive="false" timeDependent="false">{inside}</assessmentItem>'
    if version == "3.0":
        text = _kebab(text)
    return text.replace(" identifier=", f' xmlns="{NAMESPACES[version]}" identifier=', 1)


def _kebab(text: str) -> str:
    def element(found: re.Match[str]) -> str:
        slash, name = found[1], found[2]
        return f"<{slash}{name}" if name in PLAIN_HTML else f"<{slash}qti-{_dashed(name)}"

    renamed = re.sub(r"<(/?)([A-Za-z]+\d?)", element, text)
    return re.sub(r" ([a-z]+[A-Z]\w*)=", lambda found: f" {_dashed(found[1])}=", renamed)


def _dashed(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f"-{found[1].lower()}", name)


def declared(
    right: str = "", cardinality: str = "single", base: str = "identifier", more: str = "", id: str = "RESPONSE"
) -> str:
    """A response declaration with its right values, divided by a bar."""
    values = "".join(f"<value>{one}</value>" for one in right.split("|") if one)
    correct = f"<correctResponse>{values}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{id}" cardinality="{cardinality}" baseType="{base}">{correct}{more}'
        "</responseDeclaration>"
    )


def choice(
    id: str = "one", version: str = "2.1", before: str = "<p>Das Amt ist zu.</p>", processing: str = MATCH
) -> str:
    """The item that every version has: one right answer of three."""
    body = before + (
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"><prompt>Wann?</prompt>'
        '<simpleChoice identifier="A">Montag</simpleChoice><simpleChoice identifier="B">Dienstag</simpleChoice>'
        '<simpleChoice identifier="C">nie</simpleChoice></choiceInteraction>'
    )
    return item(id, declared("B"), body, processing, version)


def package(
    items: Mapping[str, str], files: Mapping[str, bytes] | None = None, version: str = "2.1", more: str = ""
) -> bytes:
    """A package with a manifest that names every item and file."""
    resources = "".join(
        f'<resource identifier="R{place}" type="{TYPES[version]}" href="{name}"><file href="{name}"/></resource>'
        for place, name in enumerate(items)
    )
    media = "".join(
        f'<resource identifier="M{place}" type="webcontent" href="{name}"><file href="{name}"/></resource>'
        for place, name in enumerate(files or {})
    )
    return zipped({"imsmanifest.xml": manifest(resources + media + more), **items, **(files or {})})


def manifest(resources: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m">'
        f"<organizations/><resources>{resources}</resources></manifest>"
    )


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def taken(content: bytes | str, name: str = "package.zip", **more: str) -> formats.Taken:
    return formats.take(content.encode() if isinstance(content, str) else content, name, SITE, **more)


def one(xml: str, files: Mapping[str, bytes] | None = None) -> formats.Taken:
    """What an item alone in a package becomes."""
    version = next(version for version, namespace in NAMESPACES.items() if namespace in xml)
    return taken(package({"item.xml": xml}, files, version))


def refused(content: bytes | str, name: str = "package.zip") -> str:
    """The reason, after a look that nothing was taken in."""
    found = taken(content, name)
    assert found.refused is not None, found.report()
    assert (found.imported, found.rows, found.media, found.items) == ([], [], {}, 0)
    return found.refused.reason
