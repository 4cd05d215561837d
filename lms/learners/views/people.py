"""Pages of people: the list, one person's record, adding and changing, the card with a QR code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import make_response, request, url_for
from flask_babel import gettext as _

from lms.accounts import queries as accounts
from lms.accounts.services import audit
from lms.accounts.services import people as users
from lms.kernel import clock, errors, language
from lms.kernel.actor import Actor, Role
from lms.kernel.separated import as_csv
from lms.kernel.vocabulary import Skill, Track
from lms.kernel.web import current_actor, current_day, done, draw, now, panels, refuse, render
from lms.kernel.web.addresses import address_of, qr
from lms.kernel.web.arguments import page_number
from lms.learners import forms, queries, services
from lms.learners.views.door import pages
from lms.learners.views.drawing import hours_of
from lms.organisations import queries as organisations

ALL = 100_000
"""More people than any provider has: the sheet holds them all."""
HISTORY = 12
"""Newest changes shown on a record."""


# --- the list --------------------------------------------------------------------------------------------------------


@pages.get("/people", permission="learners.see")
def people() -> Any:
    """Everybody of this provider, fifty at a time."""
    asked = _asked()
    found = _found(asked, page=page_number())
    return render(
        "learners/people.html",
        found=found,
        rows=[(one, letters(one.name), tone(one.id)) for one in found.learners],
        shifts=queries.availabilities(one.id for one in found.learners),
        asked=asked,
        columns=_columns(asked),
        tracks=[*Track, "none"],
        centres=organisations.centres(),
        nobody=not found.total and not (asked["q"] or asked["track"] or asked["centre"]),
        address=url_for("learners.people", **_kept(asked), page="PAGE"),
        sheet=url_for("learners.people_sheet", **_kept(asked)),
        paper=url_for("learners.people_print", **_kept(asked)),
    )


@pages.get("/people.csv", permission="learners.edit", writes=True)
def people_sheet() -> Any:
    """Everybody whom the list shows, on all its pages, as a sheet. Who took it is kept in the audit."""
    everybody = _found(_asked(), size=ALL).learners
    shifts = queries.availabilities(one.id for one in everybody)
    audit.read("learners_learner", [one.id for one in everybody], "record", now=now())
    heads = (_("Number"), _("Given name"), _("Family name"), _("Phone"), _("E-mail"), _("Track"), _("Level"))
    rows = [
        (
            *(one.number, one.given_name, one.family_name, _number(one), one.email),
            language.say(f"track.{one.track}") if one.track else "",
            language.say(f"level.{one.level}"),
            one.first_language,
            language.say(f"preset.{shifts[one.id].preset if one.id in shifts else 'none'}"),
            one.since.isoformat(),
        )
        for one in everybody
    ]
    answer = make_response(as_csv((*heads, _("Language"), _("Can come"), _("Since")), rows))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return answer


def _number(one: queries.LearnerInfo) -> str:
    return _("Do not call") if one.no_calls else one.phone


@pages.get("/people/print", permission="learners.edit", writes=True)
def people_print() -> Any:
    """The same on paper, to call from. Who took it is kept in the audit."""
    asked = _asked()
    everybody = _found(asked, size=ALL).learners
    audit.read("learners_learner", [one.id for one in everybody], "record", now=now())
    return render(
        "learners/people_print.html",
        everybody=everybody,
        asked=asked,
        back_url=url_for("learners.people", **_kept(asked)),
        today=current_day(),
    )


def _asked() -> dict[str, str]:
    return {
        "q": request.args.get("q", "").strip(),
        "track": request.args.get("track", ""),
        "centre": request.args.get("centre", ""),
        "sort": request.args.get("sort", "name"),
        "order": request.args.get("order", "up"),
    }


def _found(asked: Mapping[str, str], **which: int) -> queries.Page:
    return queries.search(
        asked["q"],
        track=asked["track"],
        centre_id=asked["centre"] or None,
        sort=asked["sort"],
        descending=asked["order"] == "down",
        **which,
    )


def _columns(asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Heads of the list, each a link that sorts by it, and the other way round when it does already."""
    heads = [("name", _("Name")), ("track", _("Track")), ("level", _("Level")), (None, _("Language"))]
    heads += [(None, _("Can come")), ("since", _("Since"))]
    columns = []
    for key, label in heads:
        if key is None:
            columns.append({"label": label})
            continue
        here, down = asked["sort"] == key, asked["order"] == "down"
        turned = "down" if here and not down else "up"
        columns.append(
            {
                "label": label,
                "url": url_for("learners.people", **{**_kept(asked), "sort": key, "order": turned}),
                "sorted": ("descending" if down else "ascending") if here else None,
            }
        )
    return columns


def _kept(asked: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}


