"""Deeds at the end of a test: from sittings and interview to a recommendation, and a person's decision about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.services import audit
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.kernel.statements import Prepared, adding, table
from lms.kernel.vocabulary import Level, Literacy, Skill, Track
from lms.learners import queries as learners
from lms.learners import services as learner_services
from placement import models, queries
from placement.domain import battery, interview, literacy, redeciding, sitting, sorter, track_rules
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.estimation import Posterior
from placement.domain.literacy import Letters, LiteracyProfile, Screener
from placement.domain.redeciding import Standing
from placement.domain.sitting import Sitting
from placement.domain.sorter import Evidence, Recommendation, SkillFinding
from placement.domain.track_rules import PlacementFacts
from placement.queries import rescoring

SOURCE = "placement"
BY_TEACHER = "teacher"
"""Source of a level that a teacher gave."""
Sittings = Mapping[str, queries.SittingInfo]
_RESULT, _SITTING = table(models.Result), table(models.Sitting)
_OPEN = Prepared(
    select(_RESULT.c.id, _RESULT.c.learner_id).where(
        _RESULT.c.learner_id.in_(bindparam("learner_ids", expanding=True)), _RESULT.c.decided_at.is_(None)
    )
)
_ADD = adding(models.Result, *(column.key for column in _RESULT.c if column.key not in ("provider_id", "decided_at")))
_TAKE_IN = Prepared(update(_SITTING).where(_SITTING.c.id == bindparam("sitting")).values(result_id=bindparam("result")))


@dataclass(frozen=True)
class Person:
    """A learner with what she told: the answers of her interview, else what registration knows; papers she brought."""

    learner_id: str
    literacy: str
    answers: Mapping[str, Any]
    centre_id: str = ""
    records: tuple[queries.RecordInfo, ...] = ()
    given: Mapping[Skill, learners.LevelInfo] = field(default_factory=dict)
    """Levels that a teacher gave after a talk."""
    before: Callable[[], Mapping[str, tuple[str, ...]]] = dict
    """Programmes attended before by learner, when a rule asks."""

    @property
    def attended(self) -> tuple[str, ...]:
        """Programmes really attended before."""
        return self.before().get(self.learner_id, ())

    @property
    def reported(self) -> Literacy:
        """What she says she reads."""
        return battery.reported_literacy(self.answers.get("reads"), self.literacy)

    def first_level(self, kind: str, today: date) -> Level | None:
        """Where the first question of a skill may start: a paper that is not old, else what she says."""
        if kind not in set(Skill):
            return None
        return interview.first_level_of(self.answers, queries.prefills(self.records, today), Skill(kind))


@dataclass(frozen=True)
class Findings:
    """Everything the sittings of one learner found."""

    reading: Letters
    screening: queries.SittingInfo | None
    measured: tuple[sitting.Result, ...]
    bank: str
    pace: Posterior | None = None
    rows_of_shapes: queries.SittingInfo | None = None
    day: date = date.min
    """When the newest of them began."""

    @property
    def letters(self) -> LiteracyProfile:
        """The reading profile."""
        return self.reading.profile


@dataclass(frozen=True)
class Judgement:
    """What findings mean at a centre on a day: the recommendation, where it puts her, and by which versions."""

    advice: Recommendation
    standing: Standing
    rule: str
    """Key of the rule of the country, empty for none."""
    decided_with: redeciding.DecidedWith
    cuts: CutScores = LANGUAGE_CUTS
    """Where levels began when they were read."""


def conclude(learner_id: str, *, actor: Actor, now: datetime) -> str:
    """Make a result of the sittings that no result has taken in yet; levels and reading go to the learner's record.

    A result that still waits for a decision is replaced. Returns the result's id; raises Conflict when nothing was tested.
    """
    return conclude_many([learner_id], actor=actor, now=now)[learner_id]


def conclude_many(learner_ids: Sequence[str], *, actor: Actor, now: datetime) -> dict[str, str]:
    """The same for several learners at once. Returns result ids by learner."""
    tested = queries.new_sittings_of(learner_ids)
    if set(learner_ids) - set(tested):
        raise errors.Conflict("placement.nothing_tested")
    people = known_many(learner_ids)
    return conclude_known(people, tested, grounds_of(people.values(), actor, now), actor=actor, now=now)


def recent(sittings: Sittings, now: datetime) -> Sittings:
    """Without those that began more than 12 months ago: they are taken anew, not trusted."""
    return {kind: one for kind, one in sittings.items() if not interview.is_old(one.started_at.date(), now.date())}


def conclude_known(
    people: Mapping[str, Person],
    tested: Mapping[str, Sittings],
    grounds: Mapping[str, queries.Ground],
    *,
    actor: Actor,
    now: datetime,
) -> dict[str, str]:
    """The same with what somebody has just asked: people and new sittings by learner, grounds by centre."""
    waiting = {row.learner_id: row.id for row in _OPEN.ask(learner_ids=list(people))}
    session, added, ids = db.session(), list[dict[str, Any]](), dict[str, str]()
    for one, person in people.items():
        ground = grounds[person.centre_id]
        found = findings(person, tested[one], ground.rules.cuts)
        judged = judge(person, found, ground)
        values = written(found, judged, actor=actor, now=now)
        ids[one] = waiting.get(one) or db.new_id()
        if one in waiting:
            _put(session.get_one(models.Result, ids[one]), values)
        else:
            added.append({"id": ids[one], "learner_id": one, **values})
        tell_the_record(person, found, judged, actor=actor, now=now)
    _ADD.each(added)
    audit.record_added("placement_result", added, now=now)
    _TAKE_IN.each([{"sitting": each.id, "result": ids[one]} for one in people for each in tested[one].values()])
    return ids


def work_out_anew(learner_ids: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """Decide again on what was tested, after answers of the interview have changed. Leaves decided results alone."""
    waiting = _waiting(learner_ids)
    if not waiting:
        return
    people = known_many(list(waiting))
    grounds = grounds_of(people.values(), actor, now)
    for one, row in waiting.items():
        ground = grounds[people[one].centre_id]
        found = findings(people[one], rescoring.read_today(queries.sittings_of(row.id)), ground.rules.cuts)
        _put(row, written(found, judge(people[one], found, ground), actor=actor, now=now))
        db.session().flush()
        learner_services.recommend_track(one, Track(row.track))
        _tell_reading(people[one], found)


def decide(result_id: str, track: Track, *, reason: str, actor: Actor, now: datetime, seen: str = "") -> str:
    """Confirm a recommendation or choose another group. `seen` is the decision that this one replaces, if any.

    Raises Invalid("learners.reason_missing") for another group without a written reason, Conflict when somebody else has
    decided meanwhile. The result stays as it was. Returns the decision's id.
    """
    found = queries.result(result_id)
    standing = found.decision.id if found.decision else ""
    if standing != seen:
        raise errors.Conflict("placement.decided_already")
    newest = queries.newest_result(found.learner_id)
    if newest is not None and newest.id != result_id:
        raise errors.Conflict("placement.newer_result")
    learner_services.recommend_track(found.learner_id, Track(found.track))
    learner_services.assign_track(found.learner_id, track, reason=reason, actor=actor, now=now)
    session = db.session()
    row = session.get(models.Decision, standing) if standing else None
    row = row or models.Decision(id=db.new_id(), result_id=result_id)
    row.track, row.reason, row.by, row.at = track, reason.strip(), actor.name, now
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise errors.Conflict("placement.decided_already") from taken
    session.get_one(models.Result, result_id).decided_at = now
    session.flush()
    return row.id


def decide_many(chosen: Mapping[str, tuple[Track, str]], *, actor: Actor, now: datetime) -> None:
    """Decisions on results that nobody has decided yet: result id -> group and reason, which another group needs."""
    waiting = db.session().scalars(
        select(models.Result).where(models.Result.id.in_(list(chosen)), models.Result.decided_at.is_(None))
    )
    rows = list(waiting)
    if len(rows) < len(chosen):
        raise errors.Conflict("placement.decided_already")
    for row in rows:
        track, reason = chosen[row.id]
        learner_services.assign_track(row.learner_id, track, reason=reason, actor=actor, now=now)
        row.decided_at = now
        db.session().add(
            models.Decision(id=db.new_id(), result_id=row.id, track=track, reason=reason, by=actor.name, at=now)
        )
    db.session().flush()


def findings(person: Person, sittings: Sittings, cuts: CutScores = LANGUAGE_CUTS) -> Findings:
    """What the sittings say, read with a centre's cuts. Without a screening her own word about reading counts, in doubt."""
    measured = tuple(
        queries.measured(one.bank, Skill(one.kind), one.state, cuts)
        for one in sittings.values()
        if isinstance(one.state, Sitting) and one.answered and one.kind != battery.PACE
    )
    screening = sittings.get(battery.LITERACY)
    bank = next((one.bank for one in sittings.values() if one.kind != battery.PACE), "")
    bank = bank or queries.bank_of_centre(person.centre_id or None).key
    shapes = sittings.get(battery.PACE)
    day = max((one.started_at.date() for one in sittings.values()), default=date.min)
    return Findings(reading_of(person, screening), screening, measured, bank, _pace(shapes), shapes, day)


