"""The host's own page of contents: it enters by the same door as the plug-ins."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lms.advice import queries as advice
from lms.blocks import queries as blocks
from lms.casework import packs as rights
from lms.casework import queries as casework
from lms.casework.domain.events import ICONS as EVENT_ICONS
from lms.courses import queries as courses
from lms.courses.queries import budgets, fits
from lms.exchange.domain import erasure
from lms.exchange.queries import erasures
from lms.kernel import clock, plugins
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import NavGroup, NavItem, Panel, Permission
from lms.kernel.language import N_
from lms.kernel.plugins import Plugin
from lms.learners import queries as learners
from lms.messages import queries as messages
from lms.organisations import domain as staffing
from lms.organisations import queries as organisations
from lms.organisations.words import subject_word
from lms.referrals import queries as referrals

AREAS = (
    *("accounts", "organisations", "learners", "messages", "courses", "referrals"),
    *("casework", "advice", "blocks", "exchange"),
)

OF_HER_DAY = (
    *("learners.my_week", "learners.my_week_step", "courses.my_times", "courses.my_place", "courses.my_hours"),
    *("courses.cannot_come", "blocks.my_units", "blocks.unit_page"),
)
OF_A_SESSION = tuple(f"courses.{page}" for page in ("register", "online_page", "check_page", "substitute_page"))
OF_A_CLASS = (
    *(f"courses.{page}" for page in ("section", "new_section", "edit_section", "closing", "makeup", "mixed")),
    *(f"courses.{page}" for page in ("section_people", "add_person", "section_list", "sheet", "enrolment")),
    *(
        f"blocks.{page}"
        for page in ("outline", "files", "edit_unit", "edit_block", "unit_people", "unit_page", "waiting", "rate")
    ),
)
OF_A_PERSON = (
    *(f"learners.{page}" for page in ("record", "new", "edit", "week", "week_step")),
    *("courses.learner_hours", "exchange.duplicates", "exchange.person_file", "exchange.erasures_list"),
)
"""Pages one step below a list."""

STAFF = frozenset({Role.TEACHER, Role.ADMINISTRATOR, Role.CASEWORKER, Role.MANAGER})


def _right(code: str, *roles: Role, sensitive: bool = True) -> Permission:
    return Permission(code, frozenset(roles), sensitive)


def _at(
    endpoint: str, label: str, icon: str, permission: str, order: int, group: NavGroup, *within: str, count: str = ""
) -> NavItem:
    """A place in a group, with the pages one step below it, named one by one or several in a line."""
    inside = tuple(name for line in within for name in line.split())
    return NavItem(endpoint, label, icon, permission, order, count=count, group=group, within=inside)


def _tasks(order: int, *roles: Role) -> NavItem:
    right = "messages.tasks"
    return NavItem(right, N_("Tasks"), "check-square", right, order, roles=frozenset(roles), count=right)


def _place(learner_id: str) -> tuple[Panel, ...]:
    """What is offered to a learner, or where she waits: it comes before everything else of her day."""
    found = []
    for one in courses.placed_of([learner_id], ("waiting", "offered")).get(learner_id, ()):
        offered = one.state == "offered"
        ask = one.unanswered > 0 or (one.asked_on is not None and (one.confirmed_on or one.from_date) < one.asked_on)
        values = {"place": one, "offered": offered, "ask": ask, "before": 0 if offered else courses.place_of(one)}
        found.append(Panel("courses/panel_place.html", values, order=-20 if offered else -10))
    return tuple(found)


class Host(Plugin):
    """What the host brings."""

    name = "lms"
    package = "lms"

    def models(self) -> Sequence[str]:
        """Tables of every area, and the kernel's own."""
        return (
            "lms.kernel.jobs.ledger",
            "lms.kernel.web.submissions",
            *(f"lms.{area}.models" for area in AREAS),
        )

    def listeners(self) -> Sequence[str]:
        """The audit listens to every change, messages to links that should reach somebody."""
        return (
            "lms.accounts.services.audit",
            "lms.messages.listeners",
            "lms.courses.listeners",
            "lms.casework.listeners",
        )

    def pages(self) -> Sequence[str]:
        """HTML views."""
        return (
            "lms.accounts.views",
            "lms.organisations.views",
            "lms.learners.views",
            "lms.messages.views",
            "lms.courses.views",
            "lms.referrals.views",
            "lms.casework.views",
            "lms.advice.views",
            "lms.blocks.views",
            "lms.exchange.views",
        )

    def rest(self) -> Sequence[str]:
        """REST resources."""
        return ("lms.learners.rest", "lms.courses.rest")

    def jobs(self) -> Sequence[str]:
        """Background jobs."""
        return (
            "lms.messages.jobs",
            "lms.courses.jobs",
            "lms.referrals.jobs",
            "lms.casework.jobs",
            "lms.advice.jobs",
            "lms.blocks.jobs",
            "lms.exchange.jobs",
            "lms.kernel.web.tidy",
        )

    def words(self) -> Sequence[str]:
        """Sentences."""
        return (
            "lms.kernel.words",
            "lms.kernel.rest.words",
            "lms.kernel.operations.words",
            "lms.accounts.words",
            "lms.organisations.words",
            "lms.learners.words",
            "lms.messages.words",
            "lms.courses.words",
            "lms.referrals.words",
            "lms.casework.words",
            "lms.advice.words",
            "lms.blocks.words",
            "lms.exchange.words",
        )

    def migrations(self) -> Path:
        """The host's branch."""
        return Path(__file__).parent / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Rights of the host's pages."""
        return (
            _right("learners.see", *STAFF),
            _right("learners.edit", Role.ADMINISTRATOR, Role.CASEWORKER),
            _right("learners.card", Role.ADMINISTRATOR, Role.TEACHER),
            _right("learner.self", Role.LEARNER, sensitive=False),
            _right("courses.teach", Role.TEACHER),
            _right("courses.register.take", Role.TEACHER),
            _right("courses.board.see", Role.ADMINISTRATOR, Role.MANAGER, Role.TEACHER),
            _right("courses.alarms", Role.ADMINISTRATOR, Role.MANAGER),
            _right("courses.section.see", Role.ADMINISTRATOR, Role.MANAGER, Role.TEACHER),
            _right("courses.plan", Role.ADMINISTRATOR, Role.MANAGER),
            _right("courses.enrol", Role.ADMINISTRATOR, Role.MANAGER),
            _right("courses.hours", Role.ADMINISTRATOR, Role.MANAGER),
            _right("exchange.figures", Role.MANAGER),
            _right("exchange.exports", Role.ADMINISTRATOR, Role.MANAGER),
            _right("exchange.aggregates", Role.OBSERVER, sensitive=False),
            _right("blocks.open", Role.LEARNER, Role.TEACHER, Role.ADMINISTRATOR, Role.MANAGER, sensitive=False),
            _right("blocks.rate", Role.TEACHER),
            _right("blocks.author", Role.TEACHER, Role.ADMINISTRATOR, Role.MANAGER),
            _right("blocks.kinds", Role.ADMINISTRATOR, Role.MANAGER),
            _right("referrals.send", Role.CASEWORKER),
            _right("casework.plan", Role.CASEWORKER),
            _right("casework.goals", Role.TEACHER),
            _right("casework.rights.see", Role.TEACHER, Role.ADMINISTRATOR),
            _right("casework.compliance", Role.CASEWORKER, Role.MANAGER),
            _right("casework.rules", Role.MANAGER),
            _right("casework.events", *STAFF, sensitive=False),
            _right("advice.finder", Role.ADMINISTRATOR, Role.MANAGER),
            _right("advice.complaints", *STAFF, Role.CHILDCARE),
            _right("advice.complaints.reader", Role.MANAGER),
            _right("advice.opinions", Role.ADMINISTRATOR, Role.MANAGER, sensitive=False),
            _right("advice.points", Role.ADMINISTRATOR, Role.MANAGER),
            _right("advice.desk", Role.CASEWORKER, Role.ADMINISTRATOR),
            _right("exchange.import", Role.ADMINISTRATOR),
            _right("exchange.file", Role.MANAGER),
            _right("exchange.everything", Role.MANAGER),
            _right("accounts.people", Role.MANAGER, Role.ADMINISTRATOR),
            _right("accounts.audit", Role.MANAGER),
            _right("messages.tasks", *STAFF, Role.CHILDCARE),
        )

    def navigation(self) -> Sequence[NavItem]:
        """Places of the host."""
        return (
            NavItem("courses.learner_today", N_("Today"), "sun-horizon", "learner.self", 10, within=OF_HER_DAY),
            NavItem("casework.my_person", N_("My person"), "user-circle", "learner.self", 30),
            NavItem("courses.help_page", N_("Help"), "lifebuoy", "learner.self", 40),
            NavItem("courses.teacher_today", N_("Today"), "sun-horizon", "courses.teach", 10, within=OF_A_SESSION),
            NavItem("courses.classes", N_("My classes"), "chalkboard-teacher", "courses.teach", 20, within=OF_A_CLASS),
            _at(
                "courses.courses",
                N_("Courses and classes"),
                "books",
                "courses.plan",
                27,
                NavGroup.CLASSES,
                "courses.rooms courses.terms courses.copying courses.new_course curricula.course_teaching",
                *OF_A_CLASS,
            ),
            _at(
                "courses.week_board",
                N_("Week board"),
                "calendar-dots",
                "courses.board.see",
                25,
                NavGroup.DAY,
                "courses.month courses.door_sheets courses.session",
            ),
            _at(
                "courses.hours_of_month",
                N_("Hours"),
                "clock",
                "courses.hours",
                65,
                NavGroup.REPORTS,
                "courses.hours_taught courses.funder_rule courses.budget",
            ),
            _at(
                "exchange.exports",
                N_("For funders"),
                "file-csv",
                "exchange.exports",
                67,
                NavGroup.REPORTS,
                "exchange.export_columns exchange.take_everything",
            ),
            _at(
                "courses.waiting_list",
                N_("Waiting list"),
                "hourglass-medium",
                "courses.enrol",
                28,
                NavGroup.PEOPLE,
                "courses.waiting_rule",
                count="courses.silent",
            ),
            _at("exchange.read_audit", N_("Who looked at what"), "eye", "accounts.audit", 69, NavGroup.REPORTS),
            NavItem(
                "exchange.figures",
                N_("Demand and seats"),
                "chart-bar-horizontal",
                "exchange.figures",
                15,
                within=("exchange.balance",),
            ),
            NavItem(
                "exchange.aggregates",
                N_("Overview"),
                "chart-line-up",
                "exchange.aggregates",
                10,
                within=("exchange.centres", "exchange.offer"),
            ),
            NavItem("casework.people", N_("My people"), "users", "casework.plan", 15, count="casework.due"),
            _at("casework.plans", N_("Plans"), "path", "casework.plan", 17, NavGroup.PEOPLE),
            _at(
                "referrals.referrals",
                N_("Referrals"),
                "paper-plane-tilt",
                "referrals.send",
                19,
                NavGroup.PEOPLE,
                "referrals.refer",
            ),
            _at(
                "casework.no_plan_yet",
                N_("No plan yet"),
                "list-magnifying-glass",
                "casework.compliance",
                18,
                NavGroup.PEOPLE,
                "casework.rule casework.coverage",
            ),
            _at("casework.outreach", N_("Outreach"), "hand-waving", "casework.plan", 57, NavGroup.PEOPLE),
            _at(
                "casework.events",
                N_("Meetings and clubs"),
                "chats-circle",
                "casework.events",
                58,
                NavGroup.PEOPLE,
                "casework.event casework.events_report",
            ),
            _at("learners.people", N_("People"), "users", "learners.see", 60, NavGroup.PEOPLE, *OF_A_PERSON),
            _at("courses.alarms", N_("Absences"), "calendar-x", "courses.alarms", 65, NavGroup.CLASSES),
            _at(
                "exchange.sheets_in",
                N_("Import"),
                "upload-simple",
                "exchange.import",
                70,
                NavGroup.SETUP,
                "exchange.sheet exchange.list_import",
            ),
            _at("blocks.kinds", N_("Exercises of others"), "puzzle-piece", "blocks.kinds", 79, NavGroup.SETUP),
            _at("advice.points_list", N_("Places of advice"), "map-pin", "advice.points", 78, NavGroup.SETUP),
            _at(
                "advice.advice_cases",
                N_("Advice"),
                "lifebuoy",
                "advice.desk",
                59,
                NavGroup.PEOPLE,
                "advice.advice_case advice.desk",
            ),
            _at("advice.settings", N_("Course finder"), "magnifying-glass", "advice.finder", 77, NavGroup.SETUP),
            NavItem(
                "advice.complaints_page",
                N_("Complaints"),
                "megaphone",
                "advice.complaints",
                66,
                group=NavGroup.PEOPLE,
                within=("advice.complaint",),
                roles=frozenset({Role.ADMINISTRATOR, Role.CASEWORKER, Role.MANAGER}),
            ),
            _at("advice.opinions_page", N_("What learners say"), "smiley", "advice.opinions", 66, NavGroup.REPORTS),
            _at(
                "organisations.staff",
                N_("Staff"),
                "identification-badge",
                "accounts.people",
                75,
                NavGroup.SETUP,
                "organisations.papers",
            ),
            _at("exchange.calendars", N_("Calendars"), "calendar-plus", "courses.section.see", 78, NavGroup.SETUP),
            # On a phone the first four places stand at the foot: who is asked for much has the tasks among them.
            _tasks(16, Role.CASEWORKER),
            _tasks(26, Role.ADMINISTRATOR, Role.MANAGER),
            _tasks(80, Role.TEACHER, Role.CHILDCARE),
        )

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """A learner's own person on her pages; seats, tasks and plan on her record."""
        today = clock.today(actor.zone)
        if place in {"learner.today", "learner.help"}:
            person = casework.caseworker_of(facts["learner_id"], today)
            shown = (Panel("casework/panel_person.html", {"card": "person", "own": person}),) if person else ()
            ways = (
                Panel("learners/panel_week.html", {}, order=150),
                Panel("courses/panel_my_hours.html", {}, order=151),
                Panel("exchange/panel_calendar.html", {}, order=152),
            )
            week = (*ways, *_meetings(facts["learner_id"], today)) if place == "learner.today" else ()
            missed = _missed(facts["learner_id"]) if place == "learner.today" else ()
            lessons = _lessons(facts["learner_id"], today) if place == "learner.today" else ()
            voices = (
                _asked(facts["learner_id"], today)
                if place == "learner.today"
                else (Panel("advice/panel_complain.html", {}, order=200),)
            )
            return (
                *(_place(facts["learner_id"]) if place == "learner.today" else ()),
                *voices,
                *missed,
                *lessons,
                *shown,
                *week,
            )
        if place == "teacher.desk":
            return _desk(actor)
        if place in {"learner.week", "section"}:
            return self._fit_panels(place, facts, actor, today)
        if place != "learner.record":
            return ()
        learner_id = facts["learner_id"]
        seats = courses.enrolments_of([learner_id], seated=False).get(learner_id, [])
        tasks = messages.tasks_about(learner_id) if actor.may("messages.tasks") else []
        hours = {"budgets": budgets.budgets_of([learner_id]).get(learner_id, []), "learner_id": learner_id}
        pieces: tuple[Panel, ...] = (
            Panel("exchange/panel_record.html", {"seats": seats, "tasks": tasks}, order=10),
            _attendance(learner_id, seats, today),
            Panel("courses/panel_hours.html", hours, order=30),
        )
        if met := casework.minutes_by_kind(learner_id):
            pieces = (*pieces, Panel("casework/panel_practice.html", {"met": met, "icons": EVENT_ICONS}, order=35))
        if actor.may("exchange.file"):
            asked = erasures.asked_of(learner_id)
            pieces = (*pieces, Panel("exchange/panel_file.html", {"learner_id": learner_id, "asked": asked}, order=200))
        if actor.may("casework.rights.see"):
            pieces = (*pieces, _rights(facts["person_id"], actor))
        if actor.may("casework.goals"):
            pieces = (*pieces, *_goals(facts, actor, today))
        if actor.may("referrals.send"):
            sent = {"sent": referrals.of_learner(learner_id), "sent_today": today, "learner_id": learner_id}
            pieces = (*pieces, Panel("referrals/panel_record.html", sent, order=42))
        if not actor.may("casework.plan"):
            return pieces
        own, current = casework.caseworker_of(learner_id, today), casework.plan(facts["person_id"], today)
        values = {"learner_id": learner_id, "own": own, "current": current}
        return (*pieces, Panel("casework/panel_record.html", values, order=40))

    def _fit_panels(self, place: str, facts: Mapping[str, Any], actor: Actor, today: date) -> Sequence[Panel]:
        """How many sessions people can come to: on somebody's week, and on the page of a class."""
        if place == "section":
            measured = fits.fits_of_people(facts["section_id"], facts["learner_ids"], today)
            known = learners.by_ids(facts["learner_ids"])
            kept = [(known[one], fit) for one, fit in measured.items() if one in known and (fit.missed or fit.missing)]
            rows = sorted(kept, key=lambda row: (row[1].share, row[0].name))
            return (
                _class_attendance(facts["section_id"], facts["learner_ids"], actor, today),
                Panel("courses/panel_fit.html", {"fits": rows, "actor": actor}, order=20),
                *_rights_of_class(known.values(), actor),
                *_outline(facts["section_id"], actor, today),
            )
        learner_id = facts["learner_id"]
        seats = courses.enrolments_of([learner_id]).get(learner_id, [])
        found = fits.section_fits(learner_id, [one.section_id for one in seats], today)
        shown = [(one, found[one.section_id]) for one in seats if one.section_id in found]
        return (Panel("courses/panel_week_fit.html", {"seats": shown, "mine": actor.role is Role.LEARNER}),)

    def folders(self) -> Sequence[str]:
        """What blocks keep in files."""
        return ("blocks",)

    def kept_when_erased(self) -> Mapping[str, Sequence[str]]:
        """Hours that a funder paid, with the seat, the mark and the grant they rest on."""
        return erasure.KEPT

    def counts(self, actor: Actor) -> Mapping[str, int]:
        """Open tasks, and people who wait for something today."""
        found = {"messages.tasks": messages.count_open(actor)} if actor.may("messages.tasks") else {}
        if actor.may("courses.enrol"):
            found["courses.silent"] = courses.count_on_hold(actor.centre_id)
        if actor.may("casework.plan"):
            found["casework.due"] = casework.count_due(actor, clock.today(actor.zone))
        return found


