"""Schools send parents: a form for a phone behind the school's link, a page of proposals for the parent, a list for staff."""

from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.courses.views import people as words
from lms.kernel import clock, db, errors, language
from lms.kernel.actor import Role
from lms.kernel.web import PUBLIC, current_actor, current_day, done, now, render
from lms.kernel.web.addresses import address_of, qr
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.referrals import queries, services
from lms.referrals.domain import schools as domain
from lms.referrals.views.door import pages

RIGHT = "referrals.schools"
GONE = 410


# --- the school -----------------------------------------------------------------------------------------------------


@pages.get("/school/<token>", permission=PUBLIC)
def school(token: str) -> Any:
    """A form for a phone, and what became of those who were sent: received, or placed."""
    return _form(token)


def _form(token: str, refused: errors.OnwardError | None = None) -> Any:
    found = queries.school_by_token(token)
    with db.scoped(found.provider_id):
        centre, sent = organisations.centre(found.centre_id), queries.sent_by(found.id)
    return render(
        "referrals/school.html",
        refused.status if refused else 200,
        school=found,
        centre=centre,
        sent=sent,
        token=token,
        rows=range(domain.CHILDREN),
        longest=domain.LONGEST,
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/school/<token>", permission=PUBLIC)
def refer_parent(token: str) -> Any:
    """The parent is registered; the next page is for the parent."""
    given, found = request.form, queries.school_by_token(token)
    try:
        one = domain.Parent(
            given.get("given_name", ""),
            given.get("family_name", ""),
            given.get("phone", ""),
            given.get("language", ""),
            children=_children(),
            consent=given.get("consent") == "1",
        )
        number, own = services.refer_parent(token, one, day=_day(found.provider_id, found.centre_id), now=now())
    except (errors.Invalid, errors.Conflict) as refused:
        return _form(token, refused)
    address = address_of("referrals.near", token=own)
    return render("referrals/school_sent.html", number=number, token=token, address=address, code=qr(address, "qr"))


def _children() -> tuple[tuple[str, date], ...]:
    found = []
    for row in range(domain.CHILDREN):
        name, born = (request.form.get(f"{part}-{row}", "").strip() for part in ("child", "born"))
        if name or born:
            try:
                found.append((name, date.fromisoformat(born)))
            except ValueError:
                raise errors.Invalid("referrals.child_off", field="children") from None
    return tuple(found)


def _day(provider_id: str, centre_id: str) -> date:
    """The calendar date at a centre."""
    with db.scoped(provider_id):
        return clock.local(now(), organisations.centre(centre_id).zone).date()


# --- the parent -----------------------------------------------------------------------------------------------------


@pages.get("/near/<token>", permission=PUBLIC)
def near(token: str) -> Any:
    """Classes near the school, each with the places for the children. It tells nobody's name."""
    return _near(token)


def _near(token: str, refused: errors.OnwardError | None = None) -> Any:
    found = queries.parent_by_token(token)
    with db.scoped(found.provider_id):
        centre = organisations.centre(queries.school(found.school_id).centre_id)
        day = clock.local(now(), centre.zone).date()
        over = day > found.day + domain.LASTS
        proposed = [] if over else queries.proposals(centre.id, found.learner_id, day)
    return render(
        "referrals/near.html",
        refused.status if refused else GONE if over else 200,
        found=found,
        centre=centre,
        proposed=proposed,
        over=over,
        token=token,
        words=words,
        trouble=language.say(refused.code, refused.facts) if refused else "",
    )


@pages.post("/near/<token>", permission=PUBLIC)
def want(token: str) -> Any:
    """I want this: somebody calls."""
    found = queries.parent_by_token(token)
    with db.scoped(found.provider_id):
        centre_id = queries.school(found.school_id).centre_id
    day = _day(found.provider_id, centre_id)
    try:
        services.wish_for(token, request.form.get("section_id", ""), day=day, now=now())
    except errors.Conflict as refused:
        return _near(token, refused)
    return done(_("We know that you want this. Somebody calls you."), "referrals.near", token=token)


# --- staff ----------------------------------------------------------------------------------------------------------


@pages.get("/referrals/schools", permission=RIGHT, writes=True)
def schools() -> Any:
    """Schools that may send parents, and whom they sent."""
    return _schools()


def _schools(refused: errors.OnwardError | None = None) -> Any:
    centre_id, page = _centre(), page_number()
    found, total = queries.parents(centre_id, page=page)
    people = learners.by_ids({one.learner_id for one in found})
    audit.read("learners_learner", [*people], "school referrals", now=now())
    wished = courses.sections(ids={one.wish_section_id for one in found if one.wish_section_id})
    return render(
        "referrals/schools.html",
        refused.status if refused else 200,
        found=found,
        total=total,
        page=page,
        page_count=-(-total // queries.PARENTS_A_PAGE),
        people=people,
        wished={one.id: one.name for one in wished},
        schools=queries.schools(centre_id),
        centres=organisations.centres() if centre_id is None else [],
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
    )


@pages.post("/referrals/schools", permission=RIGHT)
def add_school() -> Any:
    """One more school; its link is shown this once."""
    centre_id = organisations.centre_in_view(_centre() or request.form.get("centre")).id
    try:
        school_id, token = services.add_school(
            centre_id, request.form.get("name", ""), actor=current_actor(), now=now()
        )
    except (errors.Invalid, errors.Conflict) as refused:
        return _schools(refused)
    return _link(school_id, token)


def _link(school_id: str, token: str) -> Any:
    g.place = "referrals.schools"
    address = address_of("referrals.school", token=token)
    found = queries.school(school_id)
    return render("referrals/school_link.html", school=found, address=address, code=qr(address, "qr"))


@pages.post("/referrals/schools/<school_id>/link", permission=RIGHT)
def new_school_link(school_id: str) -> Any:
    """A new link; the old one ends."""
    _mine(school_id)
    return _link(school_id, services.new_school_link(school_id))


@pages.post("/referrals/schools/<school_id>/end", permission=RIGHT)
def end_school(school_id: str) -> Any:
    """This school sends nobody any more."""
    _mine(school_id)
    services.end_school(school_id, current_day())
    return done(_("The link of this school does not work any more."), "referrals.schools")


def _centre() -> str | None:
    """The centre of who looks; a manager works in every one."""
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id


def _mine(school_id: str) -> None:
    if _centre() not in (None, queries.school(school_id).centre_id):
        raise errors.NotFound("referrals.no_school")
