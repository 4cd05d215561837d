"""A CV in plain language: which facts of a profile stand in it, and what somebody made of them. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import bidirectional

SECTIONS = ("contact", "about", "languages", "learning", "work", "skills")
"""In the order of the paper. What is about origin, residence, religion, age, sex or family has no place in it."""
LONGEST_SECTION = 1500


@dataclass(frozen=True)
class CvFacts:
    """What is known of somebody that an employer may read. `languages`: (code, level or empty). `passed`: (module, day).

    `deeds`: (what, with whom, hours) outside the classroom. `skills`: codes of sentences that say what she can do.
    """

    name: str
    phone: str = ""
    email: str = ""
    languages: Sequence[tuple[str, str]] = ()
    schooling_years: int | None = None
    occupation: str = ""
    passed: Sequence[tuple[str, date]] = ()
    deeds: Sequence[tuple[str, str, int]] = ()
    skills: Sequence[str] = ()


@dataclass(frozen=True)
class Cv:
    """Her own words by section, in one language."""

    language: str
    sections: Mapping[str, str]

    def lines(self, section: str) -> list[str]:
        """The lines of a section, none where it is left empty."""
        return [line.strip() for line in self.sections.get(section, "").splitlines() if line.strip()]


def reads_leftward(line: str) -> bool:
    """Whether a line reads from right to left: as its first letter does. A telephone number has none and does not."""
    first = next((kind for kind in map(bidirectional, line) if kind in ("L", "R", "AL")), "L")
    return first != "L"


_ADDRESS = re.compile(r"[^\s@<>:,;]+@[^\s@<>:,;]+\.[^\s@<>:,;.]+")
SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
"""JSON Resume, an open format that sites for CVs read: https://jsonresume.org/schema"""


def as_json_resume(name: str, cv: Cv, *, isco: str = "", esco: str = "") -> dict[str, Any]:
    """Her words as JSON Resume has them: nothing that she has not kept, and no part that is empty.

    A line `German: B1` is a language and its level; a line of the contact with an address in it is her e-mail. The format
    has no field for codes of occupations and lets others stand: `isco08` and `esco` go along with her name.
    """
    contact = cv.lines("contact")
    basics = {
        "name": name,
        "email": next((found[0] for line in contact if (found := _ADDRESS.search(line))), ""),
        "phone": next((line for line in contact if "@" not in line), ""),
        "summary": "\n".join(cv.lines("about")),
        "isco08": isco,
        "esco": esco,
    }
    spoken = [line.partition(":") for line in cv.lines("languages")]
    parts = {
        "basics": _filled(basics),
        "languages": [_filled({"language": word.strip(), "fluency": level.strip()}) for word, _, level in spoken],
        "education": [{"area": line} for line in cv.lines("learning")],
        "work": [{"summary": line} for line in cv.lines("work")],
        "skills": [{"name": line} for line in cv.lines("skills")],
    }
    return {"$schema": SCHEMA, **{key: part for key, part in parts.items() if part}, "meta": {"version": "v1.0.0"}}


def _filled(facts: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in facts.items() if value}


def trouble(sections: Mapping[str, str]) -> tuple[str, str] | None:
    """(section, code) of what cannot be kept."""
    for section in SECTIONS:
        if len(sections.get(section, "")) > LONGEST_SECTION:
            return section, "curricula.cv_long"
    if not any(sections.get(section, "").strip() for section in SECTIONS):
        return "about", "curricula.cv_empty"
    return None
