"""Deeds when a cost, a cut or a rule changes: keep the change, decide stored results again, take over or leave each one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.kernel import clock, db, errors, jobs
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level, Skill, Track
from lms.learners import services as learner_services
from lms.organisations import queries as organisations
from placement import models, queries
from placement.domain import redeciding, sorter, track_rules
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.redeciding import DecidedWith, Standing
from placement.domain.sorter import Costs
from placement.queries import editions, rescoring
from placement.services import concluding

DECIDE_AGAIN = "placement.decide_again"
PREPARE = "placement.prepare"
AT_ONCE = 100
"""So many results are decided again while somebody waits; more become work in the background."""
AT_A_TIME = 200
HIGHEST_COST = 100.0
FURTHEST_CUT = 3.5
"""The scale goes from -4 to 4; a level that begins nearer to its ends could not be told from the next."""
PREVIEWED = 400
"""So many results are decided again for a preview, while somebody waits."""


@dataclass(frozen=True)
class Otherwise:
    """One result that comes out otherwise today."""

    result: queries.ResultInfo
    before: Standing
    after: Standing
    causes: tuple[str, ...]


@dataclass(frozen=True)
class Effects:
    """What another cost table and other cuts would change of stored results. `of` is how many there are in all."""

    otherwise: tuple[Otherwise, ...]
    levels: tuple[str, ...]
    """Levels of all results that were looked at, as they stand."""
    of: int

    @property
    def looked_at(self) -> int:
        """How many results were decided again for this preview."""
        return len(self.levels)

    @property
    def moves(self) -> list[tuple[Standing, Standing]]:
        """Where everybody stands and would stand who would be placed otherwise."""
        return [(one.before, one.after) for one in self.otherwise]


def cost_table(rows: Mapping[Any, Mapping[Any, float]]) -> Costs:
    """Check a cost table. Raises Invalid when a mistake costs nothing everywhere, too much, or a right group costs something."""
    try:
        table = sorter.costs(rows)
    except ValueError as wrong:
        raise errors.Invalid("placement.costs_do_not_fit", field="costs") from wrong
    if any(cost > HIGHEST_COST for row in table.values() for cost in row.values()):
        raise errors.Invalid("placement.cost_too_high", field="costs", highest=int(HIGHEST_COST))
    if any(not sum(row.values()) for row in table.values()):
        raise errors.Invalid("placement.costs_all_nothing", field="costs")
    return table


def cut_scores(cuts: Sequence[float]) -> CutScores:
    """Check cuts. Raises Invalid when they do not rise, are not as many as the scale has, or lie beyond its ends."""
    try:
        found = CutScores(LANGUAGE_CUTS.bands, tuple(float(cut) for cut in cuts))
    except ValueError as wrong:
        raise errors.Invalid("placement.cuts_do_not_rise", field="cuts") from wrong
    if not -FURTHEST_CUT <= found.cuts[0] < found.cuts[-1] <= FURTHEST_CUT:
        raise errors.Invalid("placement.cuts_off_the_scale", field="cuts", furthest=FURTHEST_CUT)
    return found


def effects_of(centre_id: str, costs: Costs, cuts: CutScores, *, actor: Actor, now: datetime) -> Effects:
    """Who would be placed otherwise by this cost table and these cuts: what `keep_rules` would list. Writes nothing.

    Of very many results the newest are looked at.
    """
    placed = queries.placed_at(centre_id)
    found = sorted(placed, key=lambda one: (one.at, one.id), reverse=True)[:PREVIEWED]
    today = clock.local(now, actor.zone).date()
    standing = queries.grounds([centre_id], today)[centre_id]
    ground = replace(standing, rules=replace(standing.rules, costs=costs, cuts=cuts))
    return Effects(tuple(_look_at(found, ground)), tuple(one.level for one in found), len(placed))


def keep_rules(
    centre_id: str, costs: Costs, cuts: CutScores, *, seen: int, actor: Actor, now: datetime
) -> tuple[str, str]:
    """Keep a new cost table and cuts, and decide stored results again. `seen` is the number that was on the page.

    Returns what changed (`costs`, `cuts`, empty for nothing) and the id of the new look. Raises Conflict when somebody else
    has changed them meanwhile.
    """
    standing = queries.decision_rules(centre_id)
    if standing.number != seen:
        raise errors.Conflict("placement.rules_changed_already")
    if (standing.costs, standing.cuts) == (costs, cuts):
        return "", ""
    row = models.DecisionRules(
        id=db.new_id(),
        centre_id=centre_id,
        number=standing.number + 1,
        costs={true: dict(row) for true, row in costs.items()},
        cuts=list(cuts.cuts),
        by=actor.name,
        at=now,
    )
    session = db.session()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise errors.Conflict("placement.rules_changed_already") from taken
    if standing.cuts != cuts:
        # The next question is chosen by the new cuts: its engines are rehearsed before somebody waits for one.
        jobs.enqueue(PREPARE, {"cuts": list(cuts.cuts)}, now=now, provider_id=actor.provider_id)
    cause = redeciding.COSTS if standing.costs != costs else redeciding.CUTS
    return cause, ask_again(centre_id, cause, actor=actor, now=now)


def ask_again(centre_id: str, cause: str, *, actor: Actor, now: datetime) -> str:
    """Decide the stored results of a centre again: at once when they are few, else in the background. Returns the look's id."""
    look = models.Redecision(id=db.new_id(), centre_id=centre_id, cause=cause, by=actor.name, at=now)
    db.session().add(look)
    db.session().flush()
    many = len(queries.placed_at(centre_id))
    if many <= AT_ONCE:
        decide_again(look.id, actor=actor, now=now)
        return look.id
    _enqueued(look.id, look.id, actor=actor, now=now)
    return look.id


