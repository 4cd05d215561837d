"""Deeds around what learners write and say: handing it in, scoring it beside her or later, how a centre tests."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Skill
from lms.learners import queries as learners
from placement import models, queries
from placement.domain import performances, rating, sitting
from placement.domain.item_bank import ItemType
from placement.domain.literacy import Screener
from placement.queries import raters as known_raters
from placement.services import keeping, testing

MINUTES = range(3, 121)
"""Time budgets that a centre may set."""


def hand_in(
    sitting_id: str, item: str, *, text: str = "", sound: bytes = b"", actor: Actor, now: datetime
) -> str | None:
    """Take a text or a recording that a person will score, and ask on. The same task handed in twice counts once.

    Returns the sitting that goes on, `None` when nothing more is asked.
    """
    sound_type = _checked(text, sound)

    def put_off(found: queries.SittingInfo) -> queries.State:
        if item in queries.answered_of(found.state) or isinstance(found.state, Screener):
            return found.state
        asked, engine = testing.to_answer(found, item), keeping.engine_of(found)
        if (asked.type is ItemType.SPEAKING_TASK) != bool(sound) or not asked.type.is_performance:
            raise errors.Invalid("placement.answer_does_not_fit")
        seconds, seen = keeping.seconds_on(found, now), keeping.exposure_of(found, engine)
        return sitting.put_off(engine, found.state, item, seconds=seconds, exposure=seen)

    found, state = keeping.changed(sitting_id, put_off, "hand_in", actor=actor, now=now)
    if item not in queries.answered_of(found.state):
        _add_work(found, item, now, text=text, sound=sound or None, sound_type=sound_type)
    return testing.go_on(found, state, actor=actor, now=now)


def score_live(sitting_id: str, item: str, scores: Mapping[str, int], *, actor: Actor, now: datetime) -> str | None:
    """The scores of a rater who sits beside; the next prompt follows from them. Returns as `testing.answer_item`."""
    found = queries.sitting_info(sitting_id)
    points = rating.points(testing.to_answer(found, item).type, scores)
    if item not in queries.answered_of(found.state):
        work_id = _add_work(found, item, now, points=points)
        _give(work_id, scores, actor, now)
    return testing.answer_item(sitting_id, item, points, actor=actor, now=now)


def keep_work(sitting_id: str, item: str, *, text: str, now: datetime) -> str:
    """Take in a text of a sitting that was taken in as it was; see `testing.keep_sittings`. Returns its id."""
    _checked(text, b"")
    return _add_work(queries.sitting_info(sitting_id), item, now, text=text)


def rate(work_id: str, scores: Mapping[str, int], *, actor: Actor, now: datetime) -> queries.WorkInfo:
    """One rater's scores for a piece of work; her second ones replace her first.

    As soon as every rater whom the centre asks for has scored it, the points count, and when it was the last task of a
    sitting that waits, its result is worked out. Where two people see it differently, the lead's scores are the third, and
    of each criterion the middle one counts. Returns the work as it stands now.
    """
    found = queries.work(work_id)
    rules = queries.sitting_rules(learners.learner(found.learner_id).centre_id)
    rating.points(found.item.type, scores)
    third = bool(found.differences) and rules.lead_id == actor.user_id and found.rated_by(actor.user_id) is None
    _give(work_id, scores, actor, now, leads=third)
    found = queries.work(work_id)
    if sum(not each.leads for each in found.ratings) < rules.raters:
        return found
    points = _points(found, rules)
    if points != found.points:
        _count(found, points, actor, now)
    return queries.work(work_id)


def _points(found: queries.WorkInfo, rules: queries.SittingRules) -> int:
    """What all raters together give: settled by a lead, else the mean, without severities where the centre wants it."""
    if found.is_settled and found.differences:
        return rating.settled(found.item.type, [each.scores for each in found.ratings])
    two = [each for each in found.ratings if not each.leads]
    centre_id = learners.learner(found.learner_id).centre_id
    severities = known_raters.severities_in_use(centre_id, found.kind) if rules.fair_scores else {}
    return rating.fair(found.item.type, [(each.scores, severities.get(each.rater_id, 0.0)) for each in two])


def save_sitting_rules(
    centre_id: str,
    *,
    minutes: Mapping[str, int],
    first_items: Mapping[str, str],
    raters: int,
    lead_id: str = "",
    fair_scores: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """How a centre tests from now on; sittings that run keep what they began with."""
    if any(given not in MINUTES for given in minutes.values()):
        raise errors.Invalid("placement.minutes_out_of_range", lowest=MINUTES[0], highest=MINUTES[-1])
    bank = queries.bank_of_centre(centre_id)
    for kind, key in first_items.items():
        if key not in {item.key for item in bank.of(Skill(kind))}:
            raise errors.Invalid("placement.no_such_item", item=key)
    if raters not in (1, 2):
        raise errors.Invalid("placement.one_or_two_raters")
    session = db.session()
    row = session.scalar(select(models.SittingRules).where(models.SittingRules.centre_id == centre_id))
    row = row or models.SittingRules(id=db.new_id(), centre_id=centre_id)
    row.minutes, row.first_items, row.raters = dict(minutes), dict(first_items), raters
    row.lead_id, row.fair_scores = lead_id, fair_scores
    row.by, row.at = actor.name, now
    session.add(row)
    session.flush()


def erase_recordings(rated_before: datetime, *, now: datetime) -> int:
    """Remove the voices of work that was scored before a moment; scores stay. Returns how many were removed."""
    rows = db.session().scalars(
        select(models.Work.id).where(models.Work.rated_at < rated_before, models.Work.sound_type != "")
    )
    ids = list(rows)
    _change(ids, sound=None, sound_type="")
    for work_id in ids:
        audit.record("erase", "placement_work", work_id, now=now)
    return len(ids)


def _checked(text: str, sound: bytes) -> str:
    """The media type of a sound. Raises Invalid for what is too long, too large, or no sound."""
    if len(text) > performances.LONGEST_TEXT:
        raise errors.Invalid("placement.text_too_long", highest=performances.LONGEST_TEXT)
    if len(sound) > performances.LARGEST_SOUND:
        raise errors.Invalid("placement.sound_too_large", megabytes=performances.LARGEST_SOUND // 2**20)
    found = performances.sound_type(sound) if sound else ""
    if found is None:
        raise errors.Invalid("placement.no_sound_file")
    return found


def _add_work(
    found: queries.SittingInfo,
    item: str,
    now: datetime,
    *,
    text: str = "",
    sound: bytes | None = None,
    sound_type: str = "",
    points: int | None = None,
) -> str:
    row = models.Work(
        id=db.new_id(),
        sitting_id=found.id,
        learner_id=found.learner_id,
        bank=found.bank,
        item_key=item,
        kind=found.kind,
        text=text,
        sound=sound,
        sound_type=sound_type,
        given_at=now,
        points=points,
        rated_at=None if points is None else now,
    )
    session = db.session()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise errors.Conflict("placement.answered_elsewhere") from taken
    audit.record("hand_in", "placement_work", row.id, changes={"kind": [None, found.kind]}, now=now)
    return row.id


def _give(work_id: str, scores: Mapping[str, int], actor: Actor, now: datetime, *, leads: bool = False) -> None:
    session, rater = db.session(), actor.user_id or actor.name
    row = session.scalar(select(models.Rating).where(models.Rating.work_id == work_id, models.Rating.rater_id == rater))
    row = row or models.Rating(id=db.new_id(), work_id=work_id, rater_id=rater, leads=leads)
    row.by, row.scores, row.at = actor.name, dict(scores), now
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise errors.Conflict("placement.answered_elsewhere") from taken


def _count(found: queries.WorkInfo, points: int, actor: Actor, now: datetime) -> None:
    """The points enter the sitting; a sitting that nothing is missing from enters the result."""
    _change([found.id], points=points, rated_at=now)

    def scored(one: queries.SittingInfo) -> queries.State:
        return one.state if isinstance(one.state, Screener) else sitting.rate(one.state, found.item.key, points)

    keeping.changed(found.sitting_id, scored, "rate", actor=actor, now=now)
    if queries.sitting_info(found.sitting_id).status == queries.ENDED:
        testing.take_in(found.learner_id, actor=actor, now=now)


def _change(work_ids: list[str], **values: object) -> None:
    db.session().execute(
        update(models.Work)
        .where(models.Work.id.in_(work_ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
