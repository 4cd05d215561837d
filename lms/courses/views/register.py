"""The register of one session: a form of marks that scripts make quicker, and that a phone keeps without network."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from flask import flash, jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from lms.accounts import queries as accounts
from lms.courses import forms, queries, services
from lms.courses.domain import attendance
from lms.courses.queries import Register, SessionInfo, roll
from lms.courses.services.register import MADE_ON_THE_DAY
from lms.courses.views import offline, people
from lms.courses.views.door import pages
from lms.kernel import clock, db, errors, language
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import AbsenceReason, Attendance, Shift
from lms.kernel.web import current_actor, current_day, done, now, panels, refuse, render
from lms.learners import queries as learners
from lms.learners.domain import availability


def session_of(session_id: str) -> SessionInfo:
    """A session of the teacher's own centre."""
    session = queries.session(session_id)
    people.refuse_other_centre(current_actor(), session.centre_id)
    return session


def is_mine(session: SessionInfo) -> bool:
    """Whether the register is hers: her own class on any day, a substitute's on that day."""
    staff_id = current_actor().staff_id
    if session.teacher_id is not None and session.teacher_id == staff_id:
        return True
    return services.may_take(session, queries.section_teacher(session.section_id), staff_id, current_day())


def register_of(session_id: str) -> Register:
    """A register that this teacher may take. Raises NotFound for anybody else's."""
    if not is_mine(session_of(session_id)):
        raise errors.NotFound("courses.absent")
    return queries.register(session_id)


@pages.get("/register/<session_id>", permission="courses.register.take")
def register(session_id: str) -> Any:
    """Who is here: saved marks, announced reasons, and blanks. Somebody else's class of today can be taken over."""
    session = session_of(session_id)
    if not is_mine(session):
        return _somebody_elses(session)
    found = queries.register(session_id)
    return offline.may_be_kept(
        _page(found, forms.RegisterForm(), [forms.saved_line(person) for person in found.people]), session
    )


def _somebody_elses(session: SessionInfo) -> Any:
    actor = current_actor()
    if session.day != current_day() or actor.staff_id is None or session.state == "cancelled":
        raise errors.NotFound("courses.absent")
    teacher = people.staff_by_id([session.teacher_id]).get(session.teacher_id or "")
    return render("courses/register_other.html", session=session, teacher=teacher, words=people)


@pages.post("/register/<session_id>/take-over", permission="courses.register.take")
def take_over(session_id: str) -> Any:
    """Teach for a colleague today: the register of this one session, until midnight."""
    session, actor = session_of(session_id), current_actor()
    if session.day != current_day():
        raise errors.NotFound("courses.absent")
    services.name_substitute(session_id, actor.staff_id or "", today=current_day(), actor=actor, now=now())
    return done(_("You take %(section)s today.", section=session.section), "courses.register", session_id=session_id)


def _roll_of(session_id: str) -> roll.Roll:
    """The roll of a session that this teacher may take. Raises NotFound for anybody else's."""
    db.steady_plans()
    found, actor = roll.roll(session_id), current_actor()
    people.refuse_other_centre(actor, found.terms.centre_id)
    if not services.may_save(found, actor.staff_id, current_day()):
        raise errors.NotFound("courses.absent")
    return found


class _Sent(NamedTuple):
    """A register as it was sent, what its marks mean by the roll, and what is said when they are saved.

    `refused` is why they mean nothing.
    """

    ready: services.ReadyRegister | None = None
    said: str = ""
    refused: errors.OnwardError | None = None


def _read(session_id: str) -> _Sent:
    """What was sent, read and decided before anybody has to wait for its writing."""
    known, typed = _roll_of(session_id), request.form.to_dict()
    lines = [forms.typed_line(key, typed) for key in known.people]
    if "all_here" in request.form:
        return _Sent()
    try:
        forms.refuse_empty(lines)
        given = forms.marks(forms.touched(lines, typed), known.session, partial(_names, session_id))
        batch = services.Batch(seen=request.form.get("seen", type=int))
        ready = services.foresee(services.prepare_register(known, given, batch, actor=current_actor(), now=now()))
    except errors.OnwardError as refused:
        return _Sent(refused=refused)
    return _Sent(ready, _saved(session_id, known.terms.section, lines))


@pages.post("/register/<session_id>", permission="courses.register.take", looks=_read)
def save_register(session_id: str, looked: _Sent) -> Any:
    """Save the marks; or, without scripts, fill the blanks with "here" and show the form again."""
    if looked.refused:
        return _refused(session_id, looked.refused)
    if looked.ready is None:
        found = register_of(session_id)
        return _page(
            found, forms.RegisterForm(), forms.all_here(_typed(person.enrolment_id for person in found.people))
        )
    actor, reason = current_actor(), request.form.get("reason", "")
    try:
        saved = services.save_prepared(looked.ready, zone=actor.zone, reason=reason, actor=actor, now=now())
    except errors.OnwardError as error:
        return _refused(session_id, error)
    if told := _met(session_id, saved):
        for sentence in told:
            flash(sentence, "info")
        return done(looked.said, "courses.register", session_id=session_id)
    return done(looked.said, "courses.teacher_today")