def look_with_new_numbers(*, actor: Actor, now: datetime) -> list[str]:
    """Have the stored results of every centre decided again in the background, because questions have other numbers now."""
    looks = []
    for centre in organisations.centres():
        if not queries.placed_at(centre.id):
            continue
        cause = redeciding.TEST
        look = models.Redecision(id=db.new_id(), centre_id=centre.id, cause=cause, by=actor.name, at=now)
        db.session().add(look)
        db.session().flush()
        _enqueued(look.id, look.id, actor=replace(actor, zone=centre.zone), now=now)
        looks.append(look.id)
    return looks


def look_where_rules_changed(*, actor: Actor, now: datetime) -> list[str]:
    """Ask for a new look at every centre whose results were decided by other rules of the country than today's.

    That is a new version of the pack, or a rule that has begun or ended by its date. Each change is looked at once.
    """
    looks = []
    for centre in organisations.centres():
        at = replace(actor, zone=centre.zone)
        today = clock.local(now, centre.zone).date()
        ground = queries.grounds([centre.id], today)[centre.id]
        if ground.pack is None or not any(_decided_otherwise(one, ground, at) for one in queries.placed_at(centre.id)):
            continue
        look = models.Redecision(id=db.new_id(), centre_id=centre.id, cause=redeciding.RULES, by=actor.name, at=now)
        in_force = queries.fingerprint(track_rules.in_force(ground.pack, today))
        if _enqueued(look.id, f"{centre.id}:{ground.decided_with('').rules}:{in_force}", actor=at, now=now):
            db.session().add(look)
            looks.append(look.id)
    db.session().flush()
    return looks


def _decided_otherwise(found: queries.ResultInfo, ground: queries.Ground, actor: Actor) -> bool:
    """Whether a result rests on another version of the rules, or on rules of which others hold by now."""
    if ground.pack is None or found.decided_with.get("rules") != ground.decided_with("").rules:
        return True
    then = clock.local(found.at, actor.zone).date()
    return track_rules.in_force(ground.pack, then) != track_rules.in_force(ground.pack, ground.day)


