"""Deeds of studies: figures of items, differences between groups, calibrations and taking their numbers into use."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import func, select

from lms.accounts.services import audit
from lms.kernel import db, errors, jobs
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from placement import models
from placement.domain import calibration, dif, item_life
from placement.domain.calibration import MISSING, Answers, Curve, Model
from placement.domain.fairness import FEWEST
from placement.domain.item_bank import Item, ItemState
from placement.queries import bank_files, editions, own_banks, rescoring, studies
from placement.queries.own_banks import BankInfo
from placement.queries.rescoring import Taken
from placement.services import bank_desk, bank_editions
from placement.solvers import apart, calibrating
from placement.solvers.calibrating import Backend, Measured, Task

FIGURES = "placement.figures"
CALIBRATE = "placement.calibrate"
AT_ONCE = 300
"""Figures of so many sittings are worked out while somebody waits; more in the background."""
HOLDS = ("counted", "measured", "none")
"""Whose numbers a calibration holds: of all that count, of those that were measured, of none."""
FEWEST_LINKED = 5
"""Questions that hold the levels where they are, on average, when all are measured anew. Two would always fit."""
YOUNG = 30
LITTLE_SCHOOL = 9


# --- figures ---------------------------------------------------------------------------------------------------------


def ask_for_figures(key: str, *, actor: Actor, now: datetime) -> bool:
    """Work out the figures of a bank's items: at once when there are few sittings. Returns whether they are there."""
    bank = own_banks.own_bank(key)
    if sum(1 for _ in rescoring.taken(bank)) <= AT_ONCE:
        keep_figures(bank, by=actor.name, now=now)
        return True
    arguments = {"bank": key, "provider_id": actor.provider_id, "by": actor.name}
    jobs.enqueue(FIGURES, arguments, now=now, provider_id=actor.provider_id)
    return False


def keep_figures(bank: BankInfo, *, by: str, now: datetime) -> str:
    """Figures of every item and differences between groups, kept with their day. Returns the study's id."""
    found = list(rescoring.taken(bank))
    people = learners.by_ids({one.learner_id for one in found})
    values = {
        "sittings": len(found),
        "people": len({one.learner_id for one in found}),
        "items": {one.item: _rounded(asdict(one)) | {"notes": list(one.notes)} for one in _figures(found)},
        "groups": list(differences(bank, found, people, now.date())),
    }
    return keep_study("items", bank.key, values, by=by, now=now)


def keep_up(*, by: str, now: datetime) -> int:
    """New figures of every bank in use in which a part of a test has ended since its last ones. Returns how many."""
    made = 0
    for bank in own_banks.own_banks():
        last = studies.newest_study("items", bank.key)
        ended = rescoring.last_ended(bank) if bank.used else None
        if ended is not None and (last is None or last.at < ended):
            keep_figures(bank, by=by, now=now)
            made += 1
    return made


def _figures(found: Sequence[Taken]) -> list[item_life.Figures]:
    return item_life.figures(rescoring.showings(list(found)))


def keep_study(kind: str, about: str, values: Mapping[str, Any], *, by: str, now: datetime) -> str:
    """Keep the figures of a study; earlier ones stay."""
    row = models.Study(id=db.new_id(), kind=kind, about=about, found=dict(values), by=by, at=now)
    db.session().add(row)
    db.session().flush()
    audit.record("study", "placement_study", row.id, changes={"kind": [None, kind]}, now=now)
    return row.id


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}


def differences(
    bank: BankInfo, found: Sequence[Taken], people: Mapping[str, LearnerInfo], today: date
) -> Iterable[dict[str, Any]]:
    """Items that are harder for some than for others of the same ability, by group; "too few" under 100 in a group."""
    items = _items(bank)
    for variable in GROUPS:
        labels = {one: GROUPS[variable](who, today) for one, who in people.items()}
        many = {name: sum(label == name for label in labels.values()) for name in set(labels.values()) if name}
        large = sorted((name for name, count in many.items() if count >= FEWEST), key=lambda name: -many[name])
        row: dict[str, Any] = {"variable": variable, "people": dict(sorted(many.items())), "few": len(large) < 2}
        row["flagged"] = list(_flagged(items, found, labels, set(large), variable)) if len(large) > 1 else []
        yield row


