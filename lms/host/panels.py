"""What the host shows on pages of its own and of others: a learner's day, a record, a class, a teacher's desk."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from lms.advice import queries as advice
from lms.advice.domain import opinions
from lms.advice.domain import orientation as to_hear
from lms.blocks import queries as blocks
from lms.casework import packs as rights
from lms.casework import queries as casework
from lms.casework.domain.events import ICONS as EVENT_ICONS
from lms.companions.queries import appointments as going_along
from lms.companions.queries import mentoring, register
from lms.courses import queries as courses
from lms.courses.queries import budgets, fits
from lms.eligibility import queries as eligibility
from lms.eligibility.domain import Standing
from lms.exchange.queries import erasures
from lms.kernel import clock, language, plugins
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import Panel
from lms.learners import queries as learners
from lms.messages import queries as messages
from lms.organisations import queries as organisations
from lms.organisations.domain import staffing
from lms.organisations.words import subject_word
from lms.partners import queries as partners
from lms.referrals import queries as referrals
from lms.wellbeing import queries as wellbeing

Facts = Mapping[str, Any]


def of_place(place: str, facts: Facts, actor: Actor) -> Sequence[Panel]:
    """Panels of one place, none where the host has nothing to show."""
    shown = _PLACES.get(place)
    return shown(facts, actor, clock.today(actor.zone)) if shown else ()


# --- a learner's own pages -------------------------------------------------------------------------------------------


def _day(facts: Facts, _actor: Actor, today: date) -> Sequence[Panel]:
    learner_id = facts["learner_id"]
    return (
        *_place(learner_id),
        *_asked(learner_id, today),
        *_monthly(learner_id, today),
        *_missed(learner_id),
        *_lessons(learner_id, today),
        *_person(learner_id, today),
        *_walk(learner_id, today),
        Panel("learners/panel_week.html", {}, order=150),
        Panel("courses/panel_my_hours.html", {}, order=151),
        Panel("exchange/panel_calendar.html", {}, order=152),
        *_meetings(learner_id, today),
    )


def _help(facts: Facts, _actor: Actor, today: date) -> Sequence[Panel]:
    return (
        Panel("messages/panel_help.html", {}, order=170),
        Panel("wellbeing/panel_help.html", {}, order=180),
        _orientation(facts["learner_id"]),
        Panel("advice/panel_work.html", {}, order=190),
        Panel("advice/panel_complain.html", {}, order=200),
        *_person(facts["learner_id"], today),
    )


def _orientation(learner_id: str) -> Panel:
    """How far she is with the orientation, and who helps when something is wrong."""
    values = {
        "units_heard": len(advice.orientation_of(learner_id)),
        "units_count": len(to_hear.Unit),
        "redress": advice.redress_contacts(),
        # Her own person stands above it already.
        "own": None,
    }
    return Panel("advice/panel_orientation.html", values, order=160)


def _person(learner_id: str, today: date) -> tuple[Panel, ...]:
    """Whom she may ask."""
    person = casework.caseworker_of(learner_id, today)
    return (Panel("casework/panel_person.html", {"card": "person", "own": person}),) if person else ()


def _walk(learner_id: str, today: date) -> tuple[Panel, ...]:
    """A mentor who is proposed to her or meets her, somebody who goes along: one way in. A question comes first."""
    current, ahead = mentoring.current(learner_id), going_along.ahead_of(learner_id, today)
    known = register.by_ids([*(one.volunteer_id for one in ahead), current.volunteer_id if current else None])
    asked = current is not None and current.volunteer_id in known and current.learner_said_on is None
    if not known and not ahead:
        return ()
    names = dict.fromkeys(one.name for one in known.values())
    values = {"walk": {"asked": asked, "note": language.joined(names)}}
    return (Panel("companions/panel_mine.html", values, order=-5 if asked else 105),)


def _place(learner_id: str) -> tuple[Panel, ...]:
    """What is offered to a learner, or where she waits: it comes before everything else of her day."""
    found = []
    for one in courses.placed_of([learner_id], ("waiting", "offered")).get(learner_id, ()):
        offered = one.state == "offered"
        ask = one.unanswered > 0 or (one.asked_on is not None and (one.confirmed_on or one.from_date) < one.asked_on)
        values = {"place": one, "offered": offered, "ask": ask, "before": 0 if offered else courses.place_of(one)}
        found.append(Panel("courses/panel_place.html", values, order=-20 if offered else -10))
    return tuple(found)


def _asked(learner_id: str, today: date) -> tuple[Panel, ...]:
    """How a module was that ended lately."""
    asked = advice.to_ask(learner_id, today)
    return (Panel("advice/panel_asked.html", {"opinion_asked": asked[0]}, order=140),) if asked else ()


def _monthly(learner_id: str, today: date) -> tuple[Panel, ...]:
    """How her class is this month; else how somebody is, some weeks after the last time. One question at a time."""
    if advice.to_ask_of_month(learner_id, today):
        return (Panel("advice/panel_month.html", {}, order=139),)
    return (Panel("wellbeing/panel_today.html", {}, order=145),) if wellbeing.asks_now(learner_id, today) else ()


def _missed(learner_id: str) -> tuple[Panel, ...]:
    """A question to somebody who was away several times in a row."""
    alert = courses.missing_now(learner_id=learner_id).get(learner_id)
    asked = alert is not None and any(
        one.deed == "message" for one in courses.alerts(learner_id=learner_id, standing=True)
    )
    return (Panel("courses/panel_missed.html", {}, order=101),) if asked else ()


def _lessons(learner_id: str, today: date) -> tuple[Panel, ...]:
    """The way to a learner's lessons, where there are any."""
    units = blocks.units_open_to(learner_id, today)
    if not units:
        return ()
    known = blocks.progress([one.id for one in units], [learner_id])
    waiting = sum(not known[one.id, learner_id].finished for one in units)
    return (Panel("blocks/panel_today.html", {"waiting": waiting}, order=100),)


