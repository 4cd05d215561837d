"""People and their weeks over REST. Every look at a person is written to the audit."""

from datetime import date
from typing import Annotated, Any

from flask import url_for
from pydantic import Field

from lms.accounts.services import audit
from lms.kernel.rest import Query, Resources, Value
from lms.kernel.vocabulary import Track
from lms.kernel.web import current_actor, now
from lms.learners import queries, services
from lms.learners.domain.lives import LONGEST_AREA, Need
from lms.learners.domain.patterns import LONGEST_CYCLE, Kind, Preset
from lms.learners.domain.plain import from_plain, to_plain

resources = Resources("learners", __name__)
WEEK_FACTS = (
    "travel_minutes",
    "rest_hours",
    "travel_limit",
    "travel_by_centre",
    "online",
    "needs",
    "area",
    "patterns",
    "exceptions",
)


class Person(Value):
    """A learner of the token's provider. Codes are of the vocabulary; empty means not known."""

    id: str
    number: str
    given_name: str
    family_name: str
    birth_date: date | None
    email: str
    phone: str
    no_calls: bool
    contact: str
    first_language: str
    literacy: str
    centre_id: str
    since: date
    until: date | None
    level: str
    track: str
    goal: str


class People(Value):
    """One page of people. `next` is the address of the page after it, null on the last one."""

    items: tuple[Person, ...]
    total: int
    page: int
    pages: int
    next: str | None


class PeopleQuery(Query):
    """Which people, and which page of them."""

    search: str = Field("", max_length=100, description="Parts of a name, a number or a phone number")
    centre_id: str | None = None
    track: Track | None = None
    page: Annotated[int, Field(ge=1)] = 1
    size: Annotated[int, Field(ge=1, le=100)] = 50


def _person(info: queries.LearnerInfo) -> Person:
    return Person(**{name: getattr(info, name) for name in Person.model_fields})


@resources.get("/people", permission="learners.see", answers=People, query=PeopleQuery, writes=True)
def people(query: PeopleQuery) -> People:
    """People of the provider by family name, a page at a time."""
    page = queries.search(
        query.search, centre_id=query.centre_id, track=query.track or "", page=query.page, size=query.size
    )
    audit.read("learners_learner", [one.id for one in page.learners], "rest", now=now())
    return People(
        items=tuple(_person(one) for one in page.learners),
        total=page.total,
        page=page.number,
        pages=page.pages,
        next=_address(query, page.number + 1) if page.number < page.pages else None,
    )


def _address(query: PeopleQuery, page: int) -> str:
    given: dict[str, Any] = query.model_dump(exclude_defaults=True, mode="json") | {"page": page}
    return url_for("learners_rest.people", **given)


@resources.get("/people/<learner_id>", permission="learners.see", answers=Person, writes=True)
def person(learner_id: str) -> Person:
    """One person by id."""
    info = queries.learner(learner_id)
    audit.read("learners_learner", [info.id], "rest", now=now())
    return _person(info)


# --- weeks -----------------------------------------------------------------------------------------------------------


class WeekPattern(Value):
    """Stretches that come again every `cycle` days, counted from `anchor`: [day of the cycle, first minute, last minute].

    A last minute over 1440 lies on the next day. `since` and `until` bound a season.
    """

    kind: Kind
    preset: Preset = Preset.OWN
    cycle: Annotated[int, Field(ge=1, le=LONGEST_CYCLE)] = 7
    anchor: date | None = None
    since: date | None = None
    until: date | None = None
    stretches: Annotated[tuple[tuple[int, int, int], ...], Field(max_length=2000)] = ()
    run_minutes: Annotated[int, Field(ge=0, le=240)] = 0
    alone: bool = False


class WeekException(Value):
    """A stretch of one date that is busy or free, in minutes after midnight."""

    day: date
    free: bool
    starts: Annotated[int, Field(ge=0, lt=1440)] = 0
    ends: Annotated[int, Field(gt=0, le=1440)] = 1440
    reason: Annotated[str, Field(max_length=200)] = ""


class Week(Value):
    """Everything that a learner said about when she can come. Wall times are of her centre."""

    travel_minutes: Annotated[int, Field(ge=0, le=240)] = 30
    rest_hours: Annotated[int, Field(ge=0, le=24)] = 8
    travel_limit: Annotated[int, Field(ge=1, le=240)] | None = None
    travel_by_centre: dict[str, Annotated[int, Field(ge=0, le=240)]] = {}
    online: bool = False
    needs: tuple[Need, ...] = ()
    area: Annotated[str, Field(max_length=LONGEST_AREA)] = ""
    patterns: Annotated[tuple[WeekPattern, ...], Field(max_length=50)] = ()
    exceptions: Annotated[tuple[WeekException, ...], Field(max_length=1000)] = ()


def _week(learner_id: str) -> Week:
    return Week.model_validate(to_plain(queries.availability(queries.learner(learner_id).id)))


@resources.get("/people/<learner_id>/week", permission="learners.see", answers=Week, writes=True)
def week(learner_id: str) -> Week:
    """When a person can come."""
    found = _week(learner_id)
    audit.read("learners_learner", [learner_id], "rest", now=now())
    return found


@resources.put("/people/<learner_id>/week", permission="learners.edit", answers=Week, body=Week)
def replace_week(learner_id: str, body: Week) -> Week:
    """Put a whole week in the place of what was known. It can be taken back on the person's page."""
    told = from_plain(body.model_dump(mode="json"))
    services.keep_week(
        queries.learner(learner_id).id,
        actor=current_actor(),
        now=now(),
        **{name: getattr(told, name) for name in WEEK_FACTS},
    )
    return _week(learner_id)
