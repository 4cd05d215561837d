"""Cases of recognition over REST: an advice office or an authority sees and notes how far a case is."""

from datetime import date
from typing import Any

from curricula.domain.recognition import Outcome, State
from curricula.queries import recognition as queries
from curricula.services import recognition as services
from lms.accounts.services import audit
from lms.kernel import clock
from lms.kernel.rest import Query, Resources, Value
from lms.kernel.vocabulary import Level
from lms.kernel.web import current_actor, now
from lms.learners import queries as learners
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
