"""The page of a course: what it is, what it costs, how much of it is speaking."""

from typing import Any

from babel.numbers import get_territory_currencies
from flask import request
from flask_babel import gettext as _

from curricula.domain.amounts import Money
from curricula.queries import course_facts as queries
from curricula.queries.panels import oral_words, price_of
from curricula.services.course_facts import say_facts
from curricula.views.door import pages
from lms.courses import queries as courses
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.vocabulary import LESSON_MINUTES
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.organisations import queries as organisations

SEE, CHANGE = "courses.section.see", "courses.plan"
DEAREST = 10_000_000


@pages.get("/courses/<course_id>/about", permission=SEE)
def course_about(course_id: str) -> Any:
    """What somebody wants to know of a course before she begins."""
    return _page(_mine(course_id), None)


def _page(course: courses.CourseInfo, refused: errors.Invalid | None) -> Any:
    found = queries.facts_of([course], current_day())[course.id]
    own = found.price if found.own else None
    return render(
        "curricula/course_about.html",
        refused.status if refused else 200,
        course=course,
        facts=found,
        price=price_of(found),
        oral=oral_words(found.oral_percent),
        lessons=round(course.minutes / LESSON_MINUTES),
        typed=request.form
        if refused
        else {
            "price": f"{own.cents / 100:g}" if own else "",
            "currency": own.currency if own else _own_currency(),
            "oral_percent": "" if found.oral_percent is None else str(found.oral_percent),
        },
        may_change=current_actor().may(CHANGE),
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/courses/<course_id>/about", permission=CHANGE)
def say_course_facts(course_id: str) -> Any:
    """Keep price and share."""
    course = _mine(course_id)
    try:
        say_facts(course.id, price=_price(), oral_percent=_percent(), actor=current_actor(), now=now())
    except errors.Invalid as refused:
        return _page(course, refused)
    return done(_("Kept. Learners see it with the class."), "curricula.course_about", course_id=course.id)


def _own_currency() -> str:
    """Of the country that the provider works in."""
    country = organisations.provider(current_actor().provider_id or "").country
    return str(next(iter(get_territory_currencies(country)), "EUR"))


def _price() -> Money | None:
    text = request.form.get("price", "").strip().replace(",", ".")
    if not text:
        return None
    try:
        cents = round(float(text) * 100)
    except (ValueError, OverflowError):
        raise errors.Invalid("curricula.price_off", field="price") from None
    if not 0 <= cents <= DEAREST:
        raise errors.Invalid("curricula.price_off", field="price")
    return Money(cents, request.form.get("currency", "").strip().upper())


def _percent() -> int | None:
    text = request.form.get("oral_percent", "").strip()
    if not text:
        return None
    percent = whole_number(text)
    if percent is None:
        raise errors.Invalid("curricula.oral_off", field="oral_percent")
    return percent


def _mine(course_id: str) -> courses.CourseInfo:
    """A course of the person's own centre; managers see every centre. Raises NotFound."""
    course, actor = courses.course(course_id), current_actor()
    if actor.role is not Role.MANAGER and actor.centre_id not in (None, course.centre_id):
        raise errors.NotFound("curricula.absent")
    return course
