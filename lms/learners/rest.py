"""People over REST. Every look at a person is written to the audit."""

from datetime import date
from typing import Annotated, Any

from flask import url_for
from pydantic import Field

from lms.accounts.services import audit
from lms.kernel.rest import Query, Resources, Value
from lms.kernel.vocabulary import Track
from lms.kernel.web import now
from lms.learners import queries

resources = Resources("learners", __name__)


class Person(Value):
    """A learner of the token's provider. Codes are of the vocabulary; empty means not known."""

    id: str
    number: str
    given_name: str
    family_name: str
    birth_date: date | None
    email: str
    phone: str
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
