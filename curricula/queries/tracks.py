"""Which track is mine, and how long a goal takes: rules and published hours asked about one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from curricula.domain.eligibility import Answer, Eligibility, PersonFacts, claims, track_options
from curricula.domain.estimate import Assumption, Estimate, History, Learner, More, estimate, more_for_schooling
from curricula.domain.programme import PersonFact, Programme
from curricula.queries import outline
from curricula.queries.standing import Standing, reaches_level, standing
from lms.courses.queries.attended import MarkedSession, marked_sessions
from lms.kernel import db
from lms.kernel.contracts import Message
from lms.kernel.vocabulary import LESSON_MINUTES, Level, Literacy, Track
from lms.learners import queries as learners

NEUTRAL = "cefr"
USUAL_WEEK = 15 * 60
"""Minutes a week where neither the person nor the programme says otherwise."""


@dataclass(frozen=True)
class TrackAnswer:
    """One track and what its rules say about a person."""

    programme: str
    programme_name: str
    track: str
    name: str
    decided: Eligibility
    claims: bool


@dataclass(frozen=True)
class TrackSheet:
    """Every track by programme, and those that claim the person by a rule of their own."""

    answers: tuple[TrackAnswer, ...]

    @property
    def claiming(self) -> tuple[TrackAnswer, ...]:
        """More than one is a warning for whoever decides."""
        return tuple(one for one in self.answers if one.claims)

    def of(self, answer: Answer) -> tuple[TrackAnswer, ...]:
        """Tracks with one answer."""
        return tuple(one for one in self.answers if one.decided.answer is answer)


def tracks_for(learner_id: str, day: date, programmes: Iterable[str] = ()) -> TrackSheet:
    """Every track for a learner. Without `programmes` those that the provider works with."""
    return tracks_from(facts_of(standing(learner_id), day), day, programmes)


def tracks_from(facts: PersonFacts, day: date, programmes: Iterable[str] = ()) -> TrackSheet:
    """The same from facts alone, for somebody who gives no name."""
    known = outline.in_force(day)
    wanted = tuple(programmes) or outline.own_programmes()
    return TrackSheet(
        tuple(_answer(known[key], option) for key in wanted if key in known for option in _options(known[key], facts, day))
    )  # fmt: skip


def _options(programme: Programme, facts: PersonFacts, day: date) -> tuple[Eligibility, ...]:
    return track_options(programme, facts, day, documents=True)


def _answer(programme: Programme, option: Eligibility) -> TrackAnswer:
    name = next(one.name for one in programme.tracks if one.key == option.track)
    return TrackAnswer(programme.key, programme.name, option.track, name, option, claims(option))


def facts_of(who: Standing, day: date) -> PersonFacts:
    """What rules may ask about a learner, with her age and whether she has children."""
    more: dict[PersonFact, object] = {}
    born = who.learner.birth_date
    if born is not None:
        more[PersonFact.AGE] = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if learners.children_of_learners([who.learner.id]).get(who.learner.id):
        more[PersonFact.HAS_CHILDREN] = True
    return {**more, **who.person}


# --- how long --------------------------------------------------------------------------------------------------------


LATELY = timedelta(weeks=12)
ENOUGH_OFFERED = 20 * LESSON_MINUTES
"""Lessons offered of late before a share of them says anything."""


def estimate_for(
    learner_id: str, goal: Level, day: date, *, weekly: int | None = None, programme: str = ""
) -> Estimate | None:
    """Hours and dates to a goal for a learner, from her profile and her own history; nothing when it is reached."""
    return estimate_from(_person(learner_id, day), goal, day, weekly=weekly, programme=programme)


def more_for(learner_id: str, goal: Level, day: date, *, weekly: int | None = None) -> More | None:
    """What few years at school add to that range; nothing where they add nothing."""
    chosen, neutral = _programme(day, "")
    span = weekly or usual_week(chosen)
    return more_for_schooling(chosen, neutral, _person(learner_id, day), goal, weekly=span, start_on=day)


def _person(learner_id: str, day: date) -> Learner:
    where = standing(learner_id)
    who = where.learner
    marked = marked_sessions(learner_id, date(1900, 1, 1), day)
    entered = where.level_entered_on()
    return Learner(
        Literacy(who.literacy),
        who.schooling_years,
        Level(who.level) if who.level else None,
        len(who.other_languages),
        Track(who.track) if who.track else None,
        sum(one.minutes for one in marked if one.day > entered),
        history_of(where, marked, day),
    )


def history_of(who: Standing, marked: Sequence[MarkedSession], day: date) -> History:
    """The levels somebody has reached here with the minutes attended until then, and how she came in the last weeks."""
    reached = [one.on_day for one in who.passed if reaches_level(one)]
    until = max(reached, default=None)
    minutes = sum(one.minutes for one in marked if until and one.day <= until)
    lately = [one for one in marked if one.day > day - LATELY]
    offered = sum(one.length for one in lately)
    share = sum(one.minutes for one in lately) / offered if offered >= ENOUGH_OFFERED else None
    return History(len(reached), minutes, share)


def estimate_from(
    person: Learner, goal: Level, day: date, *, weekly: int | None = None, programme: str = ""
) -> Estimate | None:
    """The same from facts alone."""
    chosen, neutral = _programme(day, programme)
    return estimate(chosen, neutral, person, goal, weekly=weekly or usual_week(chosen), start_on=day)


def _programme(day: date, key: str) -> tuple[Programme, Programme]:
    """(the programme that the range goes by, the neutral one)."""
    known = outline.in_force(day)
    own = outline.own_programmes() if db.scope() else ()
    neutral = known[NEUTRAL]
    return known.get(key) or next((known[one] for one in own if one in known), neutral), neutral


def messages_of(one: Assumption) -> tuple[Message, ...]:
    """An assumption as sentences to be: itself with its source, and a warning where nobody has verified that."""
    facts = dict(one.facts)
    if one.evidence is None:
        return (Message(one.code, facts),)
    told = Message(one.code, {**facts, "source": one.evidence.source})
    return (told,) if one.evidence.may_refuse else (told, Message("curricula.assume.not_verified"))


def usual_week(programme: Programme) -> int:
    """Minutes a week that a programme teaches, where it says so."""
    amounts = {one.key: span.minutes for one in programme.weekly_hours if (span := one.most or one.least)}
    return min(amounts.values(), default=USUAL_WEEK)
