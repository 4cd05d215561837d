"""What becomes of "I cannot come" when its session gets another time: by rule it falls or stands, and she is told."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, select

from lms.courses import models
from lms.courses.domain.attendance_apologies import still_holds
from lms.kernel import config, db, signals
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages

Change = tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]
"""A session as the history of changes keeps it: before and after."""
Said = list[list[str]]
"""Apologies as the history keeps them: session, learner, reason, instant."""


def lapse(section: str, changed: Mapping[str, Change], *, actor: Actor, now: datetime) -> Said:
    """Apologies for a time that is over with the move: she is expected again, and told. Announces `apology_withdrawn`.

    Returns them, so that undoing the move puts them back.
    """
    moved = {key: pair for key, pair in changed.items() if _moved_away(*pair)}
    if not moved:
        return []
    row = models.Apology
    found = list(db.session().scalars(select(row).where(row.session_id.in_(moved)).order_by(row.at, row.id)))
    said = [[one.session_id, one.learner_id, one.reason, one.at.isoformat()] for one in found]
    if found:
        db.session().execute(delete(row).where(row.id.in_([one.id for one in found])))
    people = learners.by_ids(one[1] for one in said)
    for session_id, learner_id, _reason, _at in said:
        signals.announce(signals.apology_withdrawn, session_id, learner_id=learner_id, actor=actor, now=now)
        if learner_id in people:
            _tell(people[learner_id], section, session_id, *moved[session_id], now)
    return said


def _moved_away(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    if before is None or after is None or after["state"] != "planned":
        return False
    return not still_holds(_times(before), _times(after))


def _times(kept: Mapping[str, Any]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(kept["starts_at"]), datetime.fromisoformat(kept["ends_at"])


def _tell(
    who: learners.LearnerInfo,
    section: str,
    session_id: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    now: datetime,
) -> None:
    if before is None or after is None or datetime.fromisoformat(after["starts_at"]) <= now:
        return
    facts: dict[str, Any] = {
        "section": section,
        "was": date.fromisoformat(before["day"]),
        "day": date.fromisoformat(after["day"]),
        "starts": time.fromisoformat(after["starts"]),
        "ends": time.fromisoformat(after["ends"]),
        "link": f"{config.read().base_url}/cannot-come/{session_id}",
    }
    if messages.write_to(who, "courses.expected_again", facts, now=now) is None:
        messages.ask(
            Role.ADMINISTRATOR,
            "courses.call_expected_again",
            {**facts, "name": who.name},
            now=now,
            learner_id=who.id,
            due_on=min(facts["was"], facts["day"]),
            link=f"/sessions/{session_id}",
            unique_key=f"expected_again:{session_id}:{who.id}:{after['starts_at']}",
        )


def put_back(said: Iterable[list[str]], *, actor: Actor, now: datetime) -> None:
    """The move is undone: what she had said holds again, where she has said nothing else. Announces `apology_given`."""
    session, row = db.session(), models.Apology
    for session_id, learner_id, reason, at in said:
        if session.scalar(select(row.id).where(row.session_id == session_id, row.learner_id == learner_id)):
            continue
        session.add(row(session_id=session_id, learner_id=learner_id, reason=reason, at=datetime.fromisoformat(at)))
        session.flush()
        signals.announce(signals.apology_given, session_id, learner_id=learner_id, reason=reason, actor=actor, now=now)
