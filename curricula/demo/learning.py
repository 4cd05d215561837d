"""What was learnt in the demonstration: invented checks, effort and passed modules, then the review."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from curricula import services
from curricula.domain import simulation
from curricula.domain.entry import level_aimed_at
from curricula.domain.hours import Profile, expected_minutes
from curricula.domain.programme import Module, ModuleKind
from curricula.domain.sittings import Sitting
from curricula.domain.stalled import Effort
from curricula.domain.teaching import STRANDS
from curricula.queries import latest_run, outline, recognition, sittings, teaching
from curricula.queries.bridge import is_literacy
from curricula.queries.progress import profile
from curricula.services import recognition as recognition_services
from curricula.services import sittings as sitting_services
from curricula.services.past import PastCheck, PastEffort, take_over
from lms.courses import queries as courses
from lms.courses import services as course_services
from lms.courses.queries.hours import marks_frame
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.organisations import queries as organisations

PASSERS_SHARE = 0.07
ENOUGH_OF_A_MODULE = 0.75
"""Share of a module's hours after which somebody of the demonstration may pass it."""
REGULAR = 0.7
BETWEEN_STEPS = (14, 10, 8)
"""Weeks since their last course ended, of those who have waited for the next one since."""
END_LITERACY = 3
"""People at the end of literacy: few enough to leave the lists of the demonstration as they are."""
TOLD_PARTS, TOLD_EXPERT = (0.6, 0.3, 0.1), "Petra Sommer, Lindenhof Logistik"
"""Shares of language, the work and working together, and the expert of the trade."""


