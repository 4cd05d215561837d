"""Every code that the product says or refuses with has a sentence, and the sentence gets the facts it asks for."""

import ast
from collections import Counter

import pytest

from lms.kernel import plugins
from lms.kernel.language import Sentence
from tests.guards import product

REFUSALS = ("OnwardError", "NotFound", "Invalid", "Conflict", "Unavailable")
CODED = (*REFUSALS, "Obstacle", "Reservation", "Message", "say")


@pytest.fixture(scope="module")
def sentences(registry: plugins.Registry) -> dict[str, Sentence]:
    return {code: one for module in registry.modules("words") for code, one in module.SENTENCES.items()}


def forms(sentence: Sentence) -> tuple[str, ...]:
    return (sentence,) if isinstance(sentence, str) else sentence[:2]


def test_no_code_has_two_sentences(registry: plugins.Registry) -> None:
    counted = Counter(code for module in registry.modules("words") for code in module.SENTENCES)
    product.nothing([code for code, times in counted.items() if times > 1])


def test_every_code_that_is_raised_or_said_has_a_sentence(sentences: dict[str, Sentence]) -> None:
    said = [(call.place, call.texts[0]) for call in product.calls(*CODED) if call.texts and call.texts[0]]
    said += list(product.codes_said_in_templates())
    assert len(said) > 50
    product.nothing([(place, code) for place, code in said if code not in sentences])


def test_every_code_that_a_rule_returns_has_a_sentence(
    sentences: dict[str, Sentence], registry: plugins.Registry
) -> None:
    """Domain functions that answer with a code (`-> str | None`) hand it on to `errors`, where it is no literal."""
    returned = [
        (place, text)
        for place, text in _returned_codes()
        if text.split(".")[0] in {code.split(".")[0] for code in sentences}
    ]
    assert returned
    product.nothing([(place, text) for place, text in returned if text not in sentences])


def _returned_codes() -> list[tuple[str, str]]:
    found = []
    for file, inside in product.nodes().items():
        if "domain" not in file.parts and file.name != "domain.py":
            continue
        for node in inside:
            value = node.value if isinstance(node, ast.Return) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and "." in value.value.strip("."):
                found.append((f"{file.relative_to(product.ROOT)}:{node.lineno}", value.value))  # type: ignore[attr-defined]
    return found


def test_every_refusal_brings_the_facts_that_its_sentence_names(sentences: dict[str, Sentence]) -> None:
    missing = [
        (call.place, call.texts[0], sorted(wanted - call.keywords))
        for call in product.calls(*REFUSALS)
        if call.texts and call.texts[0] in sentences and call.keywords is not None
        for wanted in [frozenset().union(*map(product.places_of, forms(sentences[call.texts[0] or ""])))]
        if wanted - call.keywords
    ]
    product.nothing(missing)


def test_everything_said_brings_the_facts_that_its_sentence_names(sentences: dict[str, Sentence]) -> None:
    missing, seen = [], 0
    for file, inside in product.nodes().items():
        for node in inside:
            if not (isinstance(node, ast.Call) and product._last_name(node.func) in {"say", "Obstacle", "Reservation"}):
                continue
            code = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            facts = (
                node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "facts"), None)
            )
            given = frozenset() if facts is None else product.dictionary_keys(facts)
            if not isinstance(code, str) or code not in sentences or given is None:
                continue
            seen += 1
            wanted = frozenset().union(*map(product.places_of, forms(sentences[code])))
            if wanted - given:
                missing.append((f"{file.relative_to(product.ROOT)}:{node.lineno}", code, sorted(wanted - given)))
    assert seen > 10
    product.nothing(missing)


def test_both_forms_of_a_counting_sentence_use_the_same_facts(sentences: dict[str, Sentence]) -> None:
    uneven = []
    for code, sentence in sentences.items():
        if isinstance(sentence, tuple):
            singular, plural, counted = sentence
            # "one" may stand as a word where the plural has a number, nothing else may differ.
            if product.places_of(singular) | {counted} != product.places_of(plural) | {counted}:
                uneven.append(code)
    product.nothing(uneven)


def test_sentences_are_short_kind_and_say_what_to_do(sentences: dict[str, Sentence]) -> None:
    unkind = [
        (code, form)
        for code, sentence in sentences.items()
        for form in forms(sentence)
        if "!" in form
        or "%(" in form
        or {"please", "invalid", "illegal", "forbidden"} & set(form.lower().replace(".", " ").split())
    ]
    product.nothing(unkind)