def _enqueued(look_id: str, key: str, *, actor: Actor, now: datetime) -> bool:
    """Ask for a look in the background; not a second time under the same key."""
    arguments = {"redecision_id": look_id, "provider_id": actor.provider_id, "by": actor.name, "zone": actor.zone}
    return bool(
        jobs.enqueue(
            DECIDE_AGAIN, arguments, now=now, provider_id=actor.provider_id, unique_key=f"{DECIDE_AGAIN}:{key}"
        )
    )


def decide_again(look_id: str, *, actor: Actor, now: datetime) -> int:
    """Look at every newest result of a centre and keep who would be placed otherwise. Moves nobody. Returns how many."""
    return keep_look(look_id, list(look_again(look_id, actor=actor, now=now)), now=now)


def look_again(look_id: str, *, actor: Actor, now: datetime) -> Iterator[list[Otherwise]]:
    """The reading half: who comes out otherwise, part by part. An ended look has no parts."""
    look = db.session().get_one(models.Redecision, look_id)
    if look.ended_at is not None:
        return
    ground = queries.grounds([look.centre_id], clock.local(now, actor.zone).date())[look.centre_id]
    found = queries.placed_at(look.centre_id)
    for start in range(0, len(found), AT_A_TIME):
        yield list(_look_at(found[start : start + AT_A_TIME], ground))


def keep_look(look_id: str, parts: Sequence[Sequence[Otherwise]], *, now: datetime) -> int:
    """The writing half: keep changes in place of open ones of earlier looks. A second time it keeps nothing.

    Nor does it where a younger look has ended meanwhile. Who was erased, has left or has a newer result since the reading
    half is left out.
    """
    session = db.session()
    look = session.get_one(models.Redecision, look_id)
    if look.ended_at is not None:
        return 0
    placed = {one.id for one in queries.placed_at(look.centre_id)}
    look.looked_at, look.ended_at = len(placed), now
    otherwise = [one for part in parts for one in part if one.result.id in placed]
    if _overtaken(look):
        otherwise = []
    else:
        _outdate(look.centre_id)
    session.add_all(_change(look_id, one) for one in otherwise)
    session.flush()
    return len(otherwise)


def _overtaken(look: models.Redecision) -> bool:
    """Whether a look that was asked for later has ended already: it knew what holds today."""
    younger = select(models.Redecision.id).where(
        models.Redecision.centre_id == look.centre_id,
        models.Redecision.at > look.at,
        models.Redecision.ended_at.is_not(None),
    )
    return db.session().scalar(younger.limit(1)) is not None


def answer_change(change_id: str, *, take: bool, reason: str, actor: Actor, now: datetime) -> str:
    """A teacher takes over what came out otherwise, or leaves the person where she is. Raises Conflict when that was done.

    Returns what has come of it: `left`, `waits` (nobody has decided her group yet), `same` group or `moved` to another.
    """
    session = db.session()
    answered = db.changed(
        update(models.Change)
        .where(models.Change.id == change_id, models.Change.answer == "")
        .values(answer="taken" if take else "left", answered_by=actor.name, answered_at=now)
        .execution_options(synchronize_session=False)
    )
    if answered == 0:
        raise errors.Conflict("placement.change_answered_already")
    if not take:
        return "left"
    row = session.get_one(models.Change, change_id)
    found = queries.result(row.result_id)
    _take_over(found, reason, actor, now)
    if found.decision is None:
        return "waits"
    return "same" if row.before["track"] == row.after["track"] else "moved"


