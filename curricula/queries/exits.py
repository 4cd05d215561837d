"""Who completed a scheme of a programme, and what became of them. A scheme is a track of the programme's pack."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from curricula import models
from curricula.domain import exits as rules
from curricula.domain import follow_up
from curricula.queries import follow_up as asked
from curricula.queries import outline
from lms.accounts.services import audit
from lms.courses.queries import figures
from lms.kernel import db
from lms.learners import queries as learners
from lms.organisations import queries as organisations

CROSSING = "observer outcomes"


def schemes(programme: str, day: date) -> list[tuple[str, str]]:
    """(key, name) of the schemes of a programme."""
    known = outline.known(day).get(programme)
    return list({one.key: one.name for one in known.tracks}.items()) if known else []


def completed(
    programme: str, scheme: str, first: date, last: date, today: date, *, centre_id: str | None = None
) -> list[rules.Completed]:
    """Everybody who completed the scheme on these days and sits in none of its classes any more, by day.

    Without a scheme it is the whole programme. What was taken over from elsewhere counts with the rest.
    """
    modules = _modules(programme, scheme, today)
    times = asked.times(today)
    mine = follow_up.ended([one for one in times if one.module_key in modules], dict.fromkeys(modules, programme))
    found = {one.learner_id: (one.module_key, one.on_day) for one in mine if one.finished}
    open_again = {one.learner_id for one in times if one.module_key in modules} - {one.learner_id for one in mine}
    answers: dict[tuple[str, date], dict[int, dict[str, str]]] = {}
    row = models.FollowUp
    for one in db.session().scalars(select(row).where(row.programme == programme).order_by(row.ended_on, row.id)):
        if one.module_key not in modules:
            continue
        answers.setdefault((one.learner_id, one.ended_on), {})[one.months] = dict(one.answers)
        if one.finished and one.learner_id not in open_again:
            found.setdefault(one.learner_id, (one.module_key, one.ended_on))
    elsewhere: dict[str, list[tuple[date, date | None]]] = {}
    for seat in figures.times_in_classes(today):
        if seat.module_key not in modules:
            elsewhere.setdefault(seat.learner_id, []).append((seat.from_date, seat.until))
    people = learners.by_ids(found)
    return [
        rules.Completed(who, module, day, answers.get((who, day), {}), elsewhere.get(who, ()))
        for who, (module, day) in sorted(found.items(), key=lambda pair: (pair[1][1], pair[0]))
        if first <= day <= last and who in people and centre_id in (None, people[who].centre_id)
    ]


def _modules(programme: str, scheme: str, day: date) -> Collection[str]:
    """Names of the modules of a scheme, of all days: people completed what stood in the pack then."""
    known = outline.known(day).get(programme)
    keys = {one.key for one in known.modules if not scheme or scheme in one.tracks} if known else set()
    return keys | {outline.full_name(key, programme) for key in keys}


def completed_in_region(
    provider_id: str, programme: str, scheme: str, first: date, last: date, today: date
) -> list[rules.Completed]:
    """The same of every provider of an observer's region. The look itself is kept in the observer's audit."""
    with db.crossing(CROSSING):
        providers = organisations.providers_of_region(organisations.provider(provider_id).region)
    found = []
    for one in providers:
        with db.scoped(one):
            found += completed(programme, scheme, first, last, today)
    audit.record("crossing", "provider", provider_id, changes={"query": CROSSING, "providers": len(providers)})
    return found
