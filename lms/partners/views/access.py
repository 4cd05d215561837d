"""Staff let somebody of a partner look at one module, see what was refused, and end it."""

from datetime import timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.accounts import queries as accounts
from lms.casework import queries as casework
from lms.kernel import clock, errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.partners import queries, services
from lms.partners.domain.access import LONGEST, Invitation, Part, State
from lms.partners.views.door import centre_decided, cohort_words, cohorts, pages, typed_cohort, typed_day

RIGHT = "partners.invite"
USUAL = timedelta(days=180)
UNTIL_OFF = "partners.until_off"


@pages.get("/partners", permission=RIGHT)
def accesses() -> Any:
    """Who of which partner sees what, and a form to invite somebody."""
    return _list()


def _list(refused: errors.OnwardError | None = None) -> Any:
    asked, page, today = request.args.get("q", "")[:100], page_number(), current_day()
    found, total = queries.accesses(today, centre_id=centre_decided(), text=asked, page=page)
    organisations, _count = casework.organisations_listed(size=500)
    return render(
        "partners/accesses.html",
        refused.status if refused else 200,
        found=found,
        total=total,
        page=page,
        page_count=-(-total // queries.PAGE),
        asked=asked,
        words=cohort_words([one.cohort for one in found]),
        organisations=[(one.id, one.name) for one in organisations if one.ended_on is None],
        cohorts=cohorts(centre_decided()),
        parts=[
            (one.value, language.say(f"partners.part.{one}"), language.say(f"partners.part.{one}.about"))
            for one in Part
        ],
        usual=today + USUAL,
        latest=today + LONGEST,
        today=today,
        values=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/partners", permission=RIGHT)
def invite() -> Any:
    """Somebody of a partner may look; the link is on its way."""
    try:
        one = Invitation(
            request.form.get("organisation", ""),
            request.form.get("name", ""),
            request.form.get("email", ""),
            typed_cohort(),
            typed_day("until", UNTIL_OFF),
            request.form.get("part") or Part.COMING,
        )
        access_id = services.invite(
            one, centre_id=centre_decided(), today=current_day(), actor=current_actor(), now=now()
        )
    except (errors.Invalid, errors.Conflict) as refused:
        return _list(refused)
    word = _("An invitation is on its way to %(name)s.", name=one.name.strip())
    return done(word, "partners.access", undo=url_for("partners.end_access", access_id=access_id), access_id=access_id)


@pages.get("/partners/<access_id>", permission=RIGHT)
def access(access_id: str) -> Any:
    """What somebody sees, until when, and every page that was refused."""
    return _access(access_id)


def _access(access_id: str, refused: errors.OnwardError | None = None) -> Any:
    found = _mine(access_id)
    g.place = "partners.accesses"
    return render(
        "partners/access.html",
        refused.status if refused else 200,
        found=found,
        word=cohort_words([found.cohort])[found.cohort],
        classes=queries.classes_of(found.cohort, found.centre_id),
        refusals=queries.refusals(access_id),
        invited=found.state is State.OPEN and _waits_for_password(found.user_id),
        latest=current_day() + LONGEST,
        today=current_day(),
        local=lambda at: clock.local(at, current_actor().zone),
        typed=request.form.get("until") if refused else found.until.isoformat(),
        trouble=language.say(refused.code, refused.facts) if refused else "",
    )


def _waits_for_password(user_id: str) -> bool:
    """Whether an invitation was not followed yet."""
    known = accounts.staff_access(current_actor().provider_id or "", now=now())
    return any(one.user_id == user_id and not one.has_password for one in known)


@pages.post("/partners/<access_id>", permission=RIGHT)
def let_until(access_id: str) -> Any:
    """Another last day."""
    before = _mine(access_id).until
    try:
        services.let_until(access_id, typed_day("until", UNTIL_OFF), today=current_day())
    except errors.Invalid as refused:
        return _access(access_id, refused)
    return done(
        _("The last day was %(day)s. It is changed.", day=before.isoformat()), "partners.access", access_id=access_id
    )


@pages.post("/partners/<access_id>/end", permission=RIGHT)
def end_access(access_id: str) -> Any:
    """At once, on every device."""
    name = _mine(access_id).name
    services.end_access(access_id, now=now())
    undo = url_for("partners.give_back", access_id=access_id)
    return done(_("%(name)s sees nothing any more.", name=name), "partners.access", undo=undo, access_id=access_id)


@pages.post("/partners/<access_id>/on", permission=RIGHT)
def give_back(access_id: str) -> Any:
    """It had not ended."""
    name = _mine(access_id).name
    services.give_back(access_id, now=now())
    return done(_("%(name)s can sign in again.", name=name), "partners.access", access_id=access_id)


def _mine(access_id: str) -> queries.AccessInfo:
    found = queries.access(access_id, current_day())
    if centre_decided() not in (None, found.centre_id):
        raise errors.NotFound("partners.absent")
    return found