def _meetings(learner_id: str, today: date) -> tuple[Panel, ...]:
    """The way to meetings and clubs, where any lies ahead; the next one that she has booked."""
    ahead = casework.events_for(learners.learner(learner_id), today)
    if not ahead:
        return ()
    mine = casework.places_of(learner_id, today)
    booked = next((one for one in ahead if one.id in mine and not one.cancelled), None)
    return (Panel("casework/panel_events.html", {"next": booked}, order=120),)


# --- a person's record -----------------------------------------------------------------------------------------------


def _record(facts: Facts, actor: Actor, today: date) -> Sequence[Panel]:
    """Seats, tasks, hours and plan, each to whoever may see it."""
    learner_id = facts["learner_id"]
    seats = courses.enrolments_of([learner_id], seated=False).get(learner_id, [])
    tasks = messages.tasks_about(learner_id) if actor.may("messages.tasks") else []
    hours = {"budgets": budgets.budgets_of([learner_id]).get(learner_id, []), "learner_id": learner_id}
    found = [
        Panel("exchange/panel_record.html", {"seats": seats, "tasks": tasks}, order=10),
        _attendance(learner_id, seats, today),
        Panel("courses/panel_hours.html", hours, order=30),
    ]
    if actor.may("learners.edit"):
        written = {"letters": messages.letters_to(learner_id), "letter_day": partial(_local_day, actor)}
        found.append(Panel("messages/panel_record.html", written, order=44))
    if met := casework.minutes_by_kind(learner_id):
        found.append(Panel("casework/panel_practice.html", {"met": met, "icons": EVENT_ICONS}, order=35))
    if actor.may("exchange.file"):
        asked = erasures.asked_of(learner_id)
        found.append(Panel("exchange/panel_file.html", {"learner_id": learner_id, "asked": asked}, order=200))
    if actor.may("casework.rights.see") or actor.may("casework.plan"):
        heard = advice.orientation_of(learner_id)
        oriented = {
            "orientation": heard,
            "orientation_units": list(to_hear.Unit),
            "orientation_done": to_hear.completed_on(heard),
        }
        found.append(Panel("advice/panel_orientation_staff.html", oriented, order=46))
    if actor.may("casework.rights.see"):
        found.append(_rights(facts["person_id"], actor))
    if actor.may("casework.reception"):
        way = {"reception": casework.reception_of(learner_id), "learner_id": learner_id}
        found.append(Panel("casework/panel_reception.html", way, order=39))
    if actor.may("casework.goals"):
        found.extend(_goals(facts, actor, today))
    if actor.may("referrals.send"):
        sent = {"sent": referrals.of_learner(learner_id), "sent_today": today, "learner_id": learner_id}
        found.append(Panel("referrals/panel_record.html", sent, order=42))
    if actor.may("companions.arrange"):
        found.append(_volunteers(learner_id, today))
    if actor.may("eligibility.record"):
        found.extend(_eligible(learner_id, today))
    if actor.may("casework.before_arrival"):
        lines = {"arrival_lines": learners.pre_arrival(learner_id), "learner_id": learner_id}
        found.append(Panel("exchange/panel_pre_arrival.html", lines, order=38))
    if not actor.may("casework.plan") and casework.profession_in(learner_id, actor.staff_id, today):
        found.append(Panel("casework/panel_team.html", {"learner_id": learner_id}, order=41))
    if actor.may("casework.plan"):
        own, current = casework.caseworker_of(learner_id, today), casework.plan(facts["person_id"], today)
        values = {"learner_id": learner_id, "own": own, "current": current}
        found.append(Panel("casework/panel_record.html", values, order=40))
    if actor.may("partners.agreements"):
        found.extend(_agreements(partners.agreements_of_person(learner_id, today), today))
    return found


