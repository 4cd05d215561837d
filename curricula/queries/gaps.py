"""Missing links: people who are ready and have no next course, grouped by where they stand, with what would close the gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from curricula.domain import bridge
from curricula.queries import outline
from curricula.queries.findings import FindingInfo, open_findings
from curricula.queries.nearest import Near, Unlock, nearest, unlocks
from curricula.queries.standing import standings
from curricula.queries.steps import FITS, open_offers, share_that_fits
from lms.courses import queries as courses
from lms.courses.domain.calendar import UsualWeek
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import ProgressState
from lms.learners import queries as learners
from lms.learners.domain import availability
from lms.organisations import queries as organisations

UNDER_THREE = 3


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits. `lacks` is the nearest missing thing: no_group, full, time, or the code of an obstacle."""

    finding: FindingInfo
    person: learners.LearnerInfo
    weeks: int
    children: int
    children_under_three: int
    lacks: str


@dataclass(frozen=True)
class NewGroup:
    """A group that could be opened: whom it seats and what of it is there. Names, not ids."""

    pattern: UsualWeek
    seats: int
    rooms: Sequence[str]
    teachers: Sequence[str]
    possible: bool


@dataclass(frozen=True)
class MoreSeats:
    """A full group that would suit: one more seat each for so many."""

    section: courses.SectionInfo
    seats: int


@dataclass(frozen=True)
class Gap:
    """People ready after one module, the longest waiting first. `wanted` are titles of the modules that would do."""

    key: str
    after: str
    wanted: Sequence[str]
    modules: Sequence[str]
    """The same by full name."""
    waiting: Sequence[Waiting]
    new_groups: Sequence[NewGroup]
    more_seats: Sequence[MoreSeats]
    review_day: date

    @property
    def longest(self) -> int:
        """Weeks that somebody has waited."""
        return max(one.weeks for one in self.waiting)

    @property
    def middle(self) -> int:
        """Weeks that half of them have waited at least."""
        return int(median(one.weeks for one in self.waiting))

    @property
    def best_time(self) -> str:
        """The pattern that suits most of them, empty where none suits."""
        best = max(self.new_groups, key=lambda one: one.seats, default=None)
        return best.pattern.key if best else ""


def count_gaps(centre_id: str) -> int:
    """How many links are missing."""
    found = open_findings(states=[ProgressState.SUPPLY_STALLED], centre_id=centre_id)
    return len({one.facts.get("after", "") for one in found})


def gaps(centre_id: str, day: date) -> list[Gap]:
    """The missing links of a centre, those with most people first."""
    groups: dict[str, list[FindingInfo]] = {}
    for one in open_findings(states=[ProgressState.SUPPLY_STALLED], centre_id=centre_id):
        groups.setdefault(str(one.facts.get("after", "")), []).append(one)
    if not groups:
        return []
    room = _Room(centre_id, day)
    found = [room.gap(after, same) for after, same in groups.items()]
    return sorted((one for one in found if one.waiting), key=lambda one: -len(one.waiting))


MOST_WEIGHED = 60
"""People of one gap whose nearest group is looked for: beyond that the picture does not change."""


@dataclass(frozen=True)
class LastThing:
    """What is left between people and a seat: the nearest group of each, and single things that would seat several."""

    near: Mapping[str, Near]
    unlocks: Sequence[Unlock]


def last_thing(gap: Gap, centre_id: str, day: date) -> LastThing:
    """The one thing that is left for those who wait in a gap, by learner."""
    offered = open_offers(centre_id, day)
    sections = {one.id: one for name in gap.modules for one in offered.get(name, ())}
    people = standings(one.person for one in gap.waiting[:MOST_WEIGHED]) if sections else {}
    found = {key: nearest(who, sections.values(), day) for key, who in people.items()}
    return LastThing({key: one for key, one in found.items() if one is not None}, unlocks(found.values()))


class _Room:
    """What there is at a centre to close gaps with, asked once."""

    def __init__(self, centre_id: str, day: date) -> None:
        self.centre_id, self.day = centre_id, day
        self.rooms = {one.id: one for one in organisations.rooms(centre_id)}
        self.teachers = {one.id: one for one in organisations.staff(kind="teacher", centre_id=centre_id)}
        self.offered = open_offers(centre_id, day)
        self.busy: dict[str, list[WeekInterval]] = {}
        for one in (section for same in self.offered.values() for section in same):
            week = [WeekInterval(meeting.weekday, meeting.starts, meeting.ends) for meeting in one.meetings]
            for key in (one.room_id, one.teacher_id):
                self.busy.setdefault(key or "", []).extend(week)

    def gap(self, after: str, found: Sequence[FindingInfo]) -> Gap:
        ids = [one.learner_id for one in found]
        people, children = learners.by_ids(ids), learners.children_of_learners(ids)
        known = learners.availabilities(ids)
        waiting = [
            self._waiting(one, people[one.learner_id], children.get(one.learner_id, ()))
            for one in found
            if one.learner_id in people
        ]
        wanted = sorted({str(name) for one in found for name in one.facts.get("wanted", ())})
        return Gap(
            after,
            self._title(after),
            [self._title(name) for name in wanted],
            wanted,
            sorted(waiting, key=lambda one: (-one.weeks, one.person.name)),
            self._new_groups(ids, known, wanted),
            self._more_seats(ids, known, wanted),
            max(one.review_day for one in found),
        )

    def _waiting(
        self, found: FindingInfo, person: learners.LearnerInfo, children: Sequence[learners.ChildInfo]
    ) -> Waiting:
        since = date.fromisoformat(str(found.facts.get("since") or found.found_on))
        young = [one for one in children if (self.day - one.birth_date).days < UNDER_THREE * 365.25]
        lacks = str(found.facts.get("lacks", ""))
        return Waiting(found, person, (self.day - since).days // 7, len(children), len(young), lacks)

    def _title(self, name: str) -> str:
        described = outline.module_on(name, self.day)
        return described[1].name if described else name

    def _new_groups(
        self, ids: Sequence[str], known: Mapping[str, availability.Availability], wanted: Sequence[str]
    ) -> list[NewGroup]:
        tracks = {
            str(m["track"])
            for p in outline.programmes_on(self.day)
            for m in p["modules"]
            if f"{p['key']}:{m['key']}" in wanted
        }
        may = {
            key: one.hours
            for key, one in self.teachers.items()
            if any(one.may_teach(track, self.day) for track in tracks)
        }
        found = bridge.openings(
            ids,
            lambda one, week: availability.share(known.get(one, availability.Availability()), week),
            FITS,
            self.busy,
            list(self.rooms),
            may,
        )
        return [
            NewGroup(
                one.pattern,
                len(one.seats),
                [self.rooms[key].name for key in one.rooms],
                [self.teachers[key].name for key in one.teachers],
                one.possible,
            )
            for one in found
        ]

    def _more_seats(
        self, ids: Sequence[str], known: Mapping[str, availability.Availability], wanted: Sequence[str]
    ) -> list[MoreSeats]:
        found = []
        for section in (one for name in wanted for one in self.offered.get(name, ()) if one.free <= 0):
            fitting = [
                one for one in ids if share_that_fits(section, known.get(one, availability.Availability())) >= FITS
            ]
            if fitting:
                found.append(MoreSeats(section, len(fitting)))
        return sorted(found, key=lambda one: -one.seats)
