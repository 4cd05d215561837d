"""Every visible text is translated into every shipped language, with the same places for facts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from lms.kernel import config
from tests.guards import product
from tools import messages

SEX = re.compile(r"\b(she|her|hers|herself|he|him|his|himself)\b", re.IGNORECASE)
STRAIGHT = re.compile(r"(?<=[a-z)}])'")
PLACE = re.compile(r"%\((\w+)\)[sdi]|(?<!\{)\{(\w+)[^{}]*\}|(</?\w+)")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every visible text, as `python -m tools.messages` collects it."""
    template = tmp_path_factory.mktemp("messages") / "messages.pot"
    messages.extract(template)
    return read(template)


def read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def translated(language: str) -> Catalog:
    return read(messages.CATALOGUES / language / "LC_MESSAGES" / "messages.po")


def texts(catalogue: Catalog) -> Iterator[Message]:
    """Messages without the catalogue's heading."""
    return (message for message in catalogue if message.id)


def forms(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def places(text: str) -> set[str]:
    """Names of facts, and tags."""
    return {next(filter(None, groups)) for groups in PLACE.findall(text)}


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    assert set(config.Settings().language_codes) == {"en", *messages.LANGUAGES}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_in_the_catalogue_and_translated(language: str, source: Catalog) -> None:
    """`python -m tools.messages` brings new texts into the catalogues."""
    known = translated(language)
    wanted = list(texts(source))
    assert len(wanted) > 300
    found = {message.id: known.get(message.id) for message in wanted}
    product.nothing(text for text, message in found.items() if message is None)
    product.nothing(text for text, message in found.items() if message and not all(forms(message.string)))
    product.nothing(text for text, message in found.items() if message and message.fuzzy)


def test_no_text_assumes_a_sex_and_all_have_one_apostrophe(source: Catalog) -> None:
    """A person is "they", or the sentence is turned."""
    words = [form for message in texts(source) for form in forms(message.id)]
    product.nothing(form for form in words if SEX.search(form) or STRAIGHT.search(form))


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_translation_is_left_of_a_text_that_has_gone(language: str, source: Catalog) -> None:
    wanted = {message.id for message in texts(source)}
    product.nothing(message.id for message in texts(translated(language)) if message.id not in wanted)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_translation_has_the_places_of_its_text(language: str) -> None:
    """A counting form may say "one" in words; the others keep every place."""
    uneven = []
    for message in texts(translated(language)):
        originals, given = forms(message.id), [form for form in forms(message.string) if form]
        allowed = set().union(*map(places, originals))
        if len(originals) == 1:
            wrong = any(places(form) != allowed for form in given)
        else:
            wrong = any(not places(form) <= allowed for form in given) or bool(given and places(given[-1]) != allowed)
        if wrong:
            uneven.append((originals[0], given))
    product.nothing(uneven)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_counting_texts_have_every_form_of_the_language(language: str) -> None:
    known = translated(language)
    counting = [message for message in texts(known) if len(forms(message.id)) == 2]
    assert counting
    product.nothing(message.id for message in counting if len(forms(message.string)) != known.num_plurals)


def test_a_missing_place_is_seen() -> None:
    assert places("Wait %(minutes)s, {name}: <b>now</b>") == {"minutes", "name", "<b", "</b"}
    assert places("{seconds} s") != places("{second} s")
