"""What comes next for a learner: steps with the groups that run them, seats, fit and what stands in the way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from curricula.domain import pathway
from curricula.domain.consistency import is_level
from curricula.domain.eligibility import Answer, Eligibility, eligibility
from curricula.domain.programme import EVERY_TRACK, Module, ModuleKind, PersonFact, Programme
from curricula.domain.wishes import kinds_for
from curricula.queries import outline
from curricula.queries.between import gap_of
from curricula.queries.short_checks import open_checks
from curricula.queries.standing import Standing, standing
from curricula.queries.wishes import wishes_of
from lms.courses import queries as courses
from lms.courses.domain.fit import SectionFit
from lms.kernel import plugins
from lms.kernel.contracts import Booking, Obstacle, WeekInterval
from lms.kernel.vocabulary import Level
from lms.learners.domain import availability

FITS = 0.74
"""Three of four meetings: below that somebody misses too much to keep up."""
LATE_JOINING = timedelta(days=14)
"""A group that ends sooner is not offered any more."""
MOST_OFFERS = 3
MOST_FURTHER = 3
VOCATIONAL = (ModuleKind.VOCATIONAL_LANGUAGE, ModuleKind.VOCATIONAL)


@dataclass(frozen=True)
class Offer:
    """A group that runs a step. `fit` counts the dated sessions she can come to; `needs_care` whether a child comes along.

    `ends` names the class at the same time that she has passed and leaves for it.
    """

    section: courses.SectionInfo
    fit: SectionFit
    obstacles: tuple[Obstacle, ...]
    needs_care: bool
    starts_on: date
    ends: str = ""

    @property
    def fits(self) -> bool:
        """Whether work and travel leave room for it."""
        return self.fit.enough

    @property
    def bookable(self) -> bool:
        """Whether a seat can be booked now."""
        return self.section.free > 0 and not any(obstacle.refuses for obstacle in self.obstacles)


@dataclass(frozen=True)
class StepCard:
    """A step and where it can be taken. `obstacles` hold for every group of it."""

    key: str
    title: str
    kind: str
    module_key: str
    programme: str
    level: str
    minutes: int | None
    obstacles: tuple[Obstacle, ...]
    offers: tuple[Offer, ...]
    sure: bool = True
    """False where a fact about the person is still open: her caseworker or teacher should look first."""

    @property
    def bookable(self) -> bool:
        """Whether some group of it can be booked now."""
        return any(offer.bookable for offer in self.offers)


# --- what stands in the way ------------------------------------------------------------------------------------------


def obstacles_to(booking: Booking) -> list[Obstacle]:
    """Missing prerequisites and entry rules of the programme. Only what is verified refuses."""
    if not booking.course_id:
        return []
    programme = outline.programme_of_course(booking.course_id)
    found = outline.module_on(outline.full_name(booking.module_key, programme), booking.from_date)
    if found is None:
        return []
    return obstacles_between(standing(booking.learner_id), *found, booking.track, booking.level, booking.from_date)


def obstacles_between(
    who: Standing, programme: Programme, module: Module, track: str, level: str, day: date
) -> list[Obstacle]:
    """What stands between a learner and a module that is given in `track` at `level`."""
    if _waits_for_check(who, programme):
        return [Obstacle("curricula.check_first", {"module": module.name})]
    if _placed_here(who, programme, track, level):
        return []
    missing = pathway.missing_prerequisites(programme.key, module, who.achievements)
    found = [_needed(programme, module, one) for one in missing]
    # A person decided this track, with a reason where a test said otherwise: that stands above the entry rule.
    if who.learner.track != track:
        # A prerequisite and an entry rule may ask for the same thing: it is said once.
        found += [one for one in _entry_obstacles(programme, module, who, day) if one not in found]
    return found


def _waits_for_check(who: Standing, programme: Programme) -> bool:
    """Whether credit from elsewhere brings her here and nobody has checked yet. Who has none is not asked about."""
    if all(one.section_id for one in who.passed):
        return False
    return any(programme.key in one.programmes for one in open_checks(who.learner.id))


def _placed_here(who: Standing, programme: Programme, track: str, level: str) -> bool:
    """Whether placement sent her exactly here: her decided track and level, and nothing passed in the programme yet."""
    passed_here = any(name.startswith(f"{programme.key}:") for name in who.achievements.completed)
    learner = who.learner
    return bool(learner.track) and learner.track == track and learner.level == level and not passed_here


def _needed(programme: Programme, module: Module, missing: pathway.MissingPrerequisite) -> Obstacle:
    levels = [name.removeprefix("level:") for name in missing.any_of if is_level(name)]
    if levels:
        return Obstacle("curricula.needs_level", {"level": shown(levels[0])}, missing.refuses)
    names = [one.name for one in (programme.module(name) for name in missing.any_of) if one]
    return Obstacle("curricula.needs_module", {"module": " / ".join(names)}, missing.refuses)


def _entry_obstacles(programme: Programme, module: Module, who: Standing, day: date) -> list[Obstacle]:
    answers = [eligibility(programme, track, who.person, day) for track in module.tracks if track != EVERY_TRACK]
    if not answers or any(one.answer is Answer.ELIGIBLE for one in answers):
        return []
    open_one = next((one for one in answers if one.answer is Answer.UNKNOWN), None)
    if open_one is not None:
        return [Obstacle("curricula.entry_open", {"module": module.name}, refuses=False)]
    return [_entry_refused(answers[0], module)]


def _entry_refused(answer: Eligibility, module: Module) -> Obstacle:
    conditions = answer.rule.conditions if answer.rule else ()
    level = next((one for one in conditions if one.fact is PersonFact.LEVEL), None)
    if level is not None and level.operator == "at_least":
        return Obstacle("curricula.needs_level", {"level": shown(str(level.value))})
    return Obstacle("curricula.entry_refused", {"module": module.name})


def shown(level: str) -> str:
    """A level as people write it; it is the same in every language."""
    return "Pre-A1" if level == Level.PRE_A1 else level.upper()


# --- groups ----------------------------------------------------------------------------------------------------------


def open_offers(centre_id: str, day: date) -> dict[str, list[courses.SectionInfo]]:
    """Groups of a centre that can still be joined, by full module name, the earliest first. Full ones are among them."""
    found: dict[str, list[courses.SectionInfo]] = {}
    for one in courses.sections(centre_id=centre_id):
        if one.ends_on > day + LATE_JOINING:
            found.setdefault(outline.full_name(one.course.module_key, one.course.programme), []).append(one)
    for same in found.values():
        same.sort(key=lambda one: (max(one.starts_on, day), one.name))
    return found


def share_that_fits(section: courses.SectionInfo, known: availability.Availability) -> float:
    """The share of a group's weekly meetings that somebody can come to."""
    week = [WeekInterval(one.weekday, one.starts, one.ends) for one in section.meetings]
    return availability.share(known, week)


