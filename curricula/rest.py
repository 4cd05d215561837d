"""Over REST: cases of recognition for offices, courses elsewhere, shifts of employers, signs of success."""

from datetime import date, time, timedelta
from typing import Any

from curricula import services as deeds
from curricula.domain.indicators import Counted, Definition, Measure
from curricula.domain.recognition import Outcome, State
from curricula.queries import evidence, opportunities
from curricula.queries import indicators as signs
from curricula.queries import recognition as queries
from curricula.services import employers
from curricula.services import recognition as services
from lms.accounts.services import audit
from lms.kernel import clock, errors
from lms.kernel.rest import Query, Resources, Value
from lms.kernel.vocabulary import Level
from lms.kernel.web import current_actor, now
from lms.learners import queries as learners
from lms.learners.domain.rota import Rota
from lms.learners.formats import rota_csv
from lms.organisations import queries as organisations

resources = Resources("curricula", __name__)
SEE = "curricula.recognition.see"


class CaseStep(Value):
    """A step or a paper of a case, and the day on which it was done or was there; null while it is not."""

    key: str
    done_on: date | None


class RecognitionCase(Value):
    """One person, one authority, one profession. `level` is the language level that is asked for, empty where none is known."""

    id: str
    learner_id: str
    authority: str
    profession: str
    level: str
    state: State
    outcome: Outcome | None
    still_asked: str
    opened_on: date
    closed_on: date | None
    next_step: str | None
    steps: tuple[CaseStep, ...]
    documents: tuple[CaseStep, ...]


class RecognitionCases(Value):
    """Cases, open ones first."""

    items: tuple[RecognitionCase, ...]


class RecognitionQuery(Query):
    """In which state, and at which centre."""

    state: State = State.OPEN
    centre_id: str | None = None


class NewRecognition(Value):
    """What is asked for. The plan stays as it is: a caseworker puts the level into it together with the person."""

    profession: str
    level: Level | None = None


class NewDay(Value):
    """The day on which it was done or was there; null for not after all."""

    done_on: date | None


class NewAnswer(Value):
    """What the authority has said; in part: what it still asks."""

    outcome: Outcome
    still_asked: str = ""


@resources.get("/recognition", permission=SEE, answers=RecognitionCases, query=RecognitionQuery, writes=True)
def recognition_cases(query: RecognitionQuery) -> RecognitionCases:
    """Cases of recognition of the provider, or of one of its centres."""
    wanted = [query.centre_id] if query.centre_id else [one.id for one in organisations.centres()]
    return _told([case for centre_id in wanted for _who, case in queries.cases_at(centre_id, query.state)])


@resources.get("/people/<learner_id>/recognition", permission=SEE, answers=RecognitionCases, writes=True)
def recognition_of_person(learner_id: str) -> RecognitionCases:
    """Every case of one person."""
    return _told(queries.cases_of(learners.learner(learner_id).id))


@resources.put(
    "/people/<learner_id>/recognition/<authority>", permission=SEE, answers=RecognitionCase, body=NewRecognition
)
def open_recognition_case(learner_id: str, authority: str, body: NewRecognition) -> RecognitionCase:
    """Open a case at an authority; sent again for the same profession it answers with what stands."""
    wanted = body.profession.strip().casefold()
    for one in queries.cases_of(learners.learner(learner_id).id):
        if (one.authority.key, one.profession.casefold(), one.state) == (authority, wanted, State.OPEN):
            return _one(one.id)
    level = body.level.value if body.level else ""
    return _one(
        services.open_case(
            learner_id, authority, body.profession, level=level, into_plan=False, actor=current_actor(),
            day=_today(learner_id), now=now(),
        )
    )  # fmt: skip


@resources.put("/recognition/<case_id>/steps/<key>", permission=SEE, answers=RecognitionCase, body=NewDay)
def set_recognition_step(case_id: str, key: str, body: NewDay) -> RecognitionCase:
    """Note that a step is done, or that it is not after all."""
    services.tick_step(case_id, key, body.done_on, day=_today(queries.case(case_id).learner_id), now=now())
    return _one(case_id)


