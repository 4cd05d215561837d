"""Which track is mine: entry rules asked of one person, answered with the rule that decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from curricula.domain.programme import (
    EVERY_TRACK,
    Condition,
    EntryRule,
    Operator,
    PersonFact,
    Programme,
    in_force,
)
from lms.kernel.vocabulary import Level

PersonFacts = Mapping[PersonFact, object]
"""What is known of a person. A fact that is absent is not known, which is not the same as "no"."""


class Answer(StrEnum):
    """What a rule says about a person."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer for one track. `rule` decided it, `document` would settle it, `warnings` advise against it.

    `claims` is the track's own rule that is met while a document is still to be seen.
    """

    track: str
    answer: Answer
    rule: EntryRule | None = None
    unknown: tuple[PersonFact, ...] = ()
    warnings: tuple[EntryRule, ...] = ()
    claims: EntryRule | None = None

    @property
    def document(self) -> str:
        """What would decide an open question."""
        return self.rule.document if self.rule and self.answer is Answer.UNKNOWN else ""


def holds(condition: Condition, person: PersonFacts) -> bool | None:
    """Whether a condition is met; `None` where the person's fact is not known."""
    known = person.get(condition.fact)
    if known is None:
        return None
    values = known if isinstance(known, frozenset | set | tuple | list) else (known,)
    if condition.fact is PersonFact.LEVEL:
        return any(_compare(condition.operator, _rank(each), _rank(condition.value)) for each in values)
    return any(_compare(condition.operator, each, condition.value) for each in values)


def all_hold(conditions: Iterable[Condition], person: PersonFacts) -> bool | None:
    """Whether all conditions are met. One plain "no" decides, whatever else is not known."""
    answers = [holds(condition, person) for condition in conditions]
    if False in answers:
        return False
    return None if None in answers else True


def open_questions(conditions: Iterable[Condition], person: PersonFacts) -> tuple[PersonFact, ...]:
    """The person's facts that would have to be known."""
    return tuple(condition.fact for condition in conditions if holds(condition, person) is None)


def eligibility(
    programme: Programme, track: str, person: PersonFacts, day: date, *, documents: bool = False
) -> Eligibility:
    """Whether a person may enter a track on a day. A rule that is not verified, or only advises, never refuses.

    Rules that a document alone decides are about who pays and who is entitled. They are left out of a booking and
    weighed with `documents`, when somebody asks which track is hers. A track without any rule is not known then.
    """
    rules = [rule for rule in in_force(programme.entry_rules, day) if rule.track in (track, EVERY_TRACK)]
    if documents and not rules:
        return Eligibility(track, Answer.UNKNOWN)
    papers = [rule for rule in rules if rule.by_document]
    rules = [rule for rule in rules if not rule.by_document]
    answers = [(rule, all_hold(rule.conditions, person)) for rule in rules]
    warnings = tuple(rule for rule, answer in answers if answer is False and not decides(rule))
    refusing = next((rule for rule, answer in answers if answer is False and decides(rule)), None)
    if refusing is not None:
        return Eligibility(track, Answer.NOT_ELIGIBLE, refusing, (), warnings)
    waiting = next((rule for rule, answer in answers if answer is None and decides(rule)), None)
    if waiting is not None:
        return Eligibility(track, Answer.UNKNOWN, waiting, open_questions(waiting.conditions, person), warnings)
    own_first = sorted(answers, key=lambda pair: pair[0].track != track)
    admitting = next((rule for rule, answer in own_first if answer is True), None)
    if documents and papers:
        claims = admitting if admitting and admitting.track == track else None
        return Eligibility(track, Answer.UNKNOWN, papers[0], (), warnings, claims)
    return Eligibility(track, Answer.ELIGIBLE, admitting, (), warnings)


def track_options(
    programme: Programme, person: PersonFacts, day: date, *, documents: bool = False
) -> tuple[Eligibility, ...]:
    """The answer for every track in force, in the order of the pack."""
    return tuple(
        eligibility(programme, offer.key, person, day, documents=documents)
        for offer in programme.tracks
        if offer.evidence.holds_on(day)
    )


def claims(option: Eligibility) -> bool:
    """Whether a track says by a rule of its own, with no advice against it, that this person is meant."""
    if option.warnings:
        return False
    if option.answer is Answer.UNKNOWN:
        return option.claims is not None
    own = option.rule is not None and option.rule.track != EVERY_TRACK
    return option.answer is Answer.ELIGIBLE and own


def decides(rule: EntryRule) -> bool:
    """Whether a rule can refuse anybody anything."""
    return rule.evidence.may_refuse and not rule.advises


def _rank(level: object) -> object:
    """Levels compare by their place on the scale."""
    return tuple(Level(each).rank for each in level) if isinstance(level, tuple) else Level(str(level)).rank


def _compare(operator: Operator, known: object, wanted: object) -> bool:
    if isinstance(wanted, tuple):
        return known in wanted
    if operator is Operator.IS:
        return known == wanted
    if not isinstance(known, int | float) or not isinstance(wanted, int | float):
        return False
    return {
        Operator.AT_LEAST: known >= wanted,
        Operator.AT_MOST: known <= wanted,
        Operator.BELOW: known < wanted,
    }[operator]
