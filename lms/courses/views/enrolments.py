"""Who is in a class, who waits for it, and everything that can happen with one person's seat."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.domain.enrolment import Cause, LeaveReason, PauseReason
from lms.courses.domain.fit import SectionFit
from lms.courses.queries import Placed, SectionInfo, fits
from lms.courses.queries.enrolments import StepInfo
from lms.courses.queries.returning import Return, return_to
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.kernel import db, errors, language
from lms.kernel.contracts import Obstacle
from lms.kernel.vocabulary import EnrolmentState as State
from lms.kernel.web import current_actor, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.learners import queries as learners

SEE, ENROL = "courses.section.see", "courses.enrol"
LEAVE_ICONS = {
    LeaveReason.WORK: "briefcase",
    LeaveReason.MOVED_AWAY: "house-line",
    LeaveReason.OTHER_COURSE: "signpost",
    LeaveReason.GOAL_REACHED: "graduation-cap",
    LeaveReason.HEALTH: "first-aid-kit",
    LeaveReason.FAMILY: "users-three",
    LeaveReason.NO_CARE: "baby-carriage",
    LeaveReason.TIMES: "clock",
    LeaveReason.NOT_REACHED: "phone-slash",
    LeaveReason.OTHER: "chat-circle-dots",
}
PAUSE_ICONS = {
    PauseReason.BIRTH: "baby",
    PauseReason.ILLNESS: "thermometer-simple",
    PauseReason.FAMILY: "users-three",
    PauseReason.NO_CARE: "baby-carriage",
    PauseReason.INTERNSHIP: "wrench",
    PauseReason.WORK: "briefcase",
    PauseReason.TRAVEL: "airplane-tilt",
    PauseReason.OTHER: "chat-circle-dots",
}


def why(reason: str) -> str:
    """A reason in words: that of a code, or the sentence that somebody wrote."""
    code = f"why.{reason}"
    return language.say(code) if language.knows(code) else reason


def by_whom(name: str) -> str:
    """Who took a step: a person by name, or the list by its rule."""
    return str(_("the waiting list")) if name == services.THE_LIST else name


def obstacle(one: Placed) -> str:
    """What stood between somebody and a free seat, empty where nothing did."""
    if one.obstacle is None:
        return ""
    code, facts = one.obstacle
    return language.say(code, facts) if language.knows(code) else str(_("Something stands in the way."))


# --- one class -------------------------------------------------------------------------------------------------------


@pages.get("/sections/<section_id>/people", permission=SEE)
def section_people(section_id: str) -> Any:
    """Everybody of one class: who has a seat, to whom one is offered, who waits, pauses, left."""
    section = _section(section_id)
    asked = request.args.get("q", "").strip()
    everybody = queries.placed_in(section_id)
    known = learners.by_ids({one.learner_id for one in everybody})
    found = [one for one in everybody if one.learner_id in known and _fits(known[one.learner_id], asked)]
    offers = queries.offers_of([one.id for one in found if one.state is State.OFFERED])
    waiting = [one for one in found if one.state is State.WAITING]
    rule = queries.waiting_rule()
    return render(
        "courses/people.html",
        section=section,
        asked=asked,
        nobody=not everybody,
        known=known,
        groups=_groups(found, known),
        waiting=queries.in_order(waiting, rule),
        rule=rule,
        until={key: ones[0].expires_at for key, ones in offers.items()},
        elsewhere=queries.elsewhere(waiting),
        brought=queries.brought_along([one.id for one in found if one.follows_id]),
        closes=queries.closes(section_id)[0],
        today=people.today(),
        words=people,
        why=why,
        obstacle=obstacle,
    )


def _section(section_id: str) -> SectionInfo:
    found = queries.section(section_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


def _fits(person: learners.LearnerInfo, asked: str) -> bool:
    text = f"{person.name} {person.number}".casefold()
    return all(word in text for word in asked.casefold().split())


def _groups(found: list[Placed], known: Mapping[str, learners.LearnerInfo]) -> dict[str, list[Placed]]:
    """People by state and name. An ending that was only a slip is not shown."""
    groups: dict[str, list[Placed]] = {state: [] for state in State}
    for one in sorted(found, key=lambda one: known[one.learner_id].name.casefold()):
        if one.state is State.LEFT and one.reason in {"by_mistake", "undone"}:
            continue
        groups[one.state].append(one)
    return groups


@pages.get("/sections/<section_id>/people/add", permission=ENROL)
def add_person(section_id: str) -> Any:
    """Find somebody and give her a seat, or a place on the list."""
    return _add_page(_section(section_id))


def _add_page(section: SectionInfo, refused: str = "", status: int = 200) -> Any:
    asked = request.values.get("q", "").strip()
    found = learners.search(asked, centre_id=section.centre_id, size=20).learners if asked else ()
    fitting = [] if asked else queries.without_seat(section.centre_id)
    same = [one for one in fitting if one.track == section.course.track and one.level == section.course.level]
    shown = [*found, *same][:20]
    day = queries.entry_day(section, people.today())
    mine = queries.placed_of([one.id for one in shown], (State.WAITING, State.OFFERED, State.ENROLLED, State.PAUSED))
    return render(
        "courses/people_add.html",
        status,
        section=section,
        asked=asked,
        found=shown,
        mine=mine,
        fits=fits.fits_of_people(section.id, [one.id for one in shown], day),
        refused=refused,
        today=day,
        entry_days=", ".join(people.weekday_name(one) for one in section.entry_weekdays),
        words=people,
    )


@pages.post("/sections/<section_id>/people", permission=ENROL)
def enrol_person(section_id: str) -> Any:
    """A seat, or a place on the waiting list."""
    section, actor, form = _section(section_id), current_actor(), request.form
    learner = learners.learner(form.get("learner_id", ""))
    try:
        with db.session().begin_nested():
            if form.get("deed") == "wait":
                key = services.wait(section_id, learner.id, actor=actor, now=now())
            else:
                from_date = _day("from_date", queries.entry_day(section, people.today()))
                key, _kept = services.book(section_id, learner.id, from_date=from_date, actor=actor, now=now())
    except errors.OnwardError as refused:
        return _add_page(section, language.say(refused.code, refused.facts), refused.status)
    undo = url_for("courses.undo_enrolment", enrolment_id=key)
    return done(_told(queries.placed(key), learner.name), "courses.section_people", undo=undo, section_id=section_id)


def _told(one: Placed, name: str) -> str:
    if one.state is State.WAITING:
        return str(_("%(name)s is on the waiting list.", name=name))
    if one.state is State.OFFERED:
        return str(_("A seat is free. It is offered to %(name)s.", name=name))
    return str(_("%(name)s has a seat from %(day)s.", name=name, day=people.short_day(one.from_date)))


def _day(field: str, default: date) -> date:
    typed = request.form.get(field, "").strip()
    if not typed:
        return default
    try:
        return date.fromisoformat(typed)
    except ValueError as slip:
        raise errors.Invalid("courses.no_such_day", field=field) from slip


# --- one enrolment ---------------------------------------------------------------------------------------------------


@pages.get("/enrolments/<enrolment_id>", permission=SEE)
def enrolment(enrolment_id: str) -> Any:
    """One person's seat: how it stands, what can be done, and everything that happened."""
    return _enrolment_page(_mine(enrolment_id))