def _flagged(
    items: Mapping[str, Item], found: Sequence[Taken], labels: Mapping[str, str], large: set[str], variable: str
) -> Iterable[dict[str, Any]]:
    for skill in {one.skill for one in found}:
        here = [one for one in found if one.skill == skill and labels.get(one.learner_id) in large]
        names, answers = matrix(here, items)
        if not names:
            continue
        ability = np.array([_theta(one) for one in here])
        sides = np.array([labels[one.learner_id] for one in here])
        for compared in dif.by_ability(answers, names, variable, sides, ability):
            for one in compared.found:
                table = one.mantel_haenszel
                if table is not None and table.grade in dif.FLAGGED:
                    yield {
                        "item": one.item,
                        "reference": one.reference,
                        "focal": one.focal,
                        "delta": round(table.delta, 2),
                        "grade": table.grade,
                        "people": [one.reference_people, one.focal_people],
                        "logistic": one.logistic.grade if one.logistic else "",
                    }


def _theta(one: Taken) -> float:
    shown = item_life.showings(one.state, 0.0)
    return float(np.mean([each.theta for each in shown])) if shown else float("nan")


def _age(who: LearnerInfo, today: date) -> str:
    if who.birth_date is None:
        return ""
    years = today.year - who.birth_date.year - ((today.month, today.day) < (who.birth_date.month, who.birth_date.day))
    return "young" if years < YOUNG else "older"


def _schooling(who: LearnerInfo, today: date) -> str:
    if who.schooling_years is None:
        return ""
    return "little" if who.schooling_years < LITTLE_SCHOOL else "long"


GROUPS: Mapping[str, Any] = {
    "first_language": lambda who, today: who.first_language,
    "script": lambda who, today: who.script,
    "sex": lambda who, today: who.sex,
    "age": _age,
    "schooling": _schooling,
}
"""By what groups are told apart. Nationality, religion and residence are no groups here."""


# --- calibration -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One skill of a bank before it is measured: what can be measured, and what cannot with the reason."""

    skill: str
    facts: Mapping[str, Any]
    task: Task | None
    before: Mapping[str, float]
    """Difficulties as they stand today."""


def ask_for_calibration(
    key: str, model: Model, hold: str, backend: Backend | None = None, *, actor: Actor, now: datetime
) -> str:
    """Estimate numbers from all stored answers in the background. Returns the job's id. Raises Conflict while one runs."""
    bank = own_banks.own_bank(key)
    if hold not in HOLDS:
        raise errors.Invalid("placement.choose_hold", field="hold")
    if studies.measuring(bank):
        raise errors.Conflict("placement.measuring_already")
    arguments = {"bank": key, "provider_id": actor.provider_id, "by": actor.name, "model": model.value, "hold": hold}
    arguments["backend"] = (backend or calibrating.usual()).value
    job = jobs.enqueue(CALIBRATE, arguments, now=now, provider_id=actor.provider_id, asked_by=actor.name) or ""
    db.session().get_one(models.OwnBank, bank.id).measuring = job
    db.session().flush()
    return job


def stop_calibration(key: str, *, actor: Actor) -> None:
    """Stop measuring: nothing of it is kept."""
    running = studies.measuring(own_banks.own_bank(key))
    if running:
        jobs.cancel(running.id, provider_id=actor.provider_id)


def calibrate(
    bank: BankInfo, model: Model, hold: str, *, by: str, now: datetime, backend: Backend = Backend.ONWARD
) -> str:
    """Measure here and now: `parts_of`, the estimator, `keep_numbers`. Returns the id of the set."""
    parts = parts_of(bank, model, hold)
    found = [None if part.task is None else calibrating.measured(part.task, backend) for part in parts]
    return keep_numbers(bank, model, hold, parts, found, by=by, now=now)


def measured_apart(
    parts: Sequence[Part], backend: Backend, stop: Callable[[], bool], tell: Callable[[Mapping[str, Any]], None]
) -> list[Measured | None] | None:
    """What the estimator finds for each part, in a process of its own; nothing at all when it was stopped."""
    tasks = [part.task for part in parts if part.task is not None]
    skills = [part.skill for part in parts if part.task is not None]

    def begun(at: int) -> None:
        tell({"skill": skills[at], "step": at, "of": len(tasks)})

    found = apart.measured(tasks, backend, stop, begun)
    if found is None:
        return None
    there = iter(found)
    return [None if part.task is None else next(there) for part in parts]


