"""What an observer sees: counts over providers, hidden where they are small. The one crossing of observers."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.accounts.services import audit
from lms.courses.queries import figures
from lms.exchange.domain import suppression
from lms.kernel import db
from lms.kernel.vocabulary import LEVELS, Track
from lms.organisations import queries as organisations

CROSSING = "observer aggregates"
WEEKS = 12


@dataclass(frozen=True)
class Overview:
    """Aggregates of a region. No person, no provider by name."""

    region: str
    providers: int
    people: suppression.Table
    waiting: dict[str, suppression.Cell]
    waiting_total: suppression.Cell
    attendance: suppression.Share | None
    attendance_by_track: dict[str, suppression.Share | None]
    first: date
    last: date


def overview(provider_id: str, *, today: date) -> Overview:
    """Counts over every provider of the observer's region. The look itself is kept in the observer's audit."""
    region = organisations.provider(provider_id).region
    first = today - timedelta(weeks=WEEKS)
    with db.crossing(CROSSING):
        providers = organisations.providers_of_region(region)
        people = figures.people_by_track_and_level(providers)
        waiting = figures.waiting_by_track(providers)
        attendance = figures.attendance_by_learner(providers, first, today)
    audit.record("crossing", "provider", provider_id, changes={"query": CROSSING, "providers": len(providers)})
    tracks = (*(track.value for track in Track), "")
    waits = suppression.suppressed(
        {("waiting", track): count for track, count in waiting.items()}, ("waiting",), tracks
    )
    return Overview(
        region=region,
        providers=len(providers),
        people=suppression.suppressed(people, tracks, (*(level.value for level in LEVELS), "")),
        waiting={track: waits.cells["waiting", track] for track in tracks if track},
        waiting_total=waits.total,
        attendance=suppression.share_of([(attended, offered) for _, attended, offered in attendance]),
        attendance_by_track={
            track: suppression.share_of([(attended, offered) for of, attended, offered in attendance if of == track])
            for track in tracks
            if track
        },
        first=first,
        last=today,
    )
