"""Who is in a class, who waits for it, and giving somebody a seat."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.courses import queries, services
from lms.courses.queries import Placed, SectionInfo, fits
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.courses.views.enrolment_parts import ENROL, SEE, obstacle, section_here, typed_day, why
from lms.kernel import db, errors, language
from lms.kernel.vocabulary import EnrolmentState as State
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners


@pages.get("/sections/<section_id>/people", permission=SEE)
def section_people(section_id: str) -> Any:
    """Everybody of one class: who has a seat, to whom one is offered, who waits, pauses, left."""
    section = section_here(section_id)
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
        today=current_day(),
        words=people,
        why=why,
        obstacle=obstacle,
    )


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
    return _add_page(section_here(section_id))


def _add_page(section: SectionInfo, refused: str = "", status: int = 200) -> Any:
    asked = request.values.get("q", "").strip()
    found = learners.search(asked, centre_id=section.centre_id, size=20).learners if asked else ()
    fitting = [] if asked else queries.without_seat(section.centre_id)
    same = [one for one in fitting if one.track == section.course.track and one.level == section.course.level]
    shown = [*found, *same][:20]
    day = queries.entry_day(section, current_day())
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
    section, actor, form = section_here(section_id), current_actor(), request.form
    learner = learners.learner(form.get("learner_id", ""))
    try:
        with db.session().begin_nested():
            if form.get("deed") == "wait":
                key = services.wait(section_id, learner.id, actor=actor, now=now())
            else:
                from_date = typed_day("from_date", queries.entry_day(section, current_day()))
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
