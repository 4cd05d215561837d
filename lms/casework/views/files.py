"""One person's file from the first day to the time after a job: its stages, everything that was done, contacts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from lms.accounts.services import audit
from lms.casework import forms, queries, services
from lms.casework.domain.contacts import counted
from lms.casework.domain.sharing import Part
from lms.casework.domain.stages import Stage
from lms.casework.views.door import local_day, pages
from lms.casework.views.person import contact_form, her_language
from lms.courses import queries as courses
from lms.courses.domain.fit import SectionFit
from lms.courses.queries import fits
from lms.kernel import db, errors, language
from lms.kernel.vocabulary import LEVELS
from lms.kernel.web import current_actor, current_day, done, now, refuse, render
from lms.kernel.web.tongue import languages
from lms.learners import queries as learners
from lms.referrals import queries as referrals

MOST_COURSES = 5
KINDS = (*Part, "plan")
"""What the file can be narrowed to."""
PARTNER_ICONS = {"employer": "storefront", "workplace": "briefcase", "service": "bank"}
CHANNEL_ICONS = {
    "voice": "microphone", "phone": "phone-call", "video": "video-camera", "sms": "chat-circle-text",
    "email": "envelope-simple", "letter": "envelope", "in_person": "users",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One thing that was done. `contact` is filled for a contact, with its own line."""

    day: date
    icon: str
    title: str
    note: str = ""
    by: str = ""
    contact: queries.CheckInInfo | None = None
    kind: str = "plan"
    provider: str = ""
    """Who did it, where it was another provider."""


@pages.get("/casework/<learner_id>/file", permission="casework.plan", writes=True)
def file(learner_id: str) -> Any:
    """The whole file: one for every stage."""
    return _file(learner_id)


def _file(
    learner_id: str, status: int = 200, *, trouble: errors.OnwardError | None = None, **refused: FlaskForm
) -> Any:
    learner, day = learners.learner(learner_id), current_day()
    audit.read("learners_learner", [learner.id], "file", now=now())
    g.place = "casework.people"
    found, contacts = queries.file_of(learner.id, day), queries.contacts(learner.id)
    others = queries.elsewhere(learner.person_id)
    seen = _seen(learner, day)
    kind = request.args.get("kind", "") if request.args.get("kind") in KINDS else ""
    form = contact_form(learner, refused.get("contact"))
    stage_form = refused.get("stage") or forms.StageForm(formdata=None, data={"stage": found.stage, "since": day})
    stage_form.offer()
    return render(
        "casework/file.html",
        status,
        learner=learner,
        today=day,
        found=found,
        chapters=_chapters(
            found, [one for one in _entries(learner, contacts, seen) if kind in ("", one.kind)], learner.since
        ),
        kind=kind,
        kinds=KINDS,
        others=others,
        shown_to=queries.shown_to(learner.person_id),
        seen=[one.provider for one in seen],
        parts=list(Part),
        her_language=her_language(learner.id),
        tongues=languages(),
        typed=request.form,
        trouble=language.say(trouble.code, trouble.facts) if trouble else "",
        field=trouble.facts.get("field", "") if trouble else "",
        methods={name: count for name, count in counted(one.method for one in contacts).items() if name or count},
        contact_count=len(contacts),
        contact_form=form,
        stage_form=stage_form,
        opened=next(iter(refused), request.args.get("open", "")),
        beside_work=_beside_work(learner, day) if found.stage == Stage.AFTER_JOB else None,
        local_day=local_day,
    )


def _seen(learner: learners.LearnerInfo, day: date) -> list[queries.Told]:
    """What the person shows here of other files. That somebody here looked is kept in the audit of whose file it is."""
    found = []
    for of, agreed in queries.shown_here(learner.person_id):
        with db.scoped(of.provider_id):
            audit.read("learners_learner", [of.learner_id], "shared_file", now=now())
        found.append(queries.told(of, agreed, day))
    return found


