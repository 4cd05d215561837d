"""Pages of organisations: who works here, invitations, and taking access away."""

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from lms.accounts import queries as accounts
from lms.accounts.services import people
from lms.kernel import errors, language
from lms.kernel.actor import Actor, Role
from lms.kernel.separated import as_csv
from lms.kernel.web import Pages, current_actor, current_day, done, now, refuse, render
from lms.kernel.web.arguments import page_number
from lms.organisations import forms, queries, services
from lms.organisations.domain import staffing
from lms.organisations.domain.staffing import Training
from lms.organisations.words import subject_word

pages = Pages("organisations", __name__)
RIGHT = "accounts.people"
PAGE = 20
NO_PAPER, NO_END = "none", "open"
"""What stood before a paper was written down, in the address that takes it back."""
KINDS = {
    Role.TEACHER: "teacher",
    Role.ADMINISTRATOR: "administrator",
    Role.CHILDCARE: "carer",
    Role.CASEWORKER: "caseworker",
    Role.MANAGER: "manager",
}


def _may_invite(actor: Actor) -> list[Role]:
    """Roles somebody may give: nobody gives more than she holds, and nobody here lets an observer look at all providers."""
    return [role for role in KINDS if actor.role is Role.MANAGER or role is not Role.MANAGER]


@pages.get("/staff", permission=RIGHT)
def staff() -> Any:
    """Everybody who works here, with roles, and a way to invite."""
    return _staff(_form(formdata=None))


@pages.post("/staff/invite", permission=RIGHT)
def invite() -> Any:
    """A user with one role, and a letter with a link to choose a password."""
    actor, form = current_actor(), _form()
    if not form.validate():
        return _staff(form, 422)
    role = Role(form.role.data)
    centre_id = form.centre_id.data or None
    try:
        user = people.add_user((form.name.data or "").strip(), email=form.email.data)
    except errors.Conflict as taken:
        refuse(form, taken)
        return _staff(form, 409)
    staff_id = services.add_staff(user.name, KINDS[role], centre_id=centre_id)
    people.add_membership(user.id, actor.provider_id or "", role, centre_id=centre_id, staff_id=staff_id)
    people.send_link(user, "invitation", now=now())
    return done(_("An invitation is on its way to %(name)s.", name=user.name), "organisations.staff")


@pages.post("/staff/<user_id>/invite", permission=RIGHT)
def invite_again(user_id: str) -> Any:
    """Send a new link; the earlier one stops working."""
    _refuse_elsewhere(current_actor(), user_id)
    user = people.user_at(current_actor().provider_id or "", user_id)
    # Who has chosen a password asks for a new one herself.
    if user.password_hash is not None or not user.email:
        raise errors.Conflict("organisations.has_password")
    people.send_link(user, "invitation", now=now())
    return done(_("A new invitation is on its way to %(name)s.", name=user.name), "organisations.staff")


@pages.post("/staff/<user_id>/sessions/end", permission=RIGHT)
def end_sessions(user_id: str) -> Any:
    """Sign somebody out everywhere: a phone was lost."""
    provider_id = current_actor().provider_id or ""
    _refuse_elsewhere(current_actor(), user_id)
    user = people.user_at(provider_id, user_id)
    people.end_sessions_at(provider_id, user_id, now=now())
    return done(_("%(name)s is signed out everywhere.", name=user.name), "organisations.staff")


@pages.post("/staff/<user_id>/access/<state>", permission=RIGHT)
def set_access(user_id: str, state: str) -> Any:
    """Take access away, or give it back."""
    actor = current_actor()
    if user_id == actor.user_id:
        raise errors.Conflict("accounts.own_access")
    if state not in {"on", "off"}:
        raise errors.NotFound("page.absent")
    _refuse_elsewhere(actor, user_id)
    user = people.user_at(actor.provider_id or "", user_id)
    _refuse_above(actor, user_id)
    people.set_access(actor.provider_id or "", user_id, state == "on", now=now())
    words = _("%(name)s can sign in again.") if state == "on" else _("%(name)s cannot sign in any more.")
    return done(words % {"name": user.name}, "organisations.staff")


