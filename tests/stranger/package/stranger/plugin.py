"""The page of contents of stranger."""

from collections.abc import Sequence
from pathlib import Path

from lms.kernel.actor import Role
from lms.kernel.contracts import Booking, NavItem, Obstacle, Permission
from lms.kernel.language import N_
from lms.kernel.plugins import Plugin
from stranger import services


class StrangerPlugin(Plugin):
    """Notices on a board. One that closes a class keeps people from booking it."""

    name = "stranger"
    package = "stranger"

    def models(self) -> Sequence[str]:
        """One table."""
        return ("stranger.models",)

    def pages(self) -> Sequence[str]:
        """The board."""
        return ("stranger.views",)

    def jobs(self) -> Sequence[str]:
        """Counting."""
        return ("stranger.jobs",)

    def words(self) -> Sequence[str]:
        """Sentences."""
        return ("stranger.words",)

    def migrations(self) -> Path:
        """Own branch."""
        return Path(__file__).parent / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Teachers read and write."""
        return (Permission("stranger.board", frozenset({Role.TEACHER})),)

    def navigation(self) -> Sequence[NavItem]:
        """One place."""
        return (NavItem("stranger.board", N_("Notices"), "check-square", "stranger.board", 90),)

    def booking_obstacles(self, booking: Booking) -> Sequence[Obstacle]:
        """A notice that closes the class."""
        return [Obstacle("stranger.closed", {"notice": text}) for text in services.closing(booking.section_id)]
