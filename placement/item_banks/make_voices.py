"""Makes the draft sounds in people's own languages from own_scripts/languages.toml. See README.md beside this file.

python placement/item_banks/make_voices.py
"""

import re
import tomllib
from pathlib import Path

from make_sounds import Tongue, speak

FOLDER = Path(__file__).parent / "own_scripts"
VOICES = {"en": "en-gb", "fr": "fr-fr"}
"""Voices that are not called as their language."""
AS_WRITTEN = re.compile(r"(?!)")
"""Numbers are spoken as the voice reads them."""


def main() -> None:
    """Speak everything under [voices] that has no sound file yet."""
    written = tomllib.loads((FOLDER / "languages.toml").read_text(encoding="utf-8"))
    for code, sayings in written["voices"].items():
        for name, words in sayings.items():
            target = FOLDER / "media" / f"{code}_{name}.mp3"
            if not target.exists():
                speak(words, target, Tongue(VOICES.get(code, code), AS_WRITTEN, ""))


if __name__ == "__main__":
    main()
