"""The page of contents of scheduling: classes into time, rooms and people's lives."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import NavGroup, NavItem, Panel, Permission
from lms.kernel.language import N_
from lms.kernel.plugins import Plugin
from scheduling import demo
from scheduling.queries.questions import record_values


class SchedulingPlugin(Plugin):
    """Classes into time, rooms and people's lives."""

    name = "scheduling"
    package = "scheduling"

    def models(self) -> Sequence[str]:
        """Tables."""
        return ("scheduling.models",)

    def listeners(self) -> Sequence[str]:
        """Rotas that employers send."""
        return ("scheduling.listeners",)

    def pages(self) -> Sequence[str]:
        """HTML views."""
        return ("scheduling.views",)

    def jobs(self) -> Sequence[str]:
        """The search."""
        return ("scheduling.jobs",)

    def words(self) -> Sequence[str]:
        """Sentences."""
        return ("scheduling.words",)

    def migrations(self) -> Path:
        """Own branch."""
        return Path(__file__).parent / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Making and publishing timetables."""
        return (Permission("scheduling.plan", frozenset({Role.ADMINISTRATOR}), sensitive=True),)

    def navigation(self) -> Sequence[NavItem]:
        """The timetable page."""
        timetable = "scheduling.timetable"
        return (NavItem(timetable, N_("Timetable"), "tree-structure", "scheduling.plan", 30, group=NavGroup.CLASSES),)

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """On a learner's record, for who plans: why there is no seat, and what other work times mean."""
        if place != "learner.record" or not actor.may("scheduling.plan"):
            return ()
        return (Panel("scheduling/panel_record.html", record_values(facts["learner_id"], clock.today(actor.zone)), 35),)

    def demo(self, step: str, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """See `scheduling.demo`."""
        return demo.take_part(step, facts, actor)