@resources.put("/recognition/<case_id>/documents/<key>", permission=SEE, answers=RecognitionCase, body=NewDay)
def set_recognition_document(case_id: str, key: str, body: NewDay) -> RecognitionCase:
    """Note that a paper is there, or that it is missing after all."""
    services.tick_document(case_id, key, body.done_on, day=_today(queries.case(case_id).learner_id), now=now())
    return _one(case_id)


@resources.put("/recognition/<case_id>/answer", permission=SEE, answers=RecognitionCase, body=NewAnswer)
def set_recognition_answer(case_id: str, body: NewAnswer) -> RecognitionCase:
    """Close a case with what the authority has said; sent again it changes nothing more."""
    found = queries.case(case_id)
    if (found.outcome, found.still_asked) != (body.outcome, body.still_asked.strip()):
        day = _today(found.learner_id)
        services.close(case_id, body.outcome, body.still_asked, day=day, now=now())
    return _one(case_id)


def _today(learner_id: str) -> date:
    zone = organisations.centre(learners.learner(learner_id).centre_id).zone
    return clock.local(now(), zone).date()


def _one(case_id: str) -> RecognitionCase:
    return _told([queries.case(case_id)]).items[0]


def _told(cases: list[queries.CaseInfo]) -> RecognitionCases:
    audit.read("learners_learner", sorted({one.learner_id for one in cases}), "rest", now=now())
    return RecognitionCases(items=tuple(RecognitionCase(**_values(one)) for one in cases))


def _values(one: queries.CaseInfo) -> dict[str, Any]:
    plain = ("id", "learner_id", "profession", "level", "state", "outcome", "still_asked", "opened_on", "closed_on")
    return {
        **{name: getattr(one, name) for name in plain},
        "authority": one.authority.key,
        "next_step": one.next_step.key if one.next_step else None,
        "steps": tuple(CaseStep(key=step.key, done_on=one.done.get(step.key)) for step in one.authority.steps),
        "documents": tuple(CaseStep(key=each.key, done_on=one.there.get(each.key)) for each in one.authority.documents),
    }


# --- courses elsewhere -------------------------------------------------------------------------------------------------


class OutlineUnit(Value):
    """A unit of a course elsewhere, and the module here that it stands for; empty where somebody here has to choose."""

    there: str
    here: str = ""


class Outline(Value):
    """A course elsewhere."""

    name: str
    source: str
    units: tuple[OutlineUnit, ...]


class Outlines(Value):
    """Courses elsewhere, by name."""

    items: tuple[Outline, ...]


class NewOutline(Value):
    """Its units in their order, and where the outline stands."""

    source: str = ""
    units: tuple[OutlineUnit, ...]


@resources.get("/outlines", permission="curricula.results.record", answers=Outlines)
def outlines() -> Outlines:
    """Courses elsewhere with what their units stand for here."""
    return Outlines(items=tuple(_outline(one) for one in evidence.outlines()))


@resources.put("/outlines/<name>", permission="curricula.results.record", answers=Outline, body=NewOutline)
def set_outline(name: str, body: NewOutline) -> Outline:
    """Bring the outline of a course elsewhere, or change it: the same for every provider."""
    units = [(one.there, one.here) for one in body.units]
    key = deeds.keep_outline(name, units, source=body.source, actor=current_actor(), now=now())
    return next(_outline(one) for one in evidence.outlines() if one.id == key)


def _outline(one: evidence.OutlineInfo) -> Outline:
    units = tuple(OutlineUnit(there=there, here=here) for there, here in one.units)
    return Outline(name=one.name, source=one.source, units=units)


# --- shifts that an employer's own program sends -----------------------------------------------------------------------


class SentShift(Value):
    """A shift of somebody as the rota calls her; an end that is not later lies on the next day. Without times the day is free."""

    name: str
    day: date
    starts: time | None = None
    ends: time | None = None