def _look_at(found: Sequence[queries.ResultInfo], ground: queries.Ground) -> Iterator[Otherwise]:
    """Decide some results again with a handful of statements."""
    sittings = queries.sittings_of_results([one.id for one in found])
    people = concluding.known_many([one.learner_id for one in found])
    in_force = editions.in_force()
    for one in found:
        tested = sittings.get(one.learner_id)
        if not tested:
            continue
        person = people[one.learner_id]
        today = rescoring.read_today(tested, in_force)
        judged = concluding.judge(person, concluding.findings(person, today, ground.rules.cuts), ground)
        before = standing_of(one)
        settled = (
            one.decision is not None and one.decision.track == judged.standing.track and one.track != one.decision.track
        )
        if not settled and redeciding.differs(before, judged.standing):
            ended = ground.pack is not None and track_rules.has_ended(
                ground.pack, one.decided_with.get("rule", ""), ground.day
            )
            why = redeciding.causes(DecidedWith.from_json(one.decided_with), judged.decided_with, rule_ended=ended)
            yield Otherwise(one, before, judged.standing, why)


def standing_of(found: queries.ResultInfo) -> Standing:
    """Where a result puts somebody."""
    kept = found.decided_with
    return Standing(found.track, found.level, found.probability, kept.get("course", ""), kept.get("entry", ""))


def _change(look_id: str, one: Otherwise) -> models.Change:
    return models.Change(
        id=db.new_id(),
        redecision_id=look_id,
        result_id=one.result.id,
        learner_id=one.result.learner_id,
        before=one.before.to_json(),
        after=one.after.to_json(),
        causes=list(one.causes),
        answer="",
    )


def _outdate(centre_id: str) -> None:
    """Open changes of earlier looks say nothing any more."""
    looks = select(models.Redecision.id).where(models.Redecision.centre_id == centre_id)
    db.session().execute(
        update(models.Change)
        .where(models.Change.redecision_id.in_(looks), models.Change.answer == "")
        .values(answer="outdated")
        .execution_options(synchronize_session=False)
    )


def _take_over(found: queries.ResultInfo, reason: str, actor: Actor, now: datetime) -> None:
    """Write what comes out today: into a result that waits, else as a result of its own beside the old decision."""
    session = db.session()
    newest = queries.newest_result(found.learner_id)
    if newest is not None and newest.id != found.id:
        raise errors.Conflict("placement.newer_result")
    if found.decision is None:
        concluding.work_out_anew([found.learner_id], actor=actor, now=now)
        return
    person = concluding.known(found.learner_id)
    ground = queries.grounds([person.centre_id], clock.local(now, actor.zone).date())[person.centre_id]
    today = rescoring.read_today(queries.sittings_of(found.id))
    findings = concluding.findings(person, today, ground.rules.cuts)
    values = concluding.written(findings, concluding.judge(person, findings, ground), actor=actor, now=now)
    row = models.Result(id=db.new_id(), learner_id=found.learner_id, decided_at=now, **values)
    session.add(row)
    session.flush()
    session.execute(update(models.Sitting).where(models.Sitting.result_id == found.id).values(result_id=row.id))
    track, why = row.track, reason.strip()
    if row.track == found.track:
        # Only the level or the course is another: a group that a teacher chose instead stays, with its reason.
        track, why = found.decision.track, why or found.decision.reason
    session.add(models.Decision(id=db.new_id(), result_id=row.id, track=track, reason=why, by=actor.name, at=now))
    _tell_the_record(found, row, Track(track), why, actor, now)


def _tell_the_record(
    found: queries.ResultInfo, row: models.Result, track: Track, reason: str, actor: Actor, now: datetime
) -> None:
    """Group and level go to the host, and levels of skills that came out otherwise."""
    learner_services.recommend_track(found.learner_id, Track(row.track))
    learner_services.assign_track(found.learner_id, track, reason=reason, actor=actor, now=now)
    if row.level:
        learner_services.set_level(found.learner_id, Level(row.level))
    before = {one["measures"]: one["band"] for one in found.levels}
    values: list[dict[str, Any]] = [one for one in row.levels if before.get(one["measures"]) != one["band"]]
    for one in values:
        learner_services.record_level(
            found.learner_id,
            Skill(one["measures"]),
            Level(one["band"]),
            source=concluding.SOURCE,
            on_day=clock.local(now, actor.zone).date(),
            actor=actor,
            now=now,
            score=one["theta"],
            standard_error=one["standard_error"],
        )
