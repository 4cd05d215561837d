"""Addresses of pages as they are printed, sent and scanned: written out, and drawn as a code."""

from typing import Any

import segno
from flask import current_app, url_for
from markupsafe import Markup


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page. It begins as the operator has set it, not as this request happened to come in."""
    base: str = current_app.config["ONWARD"].base_url
    return base + url_for(endpoint, **values)


def qr(address: str, name: str = "", *, border: int = 2) -> Markup:
    """A QR code as a drawing inside the page, as large as the style of its class `name` makes it."""
    css = {"svgclass": name} if name else {}
    # Black on white whatever the theme of the page: a camera has to tell them apart.
    return _drawn(address, border=border, omitsize=True, dark="#000000", light="#FFFFFF", **css)


def qr_on_paper(address: str) -> Markup:
    """A QR code of a fixed size, in the ink of the pages."""
    return _drawn(address, border=2, scale=5, dark="#12262B", light="#FFFFFF")


def _drawn(address: str, **how: Any) -> Markup:
    return Markup(segno.make(address, error="m").svg_inline(**how))  # noqa: S704 - squares: no text of the address
