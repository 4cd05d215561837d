"""Advice for a plan, and everything that is kept about a person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from curricula import models
from curricula.domain import pathway
from curricula.domain.eligibility import Answer
from curricula.domain.estimate import Learner
from curricula.domain.pathway import Achievements
from curricula.domain.programme import PersonFact
from curricula.domain.recognition import Item
from curricula.queries import certificates, outline, recognition
from curricula.queries.findings import facts_of
from curricula.queries.steps import StepCard, steps_for
from curricula.queries.tracks import (
    TrackAnswer,
    estimate_for,
    estimate_from,
    messages_of,
    tracks_for,
    tracks_from,
)
from lms.kernel import db, language
from lms.kernel.contracts import Estimate, NextStep, Obstacle
from lms.kernel.vocabulary import LESSON_MINUTES, Level, Literacy, Track
from lms.learners import queries as learners
from lms.organisations import queries as organisations

FACTS = {
    "literacy": PersonFact.LITERACY,
    "schooling_years": PersonFact.SCHOOLING_YEARS,
    "level": PersonFact.LEVEL,
    "track": PersonFact.COURSE_TRACK,
}


def advice(person_facts: Mapping[str, Any], goal: str, day: date) -> list[NextStep]:
    """The range to the goal, the tracks that are open, and steps: for a learner (`learner_id`) with groups and free seats.

    `person_facts`: learner_id, or level, literacy, schooling_years, track and completed (names of modules); where a plan
    says so, goal_level and weekly_lessons.
    """
    return [*_steps(person_facts, goal, day), *_range(person_facts, day), *_tracks(person_facts, goal, day)]


def _steps(person_facts: Mapping[str, Any], goal: str, day: date) -> list[NextStep]:
    if person_facts.get("learner_id"):
        cards = steps_for(str(person_facts["learner_id"]), day)
        wanted = {kind.value for kind in pathway.GOAL_KINDS.get(goal, ())}
        cards.sort(key=lambda card: (not card.bookable, card.kind not in wanted))
        # What can be booked comes first, then what an authority waits for, then what is not open yet.
        open_ones = [_step(card) for card in cards if card.bookable]
        others = [_step(card) for card in cards if not card.bookable]
        return [*open_ones, *_recognition(str(person_facts["learner_id"])), *others]
    return _from_facts(person_facts, goal, day)


def _recognition(learner_id: str) -> list[NextStep]:
    """The next step of each open case of recognition."""
    found = [(one, one.next_step) for one in recognition.cases_of(learner_id)]
    return [
        NextStep(f"recognition:{one.id}", told_step(one, step), "recognition", "", None, None, one.authority.name, None)
        for one, step in found
        if step is not None
    ]


def told_step(case: recognition.CaseInfo, step: Item) -> str:
    """The step with the profession it is for, in the reader's language where it is a common one."""
    said = step.title or language.say(f"curricula.recognition.step.{step.key}")
    return f"{case.profession}: {said}"


def _range(person_facts: Mapping[str, Any], day: date) -> list[NextStep]:
    """How long the level takes that the plan leads to, where it names one that is not reached."""
    if not person_facts.get("goal_level"):
        return []
    aim = Level(str(person_facts["goal_level"]))
    weekly = int(person_facts.get("weekly_lessons") or 0) * LESSON_MINUTES or None
    if person_facts.get("learner_id"):
        found = estimate_for(str(person_facts["learner_id"]), aim, day, weekly=weekly)
    else:
        found = estimate_from(_person(person_facts), aim, day, weekly=weekly)
    if found is None:
        return []
    told = Estimate(
        (round(found.low / LESSON_MINUTES), round(found.high / LESSON_MINUTES)),
        (found.first, found.last),
        tuple(message for one in found.assumptions for message in messages_of(one)),
    )
    return [NextStep(f"goal:{aim.value}", "", "goal", "", None, None, "", None, estimate=told)]


def _person(person_facts: Mapping[str, Any]) -> Learner:
    return Learner(
        Literacy(person_facts.get("literacy") or Literacy.UNKNOWN),
        person_facts.get("schooling_years"),
        Level(person_facts["level"]) if person_facts.get("level") else None,
        int(person_facts.get("other_languages") or 0),
        Track(person_facts["track"]) if person_facts.get("track") else None,
    )


def _tracks(person_facts: Mapping[str, Any], goal: str, day: date) -> list[NextStep]:
    """Tracks that are not shut, by a rule or because a document is still to decide."""
    if person_facts.get("learner_id"):
        sheet = tracks_for(str(person_facts["learner_id"]), day)
    else:
        sheet = tracks_from(_known(person_facts, goal), day, () if db.scope() else outline.in_force(day))
    return [
        NextStep(f"{one.programme}:track:{one.track}", one.name, "track", "", None, None, "", None, _open_question(one))
        for one in sheet.answers
        if one.decided.answer is not Answer.NOT_ELIGIBLE and not one.decided.warnings
    ]


