"""Pieces of QTI 3 about a response: how it is declared, and how points are made of it."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
_ONE = '<qti-base-value base-type="float">1</qti-base-value>'


def declared(
    cardinality: str,
    base: str,
    right: Sequence[str],
    entries: Sequence[tuple[str, float]] = (),
    id: str = "RESPONSE",
    case: bool = True,
) -> str:
    """The declaration of a response: its right values, and `entries`, what each of several answers is worth.

    `cardinality` and `base` are QTI's; `case` counts for strings only.
    """
    values = "".join(f"<qti-value>{escape(one)}</qti-value>" for one in right)
    spelt = "" if base != "string" else f' case-sensitive="{"true" if case else "false"}"'
    mapped = "".join(
        f'<qti-map-entry map-key={quoted(key)} mapped-value="{value:g}"{spelt}/>' for key, value in entries
    )
    mapping = f'<qti-mapping default-value="0">{mapped}</qti-mapping>' if mapped else ""
    return (
        f'<qti-response-declaration identifier="{id}" cardinality="{cardinality}" base-type="{base}">'
        f"<qti-correct-response>{values}</qti-correct-response>{mapping}</qti-response-declaration>\n"
    )


def template(name: str) -> str:
    """One of QTI's own ways to make points: `match_correct` or `map_response`."""
    return f'<qti-response-processing template="{TEMPLATES}/{name}.xml"/>\n'


def points_of(ids: Sequence[str], whole: bool) -> str:
    """A point for every right gap, or one for all of them."""
    mapped = "".join(f'<qti-map-response identifier="{id}"/>' for id in ids)
    if not whole:
        return f"<qti-response-processing>{_set(f'<qti-sum>{mapped}</qti-sum>')}</qti-response-processing>\n"
    needed = f'<qti-base-value base-type="float">{len(ids)}</qti-base-value>'
    test = f'<qti-equal tolerance-mode="exact"><qti-sum>{mapped}</qti-sum>{needed}</qti-equal>'
    return _if(test)


def any_order(orders: Sequence[Sequence[str]]) -> str:
    """One of several right orders."""
    tests = "".join(
        '<qti-match><qti-variable identifier="RESPONSE"/><qti-ordered>'
        + "".join(f'<qti-base-value base-type="identifier">{id}</qti-base-value>' for id in order)
        + "</qti-ordered></qti-match>"
        for order in orders
    )
    return _if(f"<qti-or>{tests}</qti-or>")


def _if(test: str) -> str:
    return (
        f"<qti-response-processing><qti-response-condition><qti-response-if>{test}{_set(_ONE)}</qti-response-if>"
        "</qti-response-condition></qti-response-processing>\n"
    )


def _set(value: str) -> str:
    return f'<qti-set-outcome-value identifier="SCORE">{value}</qti-set-outcome-value>'


def quoted(text: str) -> str:
    """Text as an attribute, with its line breaks: a parser would turn them into spaces."""
    return quoteattr(text, {"\n": "&#10;"})