def _refused(session_id: str, error: errors.OnwardError) -> Any:
    found, form = register_of(session_id), forms.RegisterForm()
    refuse(form, error)
    lines = _typed(person.enrolment_id for person in found.people)
    return _page(found, form, lines, status=error.status, wrong=str(error.facts.get("field", "")))


def _typed(enrolment_ids: Iterable[str]) -> list[forms.Line]:
    typed = request.form.to_dict()
    return [forms.typed_line(key, typed) for key in enrolment_ids]


def _names(session_id: str) -> dict[str, str]:
    """Names by enrolment, of everybody who stands in a register."""
    return {person.enrolment_id: person.name for person in queries.register(session_id).everybody}


def _saved(session_id: str, section: str, lines: Sequence[forms.Line]) -> str:
    here = sum(line.mark in attendance.PRESENT for line in lines)
    said = _("%(section)s is saved: %(here)s of %(all)s here.", section=section, here=here, all=len(lines))
    link = Markup('<a href="{}">{}</a>').format(url_for("courses.register", session_id=session_id), _("Look at it"))
    return Markup("{} {}").format(said, link)


def _met(session_id: str, saved: services.Saved) -> list[str]:
    """What the teacher should know: whom somebody else marked meanwhile, and who could not be marked."""
    names = _names(session_id) if saved.clashes or saved.left_out else {}
    told = []
    for one in saved.clashes:
        facts = {"by": one.by, "name": names.get(one.enrolment_id, ""), "mark": _word(one.theirs)}
        if one.stands:
            told.append(_("%(by)s had marked %(name)s: %(mark)s. Your mark came later and stands.", **facts))
        else:
            told.append(_("%(by)s marked %(name)s after you: %(mark)s. That stands.", **facts))
    told.extend(
        _("%(name)s pauses or left, and is not marked.", name=names.get(key) or _("Somebody")) for key in saved.left_out
    )
    return told


def _word(kept: str) -> str:
    """A kept mark in a word."""
    attended, reason = _mark(kept)
    return language.say(f"reason.{reason}" if reason else f"attendance.{attended}")


# --- marks from a phone ----------------------------------------------------------------------------------------------


@pages.get("/register/<session_id>/marks", permission="courses.register.take")
def marks_now(session_id: str) -> Any:
    """The marks as they stand, so that two who mark at once see each other's."""
    found = register_of(session_id)
    lines = {person.enrolment_id: (forms.marked_line(person), person.by) for person in found.people}
    return jsonify(
        version=found.version,
        marks={key: {"mark": line.mark, "time": line.time, "by": by} for key, (line, by) in lines.items()},
    )


@pages.post("/register/<session_id>/marks", permission="courses.register.take")
def send_marks(session_id: str) -> Any:
    """A batch that a phone kept: taken once, however often it is sent. Answers in JSON."""
    body = request.get_json(silent=True)
    try:
        found = register_of(session_id)
        saved, lines = _take(found, body if isinstance(body, dict) else {})
    except errors.OnwardError as error:
        return jsonify(code=error.code, sentence=language.say(error.code, error.facts)), error.status
    told = _met(session_id, saved)
    if not saved.repeated:
        for sentence in told:
            flash(sentence, "info")
        flash(_saved(session_id, found.session.section, lines), "ok")
    go = url_for("courses.register", session_id=session_id) if told else url_for("courses.teacher_today")
    return jsonify(version=saved.version, changed=saved.changed, repeated=saved.repeated, told=told, go=go)


def _take(found: Register, body: dict[str, Any]) -> tuple[services.Saved, list[forms.Line]]:
    actor, marks = current_actor(), body.get("marks")
    key, seen, reason = body.get("key"), body.get("seen"), body.get("reason", "")
    if not (isinstance(key, str) and 8 <= len(key) <= 64 and isinstance(seen, int) and isinstance(reason, str)):
        raise errors.Invalid("page.refused")
    if not isinstance(marks, list) or not all(isinstance(one, dict) for one in marks):
        raise errors.Invalid("page.refused")
    lines = [forms.sent_line(one) for one in marks]
    ago = {line.enrolment_id: _ago(one) for line, one in zip(lines, marks, strict=True)}
    saved = services.save_register(
        found.session.id,
        forms.marks(lines, found.session, partial(_names, found.session.id)),
        zone=actor.zone,
        reason=reason,
        batch=services.Batch(key, seen, "phone", {one: attendance.decided(now(), back) for one, back in ago.items()}),
        actor=actor,
        now=now(),
    )
    return saved, _after(found, lines)