def _eligible(learner_id: str, today: date) -> tuple[Panel, ...]:
    """Who of the family is eligible for services beside the course, where the provider has any or somebody has looked."""
    family = eligibility.members(learners.learner(learner_id), eligibility.EVER, today)
    if not eligibility.bases(open_only=True) and all(one.standing is Standing.UNSEEN for one in family):
        return ()
    return (Panel("eligibility/panel_record.html", {"family": family, "learner_id": learner_id}, order=43),)


def _plan_page(facts: Facts, actor: Actor, today: date) -> Sequence[Panel]:
    """Beside a plan: what the family may receive."""
    return _eligible(facts["learner_id"], today) if actor.may("eligibility.record") else ()


def _local_day(actor: Actor, at: datetime) -> date:
    return clock.local(at, actor.zone).date()


def _volunteers(learner_id: str, today: date) -> Panel:
    """Who is somebody's mentor, who goes along, and the ways to both."""
    current, ahead = mentoring.current(learner_id), going_along.ahead_of(learner_id, today)
    values = {
        "learner_id": learner_id,
        "mentoring": current,
        "appointments_ahead": ahead,
        "volunteers_known": register.by_ids([current.volunteer_id if current else None]),
    }
    return Panel("companions/panel_record.html", values, order=43)


def _week(facts: Facts, actor: Actor, today: date) -> Sequence[Panel]:
    """How many sessions of her classes somebody can come to."""
    learner_id = facts["learner_id"]
    seats = courses.enrolments_of([learner_id]).get(learner_id, [])
    found = fits.section_fits(learner_id, [one.section_id for one in seats], today)
    shown = [(one, found[one.section_id]) for one in seats if one.section_id in found]
    return (Panel("courses/panel_week_fit.html", {"seats": shown, "mine": actor.role is Role.LEARNER}),)


def _attendance(learner_id: str, seats: Sequence[courses.EnrolmentInfo], today: date) -> Panel:
    """How somebody comes to each class that she is in, and who was told about absences."""
    mine = [one for one in seats if one.state in ("enrolled", "paused")]
    values = {"standings": list(courses.standings(mine, today).values())}
    return Panel("courses/panel_attendance.html", values | {"alerts": courses.alerts(learner_id=learner_id)}, order=20)


