"""A child's record, who may collect it, the incident log, the sheet for the kindergarten. Every look at them is noted."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from childcare import forms, queries, services
from childcare.domain.pictures import CHILD_PICTURES
from childcare.views.day import is_here
from childcare.views.door import DAY, centre_words, local_now, own_centre, pages
from lms.accounts.services import audit
from lms.kernel import clock, errors, language
from lms.kernel.web import current_actor, done, now, refuse, render
from lms.kernel.web.addresses import address_of, qr_on_paper

# --- the record ------------------------------------------------------------------------------------------------------


def _child(child_id: str) -> queries.ChildRecordInfo:
    g.place = "childcare.day"
    return queries.child(child_id, own_centre().id)


@pages.get("/childcare/children/<child_id>", permission=DAY, writes=True)
def record(child_id: str) -> Any:
    """Allergies, medicine, who may collect."""
    child = _child(child_id)
    audit.read("childcare_child_record", [child_id], "record", now=now())
    names = ("allergies", "medicine", "picture", "language", "needs", "emergency_consent", "photo_consent", "funding")
    return _record_page(child, forms.RecordForm(formdata=None, data={name: getattr(child, name) for name in names}))


def _record_page(
    child: queries.ChildRecordInfo,
    form: forms.RecordForm,
    *,
    collector: forms.CollectorForm | None = None,
    status: int = 200,
) -> Any:
    centre = own_centre()
    today = local_now(centre).date()
    return render(
        "childcare/record.html",
        status,
        **centre_words(centre),
        child=child,
        form=form,
        collector=collector or forms.CollectorForm(formdata=None),
        code_form=forms.CodeForm(formdata=None),
        people=queries.collectors(child.child_id, child.learner_id, today),
        handover=queries.handover(child.child_id),
        log=queries.incidents(centre.id, child_id=child.child_id, limit=20),
        months=queries.months_on(child.birth_date, today),
        pictures=CHILD_PICTURES,
        wall=lambda instant: clock.local(instant, centre.zone),
    )


@pages.post("/childcare/children/<child_id>", permission=DAY)
def keep_record(child_id: str) -> Any:
    """Keep what carers must know."""
    child, form = _child(child_id), forms.RecordForm()
    if not form.validate():
        return _record_page(child, form, status=422)
    services.keep_record(
        child_id,
        allergies=form.allergies.data or "",
        medicine=form.medicine.data or "",
        language=form.language.data or "",
        needs=form.needs.data or "",
        funding=form.funding.data or "",
        emergency_consent=bool(form.emergency_consent.data),
        photo_consent=bool(form.photo_consent.data),
        picture=form.picture.data if form.picture.data in CHILD_PICTURES else None,
    )
    return done(_("Kept for %(name)s.", name=child.name), "childcare.record", child_id=child_id)


# --- who may collect -------------------------------------------------------------------------------------------------


@pages.post("/childcare/children/<child_id>/people", permission=DAY)
def add_person(child_id: str) -> Any:
    """Somebody who may collect."""
    child, form = _child(child_id), forms.CollectorForm()
    try:
        if not form.validate():
            raise errors.Invalid("childcare.name_missing", field="name")
        services.add_collector(
            child_id,
            form.name.data or "",
            form.relation.data or "",
            phone=form.phone.data or "",
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as refused:
        if not form.errors:
            refuse(form, refused)
        return _record_page(child, forms.RecordForm(formdata=None), collector=form, status=422)
    return done(
        _("%(who)s may collect %(name)s.", who=form.name.data, name=child.name), "childcare.record", child_id=child_id
    )


@pages.post("/childcare/children/<child_id>/people/<person_id>/remove", permission=DAY)
def remove_person(child_id: str, person_id: str) -> Any:
    """Somebody may not collect any more."""
    _on_list(_child(child_id), person_id)
    services.remove_collector(person_id, actor=current_actor(), now=now())
    return done(_("This person may not collect the child any more."), "childcare.record", child_id=child_id)


def _on_list(child: queries.ChildRecordInfo, person_id: str) -> queries.CollectorInfo:
    today = local_now(own_centre()).date()
    people = queries.collectors(child.child_id, child.learner_id, today)
    found = next((one for one in people if one.id == person_id), None)
    if found is None:
        raise errors.NotFound("childcare.absent")
    return found


def _entry(child: queries.ChildRecordInfo, person_id: str) -> str:
    """The entry to which a code or card belongs; a parent gets one when she needs it."""
    person = _on_list(child, person_id)
    if not person.id.startswith(queries.PARENT):
        return person.id
    return services.add_collector(child.child_id, person.name, queries.PARENT, actor=current_actor(), now=now())


@pages.post("/childcare/children/<child_id>/people/<person_id>/code", permission=DAY)
def set_code(child_id: str, person_id: str) -> Any:
    """A new code for the pad: typed by the person, seen by nobody."""
    child, form = _child(child_id), forms.CodeForm()
    try:
        if not form.validate():
            raise errors.Invalid("childcare.code_length", field="code")
        services.set_code(_entry(child, person_id), form.code.data or "", actor=current_actor(), now=now())
    except errors.Invalid as refused:
        said = language.say(refused.code, refused.facts)
        return render(
            "childcare/code.html",
            refused.status,
            **centre_words(own_centre()),
            child=child,
            person_id=person_id,
            said=said,
        )
    return done(_("The code is set."), "childcare.record", child_id=child_id)


@pages.post("/childcare/children/<child_id>/people/<person_id>/card", permission=DAY)
def make_card(child_id: str, person_id: str) -> Any:
    """A card to print. It is shown once; an earlier one stops working."""
    child = _child(child_id)
    person = _on_list(child, person_id)
    token = services.make_card(_entry(child, person_id), actor=current_actor(), now=now())
    return render(
        "childcare/card_print.html",
        **centre_words(own_centre()),
        child=child,
        person=person,
        qr=qr_on_paper(address_of("childcare.card", token=token)),
        back_url=url_for("childcare.record", child_id=child_id),
    )


# --- the incident log ------------------------------------------------------------------------------------------------


def _kinds() -> list[tuple[str, str]]:
    return [(kind, language.say(f"childcare.kind_{kind}")) for kind in services.KINDS]


@pages.get("/childcare/incidents", permission=DAY, writes=True)
def incidents() -> Any:
    """What happened to children, the newest first, and a form for what happened now."""
    form = forms.IncidentForm(formdata=None)
    at = local_now(own_centre())
    form.day.data, form.time.data, form.child_id.data = at.date(), at.time(), request.args.get("child", "")
    return _log(form)


def _log(form: forms.IncidentForm, status: int = 200) -> Any:
    centre = own_centre()
    today = local_now(centre).date()
    form.offer(_children_of(centre.id), _kinds())
    log = queries.incidents(centre.id)
    audit.read("childcare_incident", [one.id for one in log], "log", now=now())
    return render(
        "childcare/incidents.html",
        status,
        **centre_words(centre),
        log=log,
        form=form,
        kinds=dict(_kinds()),
        present=[child for child in queries.children_on(today, centre.id) if is_here(child)],
        wall=lambda instant: clock.local(instant, centre.zone),
    )


def _children_of(centre_id: str) -> list[tuple[str, str]]:
    today = local_now(own_centre()).date()
    ids = queries.booked_children(centre_id, today.replace(day=1))
    known = {child.child_id: child.name for child in queries.children_on(today, centre_id)}
    found = [(key, known.get(key) or queries.child(key, centre_id).name) for key in ids]
    return [("", str(_("Choose a child"))), *sorted(found, key=lambda one: one[1])]


@pages.post("/childcare/incidents", permission=DAY)
def add_incident() -> Any:
    """Write down what happened."""
    form, centre, actor = forms.IncidentForm(), own_centre(), current_actor()
    form.offer(_children_of(centre.id), _kinds())
    if not form.validate():
        return _log(form, 422)
    child = queries.child(form.child_id.data, centre.id)
    day, time = form.day.data, form.time.data
    try:
        key = services.add_incident(
            centre.id,
            child.child_id,
            happened_at=clock.instant(day, time, centre.zone) if day and time else now(),
            kind=form.kind.data,
            what=form.what.data or "",
            deed=form.deed.data or "",
            told=form.told.data or "",
            actor=actor,
            now=now(),
        )
    except errors.Invalid as refused:
        refuse(form, refused)
        return _log(form, refused.status)
    return done(_("Written down for %(name)s.", name=child.name), "childcare.incident", incident_id=key)


@pages.get("/childcare/incidents/<incident_id>", permission=DAY, writes=True)
def incident(incident_id: str) -> Any:
    """One entry with what was added, for paper, too: the parent gets it."""
    g.place = "childcare.incidents"
    return _incident(incident_id, "childcare/incident.html", forms.AdditionForm(formdata=None))


@pages.get("/childcare/incidents/<incident_id>/paper", permission=DAY, writes=True)
def incident_paper(incident_id: str) -> Any:
    """The entry on a sheet, with lines for two signatures."""
    return _incident(incident_id, "childcare/incident_paper.html", forms.AdditionForm(formdata=None))


def _incident(incident_id: str, template: str, form: forms.AdditionForm, status: int = 200) -> Any:
    centre = own_centre()
    found = queries.incident(incident_id, centre.id)
    audit.read("childcare_incident", [found.id], template.rpartition("/")[2].removesuffix(".html"), now=now())
    return render(
        template,
        status,
        **centre_words(centre),
        one=found,
        child=queries.child(found.child_id, centre.id),
        form=form,
        kinds=dict(_kinds()),
        wall=lambda instant: clock.local(instant, centre.zone),
        back_url=url_for("childcare.incident", incident_id=found.id),
    )


@pages.post("/childcare/incidents/<incident_id>", permission=DAY)
def add_to_incident(incident_id: str) -> Any:
    """Add to an entry. The entry itself stays as it was written."""
    g.place = "childcare.incidents"
    centre, form = own_centre(), forms.AdditionForm()
    found = queries.incident(incident_id, centre.id)
    if not form.validate():
        return _incident(incident_id, "childcare/incident.html", form, 422)
    services.add_incident(
        centre.id,
        found.child_id,
        happened_at=found.happened_at,
        kind=found.kind,
        what=form.what.data or "",
        follows_id=found.id,
        actor=current_actor(),
        now=now(),
    )
    return done(_("Added."), "childcare.incident", incident_id=found.id)


# --- into regular care -----------------------------------------------------------------------------------------------


@pages.get("/childcare/children/<child_id>/handover", permission=DAY, writes=True)
def handover(child_id: str) -> Any:
    """Where regular care was asked for, and whether the parent lets us tell them."""
    child, known = _child(child_id), queries.handover(child_id)
    audit.read("childcare_handover", [child_id], "handover", now=now())
    return _handover_page(child, forms.HandoverForm(formdata=None, obj=known))


def _handover_page(child: queries.ChildRecordInfo, form: forms.HandoverForm, status: int = 200) -> Any:
    return render(
        "childcare/handover.html",
        status,
        **centre_words(own_centre()),
        child=child,
        form=form,
        known=queries.handover(child.child_id),
    )


@pages.post("/childcare/children/<child_id>/handover", permission=DAY)
def keep_handover(child_id: str) -> Any:
    """Keep where regular care was asked for."""
    child, form = _child(child_id), forms.HandoverForm()
    if not form.validate():
        return _handover_page(child, form, 422)
    services.keep_handover(
        child_id,
        kindergarten=form.kindergarten.data or "",
        applied_on=form.applied_on.data,
        starts_on=form.starts_on.data,
        habits=form.habits.data or "",
        actor=current_actor(),
        now=now(),
    )
    return done(_("Kept for %(name)s.", name=child.name), "childcare.handover", child_id=child_id)


@pages.post("/childcare/children/<child_id>/handover/<answer>", permission=DAY)
def agree(child_id: str, answer: str) -> Any:
    """The parent agrees to tell this kindergarten, or takes it back."""
    child = _child(child_id)
    if answer == "yes":
        services.agree_handover(child_id, child.parent, actor=current_actor(), now=now())
        return done(_("%(name)s agreed.", name=child.parent), "childcare.handover", child_id=child_id)
    services.take_agreement_back(child_id, actor=current_actor(), now=now())
    return done(_("Nothing is told to the kindergarten any more."), "childcare.handover", child_id=child_id)


@pages.get("/childcare/children/<child_id>/sheet", permission=DAY, writes=True)
def sheet(child_id: str) -> Any:
    """The sheet for the kindergarten. Only with the parent's consent."""
    child, known = _child(child_id), queries.handover(child_id)
    if not known.agreed:
        raise errors.Conflict("childcare.no_consent")
    audit.read("childcare_handover", [child_id], "sheet", now=now())
    today = local_now(own_centre()).date()
    return render(
        "childcare/sheet.html",
        **centre_words(own_centre()),
        child=child,
        known=known,
        people=queries.collectors(child_id, child.learner_id, today),
        months=queries.months_on(child.birth_date, today),
        today=today,
        back_url=url_for("childcare.handover", child_id=child_id),
    )