def parts_of(bank: BankInfo, model: Model, hold: str) -> list[Part]:
    """What there is to measure, skill by skill. Only reads.

    Held items keep their numbers, so that all stays on one scale (fixed-item-parameter calibration); with none held the
    scale is that of the numbers before, by mean and spread.
    """
    items, found = _items(bank), list(rescoring.taken(bank))
    skills = sorted({one.skill for one in found})
    return [_part(skill, [one for one in found if one.skill == skill], items, model, hold) for skill in skills]


def _part(skill: str, found: Sequence[Taken], items: Mapping[str, Item], model: Model, hold: str) -> Part:
    names, answers = matrix(found, items)
    kept, left = _with_enough(names, answers)
    at = [names.index(name) for name in kept]
    answers = answers[:, at] if at else answers[:, :0]
    answers = answers[(answers != MISSING).any(axis=1)] if at else answers
    held = _held(kept, items, hold)
    facts: dict[str, Any] = {"people": len(answers), "items": len(kept), "held": len(held), "left": left}
    facts["sittings"] = len(found)
    few = calibration.Unfit("too_few_items") if len(kept) < 2 else None
    wrong = few or calibration.unfit(answers, kept, model, held)
    before = {name: items[name].parameters.b for name in kept}
    if wrong is not None:
        return Part(skill, facts | {"unfit": wrong.code}, None, before)
    return Part(skill, facts, Task(answers, tuple(kept), model, held), before)


def keep_numbers(
    bank: BankInfo,
    model: Model,
    hold: str,
    parts: Sequence[Part],
    found: Sequence[Measured | None],
    *,
    by: str,
    now: datetime,
) -> str:
    """The next set of numbers of a bank, with who made it. Nothing is asked by it before somebody takes it into use."""
    numbers: dict[str, Any] = {}
    facts: dict[str, Any] = {"hold": hold, "sittings": sum(part.facts["sittings"] for part in parts), "skills": {}}
    for part, one in zip(parts, found, strict=True):
        facts["skills"][part.skill], made = (part.facts, {}) if one is None else _numbers_of(part, one)
        numbers |= made
    facts["estimator"] = next((asdict(one.estimator) for one in found if one is not None), {})
    session = db.session()
    last = session.scalar(select(func.max(models.ParameterSet.number)).where(models.ParameterSet.bank_id == bank.id))
    row = models.ParameterSet(id=db.new_id(), bank_id=bank.id, number=(last or 0) + 1, model=model.value)
    row.found, row.facts, row.by, row.at = numbers, facts, by, now
    session.add(row)
    session.flush()
    audit.record("calibrate", "placement_parameter_set", row.id, changes={"number": [None, row.number]}, now=now)
    return row.id


def _numbers_of(part: Part, found: Measured) -> tuple[dict[str, Any], dict[str, Any]]:
    """Numbers of the items that the answers say enough of; the others stay as they are, and are named."""
    result = found.calibration
    curves = {one.item: one.curve for one in result.items}
    unsure = [one for one in result.items if not one.anchor and calibration.unsure(one)]
    if part.task is not None and not part.task.anchors:
        if len(curves) - len(unsure) < FEWEST_LINKED:
            return {**part.facts, "unfit": "too_few_to_link"}, {}
        known = {name: b for name, b in part.before.items() if name not in {one.item for one in unsure}}
        curves = item_life.linked(curves, known)
    left = [*part.facts["left"], *([one.item, "too_unsure", one.people] for one in unsure)]
    facts = {**part.facts, "left": left, "log_likelihood": round(result.log_likelihood, 3)}
    facts |= {"rounds": result.rounds, "converged": result.converged, "seconds": round(found.seconds, 1)}
    return facts, {
        one.item: {
            "a": round(curves[one.item].a, 4),
            "b": round(curves[one.item].b, 4),
            "c": round(curves[one.item].c, 4),
            "se_a": None if one.se_a is None else round(one.se_a * curves[one.item].a / one.curve.a, 4),
            "se_b": None if one.se_b is None else round(one.se_b * one.curve.a / curves[one.item].a, 4),
            "people": one.people,
            "held": one.anchor,
            "before": round(part.before[one.item], 4),
        }
        for one in result.items
        if one not in unsure
    }


