"""What follows the placements of the demonstration: texts with two raters, groups that were right or not, people tested again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from lms.accounts import queries as accounts
from lms.kernel.actor import Actor, Role
from lms.kernel.vocabulary import Level, Skill, Track
from lms.learners import queries as learners
from lms.learners import services as learner_services
from placement import queries, services
from placement.demo import texts as written_texts
from placement.domain import rating, simulation, sitting
from placement.domain.item_bank import ItemType
from placement.domain.redeciding import Verdict
from placement.services import rater_care

WRITERS, STILL_WAIT = 29, 3
"""People who wrote two tasks in the last weeks; the texts of the last ones wait for scores."""
TESTED_AGAIN, AGAIN_AFTER = 24, timedelta(days=98)
ASKED_AFTER = timedelta(days=36)
COLLEAGUES: Mapping[str, float] = {"Ines Costa": -0.7, "Rosa Blum": 1.1, "Paul Winter": 0.3}
"""Who scores beside the lead, and how many points of a task each gives less than usual."""
FAR_APART, SETTLED = (5, 14, 23, 31, 38, 47), 2
"""Texts that the two see differently, by place; the first ones the lead has settled."""
NOTES: Mapping[Verdict, tuple[str, ...]] = {
    Verdict.RIGHT: ("", "", "Settled in well.", "Works with the group in everything."),
    Verdict.TOO_EASY: ("Was always ready before the others.", "Helps everybody, learns little."),
    Verdict.TOO_HARD: ("Could not follow the texts.", "Needs more time for letters."),
    Verdict.OTHER: ("The hours did not fit her shifts.",),
}
CRITERIA = rating.criteria(ItemType.WRITING_TASK)
USUAL = (0.9, 1.8, 2.7)
"""What a criterion of a weak, a middling and a good text usually gets."""
PAIRS, COLLEAGUES_PAIR = ((0, 1), (2, 3), (0, 2), (1, 3), (1, 2), (0, 3)), (1, 2)
STAYS = "The group knows each other well and goes on together."


def follow(facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Step `follow`: everything above at a centre whose people were placed by test; nothing where nobody was."""
    now, centre_id = facts["now"], facts["centre_id"]
    found = queries.results(facts["learner_ids"])
    placed = [found[one] for one in facts["learner_ids"] if one in found and found[one].decision]
    lead = _lead(actor, centre_id, now)
    if lead is None or not placed:
        return {}
    rng = np.random.default_rng([facts["seed"], 17])
    checked = _check(placed, lead, rng)
    readers = [one for one in placed if _theta(one, Skill.READING) is not None and not one.literacy["items"]]
    writers, again = readers[0::2][:WRITERS], readers[1::2][:TESTED_AGAIN]
    known = learners.by_ids(one.learner_id for one in (*writers, *again))
    texts = _write(writers, centre_id, lead, now, rng)
    _test_again(again, lead, rng)
    for one in known.values():
        if one.level:
            # What they have learnt in their groups since says more than this test.
            learner_services.set_level(one.id, Level(one.level))
    return {"followed": {"texts": texts, "tested_again": len(again), "groups_checked": checked}}


def _lead(actor: Actor, centre_id: str, now: datetime) -> Actor | None:
    """The teacher who can sign in: she leads the raters."""
    for one in accounts.staff_access(actor.provider_id or "", now=now):
        if any(role == Role.TEACHER and centre in (None, centre_id) for role, centre in one.roles):
            return replace(actor, name=one.name, user_id=one.user_id)
    return None


def _theta(found: queries.ResultInfo, skill: Skill) -> float | None:
    return next((one["theta"] for one in found.levels if one["measures"] == skill), None)


# --- texts and their raters ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Text:
    """A text that was handed in: its work, and which of the task's three texts it is."""

    work_id: str
    quality: int


