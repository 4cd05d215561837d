"""The page of contents of placement: where a learner starts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import Permission
from lms.kernel.plugins import Plugin
from placement import demo, queries


class PlacementPlugin(Plugin):
    """Where a learner starts."""

    name = "placement"
    package = "placement"

    def models(self) -> Sequence[str]:
        """Tables."""
        return ("placement.models",)

    def migrations(self) -> Path:
        """Own branch."""
        return Path(__file__).parent / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Seeing who waits, sitting beside somebody, deciding."""
        return (
            Permission("placement.see", frozenset({Role.TEACHER, Role.ADMINISTRATOR, Role.CASEWORKER}), sensitive=True),
            Permission("placement.run", frozenset({Role.TEACHER}), sensitive=True),
            Permission("placement.decide", frozenset({Role.TEACHER}), sensitive=True),
        )

    def personal_data(self, person_id: str) -> Mapping[str, Any]:
        """Interview, sittings, results and decisions of a person."""
        return queries.kept_about(person_id)

    def demo(self, step: str, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """Step `place`."""
        return demo.take_part(step, facts, actor)
