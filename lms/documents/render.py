"""One template and its data into one file."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from babel import Locale

from lms.documents.letters import BY_HAND, FONTS, families, printable
from lms.kernel import language
from lms.kernel.language import N_

HOUSE = Path(__file__).parent / "house.typ"
MISSING = N_("Some letters cannot be printed here. Write them in by hand.")


def pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    title: str,
    locale: str = "en",
    pictures: Mapping[str, str] | None = None,
) -> bytes:
    """The template filled with `data` (what JSON can hold) as a tagged PDF. `pictures` are SVG texts by name.

    A letter that no typeface here has leaves room to write it by hand, and the document says so at its end.
    Raises typst.TypstError for a template that is wrong: never for anything that a person typed.
    """
    missing = _Missing()
    known = Locale.parse(locale)
    given = {
        "data": missing.mended(data),
        "title": missing.mended(title),
        "lang": known.language,
        "region": known.territory,
        "rtl": known.text_direction == "rtl",
        "faces": list(families()),
        "missing": language.translate(MISSING, locale) if missing.found else "",
        # They are drawings of ours and pass unchanged.
        "pictures": dict(pictures or {}),
    }
    source = b"\n".join((HOUSE.read_bytes(), template.read_bytes()))
    # Without a root of its own it would look into the folder that the process was started in.
    compiler = typst.Compiler(font_paths=_fonts(), root=str(FONTS))
    made = compiler.compile(
        input=source, format="pdf", sys_inputs={"given": json.dumps(given)}, pdf_standards=["ua-1"], timestamp=0
    )
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our faces only: what a machine has besides would make another file on another machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


class _Missing:
    """Takes signs out that cannot be printed, and remembers whether there were any."""

    def __init__(self) -> None:
        self.found = False

    def mended(self, value: Any) -> Any:
        """The value with every text in it printable."""
        if isinstance(value, str):
            text = printable(value)
            self.found = self.found or text.count(BY_HAND) > value.count(BY_HAND)
            return text
        if isinstance(value, Mapping):
            return {str(key): self.mended(one) for key, one in value.items()}
        if isinstance(value, Sequence):
            return [self.mended(one) for one in value]
        return value
