"""Carers: the plan by half or quarter hours, who is away and what follows, who could step in, papers that end."""

from datetime import date, timedelta
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from childcare import forms, queries, services
from childcare.domain.day import Interval
from childcare.domain.staffing import PAPERS
from childcare.views.door import DAY, PLAN, centre_words, local_now, own_centre, pages, wanted_day
from lms.kernel import errors, language
from lms.kernel.web import current_actor, done, now, refuse, render
from lms.organisations import services as organisations

STEPS = (30, 15)


@pages.get("/childcare/staff", permission=PLAN)
def staff() -> Any:
    """Carers needed and on duty over a day or a week, by half or quarter hours."""
    centre = own_centre()
    today = local_now(centre).date()
    shown = wanted_day(today)
    form = forms.ShiftForm(formdata=None)
    form.day.data = shown
    return _plan(shown, form)


def _plan(shown: date, form: forms.ShiftForm, status: int = 200) -> Any:
    centre = own_centre()
    step = 15 if request.args.get("step") == "15" else 30
    whole_week = request.args.get("show") == "week"
    first = shown - timedelta(days=shown.weekday())
    days = [first + timedelta(days=number) for number in range(7)] if whole_week else [shown]
    plans = queries.plan(centre.id, days, step)
    outage = queries.outage(centre.id, shown) if not whole_week else None
    form.offer(queries.carer_names(centre.id))
    leap = timedelta(days=7 if whole_week else 1)
    return render(
        "childcare/staff.html",
        status,
        **centre_words(centre),
        shown=shown,
        today=local_now(centre).date(),
        step=step,
        whole_week=whole_week,
        plans=[one for one in plans if one.steps or not whole_week],
        outage=outage,
        before=shown - leap,
        after=shown + leap,
        form=form,
        may_tell=current_actor().may(DAY),
        group_names={group.id: group.name for group in queries.groups(centre.id)},
        rule=queries.rule_for(centre.id, shown),
        present=lambda carer, start: any(span.start <= start < span.end for span in carer.present),
    )


@pages.post("/childcare/staff/shift", permission=PLAN)
def add_shift() -> Any:
    """A carer works besides her hours."""
    centre, form = own_centre(), forms.ShiftForm()
    form.offer(queries.carer_names(centre.id))
    shown = form.day.data or local_now(centre).date()
    if not form.validate() or form.starts.data is None or form.ends.data is None:
        return _plan(shown, form, 422)
    try:
        services.add_shift(
            centre.id, form.staff_id.data, shown, form.starts.data, form.ends.data, actor=current_actor(), now=now()
        )
    except (errors.Invalid, errors.Conflict) as refused:
        refuse(form, refused)
        return _plan(shown, form, refused.status)
    return done(_("Entered."), "childcare.staff", day=shown)


@pages.post("/childcare/staff/entries/<duty_id>/remove", permission=PLAN)
def remove_duty(duty_id: str) -> Any:
    """Take an entry back."""
    _staff_id, day = services.remove_duty(duty_id, actor=current_actor(), now=now())
    return done(_("Taken back."), "childcare.staff", day=day)


# --- away ------------------------------------------------------------------------------------------------------------


@pages.get("/childcare/staff/<staff_id>/away", permission=PLAN)
def away(staff_id: str) -> Any:
    """What would follow if a carer were away, before anything is kept."""
    centre = own_centre()
    form = forms.AwayForm(formdata=None)
    form.first.data = form.last.data = wanted_day(local_now(centre).date())
    return _away(staff_id, form)


def _away(staff_id: str, form: forms.AwayForm, status: int = 200) -> Any:
    g.place = "childcare.staff"
    centre = own_centre()
    names = queries.carer_names(centre.id)
    if staff_id not in names:
        raise errors.NotFound("childcare.absent")
    day = form.first.data or local_now(centre).date()
    span = None
    if form.starts.data and form.ends.data and form.starts.data < form.ends.data:
        span = Interval(queries.minutes_of(form.starts.data), queries.minutes_of(form.ends.data))
    return render(
        "childcare/away.html",
        status,
        **centre_words(centre),
        staff_id=staff_id,
        name=names[staff_id],
        form=form,
        day=day,
        outage=queries.outage(centre.id, day, without=staff_id, span=span),
        anyway=queries.outage(centre.id, day).breaks,
        may_tell=current_actor().may(DAY),
        group_names={group.id: group.name for group in queries.groups(centre.id)},
    )