def letters(name: str) -> str:
    """Up to two first letters of a name, in any script."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def tone(some_id: str) -> int:
    """A number that always belongs to this person, for the colour of her disc."""
    return sum(map(ord, some_id))


# --- adding and changing ---------------------------------------------------------------------------------------------


@pages.get("/people/new", permission="learners.edit")
def new() -> Any:
    """Write down one person."""
    return _person_page(forms.PersonForm(formdata=None, data={"literacy": "unknown", "travel_minutes": 30}))


@pages.post("/people/new", permission="learners.edit")
def add() -> Any:
    """Register one person."""
    form, actor = forms.PersonForm(), current_actor()
    children, half = _typed_children()
    if not form.validate() or half:
        return _person_page(form, 422, half)
    number = (form.number.data or "").strip() or queries.free_numbers(1)[0]
    person = services.NewLearner(
        number=number,
        **forms.facts_of(form),
        shift=form.shift.data,
        rotation_anchor=form.rotation_anchor.data,
        travel_minutes=30 if form.travel_minutes.data is None else form.travel_minutes.data,
        children=children,
    )
    centre_id = organisations.centre_in_view(request.form.get("centre_id") or actor.centre_id).id
    try:
        learner_id = services.register(centre_id, person, actor=actor, now=now())
    except errors.Conflict as taken:
        refuse(form, taken)
        return _person_page(form, 409)
    return done(
        _("%(name)s is registered.", name=queries.learner(learner_id).name), "learners.record", learner_id=learner_id
    )


def _person_page(form: forms.PersonForm, status: int = 200, half: bool = False) -> Any:
    centres = organisations.centres()
    return render(
        "learners/new.html",
        status,
        form=form,
        centres=centres,
        centre_id=organisations.centre_in_view(request.form.get("centre_id") or current_actor().centre_id).id,
        children_error=language.say("learners.children_half") if half else None,
    )


def _typed_children() -> tuple[tuple[tuple[str, date], ...], bool]:
    """Children of the form, and whether one of them has a name or a birth date only."""
    found: list[tuple[str, date]] = []
    half = False
    for place in range(1, 4):
        child = forms.ChildForm(prefix=f"child-{place}")
        typed = child.name.data or any(child.birth_date.raw_data or ())
        if typed and child.validate():
            found.append(forms.child_of(child))
        elif typed:
            half = True
    return tuple(found), half


@pages.get("/people/<learner_id>/edit", permission="learners.edit", writes=True)
def edit(learner_id: str) -> Any:
    """Change what is known of a person."""
    learner = queries.learner(learner_id)
    audit.read("learners_learner", [learner.id], "edit", now=now())
    known = queries.availabilities([learner_id]).get(learner_id)
    data = {name: getattr(learner, name) for name in forms.PersonForm(formdata=None).data if hasattr(learner, name)}
    data |= {"phone": learner.held_phone, "texts_agreed": learner.texts_agreed_at is not None}
    if known:
        data |= {
            "shift": known.shift,
            "rotation_anchor": known.rotation_anchor,
            "travel_minutes": known.travel_minutes,
        }
    return render("learners/edit.html", form=forms.PersonForm(formdata=None, data=data), learner=learner)


@pages.post("/people/<learner_id>/edit", permission="learners.edit")
def change(learner_id: str) -> Any:
    """Keep what was changed about a person."""
    learner, form, actor = queries.learner(learner_id), forms.PersonForm(), current_actor()
    form.held_phone = learner.held_phone
    if not form.validate():
        return render("learners/edit.html", 422, form=form, learner=learner)
    services.change_facts(learner_id, forms.facts_of(form), actor=actor, now=now())
    _change_hours(learner_id, form)
    return done(_("Changes are saved."), "learners.record", learner_id=learner_id)


def _change_hours(learner_id: str, form: forms.PersonForm) -> None:
    """The form knows plain shifts only: a pattern of another kind stays until somebody chooses another shift."""
    known, actor = queries.availability(learner_id), current_actor()
    travel = 30 if form.travel_minutes.data is None else form.travel_minutes.data
    told = (form.shift.data, form.rotation_anchor.data)
    if told == (known.shift.value, known.rotation_anchor):
        services.keep_week(learner_id, travel_minutes=travel, actor=actor, now=now())
        return
    shift, anchor = told
    services.set_availability(
        learner_id, shift=shift, rotation_anchor=anchor, travel_minutes=travel, actor=actor, now=now()
    )


@pages.post("/people/<learner_id>/children", permission="learners.edit")
def add_child(learner_id: str) -> Any:
    """Add a child."""
    form = forms.ChildForm()
    if not form.validate():
        return _record(queries.learner(learner_id), 422, child_form=form)
    name, birth_date = forms.child_of(form)
    services.add_child(learner_id, name, birth_date, actor=current_actor(), now=now())
    return done(_("%(name)s is added.", name=name), "learners.record", learner_id=learner_id)


# --- one record ------------------------------------------------------------------------------------------------------


@pages.get("/people/<learner_id>", permission="learners.see", writes=True)
def record(learner_id: str) -> Any:
    """One person. Who looked is kept in the audit."""
    learner = queries.learner(learner_id)
    audit.read("learners_learner", [learner.id], "record", now=now())
    return _record(learner)


def _record(learner: queries.LearnerInfo, status: int = 200, child_form: forms.ChildForm | None = None) -> Any:
    actor = current_actor()
    # A teacher needs to know that a child has a place, never who the child is.
    closer = actor.may("learners.edit")
    return render(
        "learners/record.html",
        status,
        learner=learner,
        initials=letters(learner.name),
        number=tone(learner.id),
        availability=queries.availabilities([learner.id]).get(learner.id),
        hours_of=hours_of,
        marks=queries.pre_arrival_marks(learner),
        skills=_skills(learner.id),
        children=queries.children([learner.person_id]).get(learner.person_id, ()) if closer else (),
        own_picture=_picture_word(learner.picture),
        household=_household(learner) if closer else [],
        child_form=child_form or forms.ChildForm(formdata=None),
        closer=closer,
        card_state=_card_of(learner, actor) if actor.may("learners.card") else None,
        history=_history(learner) if closer or actor.may("accounts.audit") else [],
        draw=draw,
        panels=panels("learner.record", learner_id=learner.id, person_id=learner.person_id),
        centre=organisations.centre(learner.centre_id),
        many_centres=len(organisations.centres()) > 1,
    )


def _skills(learner_id: str) -> list[tuple[str, list[queries.LevelInfo]]]:
    """The measurements of each skill, newest first; skills without one are left out."""
    found = queries.levels([learner_id]).get(learner_id, [])
    by_skill = [(skill.value, [one for one in reversed(found) if one.skill == skill]) for skill in Skill]
    return [(skill, measured) for skill, measured in by_skill if measured]


def _household(learner: queries.LearnerInfo) -> list[queries.LearnerInfo]:
    if not learner.household_id:
        return []
    return [one for one in queries.household(learner.household_id) if one.id != learner.id]


def _picture_word(picture: str) -> str:
    # A centre may have put a picture of its own there.
    return language.say(f"picture.{picture}") if language.knows(f"picture.{picture}") else picture


@dataclass(frozen=True)
class Change:
    """One line of a record's history, in words."""

    day: date
    actor: str
    deed: str
    fields: tuple[str, ...]