def work_courses(facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """An expert of the trade and hours of each strand for the courses for work."""
    now = facts["now"]
    found = teaching.work_courses(facts["centre_id"], now.date())
    for one in found:
        parts = dict(zip(STRANDS, TOLD_PARTS, strict=True))
        minutes = {strand: round(one.course.minutes * part) for strand, part in parts.items()}
        services.say_teaching(one.course.id, minutes, expert=TOLD_EXPERT, actor=actor, now=now)
    return {"work_courses": len(found)}


class _Life:
    """The attendance of a learner: minutes attended until any day, and the share of what was offered."""

    def __init__(self, marks: Sequence[tuple[date, int, int]]) -> None:
        self.days = [day for day, _, _ in marks]
        self.sums: list[int] = []
        total = 0
        for _, _, attended in marks:
            total += attended
            self.sums.append(total)
        offered = sum(offered for _, offered, _ in marks)
        self.share = total / offered if offered else 0.0

    def until(self, day: date) -> int:
        at = bisect_right(self.days, day)
        return self.sums[at - 1] if at else 0

    def day_of(self, minutes: float) -> date | None:
        """The first day with so many minutes behind."""
        return next((day for day, total in zip(self.days, self.sums, strict=True) if total >= minutes), None)


def assess(facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Checks every eight weeks, effort, and a few passed modules."""
    first, today = facts["first"], facts["today"]
    rng = Random(facts["seed"])
    now = clock.instant(today, time(9), actor.zone)
    people = sorted(learners.by_ids(facts["learner_ids"]).values(), key=lambda one: one.number)
    lives = _lives([one.id for one in people], first, today)
    checks: list[PastCheck] = []
    efforts: list[PastEffort] = []
    days = simulation.check_days(first, today)
    for one in people:
        gain = float(facts.get("profiles", {}).get(one.id, {}).get("gain", 1.0))
        # A generator of her own: what happens to one person does not change the others.
        own = Random(rng.getrandbits(32))
        if one.id in lives:
            checks += _checks(one, lives[one.id], days, gain, own)
            efforts += _efforts(one, lives[one.id], days[-1] if days else today, own)
    take_over(checks, efforts, actor=actor, now=now)
    passed = _pass_some(people, lives, facts, today, actor, now)
    passed += _end_literacy(people, lives, today, actor, now)
    passed += _end_before(people, today, actor, now)
    return {"checks": len(checks), "passed": passed}


def _lives(ids: Sequence[str], first: date, today: date) -> dict[str, _Life]:
    frame = marks_frame(ids, since=first, until=today)
    found: dict[str, list[tuple[date, int, int]]] = {}
    columns = (frame[name].tolist() for name in ("learner_id", "day", "offered", "attended"))
    for learner_id, day, offered, attended in zip(*columns, strict=True):
        found.setdefault(learner_id, []).append((day, int(offered), int(attended)))
    return {learner_id: _Life(marks) for learner_id, marks in found.items()}


def _checks(one: learners.LearnerInfo, life: _Life, days: Sequence[date], gain: float, rng: Random) -> list[PastCheck]:
    expected = expected_minutes(profile(one) or Profile.MID)
    found = simulation.checks_of(
        one.id, [(day, life.until(day)) for day in days], expected_minutes=expected, gain=gain, rng=rng
    )
    return [
        PastCheck(check.learner_id, check.skill.value, check.day, check.score, one.level, check.attended_minutes)
        for check in found
        if check.attended_minutes
    ]


def _efforts(one: learners.LearnerInfo, life: _Life, day: date, rng: Random) -> list[PastEffort]:
    said = []
    if rng.random() < 0.9:
        seen = Effort.HIGH if life.share >= 0.85 else Effort.MEDIUM if life.share >= REGULAR else Effort.LOW
        said.append(PastEffort(one.id, "teacher", seen.value, day))
    if rng.random() < 0.35:
        said.append(PastEffort(one.id, "learner", Effort.HIGH.value, day))
    return said


def _pass_some(
    people: Sequence[learners.LearnerInfo],
    lives: Mapping[str, _Life],
    facts: Mapping[str, Any],
    today: date,
    actor: Actor,
    now: datetime,
) -> int:
    """The ones with most hours behind them pass their module, from every course in turn."""
    seats = courses.enrolments_of([one.id for one in people])
    by_module: dict[str, list[learners.LearnerInfo]] = {}
    for one in people:
        gain = float(facts.get("profiles", {}).get(one.id, {}).get("gain", 1.0))
        if one.id in lives and seats.get(one.id) and gain > 0.5 and lives[one.id].share >= REGULAR:
            by_module.setdefault(seats[one.id][0].module_key, []).append(one)
    wanted, passed = max(4, round(len(people) * PASSERS_SHARE)), 0
    queues = [
        sorted(same, key=lambda one: (-lives[one.id].until(today), one.number)) for _, same in sorted(by_module.items())
    ]
    while passed < wanted and any(queues):
        for queue in (one for one in queues if one):
            person = queue.pop(0)
            passed += _pass(person, seats[person.id][0], lives[person.id], today, actor, now)
            if passed >= wanted:
                break
    return passed


def _pass(
    person: learners.LearnerInfo,
    seat: courses.EnrolmentInfo,
    life: _Life,
    today: date,
    actor: Actor,
    now: datetime,
) -> int:
    """Pass the module she sits in, and those after it that her hours cover, up to the next level."""
    found = outline.module_on(seat.module_key, today)
    if found is None or not found[1].tracks:
        return 0
    programme, start = found
    track = [one for one in programme.modules_of(start.tracks[0]) if one.kind is not ModuleKind.ORIENTATION]
    needed, results = 0.0, list[tuple[Module, date]]()
    for module in track[track.index(start) :]:
        needed += (module.minutes or 0) * ENOUGH_OF_A_MODULE
        day = life.day_of(needed)
        if day is None or module.minutes is None:
            break
        results.append((module, day))
        if module.level is not None:
            break
    # Half a level is not an end: whoever has not come to one goes on in her class.
    if not results or (level_aimed_at(programme, start) and results[-1][0].level is None):
        return 0
    for module, day in results[:-1]:
        services.pass_module(person.id, module.key, on_day=day, finish=False, actor=actor, now=now)
    services.pass_module(person.id, results[-1][0].key, on_day=today, finish=True, actor=actor, now=now)
    _give_seat_back(person.id, seat, today, actor, now)
    return 1


def _end_literacy(
    people: Sequence[learners.LearnerInfo],
    lives: Mapping[str, _Life],
    today: date,
    actor: Actor,
    now: datetime,
) -> int:
    """The most regular of literacy courses passed the last one's test before its time: they look for a regular course."""
    seats = courses.enrolments_of([one.id for one in people])
    regular = sorted(
        (one for one in people if seats.get(one.id) and one.id in lives),
        key=lambda one: (-lives[one.id].share, one.number),
    )
    ends = ((one, _last_of_literacy(seats[one.id][0].module_key, today)) for one in regular)
    chosen = [(one, last) for one, last in ends if last][:END_LITERACY]
    for weeks, (one, last) in enumerate(chosen, start=1):
        day = max(today - timedelta(weeks=weeks), seats[one.id][0].from_date)
        services.pass_module(one.id, last, on_day=day, finish=False, actor=actor, now=now)
    return len(chosen)


def _last_of_literacy(module_key: str, day: date) -> str | None:
    """The last language module of the literacy track that this one stands in."""
    found = outline.module_on(module_key, day)
    if found is None or not is_literacy(*found):
        return None
    programme, module = found
    return [one.key for one in programme.modules_of(module.tracks[0]) if is_literacy(programme, one)][-1]


def _end_before(people: Sequence[learners.LearnerInfo], today: date, actor: Actor, now: datetime) -> int:
    """A few who found no seat had passed the course of their level some weeks before: they wait between two steps."""
    ever = courses.enrolments_of([one.id for one in people], seated=False)
    ended = ((one, course_behind(one, today)) for one in people if not ever.get(one.id))
    waiting = [(one, module) for one, module in ended if module]
    for weeks, (one, module) in zip(BETWEEN_STEPS, waiting, strict=False):
        day = today - timedelta(weeks=weeks)
        services.pass_module(one.id, module, on_day=day, finish=False, actor=actor, now=now)
    return min(len(BETWEEN_STEPS), len(waiting))


def course_behind(one: learners.LearnerInfo, day: date) -> str | None:
    """The module of her own kind of group that leads to the level she has."""
    known = outline.in_force(day)
    for programme in (known[key] for key in outline.own_programmes() if key in known):
        for offer in (offer for offer in programme.tracks if offer.track == one.track):
            for module in programme.modules_of(offer.key):
                if one.level and level_aimed_at(programme, module) == one.level and module.level == one.level:
                    return module.key
    return None


def _give_seat_back(learner_id: str, seat: courses.EnrolmentInfo, today: date, actor: Actor, now: datetime) -> None:
    held = courses.enrolments_of([learner_id]).get(learner_id, [])
    if any(one.id == seat.id for one in held):
        course_services.finish(seat.id, on=today, actor=actor, now=now)


def review(facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """The nightly review of the provider in scope."""
    today = facts["today"]
    now = facts.get("now") or clock.instant(today, time(3), actor.zone)
    states = services.review_progress(today, actor=actor, now=now)
    run = latest_run()
    recognition = ask_for_recognition(today, actor, now)
    examinations = announce_examinations(today, actor, now)
    return {
        "states": {state: count for state, count in states.items() if count},
        "next_steps": run.next_steps if run else 0,
        "recognition": recognition,
        "examinations": examinations,
    }


EXAMINATIONS_IN_WEEKS = (6, 11)
"""Weeks until the next dates of an examination; one signs up until three weeks before."""


def announce_examinations(today: date, actor: Actor, now: datetime) -> int:
    """The next two Saturdays of every examination that has a date at all, in the house of each centre that teaches."""
    announced = 0
    for centre in organisations.centres():
        if not courses.sections(centre_id=centre.id):
            continue
        for place, (programme, key) in enumerate(sorted(sittings.examinations(today))):
            for weeks in EXAMINATIONS_IN_WEEKS[: 1 + place % 2]:
                day = today + timedelta(weeks=weeks + place % 3, days=5 - today.weekday())
                until = day - timedelta(weeks=3)
                one = Sitting(programme, key, day, centre.name, until)
                sitting_services.announce(centre.id, one, actor=actor, day=today, now=now)
                announced += 1
    return announced


PROFESSIONS = (("Nurse", 70, 3, ""), ("Electrician", 35, 1, ""), ("Accountant", 120, 9, "partly"))
"""Profession, days since the case was opened, steps that are done, and what the authority said."""
LEARNT_AT_SCHOOL = 12
STILL_ASKED = "A course of six months, with a test at its end."


def ask_for_recognition(today: date, actor: Actor, now: datetime) -> int:
    """Cases of recognition of a few people who went to school long: one has begun, one waits, one has an answer."""
    country = organisations.provider(actor.provider_id or "").country
    known = [one for one in recognition.authorities() if one.country == country and one.steps]
    people = [
        one
        for centre in organisations.centres()
        for one in learners.all_of(centre.id)
        if (one.schooling_years or 0) >= LEARNT_AT_SCHOOL and one.until is None
    ]
    opened = 0
    for (profession, days, steps, outcome), who in zip(PROFESSIONS, people if known else (), strict=False):
        day, authority = today - timedelta(days=days), known[opened % len(known)]
        case_id = recognition_services.open_case(
            who.id, authority.key, profession, into_plan=False, actor=actor, day=day, now=now
        )
        for place, step in enumerate(authority.steps[:steps]):
            on = min(today, day + timedelta(days=9 * place))
            recognition_services.tick_step(case_id, step.key, on, day=today, now=now)
        for paper in authority.documents[: steps + 1]:
            recognition_services.tick_document(case_id, paper.key, day, day=today, now=now)
        if outcome:
            recognition_services.close(case_id, outcome, STILL_ASKED, day=today, now=now)
        opened += 1
    return opened