def _write(
    writers: Sequence[queries.ResultInfo], centre_id: str, lead: Actor, now: datetime, rng: np.random.Generator
) -> int:
    """Two tasks each, scored by two people who do not always agree. Returns how many texts there are."""
    _ask_two_raters(centre_id, lead, now - timedelta(days=60))
    raters = [lead, *(replace(lead, name=name, user_id=None) for name in COLLEAGUES)]
    texts = list[_Text]()
    for place, one in enumerate(writers):
        given = now - timedelta(days=48) * (1 - place / len(writers)) - timedelta(hours=3)
        handed_in = _hand_in(one, given, lead, rng)
        if place < len(writers) - STILL_WAIT:
            for at, each in enumerate(handed_in, start=len(texts)):
                _rate(each, at, raters, given + timedelta(days=1), rng)
            _stay(one, lead, given + timedelta(days=2))
        texts += handed_in
    if texts:
        # Of the texts that still wait, one has the lead's scores already.
        services.rate(texts[-1].work_id, _scores(texts[-1], 0.0, rng), actor=lead, now=now - timedelta(hours=2))
        _let_practise(texts[: -2 * STILL_WAIT], lead, now - timedelta(days=20))
        rater_care.study(centre_id, by=lead.name, now=now)
    return len(texts)


def _ask_two_raters(centre_id: str, lead: Actor, now: datetime) -> None:
    rules = queries.sitting_rules(centre_id)
    services.save_sitting_rules(
        centre_id,
        minutes=rules.minutes,
        first_items=rules.first_items,
        raters=2,
        lead_id=lead.user_id or "",
        actor=lead,
        now=now,
    )


def _hand_in(one: queries.ResultInfo, given: datetime, lead: Actor, rng: np.random.Generator) -> list[_Text]:
    """A sitting of writing as the real test goes, and the texts of its tasks."""
    ability = float((_theta(one, Skill.READING) or 0.0) + 0.3 * rng.standard_normal())
    engine = queries.skill_engine(one.bank, Skill.WRITING)
    now = sitting.start(engine, seed=int(rng.integers(2**31)))
    written = dict[str, int]()
    while now.pending is not None:
        asked, seconds = now.asked[-1].item, float(rng.integers(20, 90))
        points = simulation.respond(asked.parameters, ability, rng)
        if asked.key in written_texts.TEXTS:
            written[asked.key] = min(int(3.2 * points / asked.parameters.highest_score), written_texts.GOOD)
            now = sitting.put_off(engine, now, asked.key, seconds=6 * seconds)
        else:
            now = sitting.answer(engine, now, asked.key, points, seconds=seconds)
    taken, began = [(one.learner_id, Skill.WRITING.value, now)], given - timedelta(minutes=25)
    [sitting_id] = services.keep_sittings(taken, one.bank, assisted=False, started_at=began, actor=lead, now=given)
    services.count_asked(one.bank, Skill.WRITING, Counter(["", *queries.asked_of(now)]))
    return [
        _Text(services.keep_work(sitting_id, key, text=_text(key, quality, rng), now=given), quality)
        for key, quality in written.items()
    ]


def _text(key: str, quality: int, rng: np.random.Generator) -> str:
    return written_texts.TEXTS[key][quality].format(
        day=rng.choice(written_texts.DAYS), hour=rng.choice(written_texts.HOURS), woman=rng.choice(written_texts.WOMEN)
    )