def bound_to(actor: Actor) -> str | None:
    """The one centre about which somebody decides, None for who decides about all."""
    return None if actor.role is Role.MANAGER else actor.centre_id


def _people_of(actor: Actor) -> list[accounts.StaffAccess]:
    """Who works where this person decides: an administrator at her centre and for all of them, a manager everywhere."""
    here = bound_to(actor)
    return [
        one
        for one in accounts.staff_access(actor.provider_id or "", now=now())
        if not here or not one.roles or any(at in (None, "", here) for _role, at in one.roles)
    ]


def _refuse_elsewhere(actor: Actor, user_id: str) -> None:
    """An administrator of one centre does not decide about people of another one."""
    if user_id not in {one.user_id for one in _people_of(actor)}:
        raise errors.NotFound("accounts.absent")


def _refuse_above(actor: Actor, user_id: str) -> None:
    """An administrator does not decide about a manager."""
    known = {one.user_id: one for one in accounts.staff_access(actor.provider_id or "", now=now())}
    roles = {role for role, _centre in known[user_id].roles}
    if actor.role is not Role.MANAGER and Role.MANAGER.value in roles:
        raise errors.NotFound("accounts.absent")


def _form(**kwargs: Any) -> forms.InviteForm:
    actor = current_actor()
    known = [(centre.id, centre.name) for centre in queries.centres()]
    here = bound_to(actor)
    offered = [pair for pair in known if pair[0] == here] if here else [("", str(_("All centres"))), *known]
    return forms.InviteForm(_may_invite(actor), offered, **kwargs)


def _staff(form: forms.InviteForm, status: int = 200) -> Any:
    actor = current_actor()
    return render(
        "organisations/staff.html",
        status,
        form=form,
        people=_people_of(actor),
        centres={centre.id: centre.name for centre in queries.centres()},
    )


# --- papers and trainings --------------------------------------------------------------------------------------------


@pages.get("/staff/papers", permission=RIGHT)
def papers() -> Any:
    """What has ended or ends soon, how many are trained in what, and everybody's papers."""
    return _papers()


def _papers(trouble: str = "", status: int = 200) -> Any:
    today, people = current_day(), _here()
    held = staffing.papers([(one.id, one.name, one.qualifications) for one in people], today)
    asked = request.args.get("paper", "")
    return render(
        "organisations/papers.html",
        status,
        people=people,
        places=_places(people),
        held=[one for one in held if asked in ("", one.subject)],
        asked=asked,
        pressing=[one for one in held if one.standing is not staffing.Standing.VALID],
        trained=staffing.trained(held, len(people)),
        subjects=[*Training, *sorted({one.subject for one in held} - set(Training))],
        subject=subject_word,
        soon=staffing.SOON.days,
        **_register(people, asked),
        today=today,
        longest=(staffing.LONGEST_PLACE, staffing.LONGEST_NOTE),
        typed=request.form,
        trouble=trouble,
    )