def _offer(
    section: courses.SectionInfo, who: Standing, fit: SectionFit, day: date, given_up: Collection[str] = ()
) -> Offer:
    booking = courses.booking_for(section.id, who.learner.id, courses.entry_day(section, day))
    obstacles = courses.obstacles(booking, measured=fit, given_up=given_up)
    ends = (courses.clash(booking) or "") if given_up else ""
    return Offer(section, fit, obstacles, _needs_care(section, who, day), booking.from_date, ends)


def _needs_care(section: courses.SectionInfo, who: Standing, day: date) -> bool:
    week = [WeekInterval(one.weekday, one.starts, one.ends) for one in section.meetings]
    shared = plugins.installed().ask("shared_resources", section.centre_id, week, [who.learner.id], day)
    return any(resource.demand.get(who.learner.id) for resource in shared)


def offers(
    sections: Iterable[courses.SectionInfo], who: Standing, day: date, *, given_up: Collection[str] = ()
) -> tuple[Offer, ...]:
    """Groups with a free seat, those that fit her week first, the earliest of those first; three at most.

    `given_up` are classes that she leaves for one of them.
    """
    with_seat = [one for one in sections if one.free > 0]
    fits = courses.section_fits(who.learner.id, [one.id for one in with_seat], day)
    nearest = sorted(with_seat, key=lambda one: (not fits[one.id].enough, max(one.starts_on, day)))
    return tuple(_offer(one, who, fits[one.id], day, given_up) for one in nearest[:MOST_OFFERS])


# --- steps -----------------------------------------------------------------------------------------------------------


def steps_in_view(who: Standing, day: date) -> list[pathway.Step]:
    """Steps that lead on from where she stands, without what she sits in now."""
    found = pathway.next_steps(outline.known(day), who.achievements, who.person, day)
    sitting = sitting_in(who)
    return [one for one in found if outline.full_name(one.to, one.programme) not in sitting]


def passed_by(who: Standing) -> list[str]:
    """Classes that she has passed and still sits in: they end for her when she takes a seat in what follows."""
    return [one.section_id for one in who.seats_passed]


def sitting_in(who: Standing) -> frozenset[str]:
    """Full names of the modules in which she holds a seat."""
    return frozenset(outline.full_name(one.module_key) for one in who.seats)


def steps_for(learner_id: str, day: date) -> list[StepCard]:
    """Next steps of a learner, those with a seat first. A step without a group is told too, so that nobody waits unseen."""
    who = standing(learner_id)
    offered = open_offers(who.learner.centre_id, day)
    cards = [_card(step, who, offered, day) for step in steps_in_view(who, day)]
    cards += further_modules(who, offered, {card.key for card in cards}, day)
    wanted = kinds_for(wishes_of(learner_id))
    if gap_of(learner_id, day) is not None:
        # Between two steps a class without an exam keeps the language alive.
        wanted |= {ModuleKind.SOCIAL}
    cards += wished_modules(who, wanted, offered, {card.key for card in cards}, day)
    return sorted(cards, key=lambda card: (not card.bookable, not card.offers, card.kind not in wanted))