def _rate(text: _Text, at: int, raters: Sequence[Actor], now: datetime, rng: np.random.Generator) -> None:
    """Two of the four score a text, each in turn with each; some are far apart, and the lead settles the first of these."""
    # Who leads cannot settle what she has scored herself.
    apart = at in FAR_APART
    first, second = (raters[each] for each in (COLLEAGUES_PAIR if apart else PAIRS[at % len(PAIRS)]))
    one, drawn = (_scores(text, COLLEAGUES.get(each.name, 0.0), rng) for each in (first, second))
    other = {code: min(max(score, one[code] - 1), one[code] + 1) for code, score in drawn.items()}
    if apart:
        code = sorted(one)[at % len(one)]
        one[code], other[code] = max(one[code], 2), max(one[code], 2) - 2
    services.rate(text.work_id, one, actor=first, now=now)
    services.rate(text.work_id, other, actor=second, now=now + timedelta(hours=5))
    if apart and FAR_APART.index(at) < SETTLED:
        middle = {code: (one[code] + other[code]) // 2 for code in one}
        services.rate(text.work_id, middle, actor=raters[0], now=now + timedelta(hours=9))


def _scores(text: _Text, harder: float, rng: np.random.Generator) -> dict[str, int]:
    """What somebody gives by criterion for a weak, middling or good text, with her severity and some chance."""
    usual = USUAL[text.quality] - harder / len(CRITERIA) + 0.2 * rng.standard_normal()
    drawn = usual + 0.2 * rng.standard_normal(len(CRITERIA))
    return {
        code.value: int(np.clip(round(float(score)), 0, rating.HIGHEST))
        for code, score in zip(CRITERIA, drawn, strict=True)
    }


def _let_practise(texts: Sequence[_Text], lead: Actor, now: datetime) -> None:
    """One text of each quality with known scores."""
    first = dict[int, str]()
    for text in texts:
        first.setdefault(text.quality, text.work_id)
    for quality, work_id in sorted(first.items()):
        known = {code.value: score for code, score in zip(CRITERIA, written_texts.KNOWN[quality], strict=True)}
        rater_care.make_benchmark(work_id, known, written_texts.WHY[quality], actor=lead, now=now)


# --- weeks later -----------------------------------------------------------------------------------------------------


def _check(placed: Sequence[queries.ResultInfo], lead: Actor, rng: np.random.Generator) -> int:
    """Five weeks later nearly everybody was asked whether the group is right; surer recommendations were right more often."""
    checked = 0
    for one in placed:
        if one.decision is None or rng.random() < 0.1:
            continue
        verdict = Verdict.RIGHT
        if rng.random() > 0.06 + 0.9 * one.probability:
            verdict = Verdict(str(rng.choice([Verdict.TOO_EASY, Verdict.TOO_HARD, Verdict.OTHER], p=(0.4, 0.45, 0.15))))
        moved = verdict is not Verdict.RIGHT and rng.random() < 0.6
        note = str(rng.choice(NOTES[verdict]))
        at = one.decision.at + ASKED_AFTER
        services.check_in(one.id, verdict, moved=bool(moved), note=note, actor=lead, now=at)
        checked += 1
    return checked


def _test_again(people: Sequence[queries.ResultInfo], lead: Actor, rng: np.random.Generator) -> None:
    """Listening and reading once more after a term; everybody stays with her group."""
    ended = list[tuple[str, str, queries.State]]()
    for one in people:
        for skill in (Skill.LISTENING, Skill.READING):
            ability = float((_theta(one, skill) or 0.0) + 0.1 + 0.15 * rng.standard_normal())
            engine = queries.skill_engine(one.bank, skill)
            walked = simulation.walk(engine, ability, int(rng.integers(2**31)))
            asked = tuple(replace(each, seconds=float(rng.integers(8, 40))) for each in walked.asked)
            ended.append((one.learner_id, skill, walked.with_asked(asked)))
    if not people:
        return
    now = max(one.at for one in people) + AGAIN_AFTER
    started = now - timedelta(minutes=30)
    services.keep_sittings(ended, people[0].bank, assisted=False, started_at=started, actor=lead, now=now)
    for _, kind, state in ended:
        services.count_asked(people[0].bank, kind, Counter(["", *queries.asked_of(state)]))
    services.conclude_many([one.learner_id for one in people], actor=lead, now=now)
    for one in people:
        _stay(one, lead, now + timedelta(days=1))


def _stay(before: queries.ResultInfo, lead: Actor, now: datetime) -> None:
    """A new result, and the group as it was."""
    found = queries.newest_result(before.learner_id)
    if found is not None and found.decision is None and before.decision is not None:
        reason = "" if found.track == before.decision.track else STAYS
        services.decide(found.id, Track(before.decision.track), reason=reason, actor=lead, now=now)