def judge(person: Person, found: Findings, ground: queries.Ground) -> Judgement:
    """Decide by the centre's cost table, then see what that means by the country's rules."""
    known = evidence(person, found, ground.rules.cuts)
    advice = sorter.recommend(known, ground.rules.costs)
    level = battery.teaching_level(found.letters, known.skills)
    rule = None
    if ground.pack is not None and level is not None:
        irregular = "skills_apart" in advice.needs_person
        asks = any(rule.after and rule.track is advice.track for rule in ground.pack.rules)
        facts = facts_of(person, advice.track, level, irregular=irregular, asks_before=asks)
        rule = track_rules.rule_for(ground.pack.rules, facts, ground.day)
    course, entry = (rule.course, rule.entry) if rule else ("", "")
    standing = Standing(advice.track.value, level or "", advice.probability, course, entry)
    versions = ground.decided_with(queries.bank(found.bank).version)
    return Judgement(advice, standing, rule.key if rule else "", versions, ground.rules.cuts)


def evidence(person: Person, found: Findings, cuts: CutScores = LANGUAGE_CUTS) -> Evidence:
    """All that the sorter may know of a person, levels read with a centre's cuts."""
    background = interview.background(person.answers)
    return Evidence(found.letters, _skills(person, found), background, found.pace, found.reading.mass, cuts)