def _rights(person_id: str, actor: Actor) -> Panel:
    """Rights and duties of one person, for who teaches her: which she has heard and understood, and when."""
    values = {
        "rights": rights.rights(),
        "rights_heard": casework.acknowledged(person_id),
        "rights_day": lambda at: clock.local(at, actor.zone).date(),
    }
    return Panel("casework/panel_rights.html", values, order=45)


def _goals(facts: Mapping[str, Any], actor: Actor, today: date) -> tuple[Panel, ...]:
    """The goals of somebody's plan, for her teacher: which they are and how far, never what else stands in the plan."""
    learner_id = facts["learner_id"]
    plan = casework.plan(facts["person_id"], today)
    if plan is None or not plan.content.goals or not casework.teaches(actor.staff_id, learner_id):
        return ()
    known = plugins.installed().ask("panels", "casework.goal", {"learner_id": learner_id}, actor)
    values = {
        "goals_shown": plan.content.goals,
        "goals_proofs": casework.proofs(facts["person_id"]),
        "goals_known": [one for panel in known for one in panel.values["assessments"]],
        "goals_learner": learner_id,
        "goals_today": today,
    }
    return (Panel("casework/panel_goals.html", values, order=46),)


# --- a class, and a teacher's desk -----------------------------------------------------------------------------------


def _section(facts: Facts, actor: Actor, today: date) -> Sequence[Panel]:
    """How many sessions people can come to, how they come, and what the class learns by."""
    section_id, learner_ids = facts["section_id"], facts["learner_ids"]
    measured, known = fits.fits_of_people(section_id, learner_ids, today), learners.by_ids(learner_ids)
    kept = [(known[one], fit) for one, fit in measured.items() if one in known and (fit.missed or fit.missing)]
    rows = sorted(kept, key=lambda row: (row[1].share, row[0].name))
    return (
        _class_attendance(section_id, learner_ids, actor, today),
        Panel("courses/panel_fit.html", {"fits": rows, "actor": actor}, order=20),
        _class_months(section_id, today),
        *_rights_of_class(known.values(), actor),
        *_outline(section_id, actor, today),
        *_partners(section_id, facts["course_id"], actor, today),
    )


def _agreements(found: Sequence[partners.AgreementInfo], today: date) -> tuple[Panel, ...]:
    """Agreements under which a class is held or somebody comes, with their duties."""
    values = {"agreements_shown": found, "agreements_today": today}
    return (Panel("partners/panel_agreements.html", values, order=15),) if found else ()


def _partners(section_id: str, course_id: str, actor: Actor, today: date) -> tuple[Panel, ...]:
    """Agreements of a class, and who of partners sees how people come to it, for those who decide about it."""
    found: tuple[Panel, ...] = ()
    if actor.may("partners.agreements"):
        found = _agreements(partners.agreements_of_class(section_id, course_id, today), today)
    seeing = partners.seeing(section_id, course_id, today) if actor.may("partners.invite") else []
    values = {"partners_seeing": seeing, "partners_today": today}
    return (*found, Panel("partners/panel_section.html", values, order=80)) if seeing else found


def _class_attendance(section_id: str, learner_ids: Sequence[str], actor: Actor, today: date) -> Panel:
    """Everybody's share of what was held beside that of what is planned."""
    seats = [one for one in courses.enrolments_of_section(section_id) if one.learner_id in set(learner_ids)]
    found, names = courses.standings(seats, today), learners.by_ids(learner_ids)
    missing = courses.missing_now(section_id=section_id)
    rows = [
        (names[one.enrolment.learner_id].name, one, _times(missing.get(one.enrolment.learner_id)))
        for one in found.values()
        if one.enrolment.learner_id in names
    ]
    values = {
        "standings": sorted(rows, key=lambda row: row[0]),
        "section_id": section_id,
        "may_type": actor.may("courses.register.take"),
    }
    return Panel("courses/panel_section_attendance.html", values, order=10)