def _chapters(
    found: queries.FileInfo, entries: Sequence[Entry], arrived: date
) -> list[tuple[queries.StageInfo | None, date, list[Entry]]]:
    """Entries under the stage in which they lie, the newest stage first. Nothing names the time before the first one."""
    begins: list[tuple[queries.StageInfo | None, date]] = [(None, arrived), *((one, one.since) for one in found.way)]
    if found.way and found.way[0].stage in (Stage.BEFORE_JOURNEY, Stage.RECEPTION):
        begins = begins[1:]
    chapters = []
    for place, (stage, since) in enumerate(begins):
        end = begins[place + 1][1] if place + 1 < len(begins) else date.max
        inside = [one for one in entries if (place == 0 or one.day >= since) and one.day < end]
        chapters.append((stage, since, inside))
    return chapters[::-1]


def _entries(
    learner: learners.LearnerInfo, contacts: Sequence[queries.CheckInInfo], seen: Sequence[queries.Told]
) -> list[Entry]:
    found = [_of_contact(one) for one in contacts]
    found += [entry for one in referrals.of_learner(learner.id) for entry in _of_referral(one)]
    for told in seen:
        theirs = [
            *(_of_contact(one) if one.shared else replace(_of_contact(one), note="") for one in told.contacts),
            *(entry for one in told.referrals for entry in _of_referral(one)),
            *(_of_seat(one) for one in told.courses),
        ]
        found += [replace(one, provider=told.provider) for one in theirs]
    for one in queries.versions(learner.person_id):
        title = _("Plan, version %(number)s", number=one.version)
        found.append(Entry(local_day(one.made_at), "path", title, one.reason, one.made_by))
    for talk in queries.guidance_of([learner.id]).get(learner.id, []):
        if talk.held_at is not None:
            title = _("Talk at the beginning") if talk.kind == "entry" else _("Talk at the end")
            found.append(Entry(local_day(talk.held_at), "chats-circle", title, talk.note, talk.held_by))
    found += [
        Entry(local_day(over.at), "user-switch", _("The plan was handed over"), over.note, over.by)
        for over in queries.hand_overs(learner.id)
    ]
    seats = courses.enrolments_of([learner.id], seated=False).get(learner.id, [])
    found += [_of_seat(one) for one in seats if one.from_date <= current_day()]
    return sorted(found, key=lambda one: one.day, reverse=True)


def _of_contact(one: queries.CheckInInfo) -> Entry:
    held = local_day(one.held_at) if one.held_at else one.due_on
    icon = PARTNER_ICONS.get(one.partner) or CHANNEL_ICONS.get(one.channel, "chats-circle")
    return Entry(held, icon, language.say(f"casework.partner.{one.partner}"), one.note, one.by, one, Part.CONTACTS)


def _of_referral(one: referrals.ReferralInfo) -> list[Entry]:
    """Sent, answered, come: each on its day, with the organisation."""
    sent = _("Sent to %(organisation)s", organisation=one.organisation)
    found = [Entry(one.sent_on, "paper-plane-tilt", sent, one.about, one.by, kind=Part.REFERRALS)]
    if one.answered_on:
        declined = one.state == "declined"
        word = (
            _("%(organisation)s has declined", organisation=one.organisation)
            if declined
            else _("%(organisation)s has said yes", organisation=one.organisation)
        )
        icon = "x-circle" if declined else "check-circle"
        found.append(Entry(one.answered_on, icon, word, kind=Part.REFERRALS))
    if one.attended_on:
        came = _("Came to %(organisation)s", organisation=one.organisation)
        found.append(Entry(one.attended_on, "user-check", came, kind=Part.REFERRALS))
    return found


def _of_seat(one: courses.EnrolmentInfo) -> Entry:
    note = "" if one.title == one.section else one.title
    return Entry(one.from_date, "book-open", one.section, note, kind=Part.COURSES)


