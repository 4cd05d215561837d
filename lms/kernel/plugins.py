"""Plug-ins: what one may bring, how they are found, and how the host asks all of them.

`docs/plugins.md` is compared with the methods of `Plugin` by a test. A new hook needs a plug-in that uses it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from lms.kernel.actor import Actor
from lms.kernel.contracts import (
    Booking,
    NavItem,
    NextStep,
    Obstacle,
    OfferTaken,
    Panel,
    Permission,
    Reservation,
    SharedResource,
    WeekInterval,
)

GROUP = "onward.plugins"


class Plugin:
    """A page of contents: what this plug-in needs, exposes, hears and runs. Every method has a no-op default."""

    name: str = ""
    package: str = ""

    # --- what it brings: names of modules, imported by the door that needs them ---------------------------------

    def models(self) -> Sequence[str]:
        """Modules that declare tables."""
        return ()

    def listeners(self) -> Sequence[str]:
        """Modules that hear signals."""
        return ()

    def pages(self) -> Sequence[str]:
        """Modules with a `pages` door of HTML views."""
        return ()

    def rest(self) -> Sequence[str]:
        """Modules with a `resources` door of REST resources."""
        return ()

    def jobs(self) -> Sequence[str]:
        """Modules that declare background jobs."""
        return ()

    def words(self) -> Sequence[str]:
        """Modules with `SENTENCES`: code -> message id."""
        return ()

    def migrations(self) -> Path | None:
        """Folder of this plug-in's labelled Alembic branch."""
        return None

    # --- what it tells about itself ------------------------------------------------------------------------------

    def permissions(self) -> Sequence[Permission]:
        """Rights that its views and resources ask for."""
        return ()

    def navigation(self) -> Sequence[NavItem]:
        """Places it adds to the navigation."""
        return ()

    def counts(self, actor: Actor) -> Mapping[str, int]:
        """Work to do for this person, by counter code: shown beside the navigation."""
        return {}

    # --- what the host asks all of them --------------------------------------------------------------------------

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """Pieces for a host page (`learner.today`, `teacher.today`, `learner.record`, ...)."""
        return ()

    def programmes(self) -> Sequence[Mapping[str, Any]]:
        """Programmes on offer: key, name, language, modules (key, title, track, level, minutes), absences (reason -> mark).

        A module says its `category`, one of the four kinds of services. Where they know: attendance (share,
        window_weeks, excused_outside, asks_arrival, late_minutes) and signs, the letters of their registers (key,
        attendances, reasons, states); plan (required, within_days, sure) and budgets, the hours that are granted (kind,
        tracks, minutes, sure).
        """
        return ()

    def plan_advice(self, person_facts: Mapping[str, Any], goal: str) -> Sequence[NextStep]:
        """Steps that lead from what a person has reached towards a goal."""
        return ()

    def offers_taken(self, learner_ids: Sequence[str]) -> Sequence[OfferTaken]:
        """What people have or had of the four kinds of services, beside courses, plans and meetings."""
        return ()

    def shared_resources(
        self, centre_id: str, intervals: Sequence[WeekInterval], learner_ids: Sequence[str], on: date
    ) -> Sequence[SharedResource]:
        """Capacities that seats compete for in a week like that of `on`."""
        return ()

    def booking_obstacles(self, booking: Booking) -> Sequence[Obstacle]:
        """What stands between this learner and this seat."""
        return ()

    def reserve(self, booking: Booking, actor: Actor) -> Sequence[Reservation]:
        """Keep what belongs to the seat, by writing own rows; refuse with errors.Conflict, which undoes everything."""
        return ()

    def release(self, booking: Booking, actor: Actor) -> None:
        """Give back what `reserve` kept, from `booking.from_date` on."""

    def publication_obstacles(self, section_ids: Sequence[str]) -> Sequence[Obstacle]:
        """What should be mended before these sections are shown to learners."""
        return ()

    def personal_data(self, person_id: str) -> Mapping[str, Any]:
        """Everything kept about a person, for the export of her file."""
        return {}

    def kept_when_erased(self) -> Mapping[str, Sequence[str]]:
        """Tables whose rows stay without the person when she is erased, and the columns that are emptied in them."""
        return {}

    def folders(self) -> Sequence[str]:
        """Folders of the data folder that a copy of the house has to hold."""
        return ()

    def prepare(self) -> None:
        """Work out what the first visitor would wait for. Called once in a process that serves, beside its work."""

    def demo(self, step: str, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """Take part in the building of the demonstration region; returns figures for its report."""
        return {}


class Registry:
    """The host's own page of contents and those of the plug-ins, in the order they were found."""

    def __init__(self, plugins: Iterable[Plugin]) -> None:
        self.plugins = tuple(plugins)

    def modules(self, drawer: str) -> list[ModuleType]:
        """Import and return the modules that all plug-ins name for one drawer (`pages`, `models`, ...)."""
        return [import_module(name) for plugin in self.plugins for name in getattr(plugin, drawer)()]

    def load(self) -> None:
        """Import every table and every receiver, so that metadata and signals are complete."""
        self.modules("models")
        self.modules("listeners")

    def ask(self, hook: str, *arguments: Any) -> list[Any]:
        """Ask every plug-in and join the answers."""
        return [answer for plugin in self.plugins for answer in getattr(plugin, hook)(*arguments)]

    @cached_property
    def permissions(self) -> tuple[Permission, ...]:
        """Every declared right."""
        return tuple(permission for plugin in self.plugins for permission in plugin.permissions())

    def folders(self) -> list[str]:
        """Folders of the data folder that belong into a copy."""
        return sorted({one for plugin in self.plugins for one in plugin.folders()})

    def without(self, *names: str) -> "Registry":
        """The same house with some plug-ins out."""
        return Registry(plugin for plugin in self.plugins if plugin.name not in names)


def discover(off: frozenset[str] = frozenset()) -> list[Plugin]:
    """Installed plug-ins by entry point, sorted by name so that every process sees one order."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return [point.load()() for point in found if point.name not in off]


def command_modules(off: frozenset[str] = frozenset()) -> list[ModuleType]:
    """The module `cli` beside each installed plug-in's page of contents, where there is one.

    A command that only lists its names should not load what every page needs, so nobody is asked for this.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    names = [f"{point.module.rpartition('.')[0]}.cli" for point in points if point.name not in off]
    return [import_module(name) for name in names if find_spec(name)]


_installed: list[Registry] = []


def install(registry: Registry) -> Registry:
    """Make `registry` the one in force for this process."""
    _installed[:] = [registry]
    return registry


def installed() -> Registry:
    """The registry in force. Empty until a door has installed one."""
    return _installed[0] if _installed else Registry(())