def _mine(enrolment_id: str) -> Placed:
    found = queries.placed(enrolment_id)
    people.refuse_other_centre(current_actor(), found.centre_id)
    return found


def _enrolment_page(one: Placed, refused: str = "", deed: str = "", status: int = 200) -> Any:
    may = current_actor().may(ENROL)
    steps, targets = queries.history(one.id), _targets(one) if may else []
    measured = _fits_of(one.learner_id, [one.section_id, *(other.id for other in targets)])
    return render(
        "courses/enrolment.html",
        status,
        one=one,
        learner=learners.learner(one.learner_id),
        section=queries.section(one.section_id),
        steps=list(reversed(steps)),
        offer=queries.open_offer(one.id),
        notices=queries.notices_of(one.id),
        before=queries.place_of(one) if one.state is State.WAITING else 0,
        instead=[other for other in queries.placed_in(one.section_id, (State.OFFERED,)) if other.id != one.id]
        if one.state is State.WAITING
        else [],
        brought=queries.brought_along([one.id]).get(one.id),
        attempts=queries.attempts(one.learner_id, one.module_key),
        targets=targets,
        returning=_returning(one, steps) if may else None,
        fit=measured.get(one.section_id),
        fits=measured,
        in_the_way=_in_the_way(one) if may else [],
        elsewhere=queries.seats_elsewhere(one.id) if one.state is State.OFFERED else [],
        given_up=queries.given_up_for(one.id) if one.state is State.OFFERED else [],
        partners=_partners(one) if may else [],
        partner=request.values.get("partner_id") or request.args.get("swap", ""),
        may=may,
        refused=refused,
        deed=deed,
        typed=request.form,
        today=people.today(),
        leave_icons=LEAVE_ICONS,
        pause_icons=PAUSE_ICONS,
        causes=list(Cause),
        rule=queries.waiting_rule(),
        words=people,
        why=why,
        by_whom=by_whom,
        obstacle=obstacle,
        names=_names([*queries.placed_in(one.section_id, (State.OFFERED,))]),
    )