class SentRota(Value):
    """Shifts of one employer, which has a link at the centre. With `goes_on` a pattern that is kept twice over becomes the
    usual work; with `dry_run` nothing is kept."""

    centre_id: str
    shifts: tuple[SentShift, ...]
    goes_on: bool = False
    dry_run: bool = False


class RotaLine(Value):
    """One person whose week follows."""

    name: str
    first_on: date
    last_on: date
    shifts: int


class RotaAnswer(Value):
    """What was taken in; names that nobody has agreed to, and those whose shifts are over, are left out."""

    people: tuple[RotaLine, ...]
    unknown: tuple[str, ...]
    over: tuple[str, ...]


@resources.put(
    "/employers/<organisation>/rota", permission="curricula.opportunities.edit", answers=RotaAnswer, body=SentRota
)
def set_employer_rota(organisation: str, body: SentRota) -> RotaAnswer:
    """Send the shifts of an employer's people who agreed; sent again it changes nothing more."""
    link = opportunities.link_of(body.centre_id, organisation, now().date())
    people: dict[str, list[SentShift]] = {}
    for one in body.shifts:
        people.setdefault(one.name, []).append(one)
    content = rota_csv.write_staff({name: _rota(own) for name, own in people.items()}).encode()
    if body.dry_run:
        found = employers.look_at(link, content, now=now())
    else:
        found = employers.take_in(link, content, goes_on=body.goes_on, now=now())
    lines = [
        RotaLine(name=one.known_as, first_on=one.first_on, last_on=one.last_on, shifts=one.shifts)
        for one in found.lines
    ]
    return RotaAnswer(people=tuple(lines), unknown=found.unknown, over=found.over)


def _rota(own: list[SentShift]) -> Rota:
    if any((one.starts is None) != (one.ends is None) for one in own):
        raise errors.Invalid("rota.half_hours", field="shifts")
    shifts = [
        rota_csv.shift_on(one.day, one.starts.hour * 60 + one.starts.minute, one.ends.hour * 60 + one.ends.minute)
        for one in own
        if one.starts is not None and one.ends is not None
    ]
    return Rota(tuple(shifts), frozenset(one.day for one in own if one.starts is None and one.ends is None))


# --- signs of success --------------------------------------------------------------------------------------------------


class SignCounted(Value):
    """What one meaning of a sign counted: of so many people so many reached it; by years at school, small groups hidden."""

    measure: Measure
    number: int
    target: int | None
    people: int
    reached: int
    groups: dict[str, tuple[int, int] | None]


class Sign(Value):
    """A sign by what held when the period began, and by what holds now where that counts otherwise."""

    key: str
    then: SignCounted | None
    now: SignCounted | None


class Signs(Value):
    """Every sign over a period."""

    first: date
    last: date
    items: tuple[Sign, ...]


class SignsQuery(Query):
    """The period, both days included, and the centre; without one all of them."""

    first: date | None = None
    last: date | None = None
    centre_id: str | None = None


@resources.get("/indicators", permission="curricula.indicators", answers=Signs, query=SignsQuery)
def indicators(query: SignsQuery) -> Signs:
    """Signs of success of a period; without days those of the last half year."""
    actor = current_actor()
    today = clock.local(now(), actor.zone).date()
    last = query.last or today
    first = query.first or last - timedelta(days=182)
    found = signs.report(first, last, today, centre_id=actor.centre_id or query.centre_id)
    return Signs(
        first=first,
        last=last,
        items=tuple(
            Sign(
                key=one.key,
                then=_counted(one.then, one.counted_then),
                now=_counted(one.now, one.counted_now) if one.changed else None,
            )
            for one in found
        ),
    )


def _counted(asked: Definition | None, found: Counted | None) -> SignCounted | None:
    if asked is None or found is None:
        return None
    return SignCounted(
        measure=asked.measure,
        number=asked.number,
        target=asked.target,
        people=found.people,
        reached=found.reached,
        groups={one.value: None if one.hidden else (one.people, one.flagged) for one in found.groups},
    )