def _ago(mark: dict[str, Any]) -> timedelta:
    """How long ago a mark was made, by the phone's sense of time."""
    value = mark.get("ago", 0)
    return timedelta(milliseconds=min(value, 30 * 86_400_000)) if isinstance(value, int | float) else timedelta(0)


def _after(found: Register, sent: Sequence[forms.Line]) -> list[forms.Line]:
    """Everybody's line once those that were sent are in."""
    new = {line.enrolment_id: line for line in sent}
    return [new.get(person.enrolment_id, forms.marked_line(person)) for person in found.people]


# --- the page --------------------------------------------------------------------------------------------------------


def _page(
    found: Register, form: forms.RegisterForm, lines: list[forms.Line], *, status: int = 200, wrong: str = ""
) -> Any:
    session = found.session
    today = current_day()
    of = {line.enrolment_id: line for line in lines}
    return render(
        "courses/register.html",
        status,
        session=session,
        form=form,
        wrong=wrong,
        rows=[(person, of.get(person.enrolment_id)) for person in found.everybody],
        was={person.enrolment_id: forms.marked_line(person).spelled for person in found.people},
        seen=request.form.get("seen", found.version, type=int),
        expected=len(lines),
        counts=_counts(lines, found.excusing),
        notes=_notes(found),
        rule=found.rule,
        room=people.rooms_by_id(session.centre_id).get(session.room_id or ""),
        reasons=[(reason, reason in found.excusing) for reason in AbsenceReason],
        is_ahead=session.day > today,
        is_old=session.day < today,
        is_running=session.day == today and session.state != "cancelled",
        new_since=session.day - people.NEW_FOR,
        history=_history(found),
        who=offline.who(),
        words=people,
    )


def _counts(lines: list[forms.Line], excusing: frozenset[AbsenceReason]) -> dict[str, int]:
    """People by what the chips tell: here, late, excused, away, open and blank."""
    counts = dict.fromkeys(("here", "late", "excused", "away", "open", "blank"), 0)
    for line in lines:
        counts[_kind(line.mark, excusing)] += 1
    return counts


def _kind(mark: str, excusing: frozenset[AbsenceReason]) -> str:
    kinds = {
        "": "blank",
        Attendance.PRESENT: "here",
        Attendance.LATE: "late",
        Attendance.LEFT_EARLY: "late",
        AbsenceReason.NOT_KNOWN: "open",
    }
    return kinds.get(mark) or ("excused" if mark in excusing else "away")


def _notes(found: Register) -> dict[str, list[tuple[str, str]]]:
    """What to know about somebody in this hour, by learner id: (icon, word). Never how she learns."""
    ids = tuple(person.learner_id for person in found.people)
    notes = {key: [("moon", word)] for key, word in shift_words(found.session, ids).items()}
    session = found.session
    for panel in panels(
        "register", section_id=session.section_id, session_id=session.id, day=session.day, learner_ids=ids
    ):
        for learner_id, note in panel.values["notes"].items():
            notes.setdefault(learner_id, []).append(note)
    return notes


def shift_words(session: SessionInfo, learner_ids: tuple[str, ...]) -> dict[str, str]:
    """Who comes from a night shift or may have to leave for work, by learner id."""
    hour = WeekInterval(session.day.weekday(), session.starts, session.ends)
    found = {}
    for learner_id, known in learners.availabilities(learner_ids).items():
        week = availability.rotation_week(known, session.day)
        if known.shift is Shift.NIGHT:
            found[learner_id] = _("Night shift")
        elif not availability.can_come(known, hour, week):
            found[learner_id] = _("Shift at this time")
    return found


def _history(found: Register) -> list[dict[str, Any]]:
    """Who saved this register when, and what changed after the first time."""
    names = {person.enrolment_id: person.name for person in found.everybody}
    entries = accounts.history_of("courses_session", found.session.id)
    lines = [line for line in entries if line.action in ("register", "arrive")]
    told = []
    for line in lines:
        before = [pair for pair in line.changes.values() if pair[0]]
        told.append(
            {
                "at": clock.local(line.at, current_actor().zone),
                "by": line.actor,
                "reason": language.say(line.reason) if line.reason == MADE_ON_THE_DAY else line.reason,
                "first": ngettext("%(num)s mark", "%(num)s marks", len(line.changes)) if not before else "",
                "changes": [
                    (names.get(key, ""), _mark(pair[0]), _mark(pair[1]))
                    for key, pair in line.changes.items()
                    if before and isinstance(pair, list)
                ],
            }
        )
    return told


def _mark(kept: str | None) -> tuple[str, str]:
    """The audit's `attendance:reason:minutes` as attendance and reason."""
    attended, reason, _minutes = (kept or "::").split(":")
    return attended, reason