def _attendance(learner_id: str, seats: Sequence[courses.EnrolmentInfo], today: date) -> Panel:
    """How somebody comes to each class that she is in, and who was told about absences."""
    mine = [one for one in seats if one.state in ("enrolled", "paused")]
    values = {"standings": list(courses.standings(mine, today).values())}
    return Panel("courses/panel_attendance.html", values | {"alerts": courses.alerts(learner_id=learner_id)}, order=20)


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


def _outline(section_id: str, actor: Actor, today: date) -> tuple[Panel, ...]:
    """The lessons of a class, for those who write them."""
    if not actor.may("blocks.author"):
        return ()
    units = blocks.outline(section_id)
    shown = sum(one.is_open(today) for one in units)
    return (Panel("blocks/panel_section.html", {"units": units, "shown": shown, "section_id": section_id}, order=30),)


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
    ahead = casework.events_ahead(learners.learner(learner_id).centre_id, today, limit=40)
    if not ahead:
        return ()
    mine = casework.places_of(learner_id, today)
    booked = next((one for one in ahead if one.id in mine and not one.cancelled), None)
    return (Panel("casework/panel_events.html", {"next": booked}, order=120),)


def _desk(actor: Actor) -> tuple[Panel, ...]:
    """Answers of exercises that wait for a teacher's points; papers of hers that end."""
    if not actor.may("blocks.rate") or actor.staff_id is None:
        return ()
    waiting = blocks.count_waiting(actor.staff_id)
    found = [Panel("blocks/panel_desk.html", {"waiting_answers": waiting}, order=50)] if waiting else []
    today = clock.today(actor.zone)
    own = [(one.id, one.name, one.qualifications) for one in organisations.staff(ids=[actor.staff_id])]
    pressing = [one for one in staffing.papers(own, today) if one.standing is not staffing.Standing.VALID]
    if pressing:
        found.append(
            Panel(
                "organisations/panel_papers.html",
                {"papers_pressing": [(subject_word(one.subject), one) for one in pressing]},
                order=60,
            )
        )
    return tuple(found)


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


