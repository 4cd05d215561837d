"""The page of contents of childcare: places for children during class, kept together with the parent's seat."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from childcare import demo, queries, services
from lms.courses import queries as courses
from lms.kernel import clock, language
from lms.kernel.actor import Actor, Role
from lms.kernel.contracts import (
    Booking,
    NavGroup,
    NavItem,
    Obstacle,
    Panel,
    Permission,
    Reservation,
    SharedResource,
    WeekInterval,
)
from lms.kernel.language import N_
from lms.kernel.plugins import Plugin


class ChildcarePlugin(Plugin):
    """Places for children during class."""

    name = "childcare"
    package = "childcare"

    def models(self) -> Sequence[str]:
        """Tables."""
        return ("childcare.models",)

    def listeners(self) -> Sequence[str]:
        """Who cannot come, and who can after all."""
        return ("childcare.listeners",)

    def pages(self) -> Sequence[str]:
        """HTML views."""
        return ("childcare.views",)

    def jobs(self) -> Sequence[str]:
        """The waiting list, and papers that end."""
        return ("childcare.jobs",)

    def words(self) -> Sequence[str]:
        """Sentences."""
        return ("childcare.words",)

    def migrations(self) -> Path:
        """Own branch."""
        return Path(__file__).parent / "migrations"

    def permissions(self) -> Sequence[Permission]:
        """Children's data is for carers; who plans works with numbers, rooms and carers."""
        return (
            Permission("childcare.day", frozenset({Role.CHILDCARE}), sensitive=True),
            Permission("childcare.plan", frozenset({Role.CHILDCARE, Role.ADMINISTRATOR, Role.MANAGER})),
            Permission("childcare.waiting", frozenset({Role.CHILDCARE, Role.ADMINISTRATOR}), sensitive=True),
        )

    def navigation(self) -> Sequence[NavItem]:
        """The carers' places; for who plans one place, from which tabs lead on."""
        carers = frozenset({Role.CHILDCARE})
        return (
            NavItem("childcare.day", N_("Today"), "baby", "childcare.day", 10, within=("childcare.door",)),
            NavItem("childcare.groups", N_("Groups"), "users-three", "childcare.plan", 20, carers),
            NavItem(
                "childcare.staff", N_("Staff plan"), "calendar-dots", "childcare.plan", 30, carers, "childcare.missing"
            ),
            NavItem("childcare.incidents", N_("Incident log"), "first-aid-kit", "childcare.day", 40),
            NavItem("childcare.fire_list", N_("Fire list"), "fire", "childcare.day", 50),
            NavItem("childcare.papers", N_("Papers"), "seal-check", "childcare.plan", 60, carers, "childcare.papers"),
            NavItem(
                "childcare.waiting",
                N_("Waiting list"),
                "hourglass-medium",
                "childcare.waiting",
                70,
                carers,
            ),
            NavItem(
                "childcare.groups",
                N_("Childcare"),
                "baby",
                "childcare.plan",
                66,
                frozenset({Role.ADMINISTRATOR, Role.MANAGER}),
                group=NavGroup.CLASSES,
                within=("childcare.staff", "childcare.papers", "childcare.waiting", "childcare.hours"),
            ),
        )

    def counts(self, actor: Actor) -> Mapping[str, int]:
        """Half hours of today without carers enough, and papers that have ended or end soon."""
        if actor.role is not Role.CHILDCARE or not actor.centre_id:
            return {}
        today = clock.today(actor.zone)
        return {
            "childcare.missing": int(queries.is_short(actor.centre_id, today)),
            "childcare.papers": queries.papers_due(actor.centre_id, today),
        }

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """The child's place on a parent's day, on a household's week and on the week board; yes or no for teachers."""
        asked = {
            "learner.today": self._on_the_day,
            "learner.cannot_come": self._goes_to_another,
            "register": self._in_the_register,
            "week.board": self._on_the_board,
            "household.week": self._in_the_household,
            "learner.record": self._on_the_record,
            "exchange.centres": self._beside_other_centres,
        }.get(place)
        panel = asked(facts, actor) if asked else None
        return (panel,) if panel else ()

    def _on_the_day(self, facts: Mapping[str, Any], actor: Actor) -> Panel | None:
        """Kept or gone; nothing for a class she has said she cannot come to, whatever is kept for another of that day."""
        if facts["session_id"] and courses.apologies_of(facts["learner_id"], [facts["session_id"]]):
            return None
        places = queries.bookings_of_learner(facts["learner_id"], facts["day"])
        gone = (
            [] if places or not facts["session_id"] else queries.without_place(facts["learner_id"], facts["session_id"])
        )
        values = {"places": places, "gone": [one.child for one in gone]}
        return Panel("childcare/panel_today.html", values, order=30) if places or gone else None

    def _goes_to_another(self, facts: Mapping[str, Any], actor: Actor) -> Panel | None:
        places = queries.bookings_of_learner(facts["learner_id"], facts["day"])
        return Panel("childcare/panel_cannot_come.html", {"places": places}) if places else None

    def _beside_other_centres(self, facts: Mapping[str, Any], actor: Actor) -> Panel | None:
        return Panel("", {"care_places": queries.places_by_centre(facts["provider_ids"])})

    def _in_the_register(self, facts: Mapping[str, Any], actor: Actor) -> Panel | None:
        word = language.say("childcare.booked")
        booked = queries.learners_with_place(facts["learner_ids"], facts["day"])
        return Panel("", {"notes": dict.fromkeys(booked, ("baby", word))}) if booked else None

    def _on_the_board(self, facts: Mapping[str, Any], actor: Actor) -> Panel | None:
        if not actor.may("childcare.plan"):
            return None
        rows = queries.board_rows(facts["centre_id"], facts["first"], facts["last"])
        words = {half: language.say(f"childcare.{half}") for half in ("am", "pm")}
        said = [
            {
                "name": row.group.name,
                "note": language.say("childcare.places", {"places": row.group.places}),
                "picture": row.group.picture,
                "days": {
                    day: [(words[half], taken, row.group.places) for half, taken in halves]
                    for day, halves in row.days.items()
                },
            }
            for row in rows
        ]
        return Panel("", {"rows": said}) if said else None

    def _in_the_household(self, facts: Mapping[str, Any], actor: Actor) -> Panel | None:
        days = facts["days"]
        children = queries.household_children(facts["learner_ids"], days[0], days[-1]) if days else []
        alone = queries.left_alone(facts["learner_ids"], days[0], days[-1]) if days else []
        values = {"children": children, "days": days, "alone": alone}
        return Panel("childcare/panel_household.html", values) if children or alone else None

    def _on_the_record(self, facts: Mapping[str, Any], actor: Actor) -> Panel | None:
        """Teachers see that a place is booked, never the child; who plans sees how many."""
        children, places = queries.count_of_learner(facts["learner_id"], clock.today(actor.zone))
        closer = actor.may("learners.edit")
        values = {"children": children, "places": places, "closer": closer}
        return Panel("childcare/panel_record.html", values, order=60) if children else None

    def shared_resources(
        self, centre_id: str, intervals: Sequence[WeekInterval], learner_ids: Sequence[str], on: date
    ) -> Sequence[SharedResource]:
        """Places for children, by interval and age group."""
        found = queries.shared_resource(centre_id, queries.own_country(), intervals, learner_ids, on)
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

    def kept_when_erased(self) -> Mapping[str, Sequence[str]]:
        """Places that were used, without the child."""
        return {"childcare_booking": ("child_id", "collected_by", "brought_by", "late_note")}

    def demo(self, step: str, facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
        """See `childcare.demo`."""
        return demo.take_part(step, facts, actor)