def _class_months(section_id: str, today: date) -> Panel:
    """What the class says of itself, month by month."""
    values = {
        "said": advice.said_by_month(section_id, today),
        "shown_from": opinions.SHOWN_FROM,
        "faces": list(opinions.PICTURES.items()),
        "month_name": language.month_written,
    }
    return Panel("advice/panel_class_months.html", values, order=60)


def _times(missed: tuple[courses.AlertInfo, Any] | None) -> int:
    return len(missed[1].missed) if missed else 0


def _rights_of_class(people: Iterable[learners.LearnerInfo], actor: Actor) -> tuple[Panel, ...]:
    """Who of a class has not heard all rights and duties."""
    people = sorted(people, key=lambda one: one.name.casefold())
    if not people or not actor.may("casework.rights.see"):
        return ()
    heard, every = casework.heard_by([one.person_id for one in people]), len(rights.rights())
    missing = [(one, heard.get(one.person_id, 0)) for one in people if heard.get(one.person_id, 0) < every]
    return (Panel("casework/panel_section_rights.html", {"rights_missing": missing, "rights_all": every}, order=70),)


def _outline(section_id: str, actor: Actor, today: date) -> tuple[Panel, ...]:
    """The lessons of a class, for those who write them."""
    if not actor.may("blocks.author"):
        return ()
    units = blocks.outline(section_id)
    shown = sum(one.is_open(today) for one in units)
    return (Panel("blocks/panel_section.html", {"units": units, "shown": shown, "section_id": section_id}, order=30),)


def _session(facts: Facts, actor: Actor, today: date) -> Sequence[Panel]:
    """Who of a partner teaches an online session along, for those who may name somebody."""
    if not actor.may("partners.co_teach"):
        return ()
    session, section = courses.session(facts["session_id"]), courses.section(facts["section_id"])
    named = partners.co_teachers(session.id, today)
    open_ = session.state != "cancelled" and session.day >= today and session.mode in ("online", "both")
    taken = {one.access.id for one in named}
    trainers = partners.trainers_of(section.id, section.course.id, today) if open_ else []
    free = [(one.id, f"{one.name} ({one.organisation})") for one in trainers if one.id not in taken]
    if not named and not free:
        return ()
    own = actor.role is not Role.TEACHER or actor.staff_id in {session.teacher_id, section.teacher_id}
    values = {"co_teachers": named, "free_trainers": free, "co_session": session.id, "may_name": open_ and own}
    return (Panel("partners/panel_session.html", values, order=20),)


def _desk(_facts: Facts, actor: Actor, today: date) -> Sequence[Panel]:
    """Answers of exercises that wait for a teacher's points; papers of hers that end."""
    if not actor.may("blocks.rate") or actor.staff_id is None:
        return ()
    waiting = blocks.count_waiting(actor.staff_id)
    found = [Panel("blocks/panel_desk.html", {"waiting_answers": waiting}, order=50)] if waiting else []
    own = [(actor.staff_id, actor.name, organisations.papers_of(actor.staff_id))]
    pressing = [one for one in staffing.papers(own, today) if one.standing is not staffing.Standing.VALID]
    if pressing:
        found.append(
            Panel(
                "organisations/panel_papers.html",
                {"papers_pressing": [(subject_word(one.subject), one) for one in pressing]},
                order=60,
            )
        )
    return found


def _week_notices(_facts: Facts, actor: Actor, today: date) -> Sequence[Panel]:
    """What people are told and nobody has checked lately, for who looks after it."""
    old = advice.count_old_cards(today) if actor.may("advice.points") else 0
    return (Panel("advice/panel_checks.html", {"old_cards": old}, order=10),) if old else ()


_PLACES: Mapping[str, Callable[[Facts, Actor, date], Sequence[Panel]]] = {
    "learner.today": _day,
    "learner.help": _help,
    "learner.record": _record,
    "learner.week": _week,
    "casework.person": _plan_page,
    "section": _section,
    "session": _session,
    "teacher.desk": _desk,
    "week.notices": _week_notices,
}