def _rights_of_class(people: Iterable[learners.LearnerInfo], actor: Actor) -> tuple[Panel, ...]:
    """Who of a class has not heard all rights and duties."""
    people = sorted(people, key=lambda one: one.name.casefold())
    if not people or not actor.may("casework.rights.see"):
        return ()
    heard, every = casework.heard_by([one.person_id for one in people]), len(rights.rights())
    missing = [(one, heard.get(one.person_id, 0)) for one in people if heard.get(one.person_id, 0) < every]
    return (Panel("casework/panel_section_rights.html", {"rights_missing": missing, "rights_all": every}, order=70),)


def _asked(learner_id: str, today: date) -> tuple[Panel, ...]:
    """How a module was that ended lately."""
    asked = advice.to_ask(learner_id, today)
    return (Panel("advice/panel_asked.html", {"opinion_asked": asked[0]}, order=140),) if asked else ()


def _missed(learner_id: str) -> tuple[Panel, ...]:
    """A question to somebody who was away several times in a row."""
    alert = courses.missing_now(learner_id=learner_id).get(learner_id)
    asked = alert is not None and any(
        one.deed == "message" for one in courses.alerts(learner_id=learner_id, standing=True)
    )
    return (Panel("courses/panel_missed.html", {}, order=101),) if asked else ()


def _times(missed: tuple[courses.AlertInfo, Any] | None) -> int:
    return len(missed[1].missed) if missed else 0