def _open_question(one: TrackAnswer) -> tuple[Obstacle, ...]:
    if one.decided.answer is not Answer.UNKNOWN:
        return ()
    if not one.decided.document:
        return (Obstacle("curricula.track_open", {"track": one.name}, refuses=False),)
    facts = {"track": one.name, "document": f"curricula.document.{one.decided.document}"}
    return (Obstacle("curricula.track_by_document", facts, refuses=False),)


def _step(card: StepCard) -> NextStep:
    offer = next((one for one in card.offers if one.bookable), card.offers[0] if card.offers else None)
    place = organisations.centre(offer.section.centre_id).name if offer else ""
    return NextStep(
        key=card.key,
        title=card.title,
        kind=card.kind,
        module_key=card.module_key,
        section_id=offer.section.id if offer else None,
        starts_on=offer.starts_on if offer else None,
        place=place,
        free_seats=offer.section.free if offer else None,
        obstacles=(*card.obstacles, *(offer.obstacles if offer else ())),
    )


def _known(person_facts: Mapping[str, Any], goal: str) -> dict[PersonFact, object]:
    known = {fact: person_facts[name] for name, fact in FACTS.items() if person_facts.get(name) not in (None, "")}
    return {**known, PersonFact.GOAL: goal}


def _from_facts(person_facts: Mapping[str, Any], goal: str, day: date) -> list[NextStep]:
    completed = frozenset(outline.full_name(str(name)) for name in person_facts.get("completed", ()))
    level = Level(person_facts["level"]) if person_facts.get("level") else None
    person = _known(person_facts, goal)
    if completed:
        person[PersonFact.PROPERLY_ATTENDED] = frozenset(name.partition(":")[0] for name in completed)
    steps = pathway.next_steps(outline.known(day), Achievements(completed, level), person, day)
    return [
        NextStep(
            outline.full_name(step.to, step.programme),
            step.module.name if step.module else step.examination.name if step.examination else step.to,
            step.kind.value,
            step.to if step.module else "",
            None,
            None,
            "",
            None,
        )
        for step in steps
        if step.bookable
    ]


def kept_about(person_id: str) -> Mapping[str, Any]:
    """Checks, effort, findings, certificates, practice, work, cases and opportunities, with the provider in scope."""
    ids = [
        one.id for centre in organisations.centres() for one in learners.all_of(centre.id) if one.person_id == person_id
    ]
    kept = {
        "checks": _rows(models.Assessment, ids, ("skill", "day", "score", "standard_error", "level", "scale", "by")),
        "effort": _rows(models.Effort, ids, ("said_by", "effort", "day", "by")),
        "findings": _findings(ids),
        "certificates": certificates.held_about(ids),
        "practice": _rows(
            models.Practice, ids, ("title", "language", "level", "skills", "outcome", "share", "first_at", "at")
        ),
        "work": _rows(
            models.Work, ids, ("skill", "level", "note", "day", "name", "mime", "size", "consent", "by", "at")
        ),
        "recognition": _rows(
            models.RecognitionCase,
            ids,
            (
                "authority",
                "profession",
                "level",
                "outcome",
                "still_asked",
                "opened_on",
                "closed_on",
                "done",
                "there",
                "advice",
                "notes",
                "by",
                "at",
            ),
        ),
        "opportunities": _rows(models.Interest, ids, ("opportunity_id", "answer", "minutes", "at", "by")),
        "employers": _rows(models.Employment, ids, ("organisation", "known_as", "consent", "by", "at", "ended_at")),
        "employer_rotas": _rows(models.EmployerRota, ids, ("first_on", "last_on", "pattern", "at", "taken_back_at")),
        "wishes": _rows(models.Wish, ids, ("wish", "at")),
        "cv": _rows(models.Cv, ids, ("language", "sections", "at")),
        "examinations": _rows(models.ExaminationCharge, ids, ("people", "cents", "currency", "month", "by", "at")),
        "follow_ups": _rows(
            models.FollowUp,
            ids,
            ("programme", "ended_on", "months", "sent_on", "answers", "answered_on", "way", "closed"),
        ),
    }
    return {name: rows for name, rows in kept.items() if rows}


def _rows(table: Any, ids: list[str], names: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = db.session().scalars(select(table).where(table.learner_id.in_(ids)).order_by(table.id))
    return [{name: getattr(row, name) for name in names} for row in rows]


def _findings(ids: list[str]) -> list[dict[str, Any]]:
    row = models.Finding
    names = ("state", "found_on", "review_day", "confirmed_by", "confirmed_at", "chosen", "snoozed_reason")
    rows = db.session().scalars(select(row).where(row.learner_id.in_(ids)).order_by(row.id))
    return [{name: getattr(one, name) for name in names} | {"facts": facts_of(one)} for one in rows]
