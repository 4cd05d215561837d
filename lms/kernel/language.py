"""Words for people: codes and facts become sentences in the reader's language. Called only by doors and senders."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

Sentence = str | tuple[str, str, str]
"""A message id, or (singular, plural, name of the fact that counts)."""

NATIVE_NAMES = {"en": "English", "de": "Deutsch", "ar": "العربية"}

locale_code: ContextVar[str] = ContextVar("locale_code", default="en")
_sentences: dict[str, Sentence] = {}
_folders: list[str] = [str(Path(__file__).parents[1] / "translations")]


def N_(message: str) -> str:
    """Mark a message id for extraction without translating it here."""
    return message


def NP_(singular: str, plural: str, counted: str) -> tuple[str, str, str]:
    """Mark a sentence with a number in it; `counted` names the fact that decides the form."""
    return singular, plural, counted


def add_sentences(sentences: Mapping[str, Sentence]) -> None:
    """Take in a `words` drawer."""
    _sentences.update(sentences)


def add_translations(folder: Path) -> None:
    """Take in a plug-in's catalogues."""
    if str(folder) not in _folders:
        _folders.append(str(folder))
        catalogue.cache_clear()


def translation_folders() -> Sequence[str]:
    """Every folder with message catalogues."""
    return tuple(_folders)


@lru_cache(maxsize=64)
def catalogue(code: str) -> NullTranslations:
    """The merged catalogue of one language."""
    merged: NullTranslations = NullTranslations()
    for folder in _folders:
        loaded = Translations.load(folder, [code])
        if isinstance(merged, Translations) and isinstance(loaded, Translations):
            merged.merge(loaded)
        elif isinstance(loaded, Translations):
            merged = loaded
    return merged


def knows(code: str) -> bool:
    """Whether a sentence stands for this code."""
    return code in _sentences


def open_sentence(code: str, locale: str | None = None) -> str:
    """The sentence for `code` with its places left open, one of something where it counts. Raises KeyError."""
    sentence = _sentences[code]
    return translate(sentence if isinstance(sentence, str) else sentence[0], locale)


def say(code: str, facts: Mapping[str, Any] | None = None, locale: str | None = None) -> str:
    """The sentence for `code`, with dates, times, numbers and lists written the way of the reader's language.

    Raises KeyError for a code that no `words` drawer holds: a guard finds those before a person does.
    """
    language = locale or locale_code.get()
    sentence, values = _sentences[code], dict(facts or {})
    words = catalogue(language)
    if isinstance(sentence, tuple):
        singular, plural, counted = sentence
        template = words.ngettext(singular, plural, int(values[counted]))
    else:
        template = words.gettext(sentence)
    return template.format(**{name: written(value, language) for name, value in values.items()})


def translate(message: str, locale: str | None = None) -> str:
    """A marked message id in the reader's language."""
    return catalogue(locale or locale_code.get()).gettext(message)


_OWN_DAYS = {"de": (("EEEE d", "EEEE, d"), ("EEE d", "EEE, d"), ("d", "d."))}
"""What a language writes otherwise in every pattern: a comma behind the weekday, a point behind the number of a day."""


@lru_cache(maxsize=1)
def _tongues() -> Mapping[str, str]:
    """Codes of languages by their names, in the languages in which people write them here and in their own."""
    named: dict[str, str] = {}
    for reader in (Locale.parse(code) for code in ("sv", "fr", "ar", "de", "en")):
        named |= {name.casefold(): code for code, name in reader.languages.items()}
    own = ((code, Locale.parse(code).get_display_name(code)) for code in sorted(_OWN))
    return named | {name.casefold(): code for code, name in own if name}


_OWN = frozenset(("am", "ar", "de", "en", "es", "fa", "fr", "pl", "ps", "ro", "ru", "so", "sq", "ti", "tr", "uk", "vi"))


def tongue_code(written: str) -> str:
    """One key for a language however it was written: `ar`, Arabic and Arabisch are `ar`. What nobody knows stays a word."""
    text = " ".join(written.split()).casefold()
    return _tongues().get(text, text)


@lru_cache(maxsize=8192)
def day_written(day: date, pattern: str, language: str) -> str:
    """A day in a pattern of the CLDR, as people of this language write it: Mon 23 November; Mo., 23. November."""
    for known, own in _OWN_DAYS.get(language, ()):
        pattern = re.sub(rf"\b{known}\b", own, pattern)
    return str(format_date(day, pattern, locale=Locale.parse(language)))


def month_written(month: date, locale: str | None = None) -> str:
    """A month with its year: November 2026."""
    return day_written(month, "MMMM y", locale or locale_code.get())


def tongue(code: str, locale: str | None = None) -> str:
    """The language of a code, named in the reader's language; what is no known code stays as it was written."""
    return str(Locale.parse(locale or locale_code.get()).languages.get(code, code.title() if len(code) > 3 else code))


_NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
COUNTRIES = (
    frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES
)
"""Codes of countries and territories."""


def country(code: str, locale: str | None = None) -> str:
    """A country, named in the reader's language."""
    return str(Locale.parse(locale or locale_code.get()).territories.get(code, code))


def written(value: Any, language: str) -> str:
    """One fact as people of this language write it. Latin digits and a 24 h clock everywhere."""
    if isinstance(value, datetime):
        return f"{written(value.date(), language)} {value:%H:%M}"
    if isinstance(value, date):
        return day_written(value, "EEE d MMMM", language)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    locale = Locale.parse(language)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return translate(value, language) if isinstance(value, Marked) else str(value)
    if isinstance(value, int | float):
        return str(format_decimal(value, locale=locale, numbering_system="latn"))
    if isinstance(value, Iterable):
        return str(format_list([written(part, language) for part in value], locale=locale))
    return str(value)


COMMA = N_(", ")
"""What stands between two parts of a line."""


def comma(locale: str | None = None) -> str:
    """The same as people of this language write it: Arabic has a comma of its own."""
    return translate(COMMA, locale)


def joined(parts: Iterable[Any], locale: str | None = None) -> str:
    """Parts of one line, a comma between them."""
    return comma(locale).join(map(str, parts))


def parted(typed: str) -> list[str]:
    """What somebody typed with commas between, whosever commas they are; without what is empty."""
    return [part.strip() for part in re.split("[,;،؛、，]", typed) if part.strip()]


def number(value: float, most: int = 2, least: int = 0, *, signed: bool = False, locale: str | None = None) -> str:
    """A number as people of this language write it, with so many digits behind the point. `signed`: a plus is said too."""
    return _number_written(value, most, least, signed, locale or locale_code.get())


@lru_cache(maxsize=8192)
def _number_written(value: float, most: int, least: int, signed: bool, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * least + "#" * (most - least) if most else "")
    if signed and value > 0:
        pattern = f"+{pattern}"
    found = str(format_decimal(value, format=pattern, locale=Locale.parse(language), numbering_system="latn"))
    return found.replace("-", "\N{MINUS SIGN}") if signed else found


class Marked(str):
    """A fact that is itself a message id (a weekday, a track): translated when the sentence is made."""

    __slots__ = ()
