"""Collects every visible text of the product into the catalogues of the shipped languages, without losing a translation."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CATALOGUES = ROOT / "lms" / "translations"
LANGUAGES = ("de", "ar")
KEYWORDS = ("N_", "NP_:1,2", "_l", "lazy_gettext", "ngettext:1,2")


def pybabel(*arguments: str) -> None:
    """Run pybabel of this environment, quietly."""
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", *arguments], check=True, cwd=ROOT)


def extract(template: Path) -> None:
    """Every visible text, in alphabetical order."""
    keywords = [part for word in KEYWORDS for part in ("-k", word)]
    pybabel("extract", "-F", "babel.cfg", *keywords, "--no-location", "--sort-output", "-o", str(template), ".")


def main() -> None:
    """Extract, then update each language; messages that are gone are dropped."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        for language in LANGUAGES:
            known = (CATALOGUES / language / "LC_MESSAGES" / "messages.po").exists()
            more = ["--no-fuzzy-matching", "--ignore-obsolete"] if known else []
            pybabel("update" if known else "init", "-i", str(template), "-d", str(CATALOGUES), "-l", language, *more)


if __name__ == "__main__":
    main()