def _fits_of(learner_id: str, section_ids: list[str]) -> dict[str, SectionFit]:
    """How many of the sessions ahead somebody can come to, by class."""
    return queries.section_fits(learner_id, section_ids, people.today())


def _in_the_way(one: Placed) -> list[Obstacle]:
    """What stands between somebody who waits and a seat, besides her own time and needs: these have their own line."""
    if one.state is not State.WAITING:
        return []
    day = queries.entry_day(queries.section(one.section_id), people.today())
    booking = queries.booking_for(one.section_id, one.learner_id, day, enrolment_id=one.id)
    given_up = [other.section_id for other in queries.given_up_for(one.id)]
    return [found for found in queries.obstacles(booking, given_up=given_up) if found.code not in queries.OF_FIT]


def _names(ones: list[Placed]) -> dict[str, str]:
    return {key: found.name for key, found in learners.by_ids(one.learner_id for one in ones).items()}


def _returning(one: Placed, steps: Sequence[StepInfo]) -> Return | None:
    """For who pauses: what was missed, and the groups that stand where the pause began."""
    since = [step.on for step in steps if step.after is State.PAUSED]
    if one.state is not State.PAUSED or not since:
        return None
    return return_to(one.section_id, since[-1], people.today())


def _targets(one: Placed) -> list[SectionInfo]:
    """Other classes of the centre that go on, those of the same module first."""
    found = [
        other
        for other in queries.sections(centre_id=one.centre_id)
        if other.id != one.section_id and other.ends_on >= people.today()
    ]
    return sorted(found, key=lambda other: (other.course.module_key != one.module_key, other.name))


def _partners(one: Placed) -> list[tuple[str, str, str]]:
    """People of other classes of the same module to change places with: id, name, class."""
    if one.state not in {State.ENROLLED, State.PAUSED}:
        return []
    others = [
        other
        for other in queries.open_at(one.centre_id, (State.ENROLLED,))
        if other.module_key == one.module_key and other.section_id != one.section_id
    ]
    known = learners.by_ids(other.learner_id for other in others)
    pairs = [(other.id, known[other.learner_id].name, other.section) for other in others if other.learner_id in known]
    return sorted(pairs, key=lambda pair: (pair[2], pair[1].casefold()))[:200]


@pages.post("/enrolments/<enrolment_id>/undo", permission=ENROL)
def undo_enrolment(enrolment_id: str) -> Any:
    """Take the last step back, on the day it was made."""
    one = _mine(enrolment_id)
    try:
        with db.session().begin_nested():
            services.take_back_step(enrolment_id, actor=current_actor(), now=now())
    except errors.OnwardError as refused:
        return _enrolment_page(one, language.say(refused.code, refused.facts), status=refused.status)
    return done(_("It is as it was before."), "courses.enrolment", enrolment_id=enrolment_id)


@pages.post("/enrolments/<enrolment_id>/<deed>", permission=ENROL)
def change_enrolment(enrolment_id: str, deed: str) -> Any:
    """One deed with one person's seat. What is missing is said on the page, with everything that was typed."""
    one = _mine(enrolment_id)
    if deed not in DEEDS:
        raise errors.NotFound("page.absent")
    name = learners.learner(one.learner_id).name
    try:
        with db.session().begin_nested():
            shown = DEEDS[deed](one) or enrolment_id
    except errors.OnwardError as refused:
        return _enrolment_page(one, language.say(refused.code, refused.facts), deed, refused.status)
    undo = url_for("courses.undo_enrolment", enrolment_id=shown) if deed in CAN_BE_UNDONE else None
    said = SAID[deed](name)
    if request.form.get("back") == "people":
        return done(said, "courses.section_people", undo=undo, section_id=one.section_id)
    if request.form.get("back") == "list":
        return done(said, "courses.waiting_list", undo=undo)
    return done(said, "courses.enrolment", undo=undo, enrolment_id=shown)


def _reason() -> str:
    return request.form.get("reason", "").strip()


def _pause(one: Placed) -> None:
    typed = request.form.get("until", "").strip()
    services.pause(
        one.id,
        reason=_reason(),
        on=_day("on", people.today()),
        until=_day("until", people.today()) if typed else None,
        note=request.form.get("note", ""),
        actor=current_actor(),
        now=now(),
    )


