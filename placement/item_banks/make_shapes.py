"""Draws samples of scripts as shapes, so that a device without their letters shows them too. See README.md beside this file.

Needs fonttools, uharfbuzz and the fonts named below in one folder:
python placement/item_banks/make_shapes.py FOLDER
"""

import sys
import tomllib
from pathlib import Path

import uharfbuzz as hb
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "own_scripts"
FONTS = {
    "arabic": "NotoSansArabic-Bold.ttf",
    "cyrillic": "NotoSans-Bold.ttf",
    "ethiopic": "NotoSansEthiopic-Bold.ttf",
    "devanagari": "NotoSansDevanagari-Bold.ttf",
    "bengali": "NotoSansBengali-Bold.ttf",
    "chinese": "wqy-microhei.ttc",
    "armenian": "NotoSansArmenian-Bold.ttf",
    "georgian": "NotoSansGeorgian-Bold.ttf",
    "greek": "NotoSans-Bold.ttf",
    "latin": "NotoSans-Bold.ttf",
}
NOT_SHIPPED = frozenset({"devanagari", "bengali", "chinese", "armenian", "georgian"})
"""Scripts without a font of ours: every word is drawn."""
WORDS = ("bread", "water", "house", "fish", "book", "tea_every_day")
SAMPLE = ("water", "house")
EM = 100


def main(fonts: Path) -> None:
    """Write shapes.toml: for each language its sample, and the words whose letters we have no font for."""
    languages = tomllib.loads((FOLDER / "languages.toml").read_text(encoding="utf-8"))["languages"]
    lines = ["# Written by make_shapes.py from languages.toml: width in hundredths of an em, and the path of an SVG."]
    for code, about in languages.items():
        font = fonts / FONTS[about["script"]]
        lines += ["", f"[{code}]", *_line("sample", "  ".join(about[word] for word in SAMPLE), font)]
        if about["script"] in NOT_SHIPPED:
            for word in WORDS:
                lines += _line(word, about[word], font)
    (FOLDER / "shapes.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(name: str, text: str, font: Path) -> list[str]:
    width, path = _drawn(text, font)
    return [f'{name} = {{ width = {width}, path = "{path}" }}']


def _drawn(text: str, font: Path) -> tuple[int, str]:
    """Width and path of a text; without its full stop, which some of these fonts lack."""
    face = hb.Face(hb.Blob.from_file_path(str(font)), 0)
    shaper, buffer = hb.Font(face), hb.Buffer()
    buffer.add_str(text.rstrip("."))
    buffer.guess_segment_properties()
    hb.shape(shaper, buffer)
    drawn = TTFont(font, fontNumber=0)
    glyphs, names, scale = drawn.getGlyphSet(), drawn.getGlyphOrder(), EM / face.upem
    pen, x = SVGPathPen(glyphs, ntos=lambda number: f"{round(number)}"), 0.0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        at = ((x + place.x_offset) * scale, -place.y_offset * scale)
        glyphs[names[info.codepoint]].draw(TransformPen(pen, (scale, 0, 0, -scale, *at)))
        x += place.x_advance
    return round(x * scale), pen.getCommands()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
