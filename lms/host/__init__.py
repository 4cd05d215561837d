"""The host's own page of contents: it enters by the same door as the plug-ins."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lms.casework import queries as casework
from lms.courses import queries as courses
from lms.exchange.domain import erasure
from lms.host import panels
from lms.host.places import PLACES, RIGHTS
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.contracts import NavItem, Panel, Permission
from lms.kernel.plugins import Plugin
from lms.messages import queries as messages
from lms.wellbeing import queries as wellbeing

AREAS = (
    *("accounts", "organisations", "learners", "messages", "courses", "referrals"),
    *("casework", "eligibility", "companions", "partners", "advice", "wellbeing", "blocks", "exchange"),
)


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
            "lms.eligibility.views",
            "lms.companions.views",
            "lms.partners.views",
            "lms.advice.views",
            "lms.wellbeing.views",
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
            "lms.partners.jobs",
            "lms.advice.jobs",
            "lms.wellbeing.jobs",
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
            "lms.eligibility.words",
            "lms.companions.words",
            "lms.partners.words",
            "lms.advice.words",
            "lms.wellbeing.words",
            "lms.blocks.words",
            "lms.exchange.words",
        )

    def migrations(self) -> Path:
        """The host's branch."""
        return Path(__file__).parents[1] / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Rights of the host's pages."""
        return RIGHTS

    def navigation(self) -> Sequence[NavItem]:
        """Places of the host."""
        return PLACES

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """A learner's own person on her pages; seats, tasks and plan on her record."""
        return panels.of_place(place, facts, actor)

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
        if actor.may(wellbeing.READ):
            found["wellbeing.waiting"] = wellbeing.waiting(actor)
        return found
