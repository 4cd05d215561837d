"""Agreement: the same responses scored by the rules of the question's own format and by ours."""

from collections.abc import Iterator, Sequence

from placement.domain import scoring
from placement.domain.item_bank import Item
from placement.domain.scoring import Given
from placement.formats.question import Kind, Question, Responses
from placement.formats.rows import place_of

WRONG = "\u2205"
"""Something that nobody would accept."""


def step_choices(question: Question) -> list[str]:
    """Ways to give points for parts: none, or a point for every gap or pair."""
    parts = {Kind.GAPS: len(question.gaps), Kind.PAIRS: len(question.pairs)}.get(question.kind, 0)
    if parts < 2 or question.extra.get("steps") is not None:
        return [""]
    return ["", "|".join(f"{-0.9 + 1.8 * place / (parts - 1):.2f}" for place in range(parts))]


def agrees(question: Question, items: Sequence[Item]) -> bool:
    """Whether our scoring gives the same share of the best score as the question's own, on answers right and wrong."""
    if question.points is None:
        return True
    best = question.points(_all_right(question))
    if best <= 0:
        return False
    highest = sum(item.parameters.highest_score for item in items)
    for responses, given in samples(question, items):
        ours = sum(scoring.score(item, one) for item, one in zip(items, given, strict=True)) / highest
        if abs(ours - question.points(responses) / best) > 1e-6:
            return False
    return True


def _all_right(question: Question) -> Responses:
    match question.kind:
        case Kind.GAPS:
            return {gap.id: [gap.words[0]] for gap in question.gaps}
        case Kind.CLOZE_CHOICE:
            return _of_gaps(question, [gap.right for gap in question.gaps])
        case Kind.PAIRS:
            return {question.response: [f"{one} {other}" for one, other in question.pairs]}
    return {question.response: list(question.right)}


def _of_gaps(question: Question, chosen: Sequence[str]) -> Responses:
    """Choices for gaps: a response each, or pairs of word and gap in one."""
    if question.response in {gap.id for gap in question.gaps}:
        return {gap.id: [id] for gap, id in zip(question.gaps, chosen, strict=True)}
    return {question.response: [f"{id} {gap.id}" for gap, id in zip(question.gaps, chosen, strict=True)]}


def samples(question: Question, items: Sequence[Item]) -> Iterator[tuple[Responses, list[Given]]]:
    """Responses as the format has them, and the same answers as ours: everything right, and each part wrong by turns."""
    match question.kind:
        case Kind.CHOICE | Kind.TAP:
            for place, one in enumerate(question.choices):
                yield {question.response: [one.id]}, [place]
        case Kind.ORDER:
            ids, places = list(question.right), [str(place) for place in range(len(question.right))]
            for turn in (0, 1):
                yield {question.response: ids[turn:] + ids[:turn]}, [tuple(places[turn:] + places[:turn])]
        case Kind.GAPS:
            yield from _gap_samples(question)
        case Kind.CLOZE_CHOICE:
            yield from _cloze_samples(question)
        case Kind.PAIRS:
            yield from _pair_samples(question, items)


def _gap_samples(question: Question) -> Iterator[tuple[Responses, list[Given]]]:
    right = [gap.words[0] for gap in question.gaps]
    for place, gap in enumerate(question.gaps):
        for word in (*gap.words, gap.words[0].swapcase(), WRONG):
            given = [word if at == place else one for at, one in enumerate(right)]
            yield {gap.id: [one] for gap, one in zip(question.gaps, given, strict=True)}, [tuple(given)]


def _cloze_samples(question: Question) -> Iterator[tuple[Responses, list[Given]]]:
    right = [gap.right for gap in question.gaps]
    for place, gap in enumerate(question.gaps):
        for one in gap.choices:
            chosen = [one.id if at == place else id for at, id in enumerate(right)]
            taken = zip(question.gaps, chosen, strict=True)
            yield _of_gaps(question, chosen), [place_of(each.choices, id) for each, id in taken]


def _pair_samples(question: Question, items: Sequence[Item]) -> Iterator[tuple[Responses, list[Given]]]:
    others, rights = [one.id for one in question.others], [other for _, other in question.pairs]
    twice, swapped = [*rights[:-1], rights[0]], range(1, len(rights))
    swaps = [[rights[place], *rights[1:place], rights[0], *rights[place + 1 :]] for place in swapped]
    for chosen in (rights, twice, *swaps):
        pairs = [f"{one} {other}" for (one, _), other in zip(question.pairs, chosen, strict=True)]
        if items[0].type.has_options:
            yield {question.response: pairs}, [others.index(other) for other in chosen]
        else:
            yield {question.response: pairs}, [tuple(str(rights.index(other)) for other in chosen)]