def _register(people: list[queries.Staff], topic: str) -> dict[str, Any]:
    """A page of the trainings and study visits of these people."""
    page = page_number()
    found, total = queries.trainings([one.id for one in people], topic=topic, page=page, size=PAGE)
    return {"trainings": found, "trainings_total": total, "page": page, "pages": max(1, -(-total // PAGE))}


@pages.get("/staff/trainings.csv", permission=RIGHT)
def trainings_csv() -> Any:
    """The register for a spreadsheet, and below it how many of 100 are trained in what."""
    people, today = _here(), current_day()
    found, _total = queries.trainings([one.id for one in people], topic=request.args.get("paper", ""))
    held = staffing.papers([(one.id, one.name, one.qualifications) for one in people], today)
    rows: list[tuple[object, ...]] = [
        (one.name, subject_word(one.topic), one.held_on, one.place, one.learnt) for one in found
    ]
    rows += [
        (_("Trained staff"), subject_word(topic), today, count, f"{share} %")
        for topic, (count, share) in staffing.trained(held, len(people)).items()
    ]
    header = [_("Name"), _("Topic"), _("Day"), _("Place"), _("What others can use")]
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="trainings.csv"', "Cache-Control": "no-store"},
    )


@pages.get("/staff/practice", permission="organisations.practice")
def practice() -> Any:
    """What colleagues brought back from trainings and study visits, for everybody who works here."""
    topic, words, page = request.args.get("topic", ""), request.args.get("q", "").strip(), page_number()
    found, total = queries.trainings(None, topic=topic, words=words, noted=True, page=page, size=PAGE)
    return render(
        "organisations/practice.html",
        notes=found,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        q=words,
        topic=topic,
        topics=list(Training),
        subject=subject_word,
    )


@pages.post("/staff/papers", permission=RIGHT)
def write_down_training() -> Any:
    """Somebody has had a training, or a paper holds longer."""
    staff_id, subject, typed = (request.form.get(name, "") for name in ("staff_id", "subject", "until"))
    known = {one.id: one for one in _here()}
    held = {name for name, _until in known[staff_id].qualifications} if staff_id in known else set()
    if staff_id not in known or subject not in {*Training, *held}:
        return _papers(language.say("organisations.training_missing"), 422)
    try:
        until = _until(typed)
    except errors.Invalid as slip:
        return _papers(language.say(slip.code), slip.status)
    before = dict(known[staff_id].qualifications)
    training_id = None
    if subject in set(Training):
        try:
            training_id = services.write_down_training(
                staff_id, _typed_training(subject), actor=current_actor(), today=current_day()
            )
        except errors.Invalid as slip:
            return _papers(language.say(slip.code), slip.status)
    services.renew_qualification(staff_id, subject, valid_until=until)
    was = f"{before[subject] or NO_END}" if subject in before else NO_PAPER
    undo = url_for(
        "organisations.take_back_training", staff_id=staff_id, subject=subject, was=was, training=training_id
    )
    return done(_("Kept for %(name)s.", name=known[staff_id].name), "organisations.papers", undo=undo)


def _typed_training(topic: str) -> staffing.NewTraining:
    given = request.form
    # A form that does not ask for the day means today.
    held_on = _until(given["held_on"]) if "held_on" in given else current_day()
    return staffing.NewTraining(topic, held_on, given.get("place", ""), given.get("learnt", "").replace("\r\n", "\n"))


@pages.post("/staff/papers/<staff_id>/<subject>/back", permission=RIGHT)
def take_back_training(staff_id: str, subject: str) -> Any:
    """The paper stands as it stood before: with its day, without one, or not at all."""
    was = request.args.get("was", "")
    if subject not in {name for one in _here() if one.id == staff_id for name, _until in one.qualifications}:
        raise errors.NotFound("page.absent")
    if was == NO_PAPER:
        services.drop_qualification(staff_id, subject)
    else:
        services.renew_qualification(staff_id, subject, valid_until=_until(was))
    if training := request.args.get("training", ""):
        services.drop_training(training, [staff_id])
    return done(_("It is as it was before."), "organisations.papers")


def _until(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed and typed != NO_END else None
    except ValueError as slip:
        raise errors.Invalid("organisations.day_off", field="until") from slip


def _places(people: list[queries.Staff]) -> dict[str, str]:
    """The centre of each member of staff, for who decides about several: people of two centres may have one name."""
    centres = {one.id: one.name for one in queries.centres()} if not bound_to(current_actor()) else {}
    return {one.id: centres[one.centre_id] for one in people if one.centre_id in centres} if len(centres) > 1 else {}


def _here() -> list[queries.Staff]:
    """Whoever works where this person decides."""
    return queries.staff_around(bound_to(current_actor()))
