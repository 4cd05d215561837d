"""The page of contents of placement: where a learner starts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lms.kernel import db, language
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import NavGroup, NavItem, Panel, Permission
from lms.kernel.language import N_
from lms.kernel.plugins import Plugin
from placement import demo, queries
from placement.domain.needs import Domain
from placement.queries.needs import assessments_of


class PlacementPlugin(Plugin):
    """Where a learner starts."""

    name = "placement"
    package = "placement"

    def models(self) -> Sequence[str]:
        """Tables."""
        return ("placement.models",)

    def pages(self) -> Sequence[str]:
        """Pages of staff and the learner's own."""
        return ("placement.views",)

    def jobs(self) -> Sequence[str]:
        """Deciding stored results again."""
        return ("placement.jobs",)

    def words(self) -> Sequence[str]:
        """Sentences."""
        return ("placement.words",)

    def migrations(self) -> Path:
        """Own branch."""
        return Path(__file__).parent / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Seeing who waits, sitting beside somebody, deciding."""
        return (
            Permission("placement.see", frozenset({Role.TEACHER, Role.ADMINISTRATOR, Role.CASEWORKER}), sensitive=True),
            Permission("placement.run", frozenset({Role.TEACHER}), sensitive=True),
            Permission("placement.decide", frozenset({Role.TEACHER}), sensitive=True),
            Permission("placement.rate", frozenset({Role.TEACHER}), sensitive=True),
            Permission("placement.needs", frozenset({Role.CASEWORKER}), sensitive=True),
            Permission("placement.needs.report", frozenset({Role.ADMINISTRATOR, Role.MANAGER})),
            Permission("placement.rules", frozenset({Role.ADMINISTRATOR})),
            Permission("placement.items", frozenset({Role.TEACHER, Role.ADMINISTRATOR})),
            Permission("placement.quality", frozenset({Role.ADMINISTRATOR, Role.MANAGER})),
        )

    def navigation(self) -> Sequence[NavItem]:
        """Who waits for placement; the questions of the test."""
        return (
            NavItem(
                "placement.waiting",
                N_("Placement"),
                "signpost",
                "placement.see",
                30,
                count="placement.decide",
                group=NavGroup.PEOPLE,
            ),
            NavItem("placement.banks", N_("Test questions"), "cards", "placement.items", 34, group=NavGroup.PEOPLE),
            NavItem(
                "placement.quality",
                N_("Placement quality"),
                "gauge",
                "placement.quality",
                36,
                roles=frozenset({Role.ADMINISTRATOR, Role.MANAGER}),
                group=NavGroup.REPORTS,
            ),
            NavItem(
                "placement.needs_report",
                N_("Needs and strengths"),
                "handshake",
                "placement.needs.report",
                68,
                group=NavGroup.REPORTS,
            ),
        )

    def counts(self, actor: Actor) -> Mapping[str, int]:
        """Results that wait for this person's decision, and tasks that wait for her scores."""
        if not actor.may("placement.decide"):
            return {}
        to_rate = queries.count_to_rate(actor.centre_id, actor.user_id) if actor.may("placement.rate") else 0
        return {"placement.decide": queries.count_to_decide(actor.centre_id) + to_rate}

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """The result on a person's record; the way to her own test on a learner's day."""
        return panels_at(place, facts, actor)

    def prepare(self) -> None:
        """Make the engines of every bank and centre: nobody's first question waits for a rehearsal."""
        with db.reading(), db.transaction(db.engine()), db.crossing("placement.prepare"):
            cuts = queries.cuts_in_force()
        queries.prepare(cuts)

    def personal_data(self, person_id: str) -> Mapping[str, Any]:
        """Interview, sittings, results and decisions of a person."""
        return queries.kept_about(person_id)

    def demo(self, step: str, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """Steps `place` and `follow`."""
        return demo.take_part(step, facts, actor)


def panels_at(place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
    """What placement shows at a place of the host."""
    if place == "learner.record" and actor.may("placement.see"):
        learner_id = facts["learner_id"]
        values = {
            "learner_id": learner_id,
            "placed": queries.newest_result(learner_id),
            "told": queries.interviews([learner_id]).get(learner_id),
            "may_run": actor.may("placement.run"),
        }
        return (Panel("placement/panel_record.html", values, order=30), *_needs(learner_id, actor))
    if place == "casework.person":
        return _needs(facts["learner_id"], actor)
    if place == "learner.today" and (
        queries.is_open_for(facts["learner_id"]) or queries.open_kinds([facts["learner_id"]])
    ):
        return (Panel("placement/panel_today.html", {}, order=105),)
    return ()


def _needs(learner_id: str, actor: Actor) -> tuple[Panel, ...]:
    """What she brings and needs, for whoever talks with her about it."""
    if not actor.may("placement.needs"):
        return ()
    domains = [(one.value, language.say(f"placement.domain.{one}")) for one in Domain]
    last = next(iter(assessments_of(learner_id)), None)
    values = {"needs_last": last, "needs_of": learner_id, "needs_domains": domains}
    return (Panel("placement/panel_needs.html", values, order=58),)