def _leave(one: Placed) -> None:
    services.leave(
        one.id,
        reason=_reason(),
        on=_day("on", people.today()),
        note=request.form.get("note", ""),
        actor=current_actor(),
        now=now(),
    )


def _transfer(one: Placed) -> str:
    section_id = request.form.get("section_id", "")
    if not section_id:
        raise errors.Invalid("courses.choose_class", field="section_id")
    _section(section_id)
    key, _kept = services.transfer(
        one.id, section_id, reason=_reason(), on=_day("on", people.today()), actor=current_actor(), now=now()
    )
    return key


def _swap(one: Placed) -> str:
    partner = request.form.get("partner_id", "")
    if not partner:
        raise errors.Invalid("courses.choose_partner", field="partner_id")
    _mine(partner)
    there, _here = services.swap(
        one.id, partner, reason=_reason(), on=_day("on", people.today()), actor=current_actor(), now=now()
    )
    return there[0]


def _second(one: Placed) -> str:
    section_id = request.form.get("section_id", "")
    if not section_id:
        raise errors.Invalid("courses.choose_class", field="section_id")
    cause = request.form.get("cause", "")
    if cause not in tuple(Cause):
        raise errors.Invalid("courses.choose_cause", field="cause")
    section = _section(section_id)
    key, _kept = services.second_chance(
        one.id,
        section_id,
        cause=Cause(cause),
        from_date=_day("on", queries.entry_day(section, people.today())),
        actor=current_actor(),
        now=now(),
    )
    return key


def _priority(one: Placed) -> None:
    typed = request.form.get("needed_by", "").strip()
    need = request.form.get("need", "0")
    services.set_priority(
        one.id,
        needed_by=_day("needed_by", people.today()) if typed else None,
        need=-1 if (known := whole_number(need)) is None else known,
        actor=current_actor(),
        now=now(),
    )


def _instead(one: Placed) -> None:
    services.offer_instead(
        request.form.get("offered_id", ""), one.id, reason=_reason(), actor=current_actor(), now=now()
    )


def _not_now(one: Placed) -> None:
    services.not_now(one.id, actor=current_actor(), now=now())


def _accept(one: Placed) -> None:
    services.accept(one.id, leaving=request.form.getlist("leaving"), actor=current_actor(), now=now())


DEEDS: dict[str, Callable[[Placed], str | None]] = {
    "pause": _pause,
    "resume": lambda one: services.resume(one.id, on=_day("on", people.today()), actor=current_actor(), now=now()),
    "leave": _leave,
    "transfer": _transfer,
    "swap": _swap,
    "second": _second,
    "priority": _priority,
    "offer": lambda one: services.offer(one.id, actor=current_actor(), now=now()),
    "instead": _instead,
    "later": _not_now,
    "withdraw": lambda one: services.withdraw(one.id, reason=_reason(), actor=current_actor(), now=now()),
    "accept": _accept,
    "decline": lambda one: services.decline(one.id, actor=current_actor(), now=now()),
    "confirm": lambda one: services.still_waits(one.id, actor=current_actor(), now=now()),
}
CAN_BE_UNDONE = frozenset({"pause", "resume", "leave", "transfer", "swap", "accept", "later", "decline"})
SAID: dict[str, Callable[[str], str]] = {
    "pause": lambda name: str(_("%(name)s pauses. The seat is kept.", name=name)),
    "resume": lambda name: str(_("%(name)s is back.", name=name)),
    "leave": lambda name: str(_("%(name)s has left.", name=name)),
    "transfer": lambda name: str(_("%(name)s has moved. Marks and hours came along.", name=name)),
    "swap": lambda name: str(_("%(name)s and the other person have changed places.", name=name)),
    "second": lambda name: str(_("%(name)s has a second chance. The first attempt stays.", name=name)),
    "priority": lambda name: str(_("Kept for %(name)s.", name=name)),
    "offer": lambda name: str(_("The seat is offered to %(name)s.", name=name)),
    "instead": lambda name: str(_("The seat is offered to %(name)s.", name=name)),
    "withdraw": lambda name: str(_("The offer to %(name)s is taken back.", name=name)),
    "accept": lambda name: str(_("%(name)s has the seat.", name=name)),
    "later": lambda name: str(_("%(name)s goes on waiting. The next one is asked.", name=name)),
    "decline": lambda name: str(_("%(name)s does not want the seat. The next one is asked.", name=name)),
    "confirm": lambda name: str(_("%(name)s still waits.", name=name)),
}