@pages.post("/casework/<learner_id>/file/shown", permission="casework.plan")
def share_file(learner_id: str) -> Any:
    """Another provider sees these parts from now on, because the person agreed."""
    given = request.form
    try:
        services.share_file(
            learner_id,
            given.get("provider_id", ""),
            given.getlist("parts"),
            way=given.get("way", ""),
            language=given.get("language", ""),
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as refused:
        return _file(learner_id, refused.status, trouble=refused)
    undo = url_for("casework.stop_sharing", learner_id=learner_id, provider_id=given.get("provider_id", ""))
    return done(
        _("The other provider sees these parts from now on."), "casework.file", undo=undo, learner_id=learner_id
    )


@pages.post("/casework/<learner_id>/file/shown/<provider_id>/end", permission="casework.plan")
def stop_sharing(learner_id: str, provider_id: str) -> Any:
    """It sees nothing of this file any more."""
    services.stop_sharing(learner_id, provider_id, actor=current_actor(), now=now())
    return done(_("The other provider sees nothing of this file any more."), "casework.file", learner_id=learner_id)


def _beside_work(learner: learners.LearnerInfo, day: date) -> list[tuple[courses.SectionInfo, SectionFit]]:
    """Groups with a free seat whose sessions all lie outside work, those of her own level first."""
    free = [
        one for one in courses.sections(centre_id=learner.centre_id)
        if one.free > 0 and one.ends_on > day and one.course.level in ("", learner.level, *_next_level(learner.level))
    ]  # fmt: skip
    measured = fits.section_fits(learner.id, [one.id for one in free], day)
    fitting = [(one, measured[one.id]) for one in free if one.id in measured and measured[one.id].share == 1.0]
    kept = [(one, fit) for one, fit in fitting if fit.sessions]
    return sorted(kept, key=lambda row: (row[0].course.level != learner.level, row[0].name))[:MOST_COURSES]


def _next_level(level: str) -> tuple[str, ...]:
    """The level after hers, nothing for the last one or where none is known."""
    codes = [one.value for one in LEVELS]
    return (codes[codes.index(level) + 1],) if level in codes[:-1] else ()


@pages.post("/casework/<learner_id>/file/stage", permission="casework.plan")
def move_on(learner_id: str) -> Any:
    """Another stage of the same file. A new job asks for its shifts next."""
    form = forms.StageForm()
    form.offer()
    stage = form.stage.data or ""
    try:
        services.move_on(
            learner_id, stage, since=form.since.data, reason=form.reason.data or "", actor=current_actor(), now=now()
        )
    except (errors.Invalid, errors.Conflict) as error:
        refuse(form, error)
        return _file(learner_id, error.status, stage=form)
    if stage == Stage.AFTER_JOB:
        word = _("The job is in the file. Which shifts does it have? Courses are looked for beside them.")
        return done(word, "learners.week", learner_id=learner_id)
    return done(_("The file stands there from now on."), "casework.file", learner_id=learner_id)


@pages.post("/casework/<learner_id>/file/contact", permission="casework.plan")
def keep_contact(learner_id: str) -> Any:
    """A contact with the person, an employer, a workplace, an office."""
    form = forms.ContactForm()
    form.offer()
    contact = form.given()
    try:
        if not form.validate():
            return _file(learner_id, 422, contact=form)
        kept = services.log_contact(learner_id, contact, actor=current_actor(), now=now())
    except errors.Invalid as error:
        refuse(form, error)
        return _file(learner_id, error.status, contact=form)
    undo = url_for("casework.take_back_note", learner_id=learner_id, check_in_id=kept)
    if request.form.get("then") == "plan":
        word = _("The contact is kept. Write the new goals and steps; they become the next version.")
        return done(word, "casework.change_plan", learner_id=learner_id)
    asked = len(contact.problems)
    word = _("The contact is kept, and what needs somebody is a task.") if asked else _("The contact is kept.")
    return done(word, "casework.file", undo=undo, learner_id=learner_id)