@pages.post("/childcare/staff/<staff_id>/away", permission=PLAN)
def set_away(staff_id: str) -> Any:
    """A carer is away. What follows is shown, and a person decides."""
    centre, form = own_centre(), forms.AwayForm()
    if not form.validate() or form.first.data is None or form.last.data is None:
        return _away(staff_id, form, 422)
    if request.form.get("deed") == "look":
        return _away(staff_id, form)
    try:
        services.set_away(
            centre.id,
            staff_id,
            form.first.data,
            form.last.data,
            **forms.times_of(form),
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as refused:
        refuse(form, refused)
        return _away(staff_id, form, refused.status)
    name = queries.carer_names(centre.id)[staff_id]
    return done(_("%(name)s is away.", name=name), "childcare.missing", day=form.first.data)


@pages.get("/childcare/staff/missing", permission=PLAN)
def missing() -> Any:
    """A day as it stands: groups that lack a carer, who could step in, which parents would have no care."""
    g.place = "childcare.staff"
    centre = own_centre()
    day = wanted_day(local_now(centre).date())
    return render(
        "childcare/missing.html",
        **centre_words(centre),
        day=day,
        outage=queries.outage(centre.id, day),
        carers=queries.carers(centre.id, day),
        may_tell=current_actor().may(DAY),
        group_names={group.id: group.name for group in queries.groups(centre.id)},
    )


@pages.post("/childcare/staff/<staff_id>/step-in", permission=PLAN)
def step_in(staff_id: str) -> Any:
    """A carer takes over what is missing; she finds it among her tasks."""
    centre = own_centre()
    day = wanted_day(local_now(centre).date())
    wanted = queries.outage(centre.id, day).wanted
    if not wanted:
        return done(_("Nobody is missing any more."), "childcare.missing", day=day)
    starts, ends = queries.wall_of(min(one.start for one in wanted)), queries.wall_of(max(one.end for one in wanted))
    try:
        key = services.ask_to_step_in(centre.id, staff_id, day, starts, ends, actor=current_actor(), now=now())
    except errors.Conflict as refused:
        return done(language.say(refused.code, refused.facts), "childcare.missing", day=day)
    name = queries.carer_names(centre.id)[staff_id]
    said = _("%(name)s steps in from %(start)s to %(end)s.", name=name, start=f"{starts:%H:%M}", end=f"{ends:%H:%M}")
    return done(said, "childcare.missing", undo=url_for("childcare.remove_duty", duty_id=key), day=day)


@pages.post("/childcare/staff/no-care", permission=DAY)
def no_care() -> Any:
    """The chosen parents are told that there is no care on a day; their absence is excused."""
    centre = own_centre()
    day = wanted_day(local_now(centre).date())
    told = services.care_failed(centre.id, day, request.form.getlist("learner_id"), actor=current_actor(), now=now())
    if not told:
        return done(_("Nobody was told: choose parents first."), "childcare.missing", day=day)
    calls = [one.name for one in told if one.by == "call"]
    said = ngettext("%(num)s parent is excused.", "%(num)s parents are excused.", len(told))
    if calls:
        said = f"{said} {_('The office calls %(names)s.', names=', '.join(calls))}"
    if others := [one.name for one in told if one.by == "office"]:
        said = f"{said} {_('The office tells %(names)s without a call.', names=', '.join(others))}"
    return done(said, "childcare.missing", day=day)


# --- papers ----------------------------------------------------------------------------------------------------------


@pages.get("/childcare/papers", permission=PLAN)
def papers() -> Any:
    """Who counts in the ratio today, and which papers end."""
    return _papers(forms.PaperForm(formdata=None))


def _papers(form: forms.PaperForm, status: int = 200) -> Any:
    centre = own_centre()
    today = local_now(centre).date()
    form.offer(queries.carer_names(centre.id), _names())
    return render(
        "childcare/papers.html",
        status,
        **centre_words(centre),
        carers=queries.carers(centre.id, today),
        paper_names=dict(_names()),
        required=queries.settings(centre.id).papers,
        today=today,
        soon=today + queries.SOON,
        form=form,
    )


def _names() -> list[tuple[str, str]]:
    return [(paper, language.say(f"childcare.paper_{paper}")) for paper in PAPERS]


@pages.post("/childcare/papers", permission=PLAN)
def renew() -> Any:
    """A paper gets its new end, or is entered for the first time."""
    centre, form = own_centre(), forms.PaperForm()
    form.offer(queries.carer_names(centre.id), _names())
    if not form.validate():
        return _papers(form, 422)
    organisations.renew_qualification(form.staff_id.data, form.paper.data, valid_until=form.until.data)
    return done(_("Kept."), "childcare.papers")


@pages.post("/childcare/papers/required", permission=PLAN)
def require_papers() -> Any:
    """Without which papers a carer does not count."""
    services.set_settings(own_centre().id, papers=request.form.getlist("paper"))
    return done(_("Kept."), "childcare.papers")