def _held(names: Sequence[str], items: Mapping[str, Item], hold: str) -> dict[str, Curve]:
    states = {"counted": (ItemState.DRAFT, ItemState.CALIBRATED), "measured": (ItemState.CALIBRATED,)}.get(hold, ())
    found = {}
    for name in names:
        numbers = items[name].parameters
        if items[name].state in states:
            found[name] = Curve(numbers.a, numbers.b, numbers.c)
    return found


def _with_enough(names: Sequence[str], answers: Answers) -> tuple[list[str], list[list[Any]]]:
    """Items with enough answers that are not all alike, and why each of the others stays as it is."""
    kept: list[str] = []
    left: list[list[Any]] = []
    for at, name in enumerate(names):
        seen, right = int((answers[:, at] != MISSING).sum()), int((answers[:, at] == 1).sum())
        if seen < calibration.FEWEST_ANSWERS:
            left.append([name, "too_few_answers", seen])
        elif right in (0, seen):
            left.append([name, "all_answers_alike", seen])
        else:
            kept.append(name)
    return kept, left


def matrix(found: Sequence[Taken], items: Mapping[str, Item]) -> tuple[list[str], Answers]:
    """Answers to items of one point: people in rows, items in columns. Whoever was tested twice counts twice."""
    one_point = {key for key, item in items.items() if item.parameters.highest_score == 1 and not item.type.needs_rater}
    keys = sorted({each.item.key for one in found for each in one.state.asked if each.item.key in one_point})
    place = {key: at for at, key in enumerate(keys)}
    answers = np.full((len(found), len(keys)), MISSING, dtype=np.int8)
    for at, one in enumerate(found):
        for each in one.state.asked:
            if each.score is not None and each.item.key in place:
                answers[at, place[each.item.key]] = each.score
    return keys, answers


def _items(bank: BankInfo) -> dict[str, Item]:
    """Items of the desk that can be read, by key."""
    rows = [dict(one.row) for one in own_banks.items_of(bank.id)]
    found, _ = editions.assemble(f"{bank.key}.0.0", bank.about, rows, bank.base, "", bank_files.media_names(bank.id))
    keys = {row["key"] for row in rows}
    return {item.key: item for item in found.bank.items if item.key in keys}


def take_numbers(key: str, number: int, *, actor: Actor, now: datetime) -> tuple[str, int]:
    """Take a set of numbers into use: items get them, learners meet them in a new edition, stored tests are decided again.

    Nobody is moved. Returns the edition's name and how many items changed. Raises Conflict while the bank is not asked.
    """
    bank = own_banks.own_bank(key)
    if not bank.used:
        raise errors.Conflict("placement.bank_not_asked")
    row = db.session().scalar(
        select(models.ParameterSet).where(models.ParameterSet.bank_id == bank.id, models.ParameterSet.number == number)
    )
    if row is None:
        raise errors.NotFound("placement.absent")
    there = {one.key for one in own_banks.items_of(bank.id)}
    numbers = {item: _cells(one) for item, one in row.found.items() if not one["held"] and item in there}
    if not numbers:
        raise errors.Conflict("placement.no_numbers")
    changed = bank_desk.put_numbers(bank, numbers, deed="calibrated", actor=actor, now=now)
    ref = bank_editions.publish(key, bank.used, set_id=row.id, actor=actor, now=now)
    return ref, changed


def _cells(one: Mapping[str, Any]) -> dict[str, str]:
    """The columns of a measured item. What the answers do not hold stays as unsure as it was."""
    cells = {"a": str(one["a"]), "b": str(one["b"]), "c": str(one["c"]), "state": ItemState.CALIBRATED.value}
    if one["se_b"] is not None:
        cells["sd_b"] = str(one["se_b"])
    if one["se_a"] is not None and one["a"] > 0:
        cells["sd_log_a"] = f"{one['se_a'] / one['a']:.4f}"
    return cells