def grounds_of(people: Iterable[Person], actor: Actor, now: datetime) -> dict[str, queries.Ground]:
    """What decides today at the centres of these people."""
    return queries.grounds((one.centre_id for one in people), clock.local(now, actor.zone).date())


def pace_is_open(person: Person, sittings: Sittings, ground: queries.Ground) -> bool:
    """Whether rows of shapes may still change the group of somebody who has taken everything else."""
    if battery.PACE in sittings:
        return False
    found = findings(person, sittings, ground.rules.cuts)
    return battery.pace_is_open(evidence(person, found, ground.rules.cuts), ground.rules.costs)


def rules_for(found: queries.ResultInfo, day: date) -> queries.CountryRules:
    """What the country's rules say about a result on a day."""
    if not found.level:
        return queries.country_rules(None, day)
    irregular = "skills_apart" in found.recommendation["needs_person"]
    facts = facts_of(known(found.learner_id), Track(found.track), Level(found.level), irregular=irregular)
    return queries.country_rules(facts, day)


def facts_of(
    person: Person, track: Track, level: Level, *, irregular: bool, asks_before: bool = True
) -> PlacementFacts:
    """What the country's rules may ask about a person. `asks_before`: whether one asks about earlier courses."""
    return PlacementFacts(
        track=track,
        level=level,
        schooling_years=person.answers.get("schooling_years"),
        attended_before=person.attended if asks_before else (),
        goals=tuple(person.answers.get("goals", ())),
        irregular=irregular,
        scores=queries.scores_of(person.records),
    )


def letters_of(person: Person, screening: queries.SittingInfo | None) -> LiteracyProfile:
    """The reading profile: of the screener where something was answered, else of what the person says."""
    return reading_of(person, screening).profile


def reading_of(person: Person, screening: queries.SittingInfo | None) -> Letters:
    """All that speaks about reading: the screener's answers, and the person's own word with its doubt."""
    if screening is not None and screening.answered and isinstance(screening.state, Screener):
        engines = queries.screener_engines(screening.bank, screening.assisted)
        return literacy.letters(engines, screening.state, person.reported)
    return literacy.reported_letters(person.reported)


def known(learner_id: str) -> Person:
    """What is known of one learner. Raises NotFound."""
    found = _known([learner_id], cache(lambda: queries.attended_before([learner_id]))).get(learner_id)
    if found is None:
        raise errors.NotFound("learners.absent")
    return found


def known_many(learner_ids: Sequence[str]) -> dict[str, Person]:
    """The same for several learners at once."""
    attended = queries.attended_before(learner_ids)
    return _known(learner_ids, lambda: attended)


