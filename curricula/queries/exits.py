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
    """Everybody who completed the scheme on these days and did not go on in it, by day; each once.

    Without a scheme it is the whole programme. Whoever was asked after it had ended it then, whatever came later.
    """
    modules = _modules(programme, scheme, today)
    times = [one for one in asked.times(today) if one.module_key in modules]
    ended = follow_up.ended(times, dict.fromkeys(modules, programme))
    found = {(one.on_day, one.learner_id): one.module_key for one in ended if one.finished}
    answers: dict[tuple[date, str], dict[int, dict[str, str]]] = {}
    row = models.FollowUp
    for one in db.session().scalars(select(row).where(row.programme == programme).order_by(row.id)):
        if one.module_key in modules and one.finished:
            found[one.ended_on, one.learner_id] = one.module_key
            answers.setdefault((one.ended_on, one.learner_id), {})[one.months] = dict(one.answers)
    # Whoever completed two of its modules within the days counts by the last one.
    last_of = {who: (day, module) for (day, who), module in sorted(found.items()) if first <= day <= last}
    seats: dict[str, list[figures.Time]] = {}
    for seat in figures.times_in_classes(today):
        seats.setdefault(seat.learner_id, []).append(seat)
    people = learners.by_ids(last_of)
    return [
        rules.Completed(
            who,
            module,
            day,
            answers.get((day, who), {}),
            [
                (one.from_date, one.until)
                for one in seats.get(who, ())
                if one.module_key not in modules or one.from_date > day
            ],
        )
        for who, (day, module) in last_of.items()
        if who in people and centre_id in (None, people[who].centre_id)
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
