"""Dates of examinations: the office enters them; learners see those on their way."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import get_territory_currencies
from flask import request
from flask_babel import gettext as _

from curricula.domain.amounts import Money
from curricula.domain.sittings import Bill, Sitting
from curricula.queries import sittings as queries
from curricula.services import sittings as services
from curricula.views import door, saying
from curricula.views.door import pages
from lms.courses import queries as courses
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.organisations import queries as organisations

SET = "curricula.examinations.set"
ANY_STATE = ("published", "closed")


@pages.get("/examinations", permission=SET)
def examination_dates() -> Any:
    """The next dates, and one more."""
    return _page({})


def _page(typed: Mapping[str, Any], error: errors.Invalid | None = None) -> Any:
    day = current_day()
    known = queries.examinations(day)
    prices = queries.prices(day)
    dates = queries.dates_of(door.own_centre(), day)
    payers = {one.id: one.name for one in organisations.funders()}
    classes = courses.sections(centre_id=door.own_centre())
    billed = [one.what.bill.section_id for one in dates if one.what.bill]
    return render(
        "curricula/examination_dates.html",
        error.status if error else 200,
        dates=dates,
        choices=[
            (f"{programme}:{key}", _told(one.name, prices.get((programme, key))))
            for (programme, key), one in known.items()
        ],
        payers=payers,
        classes=[(one.id, one.name) for one in classes if one.ends_on >= day],
        class_names={one.id: one.name for one in courses.sections(ids=billed, states=ANY_STATE)} if billed else {},
        typed=typed,
        currency=_own_currency(),
        field=error.facts.get("field", "") if error else "",
        trouble=language.say(error.code, error.facts) if error else None,
        money=money,
        today=day,
    )


def _told(name: str, price: Any) -> str:
    return name if price is None else f"{name} ({saying.price_words(price)})"


def _own_currency() -> str:
    """Of the country that the provider works in, as ISO 4217 letters."""
    country = organisations.provider(current_actor().provider_id or "").country
    return str(next(iter(get_territory_currencies(country)), "EUR"))


def money(cents: int | None, currency: str) -> str | None:
    """A fee in words, nothing where it is not known."""
    return None if cents is None else saying.price_words(Money(cents, currency))


@pages.post("/examinations", permission=SET)
def announce_examination() -> Any:
    """Keep a date."""
    try:
        services.announce(door.own_centre(), _read(request.form), actor=current_actor(), day=current_day(), now=now())
    except errors.Invalid as error:
        return _page(request.form, error)
    return done(_("Learners on the way to this examination see the date now."), "curricula.examination_dates")


@pages.post("/examinations/<sitting_id>/remove", permission=SET)
def remove_examination(sitting_id: str) -> Any:
    """It does not take place."""
    services.take_back(door.own_centre(), sitting_id)
    return done(_("The date is gone. Learners do not see it any more."), "curricula.examination_dates")


def _read(form: Mapping[str, Any]) -> Sitting:
    programme, _sep, key = str(form.get("examination", "")).partition(":")
    last = str(form.get("sign_up_by", "")).strip()
    day = door.day(str(form.get("day", "")))
    if day is None:
        raise errors.Invalid("curricula.sitting.day", field="day")
    if last and door.day(last) is None:
        raise errors.Invalid("curricula.sitting.sign_up_by", field="sign_up_by")
    return Sitting(
        programme,
        key,
        day,
        str(form.get("place", ""))[:200],
        door.day(last),
        _cents(str(form.get("fee", "")), "fee"),
        str(form.get("currency", "")).strip().upper() or _own_currency(),
        _bill(form),
    )


def _bill(form: Mapping[str, Any]) -> Bill | None:
    """Nothing where no body pays: all three are empty then."""
    section_id, payer_id, fee = (str(form.get(name, "")).strip() for name in ("section_id", "payer_id", "payer_fee"))
    return Bill(section_id, payer_id, _cents(fee, "payer_fee")) if section_id or payer_id or fee else None


def _cents(text: str, field: str) -> int | None:
    if not text.strip():
        return None
    try:
        return round(float(text.strip().replace(",", ".")) * 100)
    except (ValueError, OverflowError):
        raise errors.Invalid(f"curricula.sitting.{field}", field=field) from None
