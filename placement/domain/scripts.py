"""Own scripts: short words, sounds and samples in somebody's own language, for the part of the screener that needs them.

Who reads is asked in the script she reads, and who listens in the language she speaks: nobody's reading is judged by
letters of a language she has never learnt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

OWN = "own:"
"""Before the name of a text or sound that every own language has: `own:bread`, `own:blend_lemon`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn text: its width in hundredths of an em and the path of an SVG."""

    width: int
    path: str


@dataclass(frozen=True, slots=True)
class OwnLanguage:
    """One language: its script, what it is called on records, its words by name, a text to read aloud, drawn texts."""

    code: str
    script: str
    names: tuple[str, ...]
    words: Mapping[str, str]
    text: str
    shapes: Mapping[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnScripts:
    """All languages by code in the order shown, and the sounds of those that have a voice: names by code."""

    version: str
    languages: Mapping[str, OwnLanguage]
    voices: Mapping[str, frozenset[str]]

    def called(self, name: str) -> str:
        """Code of a language by its name or code on a record, empty for one that does not ship."""
        wanted = name.strip().casefold()
        for code, language in self.languages.items():
            if wanted == code or wanted in (each.casefold() for each in language.names):
                return code
        return ""

    def spoken(self, name: str) -> str:
        """The same, if it has a voice."""
        code = self.called(name)
        return code if code in self.voices else ""

    def samples(self, own: str) -> tuple[OwnLanguage, ...]:
        """One language of every script, to choose from: her own first, then the others in the order shown."""
        found: dict[str, OwnLanguage] = {}
        for language in ((self.languages[own],) if own else ()) + tuple(self.languages.values()):
            found.setdefault(language.script, language)
        return tuple(found.values())

    def written_in(self, script: str) -> tuple[OwnLanguage, ...]:
        """All languages of one script."""
        return tuple(language for language in self.languages.values() if language.script == script)
