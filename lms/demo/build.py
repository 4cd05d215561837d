"""Building the region, provider by provider: centres, people by a registration sheet, placement, timetable, past weeks, review.

Each plug-in takes part through its `demo` hook (`step`, facts, actor). Steps, in order: `childcare` (rooms and carers of
a centre), `place` (interview and test of people), `timetable` (solve with an iteration budget and publish), `assess`
(checks and passed modules), `review` (the nightly review), `today` (what has happened today until now), `follow` (what came
after placements), `figures` (what a plug-in counts).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine

from lms.accounts.services import audit
from lms.casework import services as casework
from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.domain.calendar import WeeklyMeeting
from lms.courses.queries import figures
from lms.demo import (
    accounts,
    advising,
    companions,
    confiding,
    directory,
    eligible,
    hours,
    lessons,
    life,
    meetings,
    outreach,
    partnering,
    places,
    plans,
    receiving,
    talks,
    voicing,
    weeks,
)
from lms.demo.providers import PROVIDERS, Centre, Group, People, Provider
from lms.exchange import services as exchange
from lms.exchange.domain import invented
from lms.kernel import clock, config, db, plugins
from lms.kernel.actor import Actor
from lms.kernel.errors import Conflict
from lms.kernel.vocabulary import Shift, Track
from lms.learners import queries as learner_queries
from lms.learners import services as learner_services
from lms.organisations import queries as organisation_queries
from lms.organisations import services as organisations

ITERATIONS = 1


MORNING = 10
"""The hour until which the day of the region has gone on."""


def build(engine: Engine, *, seed: int, today: date, hour: int = MORNING) -> dict[str, Any]:
    """Build the region into an empty, migrated database, as it is at an hour of its day.

    The same seed, day and hour give the same report: of all providers.
    """
    reports = []
    with db.repeatable_ids(seed):
        for number, provider in enumerate(PROVIDERS):
            with db.transaction(engine):
                provider_id = places.found_provider(provider)
            reports.append(_Part(engine, provider, provider_id, seed + number, today, hour).build())
    return totals(reports)


def totals(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures of several providers added up, kind by kind where a figure has kinds."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(name for report in reports for name in report):
        values = [report[name] for report in reports if name in report]
        if isinstance(values[0], Mapping):
            kinds = sorted({kind for value in values for kind in value})
            found[name] = {kind: sum(value.get(kind, 0) for value in values) for kind in kinds}
        else:
            found[name] = sum(values)
    return found


NEW_TODAY = 2
"""So many people have their first day today, where classes of the sign-in have seats for them."""
STILL_OWED = 40
"""One of so many learners has not had the talk at the beginning."""


class _Part:
    """The building of one provider's part, with what later steps need from earlier ones."""

    def __init__(self, engine: Engine, provider: Provider, provider_id: str, seed: int, today: date, hour: int) -> None:
        self.engine, self.provider, self.provider_id, self.hour = engine, provider, provider_id, hour
        self.seed, self.today, self.rng = seed, today, Random(seed)
        self.actor = places.builder(provider_id, provider.zone)
        self.first_monday = places.monday_before(today, provider.history_weeks)
        self.report: dict[str, Any] = {}

    def build(self) -> dict[str, Any]:
        """Every step in a transaction of its own, so that a failure names its step."""
        for step in (
            self._furnish,
            self._register,
            self._place,
            self._timetable,
            self._first_teacher,
            self._budgets,
            self._texts,
            self._past_weeks,
            self._newcomers,
            self._next_courses,
            self._plans,
            self._lessons,
            self._review,
            self._weeks,
            self._accounts,
            self._after_placement,
            self._talks,
            self._voices,
            self._partners,
            self._count,
        ):
            with db.transaction(self.engine), audit.acting(self.actor), db.scoped(self.provider_id):
                step()
        return self.report

    def _at(self, day: date, hour: int = 9) -> datetime:
        return clock.instant(day, time(hour), self.provider.zone)

    def _ask(self, step: str, **facts: Any) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for plugin in plugins.installed().plugins:
            answer |= plugin.demo(step, facts, self.actor)
        return answer

    # --- steps ---------------------------------------------------------------------------------------------------

    def _furnish(self) -> None:
        provider, funders = self.provider, places.add_funders(self.provider)
        weeks = provider.history_weeks + places.WEEKS_LEFT
        ends = self.first_monday + timedelta(weeks=weeks, days=-3)
        self.centre = self._open(provider.centre, ("This term", self.first_monday, ends), funders)
        self.fresh = None
        if provider.fresh is not None:
            monday = places.monday_before(self.today, 0)
            term = ("Next term", monday + timedelta(weeks=1), monday + timedelta(weeks=16))
            self.fresh = self._open(provider.fresh, term, funders)

    def _open(self, centre: Centre, term: tuple[str, date, date], funders: Mapping[str, str]) -> places.Place:
        papers = self.today + timedelta(days=700)
        place = places.furnish(self.provider, centre, term, funders, papers_until=papers)
        self._ask("childcare", centre_id=place.centre_id, starts_on=term[1], staff=place.staff)
        self._ask("courses", centre_id=place.centre_id, now=self._at(term[1]))
        return place

    def _register(self) -> None:
        # Ages and rotations are those of today: people of the demonstration are as old as it says.
        people = self.provider.people
        rows = invented.learners(self.rng, places.monday_before(self.today, 0), prefix=people.prefix)[: people.count]
        if people.placed_elsewhere is not None:
            rows = [_of_the_country(row, place, people) for place, row in enumerate(rows)]
        old, self.newcomer_rows = rows[: -people.newcomers], rows[-people.newcomers :]
        arrival = self.first_monday - timedelta(days=21)
        self.settled = self._import("registration-spring.csv", old, arrival)
        for learner_id in self.settled:
            learner_services.own_picture(learner_id)

    def _import(self, name: str, rows: Sequence[dict[str, str]], day: date) -> list[str]:
        content = invented.as_csv(rows).encode()
        batch_id = exchange.receive(
            content, name, self.centre.centre_id, today=self.today, actor=self.actor, now=self._at(day)
        )
        exchange.take_in(batch_id, today=self.today, actor=self.actor, now=self._at(day))
        known = learner_queries.numbers(row["person_id"] for row in rows)
        return [known[row["person_id"]] for row in rows]

    def _place(self) -> None:
        self._ask(
            "place", learner_ids=self.settled, seed=self.seed, now=self._at(self.first_monday - timedelta(days=14))
        )

    def _timetable(self) -> None:
        answer = self._ask(
            "timetable",
            centre_id=self.centre.centre_id,
            term_id=self.centre.term_id,
            starts_on=self.first_monday,
            iterations=ITERATIONS,
            seed=self.seed,
            now=self._at(self.first_monday - timedelta(days=7)),
        )
        self.report["not_placed"] = answer.get("not_placed", {})

    def _first_teacher(self) -> None:
        """Who teaches most people today gets the name of the sign-in: whoever comes in as a teacher has a class to look at.

        A parent of a small child sits in it, if one has class today: the learner of the sign-in comes to this class. And
        somebody who works at night, if one does: the page of the day says who needs something.
        """
        size = {one.id: one.taken for one in course_queries.sections(term_id=self.centre.term_id)}
        today = course_queries.sessions_between(self.today, self.today, section_ids=list(size))
        known = {
            staff.id: staff for staff in organisation_queries.staff(kind="teacher", centre_id=self.centre.centre_id)
        }
        seated = figures.seated_ids(one.section_id for one in today)
        parents, with_parents = self._parents_of_small_children(), set[str]()
        told, with_nights = learner_queries.availabilities(self.settled), set[str]()
        by_night = {learner_id for learner_id, week in told.items() if week.shift is Shift.NIGHT}
        taught = Counter[str]()
        for session in today:
            if session.teacher_id in known:
                taught[session.teacher_id] += size[session.section_id]
                if parents.intersection(seated.get(session.section_id, ())):
                    with_parents.add(session.teacher_id)
                if by_night.intersection(seated.get(session.section_id, ())):
                    with_nights.add(session.teacher_id)
        if not taught:
            return
        first = min(taught, key=lambda one: (one not in with_parents, one not in with_nights, -taught[one], one))
        busiest, marta = known[first], known[self.centre.staff[self.provider.first_teacher]]
        organisations.introduce_staff(busiest.id, marta.name, marta.picture)
        organisations.introduce_staff(marta.id, busiest.name, busiest.picture)
        self.centre.staff |= {marta.name: busiest.id, busiest.name: marta.id}

    def _budgets(self) -> None:
        """What funders granted before the first lesson: the registers of the past weeks count it down."""
        before = self.first_monday - timedelta(days=7)
        self.report["budgets"] = hours.grant(self.settled, from_date=before, actor=self.actor, now=self._at(before))

    def _texts(self) -> None:
        """Most of those who want to hear by text message said yes to it on their first day; some change to it."""
        wanted = [one for one in self._people_of(self.settled) if one.contact == "sms" and one.phone]
        for place, one in enumerate(wanted):
            if place % STILL_OWED:
                at = self._at(self.first_monday)
                learner_services.change_facts(one.id, {"texts_agreed": True}, actor=self.actor, now=at)
        for one in [one for one in self._people_of(self.settled) if one.contact == "email" and one.phone][::2]:
            learner_services.choose_way(
                one.id, "sms", phone=one.phone, texts_agreed=True, actor=self.actor, now=self._at(self.first_monday)
            )

    def _past_weeks(self) -> None:
        sections = [one.id for one in course_queries.sections(term_id=self.centre.term_id)]
        self.habits = life.habits(self.settled, self.rng)
        life.attend(sections, self.today, self.habits, self.rng, actor=self.actor, now=self._at(self.today, 0))
        self._ask(
            "assess",
            learner_ids=self.settled,
            first=self.first_monday,
            today=self.today,
            seed=self.seed,
            profiles={learner_id: {"gain": habit.gain} for learner_id, habit in self.habits.items()},
        )

    def _newcomers(self) -> None:
        day = self.today - timedelta(days=7)
        arrived = self._import("registration-autumn.csv", self.newcomer_rows, day)
        now = self._at(day + timedelta(days=2))
        self._ask("place", learner_ids=arrived[:16], seed=self.seed + 1, now=now)
        # A few results wait for a teacher, and a few people for their interview.
        self._ask("place", learner_ids=arrived[16:24], seed=self.seed + 2, now=now, decide=False)
        self._come_in(arrived[:16])

    def _come_in(self, arrived: Sequence[str]) -> None:
        """Two people at most have their first day today in a class of the first teacher that suits them."""
        first, seats = self.centre.staff[self.provider.first_teacher], NEW_TODAY
        weeks_of = learner_queries.availabilities(arrived)
        free = [one for one in arrived if one in weeks_of and weeks_of[one].shift is Shift.NONE]
        sections = {one.id: one for one in course_queries.sections(term_id=self.centre.term_id)}
        today = course_queries.sessions_between(self.today, self.today, section_ids=list(sections))
        for session in sorted((one for one in today if one.teacher_id == first), key=lambda one: one.starts_at):
            seated = figures.seated_ids([session.section_id]).get(session.section_id, ())
            alike = {(one.track, one.level) for one in self._people_of(seated)}
            for learner in self._people_of(free):
                if not seats or (learner.track, learner.level) not in alike:
                    continue
                try:
                    courses.book(
                        session.section_id,
                        learner.id,
                        from_date=self.today,
                        actor=self.actor,
                        now=self._at(self.today - timedelta(days=2)),
                    )
                except Conflict:
                    continue
                seats -= 1

    def _people_of(self, learner_ids: Iterable[str]) -> list[learner_queries.LearnerInfo]:
        known = learner_queries.by_ids(list(learner_ids))
        return [known[one] for one in sorted(known)]

    def _next_courses(self) -> None:
        """Evening groups that start in two weeks and have no room yet, and mostly no teacher: what next steps lead to."""
        start = places.monday_before(self.today, -2)
        for group in self.provider.opening:
            if group.module in self.centre.courses:
                self._open_group(course_queries.course(self.centre.courses[group.module]), group, start)

    def _open_group(self, course: course_queries.CourseInfo, group: Group, start: date) -> None:
        courses.open_section(
            courses.NewSection(
                course_id=course.id,
                term_id=self.centre.term_id,
                name=f"{course.title}, evening",
                seats=course.section_max,
                room_id=None,
                teacher_id=self.centre.staff.get(group.teacher),
                meetings=tuple(WeeklyMeeting(day, time(18), time(20, 15)) for day in group.weekdays),
                starts_on=start,
                ends_on=self.centre.ends_on,
            ),
            closed=organisation_queries.closed_days(self.centre.centre_id, start, self.centre.ends_on),
            zone=self.provider.zone,
            actor=self.actor,
            now=self._at(self.today),
        )

    def _first_talks(self) -> None:
        """Whoever has been here for months was talked with at the beginning; a few still wait for it."""
        held = self._at(self.first_monday + timedelta(days=21))
        seated = course_queries.enrolments_of(self.settled, seated=True)
        for place, learner_id in enumerate(one for one in self.settled if one in seated):
            if place % STILL_OWED:
                casework.hold_entry(learner_id, "", actor=self._keeper(), now=held)

    def _plans(self) -> None:
        """Every caseworker's morning: plans that run, steps that are late, talks that are due, some without a plan."""
        if not self.provider.caseworker:
            return
        caseworker = self.centre.staff[self.provider.caseworker]
        self._first_talks()
        cast = [one.id for one in self._cast()]
        chosen = list(dict.fromkeys([*self.settled[:24], *cast]))
        people = learner_queries.by_ids(chosen)
        offices = directory.list_organisations(self.today, actor=self._keeper(), now=self._at(self.first_monday))
        for place, learner_id in enumerate(chosen):
            before = self._at(self.today - timedelta(days=20 + place))
            casework.assign(learner_id, caseworker, actor=self.actor, now=before)
            if place % plans.WITHOUT != plans.WITHOUT - 1:
                plans.make(
                    people[learner_id],
                    place,
                    offices,
                    shared=place % plans.WITHOUT == 0 or learner_id in cast,
                    today=self.today,
                    actor=self.actor,
                    keeper=self._keeper(),
                    at=self._at,
                )
        meetings.publish(self.centre.centre_id, caseworker, chosen, today=self.today, actor=self.actor, at=self._at)
        advising.advise(self.centre.centre_id, today=self.today, actor=self.actor, now=self._at(self.today, 9))

    def _review(self) -> None:
        answer = self._ask("review", today=self.today, now=self._at(self.today, 3))
        self.report["states"] = answer.get("states", {})
        self.report["next_steps"] = answer.get("next_steps", 0)

    def _weeks(self) -> None:
        """What people tell of their weeks since: rotas of every kind, school hours, days that are different."""
        told = weeks.tell(self.settled, today=self.today, seed=self.seed, actor=self.actor, now=self._at(self.today, 8))
        self.report["weeks"] = told.weeks
        here, seated = learner_queries.all_of(self.centre.centre_id), course_queries.enrolments_of(self.settled)
        ids = [one.id for one in here if one.until is None]
        weeks.say_where(ids, seated, seed=self.seed, actor=self.actor, now=self._at(self.today, 8))

    def _lessons(self) -> None:
        first = self.centre.staff[self.provider.first_teacher]
        for section in course_queries.sections(term_id=self.centre.term_id, teacher_id=first):
            lessons.put_in(
                section,
                today=self.today,
                folder=config.read().data_path,
                actor=self.actor,
                now=self._at(self.today - timedelta(weeks=3)),
            )

    def _accounts(self) -> None:
        self._ask("today", centre_id=self.centre.centre_id, today=self.today, now=self._at(self.today, self.hour))
        accounts.open_doors(self.centre, self.fresh, self._cast()[: self.provider.learners_signed_in])

    def _after_placement(self) -> None:
        """Texts with two raters, checks after some weeks, people tested again: by whoever signs in as a teacher."""
        self.report |= self._ask(
            "follow",
            centre_id=self.centre.centre_id,
            learner_ids=self.settled,
            seed=self.seed,
            now=self._at(self.today, min(self.hour, 8)),
        )

    def _talks(self) -> None:
        """Talks at the beginning and at the end that were held, and people met outside: by the caseworker."""
        if not self.provider.caseworker:
            return
        keeper = replace(
            self.actor, name=self.provider.caseworker, staff_id=self.centre.staff[self.provider.caseworker]
        )
        talks.hold(self.settled, today=self.today, keeper=keeper, at=self._at)
        outreach.go_out(self.centre.centre_id, today=self.today, keeper=keeper, at=self._at)
        receiving.receive(self.settled[8:11], self.centre.staff, today=self.today, keeper=keeper, at=self._at)
        for one in self._cast()[:1]:
            receiving.orient(one.id, today=self.today)
        people = [*self._cast(), *self._people_of(self.settled[:24])]
        companions.help_out(
            self.centre.centre_id,
            list({one.id: one for one in people}.values()),
            today=self.today,
            keeper=keeper,
            at=self._at,
        )
        # Those with a sign-in are left to whoever comes in as one of them.
        chosen = [one for one in self.settled[:8] if one not in {learner.id for learner in self._cast()}]
        confiding.confide(chosen, keeper.name, today=self.today, actor=self.actor, now=self._at(self.today, 9))

    def _voices(self) -> None:
        """How the classes of the first teacher were, and ideas for the centre; the first one is of who signs in."""
        first = self.centre.staff[self.provider.first_teacher]
        sections = [one.id for one in course_queries.sections(term_id=self.centre.term_id, teacher_id=first)]
        voicing.say_how_classes_are(sections, today=self.today, actor=self.actor)
        # The ideas are in German.
        if self.provider.caseworker:
            learner_ids = [*(one.id for one in self._cast()[:1]), *self.settled[:4]]
            voicing.have_ideas(learner_ids, today=self.today, actor=self.actor, now=self._at(self.today, 9))

    def _partners(self) -> None:
        """A trade union that sees one class, an agreement under which it is held, papers from before the arrival."""
        if self.provider.partner is None:
            return
        now, keeper, cast = self._at(self.today, 9), self._keeper(), self._cast()
        section_id = partnering.class_of(cast[0].id)
        partnering.invite(self.provider.partner, section_id, today=self.today, actor=self.actor, now=now)
        partnering.agree(section_id, cast[-1].id, today=self.today, keeper=keeper, now=now)
        families = {one.id: one for one in [*cast, *self._people_of(self.settled[:60])]}
        eligible.find(list(families.values()), today=self.today, actor=keeper, now=now)
        partnering.bring_record(cast[-1], today=self.today, keeper=keeper, now=now)
        partnering.ask_papers(cast, country=self.provider.country, keeper=keeper, now=now)

    def _keeper(self) -> Actor:
        """The caseworker, as whoever does what she does."""
        name = self.provider.caseworker
        return replace(self.actor, name=name, staff_id=self.centre.staff[name])

    def _cast(self) -> list[learner_queries.LearnerInfo]:
        """Learners with a sign-in, from the first teacher's classes of today: a parent of a small child, then two others."""
        seated = course_queries.enrolments_of(self.settled)
        children = learner_queries.children_of_learners(list(seated))
        small = self._parents_of_small_children()
        meeting = {one.section_id: one for one in course_queries.sessions_between(self.today, self.today)}

        def order(learner_id: str) -> tuple[bool, bool, int]:
            here = [meeting[one.section_id] for one in seated[learner_id] if one.section_id in meeting]
            hers = any(one.teacher_id == self.centre.staff[self.provider.first_teacher] for one in here)
            return not hers, not here, self.settled.index(learner_id)

        known = sorted(seated, key=order)
        parents, others = [one for one in known if one in small], [one for one in known if one not in children]
        chosen = (parents[:1] + others)[:3]
        people = learner_queries.by_ids(chosen)
        return [people[one] for one in chosen]

    def _parents_of_small_children(self) -> set[str]:
        children = learner_queries.children_of_learners(self.settled)
        return {one for one, found in children.items() if any(self._is_small(child.birth_date) for child in found)}

    def _is_small(self, born_on: date) -> bool:
        """Of the age that a childcare group takes."""
        return timedelta(days=365) < self.today - born_on < timedelta(days=5 * 365)

    def _count(self) -> None:
        everybody = learner_queries.all_of(self.centre.centre_id)
        sections = course_queries.sections(centre_id=self.centre.centre_id)
        seated = course_queries.enrolments_of([one.id for one in everybody])
        groups = Counter(one.track for one in everybody if one.track)
        self.report |= {
            "learners": len(everybody),
            "learners_by_group": {str(track): groups.get(track, 0) for track in Track},
            "sections": len(sections),
            "placed": len(seated),
            **self._ask("figures", centre_id=self.centre.centre_id),
        }


def _of_the_country(row: Mapping[str, str], place: int, people: People) -> dict[str, str]:
    """A line as another country's municipality would send it: placed by its own survey, with a number from there."""
    assert people.placed_elsewhere is not None
    track, level = people.placed_elsewhere(int(row["schooling_years"]), place)
    return {**row, "placed_track": track, "placed_level": level, "phone": f"{people.phone} {place:02}"}
