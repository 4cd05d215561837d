"""The page of contents of childcare: places for children during class, kept together with the parent's seat."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from childcare import demo, queries, services
from lms.kernel import db
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import (
    Booking,
    NavItem,
    Obstacle,
    Permission,
    Reservation,
    SharedResource,
    WeekInterval,
)
from lms.kernel.language import N_
from lms.kernel.plugins import Plugin
from lms.organisations import queries as organisations


class ChildcarePlugin(Plugin):
    """Places for children during class."""

    name = "childcare"
    package = "childcare"

    def models(self) -> Sequence[str]:
        """Tables."""
        return ("childcare.models",)

    def words(self) -> Sequence[str]:
        """Sentences."""
        return ("childcare.words",)

    def migrations(self) -> Path:
        """Own branch."""
        return Path(__file__).parent / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Children's data is for carers; an administrator plans with numbers."""
        return (Permission("childcare.day", frozenset({Role.CHILDCARE}), sensitive=True),)

    def navigation(self) -> Sequence[NavItem]:
        """The carers' day."""
        return (NavItem("childcare.day", N_("Today"), "baby", "childcare.day", 10),)

    def shared_resources(
        self, centre_id: str, intervals: Sequence[WeekInterval], learner_ids: Sequence[str], on: date
    ) -> Sequence[SharedResource]:
        """Places for children, by interval and age group."""
        country = organisations.provider(db.require_provider()).country
        found = queries.shared_resource(centre_id, country, intervals, learner_ids, on)
        return (found,) if found else ()

    def booking_obstacles(self, booking: Booking) -> Sequence[Obstacle]:
        """Closed hours and full groups."""
        return services.obstacles(booking)

    def reserve(self, booking: Booking, actor: Actor) -> Sequence[Reservation]:
        """A place for every child and session."""
        return services.reserve(booking, actor)

    def release(self, booking: Booking, actor: Actor) -> None:
        """Places go back with the seat."""
        services.release(booking)

    def demo(self, step: str, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """See `childcare.demo`."""
        return demo.take_part(step, facts, actor)
