"""The page of contents of curricula: What is learnt, how far, what next."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from curricula import demo as demonstration
from curricula import queries
from curricula.queries import follow_up, teaching
from curricula.queries.advice import advice, kept_about
from curricula.queries.panels import panels_at
from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import Booking, NavGroup, NavItem, NextStep, Obstacle, OfferTaken, Panel, Permission
from lms.kernel.language import N_
from lms.kernel.plugins import Plugin

SEES_FINDINGS = "curricula.findings.see"
SEES_LINKS = "curricula.links.see"


def _right(code: str, *roles: Role, sensitive: bool = True) -> Permission:
    return Permission(code, frozenset(roles), sensitive)


def _pages(names: str) -> tuple[str, ...]:
    return tuple(f"curricula.{name}" for name in names.split())


class CurriculaPlugin(Plugin):
    """What is learnt, how far, what next."""

    name = "curricula"
    package = "curricula"

    def models(self) -> Sequence[str]:
        """Checks, effort, findings, reviews."""
        return ("curricula.models",)

    def listeners(self) -> Sequence[str]:
        """Seats booked, modules passed, exercises done, registers saved."""
        return ("curricula.listeners",)

    def pages(self) -> Sequence[str]:
        """HTML views."""
        return ("curricula.views",)

    def rest(self) -> Sequence[str]:
        """Cases of recognition."""
        return ("curricula.rest",)

    def jobs(self) -> Sequence[str]:
        """The review."""
        return ("curricula.jobs",)

    def words(self) -> Sequence[str]:
        """Sentences."""
        return ("curricula.words",)

    def migrations(self) -> Path:
        """The branch of these tables."""
        return Path(__file__).parent / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Rights of the pages."""
        teacher, administrator, manager, caseworker = (
            Role.TEACHER,
            Role.ADMINISTRATOR,
            Role.MANAGER,
            Role.CASEWORKER,
        )
        return (
            _right("curricula.programmes.see", manager, teacher, administrator, caseworker, sensitive=False),
            _right("curricula.programmes.change", manager, administrator),
            _right("curricula.tracks.see", caseworker, administrator),
            _right(SEES_FINDINGS, teacher),
            _right(SEES_LINKS, administrator),
            _right("curricula.bridge", teacher, administrator),
            _right("curricula.examinations.charges", manager, administrator),
            _right("curricula.progress.see", teacher, administrator, caseworker),
            _right("curricula.checks.record", teacher, administrator),
            _right("curricula.results.record", teacher, administrator),
            _right("curricula.certificates.issue", administrator),
            _right("curricula.examinations.set", administrator, sensitive=False),
            _right("curricula.opportunities.see", administrator, caseworker),
            _right("curricula.opportunities.edit", administrator, caseworker),
            _right("curricula.recognition.see", caseworker),
            _right("curricula.review", teacher, administrator, manager),
            _right("curricula.review.rule", administrator, manager),
            _right("curricula.indicators", administrator, manager),
            _right("curricula.follow_ups", caseworker),
            _right("curricula.exits", administrator, manager, caseworker, Role.OBSERVER, sensitive=False),
            _right("curricula.exits.people", administrator, manager, caseworker),
        )

    def navigation(self) -> Sequence[NavItem]:
        """Places."""
        return (
            NavItem("curricula.my_path", N_("My path"), "path", "learner.self", 20),
            NavItem(
                "curricula.talk",
                N_("Talk with"),
                "chats-circle",
                SEES_FINDINGS,
                40,
                count="curricula.talk",
                group=NavGroup.PEOPLE,
            ),
            NavItem(
                "curricula.links",
                N_("Missing links"),
                "bridge",
                SEES_LINKS,
                50,
                count="curricula.links",
                group=NavGroup.CLASSES,
                within=_pages("ready_to_move between_steps review review_rule flag_rates next_steps"),
            ),
            NavItem(
                "curricula.opportunities",
                N_("Work and volunteering"),
                "handshake",
                "curricula.opportunities.see",
                75,
                group=NavGroup.AHEAD,
                within=_pages("opportunity new_opportunity edit_opportunity"),
            ),
            NavItem(
                "curricula.recognition_cases",
                N_("Recognition"),
                "identification-badge",
                "curricula.recognition.see",
                78,
                group=NavGroup.AHEAD,
            ),
            NavItem(
                "curricula.calls",
                N_("After the course"),
                "phone-call",
                "curricula.follow_ups",
                79,
                count="curricula.follow_ups",
                group=NavGroup.AHEAD,
                within=_pages("follow_up"),
            ),
            NavItem(
                "curricula.follow_up_results",
                N_("After the course"),
                "phone-call",
                "curricula.indicators",
                66,
                group=NavGroup.REPORTS,
                within=_pages("follow_up_rules"),
            ),
            NavItem(
                "curricula.exits_page",
                N_("Into work and education"),
                "signpost",
                "curricula.exits",
                67,
                group=NavGroup.REPORTS,
                within=_pages("exit_people"),
            ),
            NavItem(
                "curricula.certificates_page",
                N_("Certificates"),
                "seal-check",
                "curricula.certificates.issue",
                80,
                group=NavGroup.AHEAD,
                within=_pages("certificate_page"),
            ),
            NavItem(
                "curricula.examination_dates",
                N_("Examination dates"),
                "exam",
                "curricula.examinations.set",
                60,
                group=NavGroup.CLASSES,
            ),
            NavItem(
                "curricula.examination_charges",
                N_("Examinations by payer"),
                "exam",
                "curricula.examinations.charges",
                67,
                group=NavGroup.REPORTS,
            ),
            NavItem(
                "curricula.tracks_by_facts",
                N_("Which track"),
                "compass",
                "curricula.tracks.see",
                85,
                group=NavGroup.PEOPLE,
                within=_pages("tracks_of ways"),
            ),
            NavItem(
                "curricula.indicators",
                N_("Signs of success"),
                "target",
                "curricula.indicators",
                65,
                group=NavGroup.REPORTS,
                within=_pages("indicator new_indicator"),
            ),
            NavItem(
                "curricula.programmes",
                N_("Programmes"),
                "books",
                "curricula.programmes.see",
                90,
                count="curricula.programmes",
                group=NavGroup.SETUP,
                within=_pages("own_rules edition outlines scales module_outlines module_outline"),
            ),
        )

    def counts(self, actor: Actor) -> Mapping[str, int]:
        """Whom to talk with or to call; links that are missing at an administrator's centre; versions of packs that wait."""
        found: dict[str, int] = {}
        if actor.may(SEES_FINDINGS):
            found["curricula.talk"] = queries.count_to_talk(actor, _today(actor))
        if actor.may(SEES_LINKS) and actor.centre_id:
            found["curricula.links"] = queries.count_gaps(actor.centre_id)
        if actor.may("curricula.follow_ups"):
            found["curricula.follow_ups"] = follow_up.count_calls(_today(actor), centre_id=actor.centre_id)
        if actor.may("curricula.programmes.change"):
            found["curricula.programmes"] = queries.count_waiting_editions()
        return found

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """My path, time to talk, who needs something, progress on a record, the way to the checks of a class."""
        return panels_at(place, facts, actor)

    def programmes(self) -> Sequence[Mapping[str, Any]]:
        """The packs in force today."""
        return queries.programmes_on(clock.now().date())

    def plan_advice(self, person_facts: Mapping[str, Any], goal: str) -> Sequence[NextStep]:
        """Steps towards a goal, those with a free seat first."""
        return advice(person_facts, goal, clock.now().date())

    def offers_taken(self, learner_ids: Sequence[str]) -> Sequence[OfferTaken]:
        """Cases of recognition, and places of work that somebody asked for."""
        return queries.offers_taken(learner_ids)

    def booking_obstacles(self, booking: Booking) -> Sequence[Obstacle]:
        """Missing prerequisites and entry rules; only verified ones refuse."""
        return queries.obstacles_to(booking)

    def publication_obstacles(self, section_ids: Sequence[str]) -> Sequence[Obstacle]:
        """A course for work without its language teacher, its expert of the trade or the hours of a strand."""
        return teaching.obstacles_to_showing(section_ids)

    def kept_when_erased(self) -> Mapping[str, Sequence[str]]:
        """Examinations that a payer paid stay without the person, as paid hours do."""
        return {"curricula_examination_charge": ("by",)}

    def personal_data(self, person_id: str) -> Mapping[str, Any]:
        """Checks, effort, findings, certificates, work, cases of recognition and opportunities of a person."""
        return kept_about(person_id)

    def demo(self, step: str, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """Steps `courses`, `assess`, `review` and `today`."""
        return demonstration.take_part(step, facts, actor)


def _today(actor: Actor) -> date:
    return clock.local(clock.now(), actor.zone).date()