def wished_modules(
    who: Standing,
    wanted: Collection[ModuleKind],
    offered: Mapping[str, Sequence[courses.SectionInfo]],
    seen: Iterable[str],
    day: date,
) -> list[StepCard]:
    """Modules of her centre of these kinds, which need no step before them."""
    left_out = {*seen, *who.achievements.completed, *sitting_in(who)}
    cards = []
    for name, sections in sorted(offered.items()) if wanted else ():
        found = outline.module_on(name, day)
        if found is None or name in left_out or found[1].kind not in wanted:
            continue
        programme, module = found
        course = sections[0].course
        obstacles = obstacles_between(who, programme, module, course.track, course.level, day)
        refusing = tuple(one for one in obstacles if one.refuses)
        level = module.level.value if module.level else ""
        kind, groups = module.kind.value, offers(sections, who, day, given_up=passed_by(who))
        cards.append(
            StepCard(name, module.name, kind, module.key, programme.key, level, module.minutes, refusing, groups)
        )
    return cards


def _card(
    step: pathway.Step,
    who: Standing,
    offered: Mapping[str, Sequence[courses.SectionInfo]],
    day: date,
) -> StepCard:
    name = outline.full_name(step.to, step.programme)
    title = step.module.name if step.module else step.examination.name if step.examination else step.to
    home = outline.in_force(day).get(step.programme)
    missing = [_needed(home, step.module, one) for one in step.missing] if home and step.module else []
    return StepCard(
        key=name,
        title=title,
        kind=step.kind.value,
        module_key=step.to if step.module else "",
        programme=step.programme,
        level=step.module.level.value if step.module and step.module.level else "",
        minutes=step.module.minutes if step.module else None,
        obstacles=tuple(missing),
        offers=offers(offered.get(name, ()), who, day, given_up=passed_by(who)) if step.module else (),
        sure=not step.unknown,
    )


def further_modules(
    who: Standing,
    offered: Mapping[str, Sequence[courses.SectionInfo]],
    seen: Iterable[str],
    day: date,
) -> list[StepCard]:
    """Vocational modules of her centre that are not open to her yet, with the reason: so that she knows the way there."""
    left_out = {*seen, *who.achievements.completed, *(outline.full_name(one.module_key) for one in who.seats)}
    cards = []
    for name, sections in sorted(offered.items()):
        found = outline.module_on(name, day)
        if found is None or name in left_out or found[1].kind not in VOCATIONAL:
            continue
        programme, module = found
        course = sections[0].course
        obstacles = obstacles_between(who, programme, module, course.track, course.level, day)
        refusing = tuple(one for one in obstacles if one.refuses)
        # Without a refusing rule no road leads there yet; her person may know one, so it is not offered by itself.
        if refusing:
            level = module.level.value if module.level else ""
            cards.append(
                StepCard(
                    name,
                    module.name,
                    module.kind.value,
                    module.key,
                    programme.key,
                    level,
                    module.minutes,
                    refusing,
                    offers(sections, who, day),
                )
            )
    return cards[:MOST_FURTHER]


# --- is there a next course at all? ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class NextCourse:
    """The nearest course for somebody who is ready. Without one, `lacks` names the nearest missing thing.

    `lacks`: no_group, full, time, or the code of an obstacle. `wanted` are full names of the modules that would do.
    """

    section_id: str | None
    starts_on: date | None
    wanted: tuple[str, ...]
    lacks: str = ""


def next_course(
    who: Standing,
    known: availability.Availability,
    offered: Mapping[str, Sequence[courses.SectionInfo]],
    day: date,
    steps: Sequence[pathway.Step] | None = None,
) -> NextCourse:
    """The earliest group of any next module with a free seat, a time that fits and nothing that refuses. `steps` are those
    in view, where they are known already."""
    modules = [
        step
        for step in (steps_in_view(who, day) if steps is None else steps)
        if step.module is not None and step.bookable
    ]
    # A road with an open question counts only where there is no sure one.
    modules = [step for step in modules if step.answer is Answer.ELIGIBLE] or modules
    wanted = tuple(outline.full_name(step.to, step.programme) for step in modules)
    groups = [group for name in wanted for group in offered.get(name, ())]
    if not groups:
        return NextCourse(None, None, wanted, "no_group")
    free = [one for one in groups if one.free > 0]
    if not free:
        return NextCourse(None, None, wanted, "full")
    fitting = [one for one in free if share_that_fits(one, known) >= FITS]
    if not fitting:
        return NextCourse(None, None, wanted, "time")
    lacks = ""
    for group in sorted(fitting, key=lambda one: (max(one.starts_on, day), one.name)):
        booking = courses.booking_for(group.id, who.learner.id, max(group.starts_on, day))
        refusing = [one for one in plugins.installed().ask("booking_obstacles", booking) if one.refuses]
        if not refusing:
            return NextCourse(group.id, max(group.starts_on, day), wanted)
        lacks = lacks or refusing[0].code
    return NextCourse(None, None, wanted, lacks)
