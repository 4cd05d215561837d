"""Makes the typefaces of printed documents from those that pages ship: one plain and one bold TrueType file a script.

`python -m tools.fonts` writes lms/documents/fonts. The same woff2 files give the same bytes; a test makes them again.
"""

import json
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parents[1]
SOURCES, TARGET = ROOT / "static/fonts", ROOT / "lms/documents/fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}
SCRIPTS = {
    "noto-sans-latin": "Onward Latin",
    "noto-sans-latin-extended": "Onward Latin Extended",
    "noto-sans-vietnamese": "Onward Vietnamese",
    "noto-sans-cyrillic": "Onward Cyrillic",
    "noto-sans-greek": "Onward Greek",
    "noto-sans-arabic": "Onward Arabic",
    "noto-sans-ethiopic": "Onward Ethiopic",
    "noto-sans-thai": "Onward Thai",
}
"""A family of its own for each: a typesetter takes one file of a family and never looks into its neighbours."""


def made(only: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Every file with its name: the faces, and which signs each family holds; of `only` some scripts their faces alone."""
    signs: dict[str, list[list[int]]] = {}
    for source, family in SCRIPTS.items():
        if only and source not in only:
            continue
        for style, weight in WEIGHTS.items():  # both hold the same signs
            font = _face(SOURCES / f"{source}.woff2", family, style, weight)
            signs[family] = _stretches(sorted(font.getBestCmap()))
            out = BytesIO()
            font.save(out)
            yield f"{source}-{style.lower()}.ttf", out.getvalue()
    if not only:
        yield "signs.json", (json.dumps(signs) + "\n").encode()


def _face(source: Path, family: str, style: str, weight: int) -> Any:
    font = instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), {"wght": weight})
    font.flavor = None
    names = {
        1: family,
        2: style,
        3: f"{family} {style}",
        4: f"{family} {style}",
        6: f"{family}-{style}".replace(" ", ""),
    }
    for number in (16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=number)
    for number, value in names.items():
        font["name"].removeNames(nameID=number)
        font["name"].setName(value, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    # Bits of the style: bold or regular, and no other.
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x61 | (0x20 if style == "Bold" else 0x40)
    font["head"].macStyle = 1 if style == "Bold" else 0
    return font


def _stretches(signs: list[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for sign in signs:
        if found and found[-1][1] == sign - 1:
            found[-1][1] = sign
        else:
            found.append([sign, sign])
    return found


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    for file, content in made():
        (TARGET / file).write_bytes(content)