def _history(learner: queries.LearnerInfo) -> list[Change]:
    """The newest changes of the person, her record and her availability; looks are counted as one line a day."""
    lines = [
        *accounts.history_of("learners_learner", learner.id, limit=60),
        *accounts.history_of("learners_person", learner.person_id, limit=60),
        *accounts.history_of("learners_availability", learner.id, limit=60),
    ]
    found: list[Change] = []
    for line in sorted(lines, key=lambda line: line.at, reverse=True):
        change = Change(
            clock.local(line.at, current_actor().zone).date(),
            line.actor,
            language.say(f"deed.{line.action}") if language.knows(f"deed.{line.action}") else line.action,
            tuple(
                language.say(f"field.{name}")
                for name in line.changes
                if line.action != "read" and language.knows(f"field.{name}")
            ),
        )
        if change not in found:
            found.append(change)
    return found[:HISTORY]


# --- the card --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CardState:
    """What a record says about a learner's card."""

    info: accounts.CardInfo | None


def _card_of(learner: queries.LearnerInfo, actor: Actor) -> CardState:
    membership_id = accounts.learner_membership(learner.id, actor.provider_id or "")
    return CardState(accounts.card_of(membership_id) if membership_id else None)


@pages.post("/people/<learner_id>/card", permission="learners.card")
def make_card(learner_id: str) -> Any:
    """A new card, ready to print. Its code is shown this once; an earlier card stops working."""
    learner, actor = queries.learner(learner_id), current_actor()
    token = users.make_card(_membership(learner, actor), actor=actor, now=now())
    picture = services.own_picture(learner_id)
    audit.record("make_card", "learners_learner", learner.id, now=now())
    return render(
        "learners/card.html",
        learner=learner,
        picture=picture,
        centre=organisations.centre(learner.centre_id),
        qr=qr(address_of("accounts.card", token=token), "id-card__qr", border=0),
        back_url=url_for("learners.record", learner_id=learner_id),
    )


@pages.post("/people/<learner_id>/card/revoke", permission="learners.card")
def revoke_card(learner_id: str) -> Any:
    """The card stops working: it was lost, or somebody else has it."""
    learner, actor = queries.learner(learner_id), current_actor()
    membership_id = accounts.learner_membership(learner.id, actor.provider_id or "")
    if membership_id is None:
        raise errors.NotFound("accounts.no_card")
    users.revoke_cards(membership_id, now=now())
    audit.record("revoke_card", "learners_learner", learner.id, now=now())
    return done(_("The card does not work any more."), "learners.record", learner_id=learner_id)


def _membership(learner: queries.LearnerInfo, actor: Actor) -> str:
    """The membership a learner signs in with; made now for somebody who never had one."""
    provider_id = actor.provider_id or ""
    known = accounts.learner_membership(learner.id, provider_id)
    if known is not None:
        return known
    user = users.add_user(learner.name)
    membership = users.add_membership(
        user.id,
        provider_id,
        Role.LEARNER,
        centre_id=learner.centre_id,
        learner_id=learner.id,
        person_id=learner.person_id,
    )
    return membership.id