def _known(learner_ids: Sequence[str], before: Callable[[], Mapping[str, tuple[str, ...]]]) -> dict[str, Person]:
    answers = queries.interviews(learner_ids)
    people, records = learners.by_ids(learner_ids), queries.records(learner_ids)
    levels = learners.levels(learner_ids)
    return {
        one.id: Person(
            one.id,
            one.literacy,
            answers[one.id].answers if one.id in answers else {"schooling_years": one.schooling_years},
            one.centre_id,
            tuple(records.get(one.id, ())),
            _given(levels.get(one.id, ())),
            before,
        )
        for one in people.values()
    }


def _given(levels: Iterable[learners.LevelInfo]) -> dict[Skill, learners.LevelInfo]:
    """The newest level of each skill that a teacher gave."""
    return {Skill(one.skill): one for one in levels if one.source == BY_TEACHER}


def _waiting(learner_ids: Sequence[str]) -> dict[str, models.Result]:
    rows = db.session().scalars(
        select(models.Result).where(models.Result.learner_id.in_(learner_ids), models.Result.decided_at.is_(None))
    )
    return {row.learner_id: row for row in rows}


def _pace(tested: queries.SittingInfo | None) -> Posterior | None:
    """What the rows of shapes say, `None` without an answer."""
    if tested is None or not tested.answered or not isinstance(tested.state, Sitting):
        return None
    return sitting.posterior(queries.pace_engine(), tested.state)


def _skills(person: Person, found: Findings) -> tuple[SkillFinding, ...]:
    """What was measured; a level that a teacher gave stands in for a skill that was not, unless it was old by then."""
    measured = tuple(SkillFinding(Skill(one.measures), one.bands, one.theta) for one in found.measured)
    tested = {one.skill for one in measured}
    given = (
        battery.given_by_teacher(skill, Level(one.level))
        for skill, one in person.given.items()
        if skill not in tested and not interview.is_old(one.on_day, found.day)
    )
    return (*measured, *given)


def written(found: Findings, judged: Judgement, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Everything the page shows, by the columns of a result."""
    advice, shapes = judged.advice, found.rows_of_shapes
    pace = {"items": shapes.answered, "seconds": shapes.seconds} if shapes else {"items": 0, "seconds": 0.0}
    return {
        "track": advice.track.value,
        "probability": advice.probability,
        "runner_up": advice.runner_up.value,
        "level": judged.standing.level,
        "recommendation": {**asdict(advice), "pace": pace},
        "levels": [asdict(one) for one in found.measured],
        "literacy": {**asdict(found.letters), "code": found.letters.code, **_screened(found.screening)},
        "bank": found.bank,
        "bank_version": queries.bank(found.bank).version,
        "decided_with": {
            **judged.decided_with.to_json(),
            "course": judged.standing.course,
            "entry": judged.standing.entry,
            "rule": judged.rule,
            "cut_scores": list(judged.cuts.cuts),
        },
        "by": actor.name,
        "at": now,
    }


def _put(row: models.Result, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _screened(screening: queries.SittingInfo | None) -> dict[str, Any]:
    """Points of the screener by axis and content, with how many there were; its questions and time."""
    if screening is None or not isinstance(screening.state, Screener):
        return {"points": {}, "items": 0, "seconds": 0.0}
    points: dict[str, dict[str, list[int]]] = {}
    for axis, part in queries.axes_of(screening.state).items():
        for item, score in part.answers:
            got, of = points.setdefault(axis, {}).get(item.content, (0, 0))
            points[axis][item.content] = [got + score, of + item.parameters.highest_score]
    return {"points": points, "items": screening.answered, "seconds": screening.seconds}


def tell_the_record(person: Person, found: Findings, judged: Judgement, *, actor: Actor, now: datetime) -> None:
    """Levels, reading and recommendation go to the host, through its services."""
    finding = learner_services.Finding(
        track=judged.advice.track,
        literacy=_reads(person, found),
        schooling_years=person.answers.get("schooling_years"),
        level=Level(judged.standing.level) if judged.standing.level else None,
        measured=[
            learner_services.Measured(Skill(one.measures), Level(one.band), one.theta, one.standard_error)
            for one in found.measured
        ],
        source=SOURCE,
    )
    today = clock.local(now, actor.zone).date()
    learner_services.keep_findings(person.learner_id, finding, on_day=today, actor=actor, now=now)


def _tell_reading(person: Person, found: Findings) -> None:
    years = person.answers.get("schooling_years")
    learner_services.set_literacy(person.learner_id, _reads(person, found), years)


def _reads(person: Person, found: Findings) -> str:
    return str(found.letters.code if found.screening else person.reported)
